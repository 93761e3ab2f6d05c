"""Answers: a page of a set with the mark of the next, how many there are, and one item by its key.

Memory stays the same however much there is: a page looks at so many items at most, and where it has not found enough
by then it ends early, with the mark from which the next page looks on.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cmp_to_key
from typing import Any

from app.errors import FieldError, Invalid, NotFound, say
from app.services.access.sight import Sight
from app.services.odata.asking import Asked, Mark
from app.services.odata.catalogue import SETS, EntitySet
from app.services.odata.conditions import meets
from app.services.odata.marks import written
from app.services.odata.shapes import Navigation
from app.services.odata.sources import AT_ONCE, Key, Order
from app.services.rows import write_cursor

LOOKED_AT = 20_000
WEIGHED = 200_000
HELD = 20_000

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Page:
    """Items as the API shows them, the mark of the next page (None on the last), the total where it was asked."""

    items: Sequence[Any]
    mark: str | None = None
    count: int | None = None


def page(sight: Sight, kind: EntitySet, asked: Asked, size: int) -> Page:
    """The items asked for, `size` at most; raises Invalid where there are too many to sort or to count."""
    sight = sight.known(asked.known_at)
    total = count(sight, kind, asked) if asked.count else None
    begun = asked.mark or Mark((), asked.skip, asked.top)
    most = size if begun.top is None else min(size, begun.top)
    if most == 0:
        return Page([], None, total)
    found = (_in_order if asked.sorting.by_source else _weighed)(sight, kind, asked, begun, most)
    return replace(found, count=total)


def count(sight: Sight, kind: EntitySet, asked: Asked) -> int:
    """How many meet the condition; raises Invalid where too many would have to be looked at."""
    sight = sight.known(asked.known_at)
    counted = kind.source.count(sight, asked.wanted)
    return sum(1 for _ in _all_that_meet(sight, kind, asked, "$count")) if counted is None else counted


def one(sight: Sight, kind: EntitySet, key: Key, asked: Asked) -> Any:
    """The item with this key, as known; raises NotFound."""
    for item in kind.source.with_keys(sight.known(asked.known_at), [key], asked.as_of):
        return item
    raise NotFound(say("There is nothing with this key in {set}.", set=kind.name))


def related(sight: Sight, kind: EntitySet, items: Sequence[Any], way: Navigation, asked: Asked) -> Mapping[str, Any]:
    """What these items lead to by one relation, by id: as many queries for many items as for one."""
    by = kind.type.properties[way.by]
    named = [by.read(item) for item in items]
    ids = sorted({key for each in named for key in (each if way.many else [each]) if key is not None})
    found = SETS[way.target].source.with_keys(sight.known(asked.known_at), [(key,) for key in ids], asked.as_of)
    return {item.id: item for item in found}


def _in_order(sight: Sight, kind: EntitySet, asked: Asked, begun: Mark, most: int) -> Page:
    """As the source sorts: from the mark on, until the page is full or enough was looked at."""
    wanted, skip = asked.wanted, begun.skip
    if skip and kind.source.skips(sight, wanted):
        wanted, skip = replace(wanted, skip=skip), 0
    at_once = AT_ONCE if skip or asked.condition else most + 1
    filling = _Filling(asked, most, skip)
    for block in kind.source.blocks(sight, wanted, begun.after or None, at_once):
        if not all(filling.takes(item) for item in block) or filling.looked >= LOOKED_AT:
            return Page(filling.found, _mark(kind, asked, filling.last, filling.skip, begun, filling.found))
        if len(filling.found) == begun.top:
            break
    return Page(filling.found)


class _Filling:
    """A page that is being filled: `last` is the item up to which all was looked at."""

    def __init__(self, asked: Asked, most: int, skip: int) -> None:
        self._condition, self._most = asked.condition, most
        self.skip, self.looked = skip, 0
        self.found: list[Any] = []
        self.last: Any = None

    def takes(self, item: Any) -> bool:
        """Looks at one more; false where it belongs on the next page."""
        if meets(self._condition, item):
            if len(self.found) == self._most:
                return False
            if self.skip:
                self.skip -= 1
            else:
                self.found.append(item)
        self.last, self.looked = item, self.looked + 1
        return True


def _weighed(sight: Sight, kind: EntitySet, asked: Asked, begun: Mark, most: int) -> Page:
    """Sorted by what the reader sees: all are looked at, and no more are held than are given."""
    if begun.skip + most > HELD:
        raise Invalid([_too_many("$skip", HELD)])
    order, weigh = asked.sorting.whole, _weight(asked.sorting.whole)
    after = weigh(begun.after) if begun.after else None
    placed = ((weigh(_values(kind, order, item)), item) for item in _all_that_meet(sight, kind, asked, "$orderby"))
    later = (pair for pair in placed if after is None or pair[0] > after)
    chosen = heapq.nsmallest(begun.skip + most + 1, later, key=lambda pair: pair[0])
    found = [item for _, item in chosen[begun.skip : begun.skip + most]]
    if len(chosen) <= begun.skip + most:
        return Page(found)
    return Page(found, _mark(kind, asked, found[-1], 0, begun, found))


def _all_that_meet(sight: Sight, kind: EntitySet, asked: Asked, why: str) -> Iterator[Any]:
    looked = 0
    for block in kind.source.blocks(sight, replace(asked.wanted, order=()), None, AT_ONCE):
        looked += len(block)
        if looked > WEIGHED:
            raise Invalid([_too_many(why, WEIGHED)])
        yield from (item for item in block if meets(asked.condition, item))


def _too_many(field: str, most: int) -> FieldError:
    return FieldError(field, "too-many", say("This takes more than {most} items. Filter first.", most=most))


def _mark(kind: EntitySet, asked: Asked, last: Any, skip: int, begun: Mark, found: Sequence[Any]) -> str | None:
    """Where the next page begins; None where all that was asked has been given."""
    if len(found) == begun.top:
        return None
    values = [written(value) for value in _values(kind, asked.sorting.whole, last)]
    return write_cursor([skip, -1 if begun.top is None else begun.top - len(found), *values])


def _values(kind: EntitySet, order: Order, item: Any) -> Values:
    return tuple(kind.type.properties[name].read(item) for name, _ in order)


def _weight(order: Order) -> Any:
    """Turns values into something that sorts: null comes first where the order rises."""

    def compare(left: Values, right: Values) -> int:
        for one, other, (_, falls) in zip(left, right, order, strict=True):
            if one != other:
                first = one is None or (other is not None and one < other)
                return 1 if first is falls else -1
        return 0

    return cmp_to_key(compare)
