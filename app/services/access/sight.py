"""One way to see: every verb that reads takes a Sight, which says whose eyes and as known when."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.models.access import Actor


@dataclass(frozen=True)
class Sight:
    """Who looks, and when. `known_at` leaves out all that was recorded later; None is the newest.

    `survey_minimum` is how many answers a survey figure needs to be shown.
    """

    session: Session
    reader: Actor
    now: datetime
    known_at: datetime | None = None
    survey_minimum: int = 50

    def known(self, moment: datetime | None) -> "Sight":
        """The same eyes, as things were known at this moment."""
        return self if moment is None else replace(self, known_at=moment)
