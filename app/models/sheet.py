"""Sheets: figures that somebody brought and that wait, checked and not stored, until they are mended and confirmed."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field as WireField
from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field

from app.models.base import Asked, Incoming, Key, Moment, Number, Table, Wire
from app.models.batch import BatchError, BatchMode
from app.models.terms import Missing, State

Outcome = Literal["created", "revised", "unchanged", "rejected"]
Cells = dict[str, str]


class SheetStatus(StrEnum):
    """`interrupted` is what was being checked or stored when the server stopped: nothing of it was stored."""

    MATCHING = "matching"
    CHECKING = "checking"
    CHECKED = "checked"
    STORING = "storing"
    STORED = "stored"
    INTERRUPTED = "interrupted"


class MeasurementSheet(Table, table=True):
    """What was brought, as a table of texts. `columns` holds the field of each column, null where it is left out.

    `fixed` are fields that are the same for all rows. `checked` counts the rows of which is known what would become.
    """

    id: str = Field(sa_type=Key, primary_key=True)
    actor_id: str = Field(sa_type=Key, index=True)
    name: str | None = None
    status: SheetStatus = Field(sa_type=Key)
    heads: list[str] | None = Field(default=None, sa_type=JSON)
    columns: list[str | None] = Field(default_factory=list, sa_type=JSON)
    examples: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    fixed: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    received: int = 0
    checked: int = 0
    created: int = 0
    revised: int = 0
    unchanged: int = 0
    flagged: int = 0
    rejected: int = 0
    changed: int = 0
    version: int = 1
    batch_id: str | None = Field(default=None, sa_type=Key, foreign_key="measurement_batch.id")
    brought_at: datetime
    beat_at: datetime
    kept_until: datetime = Field(index=True)


class SheetLeaf(Table, table=True):
    """A thousand rows of a sheet, compressed, with how many there are of each kind."""

    __tablename__ = "measurement_sheet_leaf"

    sheet_id: str = Field(sa_type=Key, primary_key=True, foreign_key="measurement_sheet.id")
    number: int = Field(primary_key=True)
    rows: bytes = Field(sa_type=LargeBinary)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)


class SheetColumn(Wire):
    """A column as it was brought: its head, the field that it means, and some of what stands in it."""

    head: str | None
    field: str | None
    examples: list[str]


class SheetRead(Wire):
    """received = created + revised + unchanged + rejected, once all rows were checked.

    `changed` counts the rows that turned out otherwise than was shown before; `version` is what a confirmation names.
    """

    id: str
    name: str | None
    status: SheetStatus
    headed: bool
    columns: list[SheetColumn]
    fixed: dict[str, str]
    received: int
    checked: int
    created: int
    revised: int
    unchanged: int
    flagged: int
    rejected: int
    changed: int
    version: int
    batch: str | None
    brought_at: Moment
    kept_until: Moment
    may: list[str] = WireField(default_factory=list)


class StandingFigure(Wire):
    """The figure that stands where a row would go, as this reader may see it."""

    measurement: str
    value: Number | None
    missing: Missing | None
    state: State
    revision: int


class SheetRow(Wire):
    """One row: its cells by field, what would become of it, and what is wrong with it. `line` counts the head too."""

    row: int
    line: int
    cells: Cells
    outcome: Outcome | None
    flags: list[str]
    standing: StandingFigure | None
    errors: list[BatchError]
    changed: bool


class SheetFilter(Asked):
    """All that may be asked of sheets."""

    status: list[SheetStatus] = WireField(default_factory=list)


class SheetRowFilter(Asked):
    """Which rows of a sheet."""

    outcome: list[Outcome] = WireField(default_factory=list)
    flagged: bool | None = None
    changed: bool | None = None


class SheetColumns(Incoming):
    """What the columns mean, from left to right; null leaves one out. `fixed` are fields that all rows share."""

    columns: list[str | None] = WireField(max_length=200)
    headed: bool = True
    fixed: dict[str, str] = WireField(default_factory=dict, max_length=20)


class SheetCorrection(Incoming):
    """Other texts in some cells of one row."""

    row: int = WireField(ge=1)
    cells: Cells = WireField(min_length=1, max_length=20)


class SheetCorrections(Incoming):
    """Cells that are mended, all at once."""

    rows: list[SheetCorrection] = WireField(min_length=1, max_length=1000)


class SheetCorrected(Wire):
    """The sheet after it was mended, and the rows of which something else is known now."""

    sheet: SheetRead
    rows: list[SheetRow]


class SheetConfirmation(Incoming):
    """Yes to what was shown in this version: all rows, or those that are right."""

    version: int
    mode: BatchMode = WireField(default=BatchMode.ALL_OR_NOTHING, strict=False)
