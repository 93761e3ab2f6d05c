"""What the platform starts with: the facts of the five documents, loaded through the services, each with its line."""

from seed.loading import load
from seed.seeding import Report

__all__ = ["Report", "load"]
