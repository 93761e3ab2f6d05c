"""How the database itself writes a measurement that may be told as it was recorded: its columns, as expressions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Dialect, Text, case, cast, func

from app.models.measurement import MeasurementRead
from app.services.exports.columns import columns_of
from app.services.exports.database_text import Expression, Member, Told, json_member, json_object

COLUMNS = columns_of(MeasurementRead)
CERTAIN = frozenset({"id", "indicator", "place", "period", "population", "state", "acceptance", "recordedAt"})
FREE = frozenset({"unit", "source", "originDocument", "originTable", "originKey", "note"})


def told_of(found: Any, unit: Expression, *, units_are_words: bool = False) -> list[Told]:
    """Every column of `as_read` as an expression, over a measurement that was found and the unit of its indicator.

    `units_are_words` says that no unit holds a sign that would have to be looked at.
    """
    expressions, free = _expressions(found, unit), FREE - {"unit"} if units_are_words else FREE
    return [Told(one, expressions[one.name], one.name in free, one.name in CERTAIN) for one in COLUMNS]


def _expressions(found: Any, unit: Expression) -> dict[str, Expression]:
    has_origin = found.document.is_not(None) | found.origin_table.is_not(None)
    return {
        "id": cast(found.id, Text),
        "indicator": found.indicator_id,
        "place": found.place_id,
        "period": found.period,
        "population": found.population_id,
        "value": found.value,
        "missing": found.missing,
        "unit": unit,
        "numerator": found.numerator,
        "denominator": found.denominator,
        "state": found.state,
        "acceptance": found.acceptance,
        "sampleSize": found.sample_size,
        "low": found.low,
        "high": found.high,
        "partner": found.partner_id,
        "source": found.source,
        "originDocument": found.document,
        "originLine": case((has_origin, found.line)),
        "originTable": found.origin_table,
        "originKey": case((has_origin, found.origin_key)),
        "note": found.note,
        "flags": func.nullif(found.flags, ""),
        "revision": found.revision,
        "recordedAt": found.recorded_at,
    }


def members_of(dialect: Dialect, told: Sequence[Told]) -> list[Member]:
    """The columns as members of JSON; the origin is an object again."""
    by_name = {one.column.name: one for one in told}
    members: dict[str, Member] = {}
    for one in told:
        first, *inside = one.column.path
        if not inside:
            members[first] = json_member(dialect, one.column.name, one)
        elif first not in members:
            members[first] = Member(first, _origin(dialect, by_name))
    return list(members.values())


def _origin(dialect: Dialect, by_name: dict[str, Told]) -> Expression:
    inside = [one for one in by_name.values() if len(one.column.path) == 2]
    absent = by_name["originDocument"].expression.is_(None) & by_name["originTable"].expression.is_(None)
    return json_object([json_member(dialect, one.column.path[1], one) for one in inside], absent)
