"""The data sets that can be had whole: what is in each, and how it is read. One for each collection of the API."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from app.errors import Message, say
from app.models.export import FileForm
from app.models.indicator import IndicatorRead
from app.models.intervention import InterventionRead
from app.models.partner import PartnerRead
from app.models.place import AreaRead, NeighbourhoodRead, PlaceRead
from app.models.progress import AssessmentRead
from app.models.target import TargetRead
from app.services import indicators, interventions, partners
from app.services.access.sight import Sight
from app.services.exports.about import About
from app.services.exports.as_parquet import parquet, require_parquet
from app.services.exports.as_workbook import workbook
from app.services.exports.columns import Cells, Column, cells_of, columns_of
from app.services.exports.written import csv_lines, header
from app.services.measurements import exporting, telling
from app.services.places import finding as places
from app.services.places import profiles
from app.services.rows import Found
from app.services.targets import finding as targets

AT_A_TIME = 1000
AT_ONCE = 1_000_000_000

Rows = Callable[[Sight, Any], Iterator[Sequence[Cells]]]
Text = Callable[[Sight, Any], Iterator[bytes]]


@dataclass(frozen=True)
class DataSet:
    """A collection as a file. `noun` stands in the name of the file; `forms` are texts, by the form that they are."""

    name: str
    noun: str
    title: Message
    about: Message
    columns: tuple[Column, ...]
    rows: Rows
    texts: Mapping[FileForm, Text]

    def pieces(self, sight: Sight, asked: Any, form: FileForm, about: About) -> Iterator[bytes]:
        """The whole file. Raises NotAcceptable where a form is not installed, before the first piece."""
        if form is FileForm.PARQUET:
            return parquet(self.columns, self.rows(sight, asked), about)
        if form is FileForm.XLSX:
            return workbook(self.columns, self.rows(sight, asked), about)
        return self.texts[form](sight, asked)

    def try_out(self, sight: Sight, asked: Any, form: FileForm) -> None:
        """Raises what the file would raise before its first piece, for no more than the first rows."""
        if form is FileForm.PARQUET:
            require_parquet()
        next(self.rows(sight, asked), None)


Find = Callable[[Sight, Any], Found[Any]]


def listed(name: str, words: tuple[str, Message, Message], model: type[BaseModel], find: Find, **how: Any) -> DataSet:
    """A data set of what a room's own `find` gives, some at a time (`at_a_time`), without the columns `leave_out`.

    `find_cells` gives the same without what no column holds, where that is quicker.
    """
    columns = columns_of(model, how.get("leave_out", ()))
    pages = partial(_pages, find, how.get("at_a_time", AT_A_TIME))
    pages_of_cells = partial(_pages, how.get("find_cells", find), how.get("at_a_time", AT_A_TIME))
    cells = cells_of(columns)

    def rows(sight: Sight, asked: Any) -> Iterator[Sequence[Cells]]:
        return ([cells(item) for item in page] for page in pages_of_cells(sight, asked))

    def csv(sight: Sight, asked: Any, *, dutch: bool = False) -> Iterator[bytes]:
        yield header(columns, dutch=dutch)
        yield from csv_lines(columns, rows(sight, asked), dutch=dutch)

    def ndjson(sight: Sight, asked: Any) -> Iterator[bytes]:
        return (b"".join(exporting.line(item) for item in page) for page in pages(sight, asked))

    noun, title, about = words
    return DataSet(name, noun, title, about, columns, rows, texts_of(csv, ndjson))


def texts_of(csv: Any, ndjson: Text) -> dict[FileForm, Text]:
    return {FileForm.CSV: csv, FileForm.CSV_NL: partial(csv, dutch=True), FileForm.NDJSON: ndjson}


def _pages(find: Find, at_a_time: int, sight: Sight, asked: Any) -> Iterator[Sequence[Any]]:
    cursor = None
    while True:
        page = find(sight, asked.model_copy(update={"page_size": at_a_time, "cursor": cursor, "count": False}))
        yield page.items
        if (cursor := page.cursor) is None:
            return


COURSE: Collection[str] = ("series", "reference_series", "line", "earlier_paths", "events", "places", "counts")

MEASUREMENTS = DataSet(
    "measurements",
    "metingen",
    say("Measurements"),
    say("What was counted: one indicator, one place, one period, with its state and origin."),
    telling.COLUMNS,
    exporting.rows,
    texts_of(exporting.csv, exporting.ndjson),
)
TARGETS = listed(
    "targets",
    ("streefwaarden", say("Targets"), say("What a goal wants of an indicator, where and by when.")),
    TargetRead,
    targets.find,
)
ASSESSMENTS = listed(
    "assessments",
    ("oordelen", say("Assessments"), say("How each target stands in each place, with the parts of the reckoning.")),
    AssessmentRead,
    targets.find_assessments,
    leave_out=COURSE,
    find_cells=partial(targets.find_assessments, brief=True),
    at_a_time=AT_ONCE,  # they are all reckoned together
)
INTERVENTIONS = listed(
    "interventions",
    ("interventies", say("Interventions"), say("What partners do, where and for which goals.")),
    InterventionRead,
    interventions.find,
)
PLACES = listed(
    "places",
    ("plaatsen", say("Places"), say("Every place with its codes: areas, neighbourhoods, municipalities, the country.")),
    PlaceRead,
    places.find,
)
AREAS = listed(
    "areas",
    ("gebieden", say("Areas"), say("The focus areas with their profile.")),
    AreaRead,
    profiles.find,
    leave_out=("progress",),
)
NEIGHBOURHOODS = listed(
    "neighbourhoods",
    ("buurten", say("Neighbourhoods"), say("Districts, neighbourhoods and local areas, with the areas they are in.")),
    NeighbourhoodRead,
    places.find_neighbourhoods,
)
INDICATORS = listed(
    "indicators",
    ("indicatoren", say("Indicators"), say("What is counted: unit, bounds, and which way is good.")),
    IndicatorRead,
    indicators.find,
)
PARTNERS = listed(
    "partners",
    ("partners", say("Partners"), say("The organisations that take part.")),
    PartnerRead,
    partners.find,
)
DATA_SETS: tuple[DataSet, ...] = (
    MEASUREMENTS,
    TARGETS,
    ASSESSMENTS,
    INTERVENTIONS,
    PLACES,
    AREAS,
    NEIGHBOURHOODS,
    INDICATORS,
    PARTNERS,
)


def neighbourhoods_of(area: str) -> DataSet:
    """The neighbourhoods of one area; raises NotFound when it is read."""
    words = ("buurten", NEIGHBOURHOODS.title, NEIGHBOURHOODS.about)
    return listed("neighbourhoods", words, NeighbourhoodRead, partial(places.find_neighbourhoods, area=area))
