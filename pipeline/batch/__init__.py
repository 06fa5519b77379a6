"""A run: what is to be made and why, who makes it, and the only door to outputs/."""
