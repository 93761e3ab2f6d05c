"""Exports: whole collections as files, through the same service functions as the pages of JSON."""
