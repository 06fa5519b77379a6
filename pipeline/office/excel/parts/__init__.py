"""What stands beside the sheets: drawings and charts, comments, pictures, the parts of the package."""
