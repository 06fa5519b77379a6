"""Values, and the cells that hold them."""
