"""A row of the template and the values of all its items, and the rows that they make."""
