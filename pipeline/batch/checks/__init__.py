"""Inputs → everything that is to be said of them: on screen, as a list, and in marked copies."""
