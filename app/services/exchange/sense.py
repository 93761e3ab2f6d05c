"""Whether a file makes sense in itself: each thing once, versions in a row, trees without a circle, figures in bounds.

Pure: it looks at nothing but the file and the clock that is passed in.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from pydantic.alias_generators import to_camel

from app.errors import FieldError, Message, say
from app.models.terms import Rule, State
from app.services.exchange.columns import Row
from app.services.exchange.items import Item
from app.services.exchange.sections import (
    INDICATORS,
    MEASUREMENTS,
    OWNED,
    PROGRAMMES,
    SECTIONS,
    TARGETS,
    Section,
)
from app.services.exchange.structure import at, wrong_in_places, wrong_in_tree
from app.services.exchange.understanding import Contents

ASKEW = timedelta(days=1)  # clocks differ


def wrong_in(contents: Contents, now: datetime) -> Iterator[FieldError]:
    """All that is wrong with what the file says, whatever is here already."""
    for section in SECTIONS:
        yield from _twice(section, contents.of(section))
        for item in contents.of(section):
            yield from _versions(section, item, now)
    yield from _one_programme(contents)
    yield from wrong_in_places(contents)
    yield from wrong_in_tree(contents)
    for item in contents.of(INDICATORS):
        yield from _indicator(item)
    for item in contents.of(TARGETS):
        yield from _target(item)
    yield from _figures(contents)


def _twice(section: Section, items: Iterable[Item]) -> Iterator[FieldError]:
    seen: set[tuple[str, ...]] = set()
    for item in items:
        if item.key in seen:
            yield at(section, item, "", "duplicate-in-file", say("This stands twice in the file."), item.name)
        seen.add(item.key)


def _versions(section: Section, item: Item, now: datetime) -> Iterator[FieldError]:
    for number, version in enumerate(item.versions):
        field = f"{section.versions_name}.{number}."
        if version[section.number] != number + 1:
            remedy = say("Versions count from 1, without a gap.")
            yield at(section, item, field + section.number, "version-missing", remedy, version[section.number])
        if version["recorded_at"] > now + ASKEW:
            remedy = say("What is recorded cannot have been recorded in the future.")
            yield at(section, item, f"{field}recordedAt", "in-future", remedy)
        if section.owner and section.owner != "id" and version.get("gone"):
            yield at(section, item, f"{field}gone", "not-valid", say("Only a part of an area can be gone."))


def _one_programme(contents: Contents) -> Iterator[FieldError]:
    """The file is about one programme, and all that is a programme's own is of that one."""
    programmes = contents.of(PROGRAMMES)
    if [item.key for item in programmes] != [(contents.programme,)]:
        remedy = say("A file holds one programme: the one that its head names.")
        yield FieldError("programmes", "other-programme", remedy, contents.programme)
    for section in OWNED[1:]:
        for item in contents.of(section):
            for number, version in enumerate(item.versions):
                if version[section.owner or ""] != contents.programme:
                    remedy = say("This belongs to another programme than the one in this file.")
                    yield at(section, item, f"versions.{number}.programme", "other-programme", remedy)


def _indicator(item: Item) -> Iterator[FieldError]:
    for number, version in enumerate(item.versions):
        lowest, highest = version["lowest"], version["highest"]
        if lowest is not None and highest is not None and highest < lowest:
            remedy = say("The highest value lies below the lowest.")
            yield at(INDICATORS, item, f"versions.{number}.highest", "highest-below-lowest", remedy, highest)
        for name, least, most in (("decimals", 0, 10), ("minimum_count", 1, 1000), ("round_to", 1, 1000)):
            if not least <= version[name] <= most:
                remedy = say("This is a number from {least} to {most}.", least=least, most=most)
                yield at(
                    INDICATORS, item, f"versions.{number}.{to_camel(name)}", "out-of-bounds", remedy, version[name]
                )


def _target(item: Item) -> Iterator[FieldError]:
    for number, version in enumerate(item.versions):
        for field, code, message in _wrong_with(version):
            yield at(TARGETS, item, f"versions.{number}.{field}", code, message)
    for number, decision in enumerate(item.parts.get("decisions", ())):
        if not 1 <= decision["version"] <= len(item.versions):
            remedy = say("This decision is of a version that is not there.")
            yield at(TARGETS, item, f"decisions.{number}.version", "version-missing", remedy, decision["version"])


def _wrong_with(target: Row) -> Iterator[tuple[str, str, Message]]:
    if (target["place_id"] is None) == (target["every_neighbourhood_of"] is None):
        message = say("Give one place, or the area of which every neighbourhood counts.")
        yield "place", "place-required", message
    if target["rule"] not in (Rule.MILESTONE, Rule.DIRECTION) and target["indicator_id"] is None:
        yield "indicator", "indicator-required", say("Say which indicator this target is about.")
    if target["rule"] == Rule.REFERENCE and target["reference_id"] is None:
        yield "reference", "reference-required", say("Say which place is the reference.")
    years = [point["year"] for point in target["checkpoints"]]
    if len(set(years)) != len(years):
        yield "checkpoints", "not-valid", say("There is one checkpoint for a year.")
    wanted = {Rule.ABSOLUTE: "value", Rule.RELATIVE: "change"}.get(target["rule"])
    if wanted and any(point.get(wanted) is None for point in target["checkpoints"]):
        yield "checkpoints", "not-valid", say("A checkpoint of this rule lacks its value or its change.")


def _figures(contents: Contents) -> Iterator[FieldError]:
    bounds = {item.key[0]: _widest(item.versions) for item in contents.of(INDICATORS)}
    for item in contents.of(MEASUREMENTS):
        lowest, highest = bounds.get(item.key[0], (None, None))
        for number, revision in enumerate(item.versions):
            for field, code, message in _wrong_figure(revision, lowest, highest):
                yield at(MEASUREMENTS, item, f"revisions.{number}.{field}", code, message, revision[field])


def _widest(versions: Iterable[Row]) -> tuple[Decimal | None, Decimal | None]:
    """The bounds that any version of an indicator had: figures were checked by the one that held then."""
    lowest = [version["lowest"] for version in versions]
    highest = [version["highest"] for version in versions]
    return (None if None in lowest else min(lowest)), (None if None in highest else max(highest))


def _wrong_figure(revision: Row, lowest: Decimal | None, highest: Decimal | None) -> Iterator[tuple[str, str, Message]]:
    value, withdrawn = revision["value"], revision["state"] == State.WITHDRAWN
    if value is not None and revision["missing"] is not None:
        yield "missing", "value-and-missing", say("Give either a value or the reason why it is missing, not both.")
    if value is None and revision["missing"] is None and not withdrawn:
        yield "value", "value-or-missing-required", say("Give a value, or say in “missing” why there is none.")
    if value is not None and not ((lowest is None or lowest <= value) and (highest is None or value <= highest)):
        yield "value", "out-of-bounds", say("This value lies outside the bounds of its indicator.")
    if revision["low"] is not None and revision["high"] is not None and revision["low"] > revision["high"]:
        yield "low", "invalid-interval", say("The low bound lies above the high one.")
    if revision["denominator"] is not None and revision["denominator"] <= 0:
        yield "denominator", "out-of-bounds", say("A denominator is more than 0.")
