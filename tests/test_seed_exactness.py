"""Every number in the seed stands on its line of its document: read there where the documents are, else by checksum."""

import hashlib
import re
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from app.models.terms import Rule, State
from seed import facts
from seed.shapes import Facts, RegisterFact, TargetFact
from tests.printed import lines_of, names_of, numbers_of, read, stands, text_of

STORED = tomllib.loads((Path(__file__).parent / "seed_exactness.toml").read_text("utf-8"))
each_document = pytest.mark.parametrize("held", facts.documents(), ids=lambda held: held.document)


def charter() -> Facts:
    return next(held for held in facts.documents() if held.document == "utrecht-charter-2008")


def targets_of_neighbourhoods() -> list[TargetFact]:
    outside = {target.id for target in charter().targets}
    return [target for target in facts.targets_of(charter()) if target.id not in outside]


@each_document
def test_every_number_stands_on_its_line(held: Facts) -> None:
    lines = read(held.document)
    assert [entry for entry in numbers_of(held) if not stands(entry, lines)] == []


@each_document
def test_every_name_stands_on_its_line(held: Facts) -> None:
    missing = [entry for entry in names_of(held) if entry[2].lower() not in text_of(read(entry[0]), entry[1]).lower()]
    assert missing == []


@each_document
def test_every_fact_names_a_line_that_is_not_blank(held: Facts) -> None:
    lines = read(held.document)
    assert [line for line in lines_of(held) if not lines[line - 1].strip()] == []


@each_document
def test_the_numbers_are_those_that_were_checked_against_the_document(held: Facts) -> None:
    numbers = sorted(numbers_of(held))
    checksum = hashlib.sha256(repr(numbers).encode()).hexdigest()[:16]
    assert {"numbers": len(numbers), "checksum": checksum} == STORED[held.document]


def test_the_charter_sets_48_targets_for_its_neighbourhoods() -> None:
    assert Counter(target.place for target in targets_of_neighbourhoods()) == {
        "utrecht-kanaleneiland": 10,
        "utrecht-ondiep": 14,
        "utrecht-wijk-overvecht": 11,
        "utrecht-zuilen-oost": 13,
    }


def test_ten_of_the_48_are_relative_to_a_baseline_that_is_not_printed() -> None:
    relative = [target for target in targets_of_neighbourhoods() if target.baseline is None]
    assert [target.rule for target in relative] == [Rule.RELATIVE] * 10


def test_every_line_with_a_target_value_of_a_neighbourhood_is_in_the_seed() -> None:
    lines = read("utrecht-charter-2008")
    entries = [number for number, line in enumerate(lines, 1) if 160 < number < 517 and is_target_line(line)]
    assert entries == sorted(target.line for target in targets_of_neighbourhoods())


def test_every_city_average_in_a_footnote_is_in_the_seed() -> None:
    footnotes = [
        number for number, line in enumerate(read("utrecht-charter-2008"), 1) if "Stedelijk gemiddelde" in line
    ]
    assert [measurement.line for measurement in charter().measurements] == footnotes


def test_four_targets_lie_outside_the_neighbourhoods_and_one_has_a_condition() -> None:
    assert [(target.line, target.condition is not None) for target in charter().targets] == [
        (302, False),
        (358, False),
        (533, False),
        (577, True),
    ]


def test_what_looks_wrong_is_kept_as_printed_with_the_reason() -> None:
    doubtful = [found for found in facts.measurements_of(charter()) if found.state is State.DOUBTFUL]
    assert [(found.line, found.value, bool(found.note)) for found in doubtful] == [(502, Decimal(54), True)]


def test_no_figure_is_shown_coarser_than_it_is_printed() -> None:
    decimals: dict[str | None, int] = {indicator.id: indicator.decimals for indicator in charter().indicators}
    figures: list[tuple[str | None, Decimal]] = [
        (found.indicator, found.value) for found in facts.measurements_of(charter())
    ]
    figures += [(target.indicator, value) for target in targets_of_neighbourhoods() for value in target.values.values()]
    assert [(id, value) for id, value in figures if -int(value.normalize().as_tuple().exponent) > decimals[id]] == []


def test_dordt_west_names_17_themes_26_opportunities_and_22_indicators() -> None:
    proposal = next(held for held in facts.documents() if held.document == "dordt-west-voorstel-2023")
    themes = [node for node in proposal.nodes if node.level == "theme"]
    ministries = [found.ministry for found in proposal.opportunities if found.ministry]
    counts = (len(themes), len(proposal.opportunities), len(ministries), len(proposal.indicators))
    assert counts == (17, 26, 12, 22)


def test_nieuwegein_sets_33_draft_targets_and_prints_31_values() -> None:
    held = next(held for held in facts.documents() if held.document == "nieuwegein-ambitiedocument-2023")
    drafts = [target for target in facts.targets_of(held) if target.state == "draft"]
    assert (len(held.goals), len(drafts), len([found for found in held.measurements if found.line < 265])) == (
        12,
        33,
        31,
    )


def test_no_indicator_is_named_by_two_documents() -> None:
    ids = Counter(indicator.id for held in facts.documents() for indicator in held.indicators)
    assert [id for id, times in ids.items() if times > 1] == []


def test_every_indicator_of_a_target_or_measurement_is_named_by_its_document_or_an_earlier_one() -> None:
    known: set[str | None] = {None}
    for held in facts.documents():
        known |= {indicator.id for indicator in held.indicators}
        used = {target.indicator for target in facts.targets_of(held)}
        used |= {found.indicator for found in facts.measurements_of(held)}
        assert used - known == set()


def test_the_inhabitants_of_the_twenty_areas_add_up_to_less_than_the_booklet_says() -> None:
    booklet = next(held for held in facts.documents() if held.document == "focusgebieden-bundel-2023")
    areas = {area.id for area in booklet.areas}
    told = [found for found in facts.measurements_of(booklet) if found.indicator == "inhabitants"]
    inhabitants = [found.value for found in told if found.place in areas]
    assert (len(inhabitants), sum(inhabitants)) == (20, 1_114_833)
    assert [found.value for found in told if found.place not in areas] == [1_200_000]


def test_every_result_of_the_booklet_stands_in_the_chapter_of_its_area() -> None:
    booklet = next(held for held in facts.documents() if held.document == "focusgebieden-bundel-2023")
    first = {area.profile.inhabitants.line: area.id for area in booklet.areas if area.profile}
    chapters = {line: first[max(start for start in first if start <= line)] for line in range(136, 2251)}
    results = [row for row in booklet.registers["results"] if row.line > 186]
    assert [row.line for row in results if not chapter_of(row, chapters)] == []


def test_zwijndrecht_sets_56_goals_by_six_rules() -> None:
    goals = next(held for held in facts.documents() if held.document == "zwijndrecht-programma-2024").goals
    assert Counter(goal.targets[0].rule for goal in goals) == {
        Rule.REFERENCE: 17,
        Rule.COVERAGE: 14,
        Rule.DIRECTION: 11,
        Rule.RELATIVE: 5,
        Rule.MILESTONE: 5,
        Rule.ABSOLUTE: 4,
    }


@each_document
def test_ids_are_given_once(held: Facts) -> None:
    listed = (facts.targets_of(held), facts.nodes_of(held), held.areas, held.neighbourhoods, held.indicators)
    ids = Counter(fact.id for facts_of_kind in listed for fact in facts_of_kind)
    assert [id for id, times in ids.items() if times > 1] == []


def chapter_of(row: RegisterFact, chapters: dict[int, str]) -> bool:
    """Whether it is about the area of the chapter, or about its city."""
    area = chapters[row.line]
    places = row.new.model_dump()["places"]
    return bool(places) and all(place == area or area.startswith(f"{place}-") for place in places)


def is_target_line(line: str) -> bool:
    """An entry of a list that names the baseline year and either a value or a change."""
    return re.match(r"- |<b>", line) is not None and "2006" in line and re.search(r"2011|2017", line) is not None
