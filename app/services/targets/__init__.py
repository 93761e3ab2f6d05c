"""Targets: what goals want, found, read, and changed by decision."""
