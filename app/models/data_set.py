"""Data sets: what can be had whole, in which forms, from whom and under which licence."""

from enum import StrEnum

from pydantic import Field as WireField

from app.models.base import Asked, Moment, Wire
from app.models.export import FileForm


class LinkedForm(StrEnum):
    """The catalogue as linked data (DCAT-AP-NL)."""

    JSON_LD = "jsonld"
    TURTLE = "turtle"


LINKED_TYPES = {LinkedForm.JSON_LD: "application/ld+json", LinkedForm.TURTLE: "text/turtle"}


class Distribution(Wire):
    """One form of a data set; `url` is path-absolute, and takes every filter of the collection."""

    format: FileForm
    media_type: str
    url: str


class ColumnRead(Wire):
    """One column of the tables (CSV, Parquet, Excel), in words."""

    name: str
    kind: str
    description: str


class PublisherRead(Wire):
    """`uri` identifies it in linked data."""

    name: str
    uri: str | None
    email: str


class DataSetRead(Wire):
    """A data set. `licence` is null until the organisation chose one; `modified` is when anything changed last."""

    id: str
    name: str
    description: str
    publisher: PublisherRead
    licence: str | None
    modified: Moment | None
    url: str
    distributions: list[Distribution]
    columns: list[ColumnRead]


class DataSetFilter(Asked):
    """`format=turtle` or `format=jsonld` gives the catalogue as linked data, as do their types in Accept."""

    format: LinkedForm | None = WireField(default=None)
