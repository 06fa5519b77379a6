"""A grid of cells → the tables on it, recognised by their headings, and their typed rows."""
