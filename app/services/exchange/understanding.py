"""Reading a file: from what was sent to items, or all that is wrong with its form at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from pydantic import BaseModel, ValidationError

from app.errors import FieldError, Invalid, say
from app.field_errors import from_pydantic
from app.models.base import Exact
from app.models.programme_file import FORMAT, VERSION
from app.services.exchange.columns import Column, Row, exact
from app.services.exchange.items import Item
from app.services.exchange.schema import file_shape
from app.services.exchange.sections import FIGURES, SECTIONS, Section

MOST_ERRORS = 1000


@dataclass(frozen=True)
class Contents:
    """The items of a file, by section."""

    programme: str
    items: Mapping[str, list[Item]]

    def of(self, section: Section) -> list[Item]:
        return self.items[section.name]


def understand(sent: Mapping[str, Any]) -> Contents:
    """The items in what was sent; raises Invalid with everything that has not the right form."""
    if wrong := list(_wrong_head(sent)):
        raise Invalid(wrong)
    try:
        file: Any = file_shape().model_validate(sent)
    except ValidationError as failure:
        raise Invalid(_told(failure)) from failure
    items = {section.name: list(_items(section, getattr(file, section.name))) for section in SECTIONS}
    return Contents(file.programme, items)


def _wrong_head(sent: Mapping[str, Any]) -> Iterator[FieldError]:
    """Why this is no file that can be taken in, before anything else of it is looked at."""
    if sent.get("format") != FORMAT:
        remedy = say("This is no file of a programme: its “format” is not {format}.", format=FORMAT)
        yield FieldError("format", "unknown-format", remedy, sent.get("format"))
    elif sent.get("version") != VERSION or isinstance(sent.get("version"), bool):
        remedy = say("This file is not of version {version}. Export it again with this release.", version=VERSION)
        yield FieldError("version", "unknown-version", remedy, sent.get("version"))
    elif sent.get("complete") is not True or sent.get(FIGURES):
        remedy = say(
            "This file holds figures as a reader may see them, not all that was recorded. Have it exported by somebody "
            "who may see all figures of the programme."
        )
        yield FieldError("complete", "incomplete", remedy)


def _told(failure: ValidationError) -> list[FieldError]:
    """Each with the row in its section, from 1."""
    found = failure.errors(include_url=False)[: MOST_ERRORS * 4]
    errors = from_pydantic({**error, "loc": ("body", *error["loc"])} for error in found)
    return [replace(error, row=_row(error.field)) for error in errors[:MOST_ERRORS]]


def _row(field: str) -> int | None:
    parts = field.split(".")
    return int(parts[1]) + 1 if len(parts) > 1 and parts[1].isdecimal() else None


def _items(section: Section, models: list[BaseModel]) -> Iterator[Item]:
    for place, model in enumerate(models, start=1):
        item = Item(tuple(getattr(model, column.said) for column in section.keys), place=place)
        item.row = _values(model, section.columns)
        if section.versions:
            versions = getattr(model, section.versions_name)
            item.versions = [_values(version, section.version_columns) for version in versions]
        for part in section.parts:
            if rows := _rows(getattr(model, part.name)):
                item.parts[part.name] = [_values(row, part.columns) for row in rows]
        yield item


def _rows(given: Any) -> list[BaseModel]:
    if given is None:
        return []
    return given if isinstance(given, list) else [given]


def _values(model: BaseModel, columns: tuple[Column, ...]) -> Row:
    return {column.name: _stored(getattr(model, column.said), column) for column in columns}


def _stored(value: Any, column: Column) -> Any:
    """As the table keeps it: lists as JSON, exact numbers as decimals."""
    match value:
        case BaseModel():
            return value.model_dump(mode="json", exclude_unset=True)
        case Enum():
            return value.value
        case list():
            return [_stored(each, column) for each in value]
        case str() if isinstance(column.type, Exact):
            return exact(value)
    return value
