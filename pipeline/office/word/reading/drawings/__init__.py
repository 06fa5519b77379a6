"""What is drawn in a part: frames of pictures, text boxes, texts of charts; and how wide a line of text is."""
