"""“This is all I have”: which own figures a complete batch leaves out, and withdrawing them once that was confirmed.

A batch that says it is complete speaks for each indicator, period, population and source that it touches. What the
sender's organisation gave there before, at places within its scope, and does not give now, is withdrawn: never what
another partner or source gave, never what is locked, and only when the sender sends the mark that the dry run told.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from app.errors import Conflict, FieldError, Invalid, say
from app.language import said
from app.models.batch import BatchMode
from app.models.period import Period
from app.services.access.writing import Writing
from app.services.batches.staging import on_postgres
from app.services.batches.storing import KEY
from app.services.batches.withdrawing import withdraw_all
from app.services.measurements.catalogue import look_up_words
from app.services.measurements.checks import locked
from app.services.measurements.sets import Where

SHOWN = 1000
CHUNK = 900


@dataclass(frozen=True)
class Left:
    """A standing figure that a complete batch does not give any more."""

    id: int
    revision: int
    indicator: str
    place: str
    period: str
    population: str
    source: str | None

    def told(self) -> dict[str, Any]:
        """As it is kept and goes out: the key of the figure, never its value."""
        return {
            "id": str(self.id),
            "indicator": self.indicator,
            "place": self.place,
            "period": self.period,
            "population": self.population,
            "source": self.source,
        }


@dataclass(frozen=True)
class Leaving:
    """What a complete batch withdraws; `locked` counts the figures that stay because their period is locked."""

    figures: Sequence[Left] = field(default_factory=tuple)
    locked: int = 0

    @property
    def mark(self) -> str | None:
        """By which exactly these figures, as they stand now, are confirmed; None where there is nothing to confirm."""
        if not self.figures:
            return None
        named = "|".join(f"{one.id}.{one.revision}" for one in self.figures)
        return hashlib.blake2b(named.encode(), digest_size=12).hexdigest()

    def told(self) -> list[dict[str, Any]]:
        """The first of them."""
        return [one.told() for one in self.figures[:SHOWN]]


NONE_LEAVING = Leaving()


def require_complete_can_be(writing: Writing, mode: BatchMode) -> None:
    """Raises Invalid for who has no figures of its own, and where rows could be left out for being wrong."""
    errors = []
    if writing.actor.partner is None:
        remedy = say("Only an organisation that delivers figures can say that this is all it has.")
        errors.append(FieldError("complete", "no-partner", remedy))
    if mode is not BatchMode.ALL_OR_NOTHING:
        remedy = say("A complete batch is taken as a whole: send it with mode=all-or-nothing.")
        errors.append(FieldError("mode", "complete-takes-all", remedy, str(mode)))
    if errors:
        raise Invalid(errors)


def leaving(writing: Writing) -> Leaving:
    """What the stage, before anything of it is taken out as unchanged, does not say again."""
    session = writing.session
    rows = session.execute(text(_statement(session)), {"partner": writing.actor.partner})
    left = [Left(*row) for row in rows]
    own = [one for one in left if writing.may_place(one.place) and writing.may_indicator(one.indicator)]
    catalogue = look_up_words(session, indicators=(), places=()).as_met_by(writing)
    free = [one for one in own if not locked(catalogue, one.indicator, one.place, Period.parse(one.period))]
    return Leaving(tuple(free), len(own) - len(free))


def require_confirmed(found: Leaving, mark: str | None) -> None:
    """Raises Conflict, for nothing is stored then, with what would be withdrawn, unless `mark` names exactly that."""
    if found.mark is None or mark == found.mark:
        return
    detail = say(
        "Nothing was stored. This complete batch withdraws {count} figures that you gave before. "
        "Look at them, and send the batch again with withdraw={mark} if that is what you mean.",
        count=len(found.figures),
        mark=found.mark,
    )
    refusal = Conflict(detail, errors=[FieldError("withdraw", "withdrawal-not-confirmed", detail, mark)])
    refusal.extra = {
        "withdrawn": len(found.figures),
        "withdrawals": found.told(),
        "withdrawalsTruncated": len(found.figures) > SHOWN,
        "withdrawalMark": found.mark,
    }
    raise refusal


def withdraw_left(writing: Writing, found: Leaving, batch: str) -> None:
    """Withdraw them, each as a revision with the reason, in this transaction."""
    reason = said(say("Left out of the complete batch {batch}.", batch=batch))
    for some in _chunks(found.figures):
        where = Where("id IN :left_out AND state <> 'withdrawn'", {"left_out": [one.id for one in some]})
        withdraw_all(writing, where, reason)


def _statement(session: Session) -> str:
    """Figures of this partner under what the batch touches, by the source that its rows have or keep."""
    same_source = "IS NOT DISTINCT FROM" if on_postgres(session) else "IS"
    touched = f"""
        SELECT DISTINCT s.indicator_id, s.period, s.population_id, coalesce(s.source, m.source) AS source
        FROM stage s LEFT JOIN measurement m ON {KEY}
    """
    return f"""
        SELECT w.id, w.revision, w.indicator_id, w.place_id, w.period, w.population_id, w.source
        FROM measurement w JOIN ({touched}) AS t
          ON w.indicator_id = t.indicator_id AND w.period = t.period AND w.population_id = t.population_id
         AND w.source {same_source} t.source
        WHERE w.partner_id = :partner AND w.state <> 'withdrawn' AND NOT EXISTS (
            SELECT 1 FROM stage s WHERE s.indicator_id = w.indicator_id AND s.place_id = w.place_id
            AND s.period = w.period AND s.population_id = w.population_id)
        ORDER BY w.id
    """


def _chunks(figures: Sequence[Left]) -> Iterable[Sequence[Left]]:
    return (figures[start : start + CHUNK] for start in range(0, len(figures), CHUNK))
