"""Where the items of a set come from: the same `find` of each room that the API uses, page after page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import ValidationError
from sqlmodel import col

from app.models.base import Asked
from app.models.intervention import Intervention, InterventionRead, InterventionVersion
from app.models.progress import AssessmentRead
from app.models.target import Target, TargetFilter, TargetRead, TargetVersion
from app.services import interventions
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight
from app.services.odata.conditions import Among, Column, Compared, Expression, Literal, conjuncts
from app.services.odata.shapes import Kind
from app.services.progress.answers import LIVE, assess_targets
from app.services.rows import Found, write_cursor
from app.services.targets.asking import assessments_asked
from app.services.targets.finding import read_all

AT_ONCE = 1000
TARGETS_AT_ONCE = 200
KEYS_AT_ONCE = 500

Key = tuple[str, ...]
Filters = Mapping[str, Sequence[str]]
Order = tuple[tuple[str, bool], ...]
"""Properties to sort by, each with whether it falls."""


@dataclass(frozen=True)
class Wanted:
    """What is asked of a set: `filters` are those of the API, by their names there; `condition` is the `$filter`.

    `order` and `skip` are asked only of a source that can do them.
    """

    condition: Expression | None = None
    filters: Filters = field(default_factory=dict)
    as_of: str | None = None
    order: Order = ()
    skip: int = 0


class Source(Protocol):
    """The items of one set, in an order of its own."""

    @property
    def filter(self) -> type[Asked]: ...

    def sorts_by(self, names: Sequence[str]) -> bool:
        """Whether it can sort by these properties itself."""
        ...

    def skips(self, sight: Sight, wanted: Wanted) -> bool:
        """Whether it can skip items itself, because all that it gives is wanted."""
        ...

    def count(self, sight: Sight, wanted: Wanted) -> int | None:
        """How many there are; None where that takes looking at each."""
        ...

    def order(self, wanted: Wanted) -> Order:
        """The order in which it gives them; no two items are equal in it."""
        ...

    def blocks(self, sight: Sight, wanted: Wanted, after: Key | None, size: int) -> Iterator[Sequence[Any]]:
        """All items that `filters` let through after this key; the condition may be used to look at fewer."""
        ...

    def with_keys(self, sight: Sight, keys: Sequence[Key], as_of: str | None) -> Sequence[Any]:
        """The items with these keys, those that are there."""
        ...


@dataclass(frozen=True)
class Room:
    """A room whose `find` gives pages by id. `narrows`: which filter of the API a property stands for."""

    find: Callable[[Sight, Any], Found[Any]]
    filter: type[Asked]
    narrows: Mapping[str, str]
    with_ids: Callable[[Sight, Sequence[str], str | None], Sequence[Any]]

    def sorts_by(self, names: Sequence[str]) -> bool:
        return not names

    def skips(self, sight: Sight, wanted: Wanted) -> bool:
        return False

    def count(self, sight: Sight, wanted: Wanted) -> int | None:
        if wanted.condition is not None:
            return None
        return self.find(sight, self.filter.model_validate({"pageSize": 1, "count": True, **wanted.filters})).total

    def order(self, wanted: Wanted) -> Order:
        return (("id", False),)

    def blocks(self, sight: Sight, wanted: Wanted, after: Key | None, size: int) -> Iterator[Sequence[Any]]:
        cursor = write_cursor(after) if after else None
        asked = {**_narrowed(self.filter, self.narrows, wanted.condition), **wanted.filters}
        if wanted.as_of:
            asked["asOf"] = wanted.as_of
        while True:
            page = {"pageSize": min(size, AT_ONCE), "cursor": cursor}
            found = self.find(sight, self.filter.model_validate(page | asked))
            yield found.items
            cursor = found.cursor
            if cursor is None:
                return

    def with_keys(self, sight: Sight, keys: Sequence[Key], as_of: str | None) -> Sequence[Any]:
        ids = [key for (key,) in keys]
        parts = (ids[start : start + KEYS_AT_ONCE] for start in range(0, len(ids), KEYS_AT_ONCE))
        return [item for part in parts for item in self.with_ids(sight, part, as_of)]


def named_in(
    find: Callable[[Sight, Any], Found[Any]], asked: type[Asked], key: str
) -> Callable[[Sight, Sequence[str], str | None], Sequence[Any]]:
    """Items by id, through the filter of the API that takes ids."""
    by_day = "as_of" in asked.model_fields

    def with_ids(sight: Sight, ids: Sequence[str], as_of: str | None) -> Sequence[Any]:
        day = {"asOf": as_of} if by_day and as_of else {}
        return find(sight, asked.model_validate({"pageSize": AT_ONCE, key: ids, **day})).items

    return with_ids


def targets_with_ids(sight: Sight, ids: Sequence[str], as_of: str | None) -> Sequence[TargetRead]:
    """Targets by id, as known."""
    table = known_table(sight, Target, TargetVersion)
    return read_all(sight, all_known(sight, Target, TargetVersion, col(table.id).in_(ids)), as_of)


def interventions_with_ids(sight: Sight, ids: Sequence[str], _: str | None) -> Sequence[InterventionRead]:
    """Interventions by id, as known."""
    table = known_table(sight, Intervention, InterventionVersion)
    named = all_known(sight, Intervention, InterventionVersion, col(table.id).in_(ids))
    return interventions.read_all(sight, named)


class Assessments:
    """Assessments, of so many targets at a time: each set of them takes a fixed number of queries."""

    filter: type[Asked] = TargetFilter
    narrows: Mapping[str, str] = {name: name for name in ("programme", "goal", "indicator", "state")}

    def sorts_by(self, names: Sequence[str]) -> bool:
        return not names

    def skips(self, sight: Sight, wanted: Wanted) -> bool:
        return False

    def count(self, sight: Sight, wanted: Wanted) -> int | None:
        return None

    def order(self, wanted: Wanted) -> Order:
        return ("target", False), ("place", False)

    def blocks(self, sight: Sight, wanted: Wanted, after: Key | None, size: int) -> Iterator[Sequence[Any]]:
        asked = TargetFilter.model_validate(
            {**_narrowed(self.filter, self.narrows, wanted.condition), **wanted.filters}
        )
        table = known_table(sight, Target, TargetVersion)
        conditions, places = assessments_asked(sight, table, asked)
        live = known(sight, Target, TargetVersion).where(col(table.state).in_(LIVE), *conditions)
        statement = live.order_by(table.id).limit(min(size, TARGETS_AT_ONCE))
        begun = col(table.id) >= after[0] if after else None
        while True:
            here = statement if begun is None else statement.where(begun)
            targets = sight.session.execute(here).scalars().all()
            found = sorted(assess_targets(sight, targets, wanted.as_of, places), key=_of_target)
            yield [item for item in found if after is None or _of_target(item) > after]
            if not targets:
                return
            begun = col(table.id) > targets[-1].id

    def with_keys(self, sight: Sight, keys: Sequence[Key], as_of: str | None) -> Sequence[Any]:
        table = known_table(sight, Target, TargetVersion)
        named = col(table.id).in_({target for target, _ in keys})
        targets = all_known(sight, Target, TargetVersion, named, col(table.state).in_(LIVE))
        return [item for item in assess_targets(sight, targets, as_of) if _of_target(item) in keys]


def _of_target(item: AssessmentRead) -> Key:
    return item.target, item.place


def _narrowed(asked: type[Asked], narrows: Mapping[str, str], condition: Expression | None) -> dict[str, list[str]]:
    """What must hold anyhow, as filters of the API: fewer items to look at. All else is judged item by item."""
    found: dict[str, list[str]] = {}
    for part in conjuncts(condition):
        named = _one_of(part)
        if named is None or (name := narrows.get(named[0])) is None or name in found:
            continue
        if named[1] and _is_taken(asked, {name: named[1]}):
            found[name] = named[1]
    return found


def _one_of(part: Expression) -> tuple[str, list[str]] | None:
    """The property and the texts of `property eq 'text'` and `property in ('text', ...)`."""
    match part:
        case Compared("eq", Column(named), Literal(str(value), Kind.TEXT)):
            return named.name, [value]
        case Compared("eq", Literal(str(value), Kind.TEXT), Column(named)):
            return named.name, [value]
        case Among(Column(named), values) if all(isinstance(value, str) for value in values):
            return named.name, list(values)
    return None


def _is_taken(asked: type[Asked], filters: Filters) -> bool:
    """Whether the API would take it: a text that is no status, no rule or empty narrows nothing."""
    try:
        found = asked.model_validate(filters)
    except ValidationError:
        return False
    return bool(found.model_fields_set)
