"""One cell of the grid: what stands there, what was typed, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.errors import say
from app.language import gettext as _
from app.language import number, said
from app.models.measurement import MeasurementOutcome, MeasurementRead
from app.models.terms import Missing, State
from app.web.api import Api, Refused
from app.web.forms import number_typed
from app.web.wording import word

SPELLINGS = {
    "nvt": "not-applicable",
    "n.v.t.": "not-applicable",
    ".": "unknown",
    "x": "secret",
    "onbekend": "unknown",
    "geheim": "secret",
    "onbetrouwbaar": "unreliable",
}
NEW = "*"  # the tag of a cell without a figure
EMPTIED = say("An empty cell says nothing. Write why there is no figure, such as “unknown”, or withdraw the figure.")


@dataclass
class Cell:
    """`was` is what stood there when the page was made, `tag` the version that it was; `NEW` where there was none."""

    place: str
    period: str
    text: str = ""
    was: str = ""
    tag: str = NEW
    state: str = ""
    measurement: str = ""
    fixed: bool = False
    wrong: str = ""
    saved: str = ""
    theirs: str | None = None

    @property
    def is_touched(self) -> bool:
        return not self.fixed and self.text != self.was


@dataclass(frozen=True)
class Key:
    """What all cells of a grid share."""

    indicator: str
    shared: Mapping[str, str] = field(default_factory=dict)


def as_cell(place: str, period: str, measurement: MeasurementRead | None) -> Cell:
    """The cell as the page begins with it."""
    if measurement is None:
        return Cell(place, period)
    text = text_of(measurement)
    return Cell(
        place,
        period,
        text,
        text,
        f'"{measurement.id}-{measurement.revision}"',
        "" if measurement.state == State.WITHDRAWN else str(measurement.state),
        measurement.id,
        fixed="revise" not in measurement.may,
    )


def text_of(measurement: MeasurementRead | Mapping[str, Any]) -> str:
    """The figure as somebody would type it, or the word for its absence; empty for one that was withdrawn."""
    known = measurement if isinstance(measurement, Mapping) else measurement.model_dump()
    if known["state"] == State.WITHDRAWN:
        return ""
    value = known["value"]
    if value is None:
        return word("missing", known["missing"])
    return number(Decimal(str(value))).replace("." if number(Decimal("1.5")) == "1,5" else ",", "")


async def save(api: Api, key: Key, cell: Cell) -> Cell:
    """Send what was typed, on the version that was seen; what the API says comes back in the cell."""
    if not cell.text:
        cell.wrong = said(EMPTIED)
        return cell
    body = {"indicator": key.indicator, "place": cell.place, "period": cell.period, **_figure(cell.text)}
    if cell.state:
        body["state"] = cell.state
    try:
        stored = await api.record(MeasurementOutcome, "/measurements", body, None if cell.tag == NEW else cell.tag)
    except Refused as refusal:
        return _refused(cell, refusal)
    now = as_cell(cell.place, cell.period, stored)
    now.saved = _("was there already") if stored.outcome == "unchanged" else _("saved")
    if stored.flags:
        now.saved = f"{now.saved}; ⚑ {word('flag', stored.flags[0])}"
    return now


def _refused(cell: Cell, refusal: Refused) -> Cell:
    problem = refusal.problem
    if problem.status == 412:
        theirs = (problem.model_extra or {}).get("theirs")
        cell.theirs = "" if theirs is None else text_of(theirs)
        cell.tag = NEW if theirs is None else f'"{theirs["id"]}-{theirs["revision"]}"'
        cell.was = cell.theirs
        cell.wrong = _(
            "Somebody else filled in {theirs} here meanwhile. You typed {mine}.",
            theirs=cell.theirs or "–",
            mine=cell.text,
        )
        return cell
    if problem.status in (400, 403):
        cell.wrong = " ".join(dict.fromkeys(error.message for error in problem.errors)) or problem.detail
        return cell
    raise refusal


def _figure(text: str) -> dict[str, Any]:
    """A value, or why there is none; the API refuses other text."""
    missing = _absence(text)
    return {"missing": missing} if missing else {"value": number_typed(text)}


def _absence(text: str) -> str | None:
    plain = text.casefold()
    words = {word("missing", one).casefold(): str(one) for one in Missing}
    return words.get(plain) or SPELLINGS.get(plain) or (plain if plain in set(Missing) else None)
