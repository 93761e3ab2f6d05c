"""Governance: bodies, meetings, decisions and duties."""
