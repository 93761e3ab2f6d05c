"""The shape of every item of the file, made from the tables and from what the registers ask of a sender."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import Field as WireField
from pydantic import create_model
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from sqlalchemy import JSON

from app.models.base import Day, Exact, Id, Key, Site
from app.models.programme_file import (
    CheckpointKept,
    ConsentKept,
    Exactly,
    FileHead,
    InFile,
    LevelKept,
    MilestoneStepKept,
    PeriodSaid,
    RhythmKept,
    Text,
    When,
    Whole,
    Word,
)
from app.models.tag import Tagging
from app.services.exchange.columns import Column
from app.services.exchange.sections import FIGURES, MEASUREMENTS, SECTIONS, SOURCES, Section

SHAPED: dict[str, Any] = {
    "levels": list[LevelKept],
    "checkpoints": list[CheckpointKept],
    "steps": list[MilestoneStepKept],
    "consent": list[ConsentKept],
    "earlier": list[RhythmKept],
    "held": dict[str, Any],
    "websites": list[Site],
    "website": Site,
    "url": Site,
    "period": PeriodSaid,
    "baseline_period": PeriodSaid,
    "other_baselines": list[PeriodSaid],
}
"""Columns whose text or list has a shape of its own, wherever they are."""


@cache
def shape_of(section: Section) -> type[InFile]:
    """An item of this section as it stands in the file."""
    name = section.table.title().replace("_", "")
    fields = _fields([*section.keys, *section.columns], section)
    if section.versions:
        fields[section.versions_name] = _several(version_of(section), at_least=1)
    for part in section.parts:
        one = _model(f"{name}{part.name.title()}", _fields(part.columns, section))
        fields[part.name] = (one | None, None) if part.single else _several(one)
    return _model(name, fields)


@cache
def version_of(section: Section) -> type[InFile]:
    """A version, or a revision, of an item."""
    name = section.table.title().replace("_", "") + section.number.title()
    return _model(name, _fields(section.version_columns, section))


@cache
def file_shape() -> type[InFile]:
    """The whole file. Whoever may not see all measurements gets `figures` instead, as they may see them."""
    sections: dict[str, Any] = {section.name: _several(shape_of(section)) for section in SECTIONS}
    columns = [*MEASUREMENTS.keys, *MEASUREMENTS.version_columns]
    sections[FIGURES] = _several(_model("Figure", _fields(columns, MEASUREMENTS)))
    return create_model("ProgrammeFile", __base__=FileHead, **sections)


@cache
def sent_shape() -> type[InFile]:
    """The same for who sends one, as far as the head and the lists: `ProgrammeFile` says what stands in those."""
    lists: dict[str, Any] = {section.name: _several(dict[str, Any]) for section in SECTIONS}
    return create_model("ProgrammeFileSent", __base__=FileHead, **lists)


def _model(name: str, fields: dict[str, Any]) -> type[InFile]:
    return create_model(f"{name}Kept", __base__=InFile, **fields)


def _several(one: Any, at_least: int = 0) -> tuple[Any, Any]:
    several: Any = list[one]
    if at_least:
        return several, WireField(min_length=at_least)
    return several, WireField(default_factory=list)


def _fields(columns: Iterable[Column], section: Section) -> dict[str, Any]:
    return {column.said: _field(column, section) for column in columns}


def _field(column: Column, section: Section) -> tuple[Any, Any]:
    sent = section.register.create.model_fields.get(column.name) if section.register else None
    if sent is not None and not isinstance(column.type, Exact):
        return sent.annotation, _named_as_the_column(sent)
    options: dict[str, Any] = {"strict": False} if _is_option(column) or column.name in Tagging.model_fields else {}
    said, kind = column.info, _kind(column, section)
    if said.default_factory is not None:
        return kind, WireField(default_factory=said.default_factory, **options)
    if said.default is PydanticUndefined and not column.nullable:
        return kind, WireField(**options)
    default = None if said.default is PydanticUndefined else said.default
    return (kind | None if column.nullable else kind), WireField(default=default, **options)


def _named_as_the_column(sent: FieldInfo) -> FieldInfo:
    """The same rules, without another name that the field may have on the wire."""
    named = copy(sent)
    named.alias = named.validation_alias = named.serialization_alias = None
    named.alias_priority = None
    return named


def _kind(column: Column, section: Section) -> Any:
    """The type of a column, as strict as the verbs are that fill it otherwise."""
    if column.name in Tagging.model_fields:
        return Tagging.model_fields[column.name].annotation
    if column.name in SHAPED:
        return SHAPED[column.name]
    if _is_option(column):
        return _bare(column.info.annotation)
    if isinstance(column.type, Exact):
        return Exactly
    if column.refers or (column.name == "id" and section is not SOURCES):
        return Id
    if isinstance(column.type, Key):
        return Word
    return _PLAIN.get(_bare(column.info.annotation)) or _list_of(column)


_PLAIN: dict[Any, Any] = {str: Text, int: Whole, bool: bool, date: Day, datetime: When, Decimal: Exactly}


def _list_of(column: Column) -> Any:
    """A column that keeps a list of plain words; any other has to be in SHAPED."""
    assert isinstance(column.type, JSON), column.name
    assert _bare(column.info.annotation) == list[str], column.name
    return Annotated[list[Word], WireField(max_length=1000)]


def _is_option(column: Column) -> bool:
    kind = _bare(column.info.annotation)
    return isinstance(kind, type) and issubclass(kind, Enum)


def _bare(annotation: Any) -> Any:
    """Without `| None`."""
    if get_origin(annotation) in (Union, UnionType):
        return next(kind for kind in get_args(annotation) if kind is not type(None))
    return annotation
