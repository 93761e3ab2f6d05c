"""Registers: one way to find, make, change and withdraw what a programme keeps; `register.py` is the shape."""
