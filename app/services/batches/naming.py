"""What rows call their indicators, places and populations: an id, a code, or a name that only one has."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.errors import FieldError, say
from app.models.indicator import Indicator
from app.models.place import Place, PlaceAlias

CHUNK = 900  # SQLite takes a limited number of values in one statement
Named = dict[str, list[str]]


def places_called(session: Session, names: Iterable[str]) -> Named:
    """The places that carry each of these names, or are known by it; by the name in small letters."""
    found: Named = {}
    for chunk in _chunks(names):
        by_name = select(func.lower(col(Place.name)), col(Place.id)).where(func.lower(col(Place.name)).in_(chunk))
        alias = func.lower(col(PlaceAlias.alias))
        by_alias = select(alias, col(PlaceAlias.place_id)).where(alias.in_(chunk))
        for statement in (by_name, by_alias):
            for name, key in session.execute(statement):
                if key not in found.setdefault(name, []):
                    found[name].append(key)
    return found


def indicators_called(session: Session, names: Iterable[str]) -> Named:
    """The indicators that carry each of these names; by the name in small letters."""
    found: Named = {}
    for chunk in _chunks(names):
        name = func.lower(col(Indicator.name))
        for called, key in session.execute(select(name, col(Indicator.id)).where(name.in_(chunk))):
            found.setdefault(called, []).append(key)
    return found


def ambiguous(field: str, name: str, candidates: Sequence[str]) -> FieldError:
    """A name alone never says which of several is meant."""
    ids = ", ".join(sorted(candidates)[:5])
    remedy = say("“{name}” is the name of several: {ids}. Give the id.", name=name[:60], ids=ids)
    return FieldError(field, "ambiguous-name", remedy, name[:60])


def _chunks(names: Iterable[str]) -> Iterable[list[Any]]:
    ordered = sorted({name.lower() for name in names})
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
