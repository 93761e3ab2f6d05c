"""Deliveries: what partners have to deliver, what came of it, and who is told."""
