"""Programmes: found, read with their trees, and changed."""
