"""What stands with every file: what it holds, from whom, under which licence, in which units, what is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from app.errors import Message, say
from app.models.indicator import Indicator
from app.models.source import Source
from app.services.access.eyes import guarded
from app.services.access.sight import Sight

NO_LICENCE = say("The organisation that runs this installation has not named a licence yet. Ask it before you reuse.")

SUPPRESSION = (
    say("Small counts can be traced to people. Of indicators that are protected, a count below the minimum is hidden."),
    say("A hidden value is empty, and the column missing says suppressed. That is not zero, and not unknown."),
    say("Other counts of a protected indicator are rounded, so that parts need not add up to a total."),
    say("A share is shown only when enough people are inside and outside it, and is made of rounded counts."),
    say("What a source published itself is shown as it was published."),
)


@dataclass(frozen=True)
class Publisher:
    """Who gives the figures out, and under which licence; what an operator left empty is said to be so."""

    name: str
    licence: str
    address: str = ""


@dataclass(frozen=True)
class Unit:
    """An indicator with the unit of its figures; of a `protected` one small counts are hidden."""

    indicator: str
    name: str
    unit: str
    protected: bool


@dataclass(frozen=True)
class Origin:
    """A source, with the licence that it gave its own figures."""

    id: str
    name: str
    licence: str | None
    url: str | None


@dataclass(frozen=True)
class About:
    """All of it, for one file. `question` is what was asked, as the address says it."""

    title: Message
    publisher: Publisher
    made_at: datetime
    known_at: datetime | None = None
    question: str = ""
    units: Sequence[Unit] = ()
    sources: Sequence[Origin] = ()


def units(sight: Sight, indicators: Sequence[str] = ()) -> list[Unit]:
    """These indicators, or all of them."""
    statement = select(Indicator).order_by(col(Indicator.id))
    if indicators:
        statement = statement.where(col(Indicator.id).in_(indicators))
    rows = sight.session.execute(statement).scalars().all()
    guards = guarded(sight, [row.id for row in rows])
    return [Unit(row.id, row.name, row.unit, guards[row.id].protection is not None) for row in rows]


def sources(sight: Sight) -> list[Origin]:
    """Every source, by id."""
    rows = sight.session.execute(select(Source).order_by(col(Source.id))).scalars()
    return [Origin(row.id, row.name, row.licence, row.url) for row in rows]
