"""What can be done with a target, and what the page of each deed needs: at most four calls to the API."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.errors import Forbidden, say
from app.language import gettext as _
from app.models.decision import DecisionRead
from app.models.place import PlaceRead
from app.models.progress import AssessmentRead
from app.models.target_decision import AmendmentRead, RebasingRead, TargetDetail
from app.web.api import Api, at, refused
from app.web.forms import Typed, filled_in
from app.web.names import Names
from app.web.target_forms import as_typed, changes, decision
from app.web.together import together
from app.web.wording import figure, period

NOT_THIS = say("You may not do this with this target. It lies outside your areas, or its state does not allow it.")
WAS = "was-"

Extras = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """`may` is what the API calls it, `verb` the last step of its path; `effect` is what its dry run answers."""

    may: str
    verb: str
    body: Callable[[TargetDetail, Typed], dict[str, Any]]
    extras: Callable[[Api, TargetDetail], Awaitable[Extras]]
    effect: Any = None


@dataclass(frozen=True)
class Desk:
    """A target before somebody who decides about it, in the version that the form was filled in for."""

    api: Api
    deed: Deed
    target: TargetDetail
    tag: str
    filled: Typed = field(default_factory=dict)

    @property
    def path(self) -> str:
        return at("targets", self.target.id, self.deed.verb)

    @property
    def body(self) -> dict[str, Any]:
        return self.deed.body(self.target, self.filled)

    @property
    def now(self) -> Typed:
        """What the form shows of the target as it is."""
        return as_typed(self.target)

    @property
    def was(self) -> Typed:
        """What it showed when the form was opened."""
        return {name.removeprefix(WAS): text for name, text in self.filled.items() if name.startswith(WAS)}

    async def anew(self) -> "Desk":
        """With the target as it is, where somebody changed it between our reading and our asking."""
        if _row(self.tag) != _row(self.filled.get("tag", "")):
            return self
        return await open_desk(self.api, self.target.id, self.deed, self.filled)

    def require(self) -> "Desk":
        """Raises Refused where this visitor may not do that with this target."""
        if self.deed.may not in self.target.may:
            raise refused(Forbidden(NOT_THIS))
        return self


async def open_desk(api: Api, target_id: str, deed: Deed, filled: Typed | None = None) -> Desk:
    """The target with its version."""
    target, tag = await api.tagged(TargetDetail, at("targets", target_id))
    return Desk(api, deed, target, tag, filled or {})


def _row(tag: str) -> str:
    """The half of an ETag that moves with the row alone."""
    return tag.strip('"').partition(".")[0]


async def _decisions(api: Api, target: TargetDetail) -> Extras:
    found = await api.all(DecisionRead, "/decisions", {"programme": target.programme})
    return {"decisions": [(one.id, one.name) for one in found]}


async def _decisions_and_figures(api: Api, target: TargetDetail) -> Extras:
    """For another baseline: the figures that there are to choose from."""
    known, assessment = await together(
        _decisions(api, target), api.get(AssessmentRead, at("targets", target.id, "assessment"))
    )
    measured = [one for one in reversed(assessment.series) if one.value is not None]
    return known | {"figures": [(one.period, _measured(target, one.period, one.value)) for one in measured]}


def _measured(target: TargetDetail, when: str, value: Decimal | None) -> str:
    """A figure to choose: its period, its value, and whether it is the start now."""
    said = f"{period(when)}: {figure(value, target.words.unit or '', target.words.decimals)}"
    return f"{said} ({_('start')})" if target.baseline and target.baseline.period == when else said


async def _nothing(api: Api, target: TargetDetail) -> Extras:
    return {}


async def _places(api: Api, target: TargetDetail) -> Extras:
    """Of every neighbourhood: which there are to judge."""
    if target.scope.place:
        return {"places": []}
    assessment = await api.get(AssessmentRead, at("targets", target.id, "assessment"))
    ids = [one.place for one in assessment.places or []]
    names = Names(await api.all(PlaceRead, "/places", {"place": ids or ["none"]}))
    return {"places": sorted([(one, names[one]) for one in ids], key=lambda pair: pair[1])}


def _decision(target: TargetDetail, filled: Typed) -> dict[str, Any]:
    return decision(filled, target.parties)


def _amendment(target: TargetDetail, filled: Typed) -> dict[str, Any]:
    was = {name.removeprefix(WAS): text for name, text in filled.items() if name.startswith(WAS)}
    typed = {name: text for name, text in filled.items() if name in was or not name.startswith(WAS)}
    return changes(target, was, typed) | decision(filled, target.parties)


def _rebasing(target: TargetDetail, filled: Typed) -> dict[str, Any]:
    """A new value is stated for each checkpoint where one was typed."""
    years = [(point.year, filled.get(f"value-{point.year}", "")) for point in target.checkpoints]
    stated = [{"year": year} | filled_in({"value": text}, numbers=("value",)) for year, text in years if text]
    body: dict[str, Any] = {"baselinePeriod": filled.get("baselinePeriod", "")}
    return body | decision(filled, target.parties) | ({"checkpoints": stated} if stated else {})


def _fact(target: TargetDetail, filled: Typed) -> dict[str, Any]:
    """A step with its day, or the condition: `fact` is `condition-yes`, `condition-no` or the number of a step."""
    fact, body = filled.get("fact", ""), {"evidence": filled.get("evidence", "")}
    if fact.startswith("condition-"):
        return body | {"conditionMet": fact == "condition-yes"}
    return body | filled_in({"step": fact, "done": filled.get("done", "")}, numbers=("step",))


def _judgement(target: TargetDetail, filled: Typed) -> dict[str, Any]:
    body = {name: filled[name] for name in ("status", "evidence", "place") if filled.get(name)}
    return {"reason": filled.get("reason", "")} | body


DEEDS = {
    "vaststellen": Deed("adopt", "adoption", _decision, _decisions),
    "wijzigen": Deed("amend", "amendment", _amendment, _decisions, AmendmentRead),
    "herijken": Deed("rebase", "rebasing", _rebasing, _decisions_and_figures, RebasingRead),
    "intrekken": Deed("withdraw", "withdrawal", _decision, _decisions),
    "bewijs": Deed("note-evidence", "evidence", _fact, _nothing),
    "weging": Deed("judge", "judgement", _judgement, _places),
}
ADDRESSES = {deed.may: name for name, deed in DEEDS.items()}
