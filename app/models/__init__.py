"""All tables, so that whoever imports the models has the whole metadata."""

from app.models import (
    access,
    indicator,
    intervention,
    measurement,
    partner,
    place,
    programme,
    progress,
    source,
    target,
)

__all__ = [
    "access",
    "indicator",
    "intervention",
    "measurement",
    "partner",
    "place",
    "programme",
    "progress",
    "source",
    "target",
]
