"""What is printed in the documents: their lines, where they are here, and the numbers that the seed takes from them."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.models.intervention import InterventionRead
from seed import facts
from seed.places import AreaFact
from seed.shapes import REGISTERS, Facts, InterventionFact, MeasurementFact, RegisterFact, TargetFact

DOCUMENTS = Path(__file__).parents[1].parent / "shared" / "documents"
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli"),
    *("augustus", "september", "oktober", "november", "december"),
)
SPELLED: dict[float, str] = {
    **{1: "één|een|eens|eerste", 2: "twee|tweemaal|tweede|half", 3: "drie|derde", 4: "vier|vierde", 5: "vijf"},
    **{6: "zes", 7: "zeven", 8: "acht", 9: "negen", 10: "tien", 11: "elf", 12: "twaalf", 13: "dertien"},
    **{14: "veertien", 15: "vijftien", 16: "zestien", 17: "zeventien", 18: "achttien", 19: "negentien"},
    **{20: "twintig", 30: "dertig", 40: "veertig", 50: "vijftig|helft", 60: "zestig", 70: "zeventig", 80: "tachtig"},
    **{90: "negentig", 100: "honderd", 300: "driehonderd", 400: "vierhonderd", 500: "vijfhonderd"},
    **{1000: "duizend", 1.5: "anderhalf|anderhalve", 25: "kwart", 33.3: "derde"},
}
BOOKKEEPING = frozenset({"id", "programme", "kind", "state", "unit", "source", "document"})
PERIODS = frozenset({"period", "until", "from_period"})
CHECKED = frozenset({"value", "aim", "from_value", "year"})

Printed = tuple[str, tuple[int, ...], str]  # document, the lines of its entry, and the text that stands there


@cache
def read(document: str) -> list[str]:
    source = next(source for source in facts.sources() if source.id == document)
    files = sorted(DOCUMENTS.glob(f"{source.file}_*.txt"))
    if not files:
        pytest.skip("the documents are not here (../shared/documents): only counts and checksums are checked")
    return files[0].read_text("utf-8").split("\n")


def text_of(lines: list[str], numbers: tuple[int, ...]) -> str:
    return "\n".join(lines[number - 1] for number in numbers)


def stands(entry: Printed, lines: list[str]) -> bool:
    """Whether the number is printed there, in figures or in words, as itself and not as a part of another."""
    _, numbers, text = entry
    there, bare = text_of(lines, numbers), re.sub(r"\.(?=\d{3})", "", text)
    million = f"{int(bare) / 1_000_000:n} miljoen".replace(".", ",") if text.endswith("00.000") else text
    if any(re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d|[.,]\d)", there) for one in (text, bare, million)):
        return True
    words = SPELLED.get(float(bare.replace(",", "."))) if re.fullmatch(r"\d+(,\d+)?", bare) else None
    return words is not None and re.search(rf"\b({words})\b", there, re.IGNORECASE) is not None


def numbers_of(held: Facts) -> Iterator[Printed]:
    """Every number that the seed holds of a document, as it must be printed there."""
    for target in facts.targets_of(held):
        lines = (target.line, target.also) if target.also else (target.line,)
        yield from ((held.document, lines, text) for text in numbers_of_target(target))
    for found in held.measurements:
        yield from ((held.document, lines_of_measurement(found), text) for text in numbers_of_measurement(found))
    for population in held.populations:
        yield from ((held.document, (population.line,), text) for text in re.findall(r"\d+", population.id))
    yield from (entry for area in held.areas for entry in numbers_of_profile(held.document, area))
    if held.programme and held.programme.term_line:
        for day in (held.programme.starts, held.programme.ends):
            yield held.document, (held.programme.term_line,), dutch(day)
    for one in rows_of(held):
        yield from ((held.document, lines, text) for lines, text in numbers_of_row(one))


def numbers_of_profile(document: str, area: AreaFact) -> Iterator[Printed]:
    if area.profile is None:
        return
    for figure in (area.profile.inhabitants, area.profile.districts):
        yield document, (figure.line,), printed(Decimal(figure.value))
    for fact in area.profile.texts:
        lines = tuple(range(fact.line, (fact.last or fact.line) + 1))
        yield from ((document, lines, text) for text in re.findall(r"\d+", fact.text))


def lines_of_measurement(found: MeasurementFact) -> tuple[int, ...]:
    return (found.line, found.also) if found.also else (found.line,)


def numbers_of_measurement(found: MeasurementFact) -> list[str]:
    return [printed(found.value)] + ([] if found.unprinted else [found.period])


def numbers_of_target(target: TargetFact) -> Iterator[str]:
    figures = [*target.values.values(), *(abs(change) for change in target.changes.values())]
    baseline = [] if target.baseline is None else [target.baseline]
    years = {*target.values, *target.changes, *({target.end_year} if target.end_year else ())}
    numbers: list[Decimal | int] = [*sorted(years), *figures, *baseline]
    yield from (plain(number) for number in numbers if number not in target.unprinted)
    yield from re.findall(r"\d+", target.population)
    if target.baseline_period and int(target.baseline_period) not in target.unprinted:
        yield target.baseline_period


def rows_of(held: Facts) -> list[RegisterFact | InterventionFact]:
    """What partners do, and all rows of all registers."""
    return [*held.interventions, *(row for rows in held.registers.values() for row in rows)]


def numbers_of_row(one: RegisterFact | InterventionFact) -> Iterator[tuple[tuple[int, ...], str]]:
    """The figures, years and days of an entry, and the numbers in its words; a part may have a line of its own."""
    sent = one.new.model_dump() if isinstance(one, RegisterFact) else one.model_dump(exclude={"line", "also"})
    ours = {_dated(number) if isinstance(number, date) else str(number) for number in one.unprinted}
    for lines, text in _numbers(sent, (one.line, *one.also), _references(one)):
        if not {text, text.replace(",", ".").replace(".", "")} & ours:
            yield lines, text


def _numbers(
    sent: dict[str, Any], lines: tuple[int, ...], references: frozenset[str]
) -> Iterator[tuple[tuple[int, ...], str]]:
    own = lines if sent.get("line") is None else (*lines, sent["line"])
    for name, value in sent.items():
        if name in references | BOOKKEEPING | {"line", "unprinted"} or value is None:
            continue
        if isinstance(value, list | tuple):
            parts = [part if isinstance(part, dict) else {name: part} for part in value]
            for part in parts:
                yield from _numbers(part, own, references)
        else:
            yield from ((own, text) for text in _texts(name, value))


def _texts(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, date):
        yield _dated(value)
    elif name in PERIODS:
        yield _spelled(value)
    elif isinstance(value, str):
        value = re.sub(r"\((?:regels? )?\d+(?: (?:en|tot) \d+)*\)", "", value)  # a line, not a number of the text
        yield from re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", value)
    elif name in CHECKED and not isinstance(value, bool):
        yield printed(Decimal(value))


def _spelled(period: str) -> str:
    """A month and a day as the Dutch print them; a year, a school year and a quarter as they are."""
    year, _, rest = period.partition("-")
    if not re.fullmatch(r"\d\d(-\d\d)?", rest):
        return period
    month, _, day = rest.partition("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}" if day else f"{MONTHS[int(month) - 1]} {year}"


def _dated(day: date) -> str:
    """The first and last day of a year stand for a year alone."""
    return str(day.year) if (day.day, day.month) in {(1, 1), (31, 12)} else dutch(day)


def _references(one: RegisterFact | InterventionFact) -> frozenset[str]:
    if isinstance(one, InterventionFact):
        return frozenset(InterventionRead.model_fields) - {"name", "aim", "starts", "ends"}
    register = next(register for register in REGISTERS.values() if isinstance(one.new, register.create))
    return frozenset(path for path in register.refers if "." not in path) | {"partner"}


def plain(number: Decimal | int) -> str:
    """As the Dutch print it, without points between thousands."""
    return str(number).replace(".", ",")


def printed(number: Decimal) -> str:
    """As the Dutch print it, with points between thousands."""
    return f"{number:,}".replace(",", "_").replace(".", ",").replace("_", ".")


def dutch(day: date | None) -> str:
    assert day is not None
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def names_of(held: Facts) -> Iterator[Printed]:
    """Names that are the document's own."""
    for area in held.areas:
        yield from ((alias.document or held.document, (alias.line,), alias.name) for alias in area.aliases)
    if held.document == "focusgebieden-bundel-2023":
        yield from ((held.document, (area.line,), area.name) for area in held.areas)
        for area in held.areas:
            sites = area.profile.websites if area.profile else []
            yield from ((held.document, (site.line,), site.url) for site in sites)
    yield from ((held.document, (place.line,), place.name) for place in held.neighbourhoods)
    yield from ((held.document, (found.line,), found.name) for found in held.opportunities)


def lines_of(held: Facts) -> Iterator[int]:
    """Every line that the seed names."""
    listed = (held.partners, held.neighbourhoods, held.areas, held.populations, facts.nodes_of(held), held.indicators)
    yield from (fact.line for facts_of_kind in listed for fact in facts_of_kind)
    yield from (fact.line for fact in (*facts.targets_of(held), *facts.measurements_of(held)))
    yield from (part.line for area in held.areas for part in area.neighbourhoods)
    for one in rows_of(held):
        yield from (one.line, *one.also)
    if held.programme:
        yield from (held.programme.line, *(role.line for role in held.programme.partners))
