"""What a filter makes of a value: the common ones, those of texts, and those of the trade."""
