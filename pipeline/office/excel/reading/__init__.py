"""A sheet of a template, and the pieces that its program and its rows are made of."""
