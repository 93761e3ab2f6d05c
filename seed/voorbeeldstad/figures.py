"""Loading what was measured in the made-up town, with its history, and what its programme wants."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from app.models.measurement import MeasurementCreate
from app.models.target import Decided, StepCreate, Target, TargetCreate, TargetVersion
from app.services.access.suppression import scale_of
from app.services.access.versions import keep, next_version
from app.services.measurements import recording as measurements
from app.services.measurements.catalogue import Catalogue, current, look_up
from app.services.targets import recording as targets
from seed.voorbeeldstad.loading import Founding
from seed.voorbeeldstad.shapes import Key, Series, StepEntry, TargetEntry, figures_of, recorded

DECIDED = "Vastgesteld door de stuurgroep van Voorbeeldstad (verzonnen)"


def load_measurements(founding: Founding) -> None:
    """What was measured, unless something is known at that key already."""
    histories = {history.key: history.steps for history in founding.town.histories}
    for series in founding.town.series:
        _load_series(founding, series, histories)


def load_targets(founding: Founding) -> None:
    """What the programme wants, each with the life that it has had."""
    for entry in founding.town.targets:
        founding.once("target", Target, entry.sent.id, partial(_agree, founding, entry))


def _load_series(founding: Founding, series: Series, histories: Mapping[Key, tuple[StepEntry, ...]]) -> None:
    indicator = next(one for one in founding.town.indicators if one.id == series.indicator)
    found = list(figures_of(series, indicator.decimals, scale_of(indicator.unit)))
    there = current(founding.writing.session, [key for key, _, _ in found])
    named = look_up(founding.writing.session, [_sent(founding, key, sent) for key, _, sent in found])
    for key, known, sent in found:
        if key in there:
            founding.report.kept["measurement"] += 1
            continue
        for step in histories.get(key, (StepEntry.model_validate({"known": known, **sent}),)):
            _record(founding, series.partner, key, step, named)
        founding.report.created["measurement"] += 1


def _record(founding: Founding, partner: str, key: Key, step: StepEntry, named: Catalogue) -> None:
    writing = founding.on(step.known, partner)
    if step.withdrawn is None:
        measurements.record(writing, _sent(founding, key, step.sent), catalogue=named)
    else:
        row = current(writing.session, [key])[key]
        measurements.withdraw(writing, str(row.id), step.withdrawn)


def _sent(founding: Founding, key: Key, sent: Mapping[str, Any]) -> MeasurementCreate:
    return recorded(key, sent, founding.town.source.id)


def _agree(founding: Founding, entry: TargetEntry) -> None:
    id = str(entry.sent.id)
    targets.create(founding.on(entry.drafted), _not_done_yet(entry.sent))
    if entry.draft:
        return
    adopted = entry.adopted or founding.town.adopted
    targets.adopt(founding.on(adopted), id, Decided(reason=DECIDED, body="Stuurgroep Voorbeeldstad", date=adopted))
    for judgement in entry.judgements:
        targets.judge(founding.on(judgement.known), id, judgement.sent)
    for step in sorted((step for step in entry.sent.steps if step.done), key=_done):
        _take(founding, id, step)
    if entry.withdrawn is not None:
        said = Decided(reason=entry.withdrawn.reason, date=entry.withdrawn.known)
        targets.withdraw(founding.on(entry.withdrawn.known), id, said)


def _not_done_yet(target: TargetCreate) -> TargetCreate:
    """As it was drafted: nothing was done yet."""
    steps = [step.model_copy(update={"done": None, "evidence": None}) for step in target.steps]
    return target.model_copy(update={"steps": steps})


def _done(step: StepCreate) -> date:
    assert step.done is not None
    return step.done


def _take(founding: Founding, target_id: str, step: StepCreate) -> None:
    """A step of a milestone is done: known since that day, with its evidence."""
    writing = founding.on(step.done)
    row = writing.session.get_one(Target, target_id)
    told = step.model_dump(mode="json", exclude_none=True)
    row.steps = [told if one["name"] == step.name else one for one in row.steps]
    next_version(writing, row)
    keep(writing, row, TargetVersion, step.evidence)
    writing.note("change", "target", target_id, {"fields": ["steps"]})
