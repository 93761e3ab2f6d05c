"""The facts of the seed as they stand in `documents/*.toml`: read, exact and typed, without a database."""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from slugify import slugify

from app.models.terms import Direction, Rule, State
from seed.places import Geography, SourceFact
from seed.shapes import Facts, MeasurementFact, NodeFact, OpportunityFact, TargetFact

FOLDER = Path(__file__).parent / "documents"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"), parse_float=Decimal)


@cache
def sources() -> tuple[SourceFact, ...]:
    """The five documents, and what they quote."""
    entries = _read("sources")["sources"]
    assert isinstance(entries, list)
    return tuple(SourceFact.model_validate(entry) for entry in entries)


@cache
def geography() -> Geography:
    return Geography.model_validate(_read("places"))


@cache
def documents() -> tuple[Facts, ...]:
    """What the seed holds of each document, the oldest first; a document without a file of facts is left out."""
    dated = sorted((source.recorded, source.id) for source in sources() if source.recorded)
    return tuple(Facts.model_validate(_whole(id)) for _, id in dated if (FOLDER / f"{id}.toml").exists())


def _whole(document: str) -> dict[str, Any]:
    """A document's file, and what stands beside it in `<document>.<part>.toml`: lists follow each other."""
    whole = _read(document)
    for path in sorted(FOLDER.glob(f"{document}.*.toml")):
        for name, value in _read(path.stem).items():
            whole[name] = [*whole.get(name, []), *value] if isinstance(value, list) else value
    return whole


def nodes_of(facts: Facts) -> list[NodeFact]:
    """The whole tree of a document's programme, parents first."""
    return [*facts.nodes, *facts.goals, *map(_linked, facts.opportunities)]


def recorded_on(document: str) -> date:
    """The day since which the facts of a document are known; KeyError for what is no document."""
    return {source.id: source.recorded for source in sources() if source.recorded}[document]


def targets_of(facts: Facts) -> list[TargetFact]:
    """All targets of a document, each with its goal, its baseline period, its rule and its direction."""
    grouped = [
        target.model_copy(update={"goal": group.goal}) for group in facts.target_groups for target in group.targets
    ]
    of_goals = [target for goal in facts.goals for target in goal.targets]
    return [_completed(target, facts) for target in [*grouped, *of_goals, *facts.targets]]


def measurements_of(facts: Facts) -> list[MeasurementFact]:
    """All measurements of a document: those listed, the baselines printed with targets, the inhabitants of areas."""
    baselines = [_baseline(target) for target in targets_of(facts) if target.baseline is not None]
    return [*facts.measurements, *baselines, *_inhabitants(facts)]


def _linked(fact: OpportunityFact) -> NodeFact:
    """Another programme under the pillar that can link to it, with the ministry where one is named."""
    return NodeFact(
        id=slugify(f"{fact.pillar}-{fact.name}"),
        level="opportunity",
        parent=fact.pillar,
        name=fact.name,
        description=f"Ministerie: {fact.ministry}" if fact.ministry else None,
        line=fact.line,
    )


def _completed(target: TargetFact, facts: Facts) -> TargetFact:
    period = facts.baseline_period if target.baseline_period is None else target.baseline_period or None
    place = target.place or (None if target.every_neighbourhood_of else facts.place)
    rule = target.rule or (Rule.RELATIVE if target.changes else Rule.ABSOLUTE)
    direction = target.direction or _direction(target, rule)
    found: dict[str, object] = {"baseline_period": period, "place": place, "rule": rule, "direction": direction}
    found["patience_until"] = target.patience_until or facts.patience_until
    return target.model_copy(update=found)


def _direction(target: TargetFact, rule: Rule) -> Direction:
    """Where the printed end lies from the printed beginning; of what is to be covered there is never too much."""
    if rule in (Rule.COVERAGE, Rule.MILESTONE):
        return Direction.RISE
    end = target.changes[max(target.changes)] if target.changes else _rise(target)
    return Direction.RISE if end > 0 else Direction.FALL


def _rise(target: TargetFact) -> Decimal:
    if target.baseline is None:
        raise ValueError(f"{target.id} has no baseline: its direction must be said")
    return target.values[max(target.values)] - target.baseline


def _baseline(target: TargetFact) -> MeasurementFact:
    assert target.baseline is not None
    assert target.baseline_period is not None
    assert target.place is not None
    assert target.indicator is not None
    return MeasurementFact(
        line=target.line,
        place=target.place,
        indicator=target.indicator,
        population=target.population,
        period=target.baseline_period,
        value=target.baseline,
        state=State.DOUBTFUL if target.doubt else State.FINAL,
        note=target.doubt,
    )


def _inhabitants(facts: Facts) -> list[MeasurementFact]:
    """The inhabitants in the areas' profiles, which name no year: they count as those of the document's own."""
    year = str(recorded_on(facts.document).year)
    return [
        MeasurementFact(
            line=area.profile.inhabitants.line,
            place=area.id,
            indicator="inhabitants",
            period=year,
            value=Decimal(area.profile.inhabitants.value),
            unprinted=True,
            note="Het document noemt geen jaar; dit is het jaar van het document zelf.",
        )
        for area in facts.areas
        if area.profile
    ]
