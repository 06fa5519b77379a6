"""Turns single cells and columns of cells into values of the vocabulary's types."""
