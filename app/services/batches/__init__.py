"""Batches: many measurements at once. `posting.py` is the verb; reading, checking and storing are its steps."""
