"""The tree of a Word part → the pieces of its program."""
