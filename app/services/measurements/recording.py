"""Recording measurements: `record` and `withdraw`. A key recorded again is a revision; nothing is overwritten."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlmodel import col

from app.errors import Conflict, FieldError, Forbidden, Invalid, say
from app.models.access import Role
from app.models.base import Origin
from app.models.measurement import Measurement, MeasurementBase, MeasurementCreate, MeasurementRevision
from app.models.period import Period, today
from app.models.terms import Acceptance, State
from app.services.access.revision import next_change, take_turn
from app.services.access.writing import Writing
from app.services.measurements.acceptance import arrives_as
from app.services.measurements.catalogue import Catalogue, current, look_up, look_up_words
from app.services.measurements.checks import Checked, check, locked
from app.services.measurements.finding import known_measurements, row_number
from app.services.measurements.plausibility import implausible
from app.services.measurements.seeing import see
from app.services.measurements.sent import understand
from app.services.rows import get_or_refuse

Outcome = Literal["created", "revised", "unchanged"]
Expects = Callable[[Measurement | None], None]

# What a sender says of a figure: when all of it is the same, nothing changed.
SAID = ("value", "missing", "numerator", "denominator", "state", "sample_size", "low", "high", "note")
IMPLAUSIBLE = "implausible-change"
NO_LONGER_FINAL = "no-longer-final"


@dataclass(frozen=True)
class Recorded:
    """A measurement, and what became of what was sent."""

    measurement: Measurement
    outcome: Outcome


@dataclass(frozen=True)
class Provenance:
    """What a loader knows beyond the sender's words: origin, and whether the source itself published the figure."""

    origin: Origin | None = None
    published: bool = False


def record(
    writing: Writing,
    new: MeasurementCreate,
    provenance: Provenance | None = None,
    catalogue: Catalogue | None = None,
    wrong: Sequence[FieldError] = (),
    expects: Expects | None = None,
) -> Recorded:
    """Record one measurement: new, or a revision of what was there.

    A loader of many gives what they refer to in one `catalogue`, looked up once. `wrong` is what was found before,
    `expects` looks at what stands there before anything is written, and raises where that is not what the sender saw.
    Raises Forbidden outside the sender's indicators, places and figures, and Invalid with all errors at once.
    """
    session = writing.session
    known = (catalogue or look_up(session, [new])).as_met_by(writing)
    checked = check(new, known, today(writing.now))
    _refuse_others(not_allowed(writing, checked))
    told = {error.field for error in wrong}
    if errors := [*wrong, *(error for error in checked.errors if error.field not in told)]:
        raise Invalid(errors)
    take_turn(session)
    existing = current(session, [checked.key]).get(checked.key)
    if expects is not None:
        expects(existing)
    if existing is None:
        return _create(writing, checked, provenance or Provenance())
    _refuse_others(_not_own(writing, existing, new))
    return _revise(writing, existing, checked, provenance or Provenance())


def record_sent(writing: Writing, sent: Mapping[str, Any], expects: Expects | None = None) -> Recorded:
    """Record what somebody wrote. Raises as `record`, with the errors of form and of look-ups together."""
    new, wrong = understand(sent)
    return record(writing, new, wrong=wrong, expects=expects)


def withdraw(writing: Writing, measurement_id: str, reason: str) -> Measurement:
    """Withdraw a measurement: a revision that says so; what it was stays readable.

    Raises NotFound, Forbidden and Conflict.
    """
    take_turn(writing.session)
    row = get_or_refuse(writing.session, Measurement, row_number(measurement_id), "measurement")
    writing.require_indicator(row.indicator_id)
    writing.require_place(row.place_id)
    _refuse_others(_not_own(writing, row, None))
    if row.state == State.WITHDRAWN:
        raise Conflict(say("This measurement was withdrawn before."))
    _refuse_locked(writing, row)
    empty = dict.fromkeys(("value", "missing", "numerator", "denominator", "sample_size", "low", "high"))
    _store(writing, row, empty | {"state": State.WITHDRAWN, "flags": "", "reason": reason, "note": row.note})
    writing.note("withdraw", "measurement", str(row.id), {"reason": reason})
    return row


def _refuse_locked(writing: Writing, row: Measurement) -> None:
    catalogue = look_up_words(writing.session, indicators=(), places=()).as_met_by(writing)
    if errors := locked(catalogue, row.indicator_id, row.place_id, Period.parse(row.period)):
        raise Conflict(errors[0].message, errors=errors)


def _create(writing: Writing, checked: Checked, provenance: Provenance) -> Recorded:
    indicator, place, period, population = checked.key
    parsed = Period.parse(period)
    row = Measurement(
        indicator_id=indicator,
        place_id=place,
        period=period,
        starts=parsed.starts,
        ends=parsed.ends,
        population_id=population,
        revision=0,
        change=0,
        recorded_at=writing.now,
        stored_at=writing.stored_at,
        recorded_by=writing.actor.name,
    )
    _store(writing, row, _said(writing, checked, None, provenance))
    writing.note("record", "measurement", str(row.id), {"key": list(checked.key)})
    return Recorded(row, "created")


def _revise(writing: Writing, row: Measurement, checked: Checked, provenance: Provenance) -> Recorded:
    said = _said(writing, checked, row, provenance)
    answers = row.acceptance == Acceptance.SENT_BACK  # what was sent back and is given again, waits again
    if not answers and all(_same(getattr(row, name), said[name]) for name in SAID):
        return Recorded(row, "unchanged")
    _store(writing, row, said)
    writing.note("revise", "measurement", str(row.id), {"key": list(checked.key), "revision": row.revision})
    return Recorded(row, "revised")


def _said(writing: Writing, checked: Checked, row: Measurement | None, provenance: Provenance) -> dict[str, Any]:
    """All columns that the sender's words decide."""
    sent, origin = checked.row, provenance.origin or Origin()
    return {
        **{name: getattr(sent, name) for name in SAID},
        "flags": "|".join(_flags(writing, checked, row)),
        "reason": sent.reason,
        "source": sent.source or (row.source if row else None),
        "partner_id": writing.actor.partner or (row.partner_id if row else None),
        "document": origin.document,
        "line": origin.line,
        "origin_table": origin.table,
        "origin_key": origin.key,
        "published": provenance.published,
        "acceptance": arrives_as(writing, checked.key[0], checked.key[1]),
    }


def _store(writing: Writing, row: Measurement, said: dict[str, Any]) -> None:
    """The current row as it is from now on, and the same as a revision, numbered in the order of commits."""
    for name, value in said.items():
        setattr(row, name, value)
    row.revision += 1
    row.change = next_change(writing.session)
    row.recorded_at, row.recorded_by, row.stored_at = writing.now, writing.actor.name, writing.stored_at
    writing.session.add(row)
    writing.session.flush()
    same = {name: getattr(row, name) for name in MeasurementBase.model_fields}
    writing.session.add(MeasurementRevision(**same | {"measurement_id": row.id}))
    writing.session.flush()


def _flags(writing: Writing, checked: Checked, row: Measurement | None) -> list[str]:
    """What a human should look at: a change that is too large, and a final figure that is provisional again."""
    back = row is not None and row.state == State.FINAL and checked.row.state == "provisional"
    return [IMPLAUSIBLE] * _is_implausible(writing, checked) + [NO_LONGER_FINAL] * back


def _is_implausible(writing: Writing, checked: Checked) -> bool:
    value, indicator = checked.row.value, checked.indicator
    if value is None or indicator is None:
        return False
    earlier = _earlier(writing, checked)
    return implausible(value, earlier, step=Decimal(1).scaleb(-indicator.decimals), limit=indicator.change_limit)


def _earlier(writing: Writing, checked: Checked) -> Sequence[Decimal]:
    """The values of the same series and kind of period before this one, oldest first.

    As the sender may see them: else a flag would tell how far a figure lies from one that is hidden.
    """
    indicator, place, text, population = checked.key
    period = Period.parse(text)
    statement = (
        known_measurements(writing.sight)
        .where(
            col(Measurement.indicator_id) == indicator,
            col(Measurement.place_id) == place,
            col(Measurement.population_id) == population,
            col(Measurement.starts) < period.starts,
            col(Measurement.value).is_not(None),
            col(Measurement.state) != State.WITHDRAWN,
        )
        .order_by(col(Measurement.starts))
    )
    rows = [row for row in writing.session.execute(statement) if Period.parse(row.period).kind is period.kind]
    return [one.figure.value for one in see(writing.sight, rows) if one.figure.value is not None]


def not_allowed(writing: Writing, checked: Checked) -> list[FieldError]:
    """What lies outside the sender's indicators and places."""
    errors = []
    if checked.indicator is not None and not writing.may_indicator(checked.indicator.id):
        remedy = say("You may not record this indicator. Ask the programme to add it to your access.")
        errors.append(FieldError("indicator", "not-allowed-indicator", remedy, checked.indicator.id))
    if checked.place is not None and not writing.may_place(checked.place):
        remedy = say("You may not record figures of this place. Ask the programme to add it to your access.")
        errors.append(FieldError("place", "not-allowed-place", remedy, checked.place))
    return errors


def _not_own(writing: Writing, row: Measurement, new: MeasurementCreate | None) -> list[FieldError]:
    """Revising what another partner or source gave takes programme staff."""
    if writing.actor.role in (Role.PROGRAMME_STAFF, Role.ADMINISTRATOR):
        return []
    another_source = new is not None and new.source is not None and new.source != row.source
    if row.partner_id == writing.actor.partner and row.partner_id is not None and not another_source:
        return []
    remedy = say("This figure was given by another partner or source. Programme staff can revise it.")
    return [FieldError("place", "not-allowed-figure", remedy)]


def _refuse_others(errors: list[FieldError]) -> None:
    if errors:
        raise Forbidden(errors[0].message, errors=errors)


def _same(old: object, new: object) -> bool:
    return old == new and type(old) is not bool
