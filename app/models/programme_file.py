"""The file of a programme: its head, the lists inside its items that have a shape, and what an import answers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict
from pydantic import Field as WireField

from app.errors import Unfit, say
from app.models.base import Day, Id, Incoming, Wire, asked_moment
from app.models.period import Period

FORMAT = "wijkkoers-programme"
VERSION = 1
LICENCE = (
    "Figures and texts keep the licence of the source that they came from: see `licence` and `url` of each source."
)
MOST_DIGITS = 40  # what was computed, such as a rebased checkpoint, has more than people write
LONGEST = 20_000
NO_NULL = r"^[^\x00]*$"


def _period(text: str) -> str:
    try:
        return Period.parse(text).text
    except ValueError as unreadable:
        remedy = say("“{text}” is no period. Write 2022, 2021/2022, 2022-Q3, 2022-03 or 2022-03-14.", text=text[:40])
        raise Unfit("invalid-period", remedy) from unreadable


def _when(given: Any) -> Any:
    if not isinstance(given, str):
        raise ValueError("not a moment")
    return asked_moment(given)


Text = Annotated[str, WireField(max_length=LONGEST, pattern=NO_NULL)]
Word = Annotated[str, WireField(max_length=120, pattern=NO_NULL)]
Whole = Annotated[int, WireField(ge=-(2**31), lt=2**31)]
Exactly = Annotated[str, WireField(pattern=rf"^-?[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]{{1,{MOST_DIGITS}}})?$")]
PeriodSaid = Annotated[str, WireField(max_length=20), AfterValidator(_period)]
When = Annotated[datetime, BeforeValidator(_when)]


class InFile(Incoming):
    """Anything in the file: texts come back as they were, to the last space."""

    model_config = ConfigDict(str_strip_whitespace=False)


class LevelKept(InFile):
    """A level of the tree: the programme's own name for it, and the kind that keeps levels comparable."""

    id: Id
    name: str = WireField(min_length=1, max_length=100)
    kind: str = WireField(min_length=1, max_length=40)


class CheckpointKept(InFile):
    """What is wanted in a year: a value, or a change in percent; exact numbers as text."""

    year: int = WireField(ge=1900, le=2200)
    value: Exactly | None = None
    change: Exactly | None = None
    mark: Word | None = None


class MilestoneStepKept(InFile):
    name: str = WireField(min_length=1, max_length=400)
    due: Day | None = None
    done: Day | None = None
    evidence: Text | None = None


class ConsentKept(InFile):
    partner: Id
    agreed: bool | None = None
    on: Day | None = None


class RhythmKept(InFile):
    """A rhythm that a duty had before, until a day."""

    until: Day
    due_on: Day | None = None
    every: Word | None = None
    quarters: list[int] = WireField(default_factory=list, max_length=4)
    month: int | None = WireField(default=None, ge=1, le=12)
    day: int | None = WireField(default=None, ge=1, le=31)


class FileHead(InFile):
    """What the file says of itself. `complete` is false where figures stand in it as a reader may see them."""

    format: Literal["wijkkoers-programme"]
    version: Literal[1]
    complete: bool
    generated_by: str = WireField(default="", max_length=200)
    licence: str = WireField(default="", max_length=2000)
    programme: Id


class Clash(Wire):
    """Why an item cannot be taken in: the section, its place in it from 1, the field, and what to do about it."""

    section: str
    row: int | None
    id: str
    field: str
    code: str
    message: str


class Reused(Wire):
    """A shared thing that is there already and stays as it is; `differs` are the fields that the file has otherwise."""

    section: str
    id: str
    differs: list[str]


class ProgrammeImportRead(Wire):
    """What an import did, or would do: how many items of each section came, were the same already, or are reused.

    `elsewhere` are things of other programmes that the file names and that are not here: `goal nplv-work`.
    """

    programme: str
    dry_run: bool
    created: dict[str, int]
    unchanged: dict[str, int]
    reused: list[Reused]
    elsewhere: list[str]
    clashes: list[Clash]
    clashes_truncated: bool
