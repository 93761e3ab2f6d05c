"""Filters made by chance from the grammar, each with what it means: judged here on the items of the JSON API."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as some

from app.models.period import Period

Item = dict[str, Any]
Truth = bool | None
Meaning = Callable[[Item], Truth]


@dataclass(frozen=True)
class Filter:
    """A text, and whether an item meets it (None: unknown)."""

    text: str
    meaning: Meaning


def flat(item: Item) -> Item:
    """An item of the JSON API as one row: with its origin and its period spelled out, numbers exact."""
    origin, period = item["origin"] or {}, Period.parse(item["period"])
    numbers = {name: item[name] for name in ("value", "low", "high", "numerator", "denominator", "sampleSize")}
    return item | {
        **{name: None if number is None else Decimal(str(number)) for name, number in numbers.items()},
        "originDocument": origin.get("document"),
        "periodStart": period.starts,
        "periodEnd": period.ends,
        "recordedAt": datetime.fromisoformat(item["recordedAt"]),
    }


TEXTS = {
    "indicator": ["nuisance", "benefits", "grade", "x"],
    "place": ["veld", "bos"],
    "period": ["2006", "2017-Q3", "2012/2013", "2020", "2014-03-02"],
    "state": ["final", "provisional"],
    "missing": ["suppressed", "unknown", "unreliable"],
    "source": ["monitor", "it's"],
    "partner": ["politie"],
    "note": ["Gemeten in het voorjaar", "voorjaar", ""],
    "unit": ["percent", "count", "grade"],
    "originDocument": ["charter"],
    "id": ["1", "5", "01", "x"],
}
NUMBERS = {
    "value": ["10", "40", "39.5", "3", "4", "44.25", "-1", "0"],
    "low": ["37", "38.0"],
    "sampleSize": ["400", "400.5", "5e2"],
    "revision": ["1", "2", "1.5", "99999999999999"],
}
DAYS = {
    name: ["2006-01-01", "2012-08-01", "2017-09-30", "2020-12-31", "2014-03-02"]
    for name in ("periodStart", "periodEnd")
}
MOMENTS = {"recordedAt": ["2008-01-01T00:00:00Z", "2019-01-01T01:00:00+01:00", "2020-06-01T12:30:00.5Z"]}

COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda one, other: bool(one == other),
    "ne": lambda one, other: bool(one != other),
    "gt": lambda one, other: None not in (one, other) and one > other,
    "ge": lambda one, other: None not in (one, other) and one >= other,
    "lt": lambda one, other: None not in (one, other) and one < other,
    "le": lambda one, other: None not in (one, other) and one <= other,
}
TURNED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


KINDS: list[tuple[dict[str, list[str]], Callable[[str], str], Callable[[str], Any]]] = [
    (TEXTS, quoted, str),
    (NUMBERS, str, Decimal),
    (DAYS, str, date.fromisoformat),
    (MOMENTS, str, datetime.fromisoformat),
]
operators = some.sampled_from(list(COMPARED))


@some.composite
def comparisons(draw: some.DrawFn) -> Filter:
    columns, written, read = draw(some.sampled_from(KINDS))
    name = draw(some.sampled_from(list(columns)))
    literal, operator = draw(some.sampled_from([None, *columns[name]])), draw(operators)
    text, value = ("null", None) if literal is None else (written(literal), read(literal))
    if draw(some.booleans()):
        return Filter(f"{name} {operator} {text}", lambda item: COMPARED[operator](item[name], value))
    return Filter(f"{text} {TURNED.get(operator, operator)} {name}", lambda item: COMPARED[operator](item[name], value))


@some.composite
def lists(draw: some.DrawFn) -> Filter:
    columns, written, read = draw(some.sampled_from(KINDS))
    name = draw(some.sampled_from(list(columns)))
    chosen = draw(some.lists(some.sampled_from(columns[name]), min_size=1, max_size=3))
    values = [read(one) for one in chosen]
    return Filter(f"{name} in ({','.join(map(written, chosen))})", lambda item: item[name] in values)


SEARCHED: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
}


@some.composite
def searches(draw: some.DrawFn) -> Filter:
    name, function = draw(some.sampled_from(list(TEXTS))), draw(some.sampled_from(list(SEARCHED)))
    whole = draw(some.sampled_from(TEXTS[name]))
    part = whole[draw(some.integers(0, len(whole))) :]

    def meaning(item: Item) -> Truth:
        return None if item[name] is None else SEARCHED[function](item[name], part)

    return Filter(f"{function}({name},{quoted(part)})", meaning)


@some.composite
def parts(draw: some.DrawFn) -> Filter:
    name, operator = draw(some.sampled_from(["periodStart", "periodEnd", "recordedAt"])), draw(operators)
    part, number = draw(some.sampled_from([("year", 2012), ("year", 2020), ("month", 8), ("month", 12), ("day", 1)]))
    return Filter(
        f"{part}({name}) {operator} {number}", lambda item: COMPARED[operator](getattr(item[name], part), number)
    )


@some.composite
def cased(draw: some.DrawFn) -> Filter:
    name, operator = draw(some.sampled_from(["place", "note", "source"])), draw(some.sampled_from(["eq", "ne"]))
    text = draw(some.sampled_from(TEXTS[name])).upper()

    def meaning(item: Item) -> Truth:
        return COMPARED[operator](None if item[name] is None else item[name].upper(), text)

    return Filter(f"toupper({name}) {operator} {quoted(text)}", meaning)


def both(one: Filter, other: Filter) -> Filter:
    def meaning(item: Item) -> Truth:
        found = [one.meaning(item), other.meaning(item)]
        return False if False in found else None if None in found else True

    return Filter(f"({one.text}) and ({other.text})", meaning)


def either(one: Filter, other: Filter) -> Filter:
    def meaning(item: Item) -> Truth:
        found = [one.meaning(item), other.meaning(item)]
        return True if True in found else None if None in found else False

    return Filter(f"({one.text}) or ({other.text})", meaning)


def reversed_(one: Filter) -> Filter:
    def meaning(item: Item) -> Truth:
        found = one.meaning(item)
        return None if found is None else not found

    return Filter(f"not ({one.text})", meaning)


def combined(inner: some.SearchStrategy[Filter]) -> some.SearchStrategy[Filter]:
    return some.builds(both, inner, inner) | some.builds(either, inner, inner) | some.builds(reversed_, inner)


filters = some.recursive(comparisons() | lists() | searches() | parts() | cased(), combined, max_leaves=6)
