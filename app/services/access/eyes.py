"""Whose eyes: who has the right to the true figure of a protected indicator, and which protection each one has."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from app.models.access import Actor, Role
from app.models.indicator import Indicator, IndicatorVersion
from app.models.terms import Acceptance, State
from app.services.access.sight import Sight
from app.services.access.suppression import Kind, Protection, kind_of, scale_of, strictest
from app.services.places.scope import places_within

TRUSTED = frozenset({Role.PROGRAMME_STAFF, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Guarded:
    """What suppression needs to know of an indicator; `protection` is None where it counts nobody."""

    unit: str
    kind: Kind
    scale: int | None
    protection: Protection | None


@dataclass(frozen=True)
class Eyes:
    """What one reader has the right to: the places of its areas, and the figures of its own organisation."""

    reader: Actor
    places: frozenset[str] | None

    def may_see(self, place: str, partner: str | None) -> bool:
        """Whether this reader may see the true figure of this place, recorded by this partner."""
        own = self.reader.partner is not None and partner == self.reader.partner
        return own or self.steers(place)

    def steers(self, place: str | None) -> bool:
        """Whether this is staff, for this place; about no place only where its role holds everywhere."""
        return self.reader.role in TRUSTED and (self.places is None or place in self.places)

    @property
    def steers_everywhere(self) -> bool:
        """Whether this is staff without a limit to areas: nothing is hidden from it, and nothing rounded."""
        return self.reader.role in TRUSTED and self.places is None

    def may_steer(self, place: str | None, *verbs: str) -> list[str]:
        """What staff may do with what is about this place, or about no place: change it, and `verbs`."""
        return ["change", *verbs] if self.steers(place) else []

    def may_do(self, row: Any) -> list[str]:
        """What this reader may do with a measurement: revise it, and withdraw it while it stands."""
        if not self.may_see(row.place_id, row.partner_id):
            return []
        return ["revise"] if row.state == State.WITHDRAWN else ["revise", "withdraw", *self._may_judge(row)]

    def _may_judge(self, row: Any) -> list[str]:
        """Staff accepts what waits, or what went back after all; and sends what waits back to who gave it."""
        if not self.steers(row.place_id) or row.acceptance == Acceptance.ACCEPTED:
            return []
        back = row.acceptance == Acceptance.SUBMITTED and row.partner_id is not None
        return ["accept", "send-back"] if back else ["accept"]


def only_looks(reader: Actor) -> bool:
    """Whether this reader has no right to any true figure, and may do nothing with one."""
    return reader.partner is None and reader.role not in TRUSTED


def eyes_of(sight: Sight) -> Eyes:
    """The rights of the reader of this sight: one query, and only for a reader of named areas.

    A right is that of today, whatever moment is asked about.
    """
    if sight.reader.areas is None or sight.reader.role not in TRUSTED:
        return Eyes(sight.reader, None)
    today = replace(sight, known_at=None)
    within = sight.session.execute(places_within(today, sorted(sight.reader.areas))).scalars()
    return Eyes(sight.reader, frozenset(within))


_VERSIONS = (
    select(
        col(IndicatorVersion.id),
        col(IndicatorVersion.protected),
        col(IndicatorVersion.minimum_count),
        col(IndicatorVersion.round_to),
        col(IndicatorVersion.released),
        col(IndicatorVersion.unit),
        col(IndicatorVersion.survey),
    )
    .where(col(IndicatorVersion.id).in_(bindparam("ids", expanding=True)))
    .order_by(col(IndicatorVersion.id), col(IndicatorVersion.version))
)


def guarded(sight: Sight, indicators: Collection[str]) -> dict[str, Guarded]:
    """The protection of each indicator: the strictest it ever had, later ones too, unless it was released."""
    versions: dict[str, list[IndicatorVersion]] = {}
    for row in sight.session.connection().execute(_VERSIONS, {"ids": list(indicators)}):
        versions.setdefault(row.id, []).append(row)  # type: ignore[arg-type]
    return {key: _guard(history, sight.survey_minimum) for key, history in versions.items()}


def guard_of(indicator: Indicator, survey_minimum: int) -> Guarded:
    """The protection of an indicator that never had another version."""
    return _guard([indicator], survey_minimum)


def _guard(history: Collection[Indicator | IndicatorVersion], survey_minimum: int) -> Guarded:
    ordered = list(history)
    latest = ordered[-1]
    ever = [
        Protection(version.minimum_count, version.round_to, survey_minimum) if version.protected else None
        for version in ordered
    ]
    return Guarded(
        latest.unit,
        kind_of(latest.unit, survey=latest.survey),
        scale_of(latest.unit),
        strictest(ever, released=latest.released),
    )
