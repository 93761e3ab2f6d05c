"""Webhooks: telling other systems of new figures and changed statuses, signed, and until they have heard it."""
