"""The forms of a target, without a database: what is sent, what is pointed at, and what two people changed at once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.models.target import CheckpointRead, Condition, StepRead
from app.models.target_decision import (
    BaselineProposal,
    ExpectedRead,
    Party,
    TargetDetail,
    TargetVersionRead,
    TargetWords,
)
from app.web.target_forms import as_typed, changes, decision, disputed, label, merged, rows_of, wrong_at
from app.web.target_paths import agreed, ahead, versions_told

WORDS = TargetWords(what="Overlast", where="Veld", unit="percent", decimals=0)
PARTIES = [Party(id="rijk", name="Rijk"), Party(id="stad", name="Stad")]
NOTHING = BaselineProposal(
    target="minder", first_year=None, period=None, value=None, reason="baseline-named", places=None
)


def a_target(**more: Any) -> TargetDetail:
    said: dict[str, Any] = {
        "id": "minder", "programme": "samen", "goal": "rust", "path": [], "indicator": "nuisance",
        "population": "all", "scope": {"place": "veld"}, "place": "veld", "rule": "absolute", "bound": "at-most",
        "direction": "fall", "baseline": {"period": "2006", "value": 42, "origin": None}, "other_baselines": [],
        "checkpoints": [{"year": 2011, "value": 38}, {"year": 2017, "value": 28.5}], "reference": None,
        "start_year": None, "end_year": 2017, "patience_until": None, "condition": None, "steps": [],
        "state": "adopted", "status": "behind", "note": None, "fictitious": True, "origin": None, "words": WORDS,
        "expected": [], "history": [], "parties": PARTIES, "proposed_baseline": NOTHING, "baseline_revision": None,
    }  # fmt: skip
    return TargetDetail.model_validate(said | more)


def a_version(number: int = 1, **more: Any) -> TargetVersionRead:
    said: dict[str, Any] = {
        "version": number, "state": "adopted", "bound": "at-most", "baseline_period": "2006", "other_baselines": [],
        "checkpoints": [CheckpointRead(year=2017, value=Decimal(28))], "start_year": None, "end_year": 2017,
        "patience_until": None, "condition": None, "steps": [], "note": None,
        "recorded_at": datetime(2008, 6, 9, tzinfo=UTC), "recorded_by": "system", "reason": None, "decision": None,
    }  # fmt: skip
    return TargetVersionRead(**said | more)


def typed(**over: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the form showed at first, and with this typed over it; `value_1` is the input `value-1`."""
    was = as_typed(a_target())
    return was, was | {name.replace("_", "-"): text for name, text in over.items()}


def test_a_form_shows_figures_as_people_here_write_them() -> None:
    shown = as_typed(a_target())

    assert (shown["value-1"], shown["year-1"], shown["endYear"], shown["patienceUntil"]) == ("28,5", "2017", "2017", "")
    assert (rows_of(shown, "year", 2), rows_of(shown, "step", 1)) == (4, 1)


@pytest.mark.parametrize(
    ("over", "sent"),
    [
        ({}, {}),
        ({"note": "Zie bijlage"}, {"note": "Zie bijlage"}),
        ({"baselinePeriod": ""}, {"baselinePeriod": None}),
        ({"patienceUntil": "2008", "startYear": "ooit"}, {"patienceUntil": 2008, "startYear": "ooit"}),
        ({"value_0": "37,5"}, {"checkpoints": [{"year": 2011, "value": 37.5}, {"year": 2017, "value": 28.5}]}),
        ({"year_0": "", "value_0": ""}, {"checkpoints": [{"year": 2017, "value": 28.5}]}),
        ({"value_1": ""}, {"checkpoints": [{"year": 2011, "value": 38}, {"year": 2017, "value": None}]}),
    ],
)
def test_only_what_differs_is_sent(over: dict[str, str], sent: dict[str, Any]) -> None:
    was, filled = typed(**over)

    assert changes(a_target(), was, filled) == sent


def test_a_change_in_percent_is_sent_as_one() -> None:
    target = a_target(rule="relative", checkpoints=[{"year": 2040, "change": -70}])
    was = as_typed(target)

    assert (was["value-0"], changes(target, was, was | {"value-0": "-60"})) == (
        "-70",
        {"checkpoints": [{"year": 2040, "change": -60}]},
    )


def test_a_step_that_was_done_stays_done() -> None:
    done = {"name": "Plan", "due": "2024-06-30", "done": "2024-05-01", "evidence": "Besluit"}
    target = a_target(rule="milestone", steps=[done, {"name": "Bouw"}])
    was = as_typed(target)

    assert changes(target, was, was | {"due-1": "2026-01-01"}) == {
        "steps": [done, {"name": "Bouw", "due": "2026-01-01"}]
    }


def test_who_was_not_asked_is_not_named() -> None:
    body = decision(
        {"reason": "Later", "consent-stad": "no", "consent-rijk": "", "date": "", "grounds": "other"}, PARTIES
    )

    assert body == {"reason": "Later", "grounds": "other", "consent": [{"partner": "stad", "agreed": False}]}
    assert decision({}, PARTIES) == {"reason": ""}


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("reason", "reason"),
        ("checkpoints", "checkpoints"),
        ("checkpoints.0.year", "year-1"),
        ("checkpoints.0", "value-1"),
        ("checkpoints.7", "checkpoints"),
        ("steps.0.name", "step-0"),
        ("consent.0.agreed", "consent-stad"),
        ("consent.4.agreed", "consent"),
        ("conditionMet", "fact"),
        ("baseline", "form"),
    ],
)
def test_a_mistake_is_pointed_at_where_it_was_typed(field: str, name: str) -> None:
    filled = {"year-0": "", "year-1": "2017", "value-1": "veel", "step-0": "Plan", "consent-stad": "no"}

    assert wrong_at([(field, "Fout.")], filled, PARTIES) == {name: "Fout."}


def test_two_mistakes_in_one_place_are_both_said() -> None:
    assert wrong_at([("note", "Te lang."), ("note", "Te vaag.")], {}) == {"note": "Te lang. Te vaag."}


def test_of_two_people_each_keeps_what_they_changed() -> None:
    was = {"note": "Oud", "value-0": "38", "bound": "at-most"}
    mine, theirs = was | {"note": "Van mij"}, was | {"note": "Van hen", "value-0": "36", "year-2": "2020"}

    assert merged(was, mine, theirs) == {"note": "Van mij", "value-0": "36", "bound": "at-most", "year-2": "2020"}
    assert sorted(disputed(was, mine, theirs)) == [
        ("note", "Van hen", "Van mij"),
        ("value-0", "36", "38"),
        ("year-2", "2020", ""),
    ]
    assert disputed(was, mine, was) == []


def test_rows_that_nobody_could_have_typed_are_left_alone() -> None:
    filled = {"year-99999999999": "2017", "year-x": "2017", "year-3": "2017"}

    assert rows_of(filled, "year", 0) == 4


def test_an_input_is_called_by_its_name_and_row() -> None:
    assert [label(name) for name in ("value-1", "patienceUntil", "vreemd")] == [
        "Waarde van tussendoel 2",
        "Geen effect verwacht tot en met",
        "vreemd",
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "begin: 2006; 2017: 28%; hoogstens"),
        ({"baseline_period": None}, "geen nulmeting genoemd; 2017: 28%; hoogstens"),
        (
            {"checkpoints": [CheckpointRead(year=2011, value=Decimal(38), mark="reached")], "patience_until": 2008},
            "begin: 2006; 2011: 38% (was al gehaald); hoogstens; tot en met 2008: nog geen effect verwacht",
        ),
        ({"baseline_period": None, "checkpoints": []}, "tot en met 2017"),
        ({"baseline_period": None, "checkpoints": [], "end_year": None}, "–"),
        (
            {
                "baseline_period": None,
                "checkpoints": [],
                "end_year": None,
                "steps": [StepRead(name="Plan", done=date(2024, 5, 1)), StepRead(name="Bouw")],
                "condition": Condition(text="Geld", met=False),
            },
            "Plan (gedaan op 1 mei 2024); Bouw; Voorwaarde: Geld (niet vervuld)",
        ),
    ],
)
def test_a_version_is_told_in_one_line(more: dict[str, Any], told: str) -> None:
    assert agreed(a_version(**more), WORDS) == told


def test_another_note_is_told_and_the_first_one_is_not() -> None:
    newest, oldest = a_version(2, note="Later dan gedacht"), a_version(1, note="Zoals gedrukt")
    told = [text for _, text in versions_told([newest, oldest], WORDS)]

    assert told == [
        "begin: 2006; 2017: 28%; hoogstens; Toelichting: Later dan gedacht",
        "begin: 2006; 2017: 28%; hoogstens",
    ]


def test_years_that_are_over_are_left_out_while_others_are_to_come() -> None:
    past, coming = ExpectedRead(year=2011, value=Decimal(38)), ExpectedRead(year=2199, value=Decimal(28))

    assert ahead([past, coming], [coming]) == [(2199, Decimal(28), Decimal(28))]
    assert ahead([past], []) == [(2011, Decimal(38), None)]
