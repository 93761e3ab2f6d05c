"""What every model shares: the table base, the shapes that go in and out, paging, exact numbers."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel, to_snake
from sqlalchemy import Dialect, Numeric, String, Text
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeDecorator
from sqlmodel import MetaData, SQLModel

from app.errors import Unfit, say

# A constraint without a name cannot be dropped by a later migration.
CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


class Table(SQLModel):
    """The base of every table, so that all live in one, named, metadata. Tables do not validate.

    A table has the name of its class: `place_code` for `PlaceCode`.
    """

    metadata: ClassVar[MetaData] = MetaData(naming_convention=CONSTRAINT_NAMES)

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return to_snake(cls.__name__)


class Exact(TypeDecorator[Decimal]):
    """A decimal, stored digit for digit: NUMERIC on PostgreSQL, text on SQLite (which has only floats)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return format(Decimal(value), "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """None where the driver gives decimals itself: a whole series is read at a time."""
        return None if dialect.name == "postgresql" else _decimal


def _decimal(stored: Any) -> Decimal | None:
    return None if stored is None else Decimal(stored)


class Key(TypeDecorator[str]):
    """A readable id: compared byte by byte, so that order and indexes are the same on every database."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(120, collation="C" if dialect.name == "postgresql" else None))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _number(given: Any) -> Any:
    """A JSON number, exactly; text and booleans are no numbers (strict Decimal would refuse floats)."""
    if isinstance(given, bool | str):
        raise Unfit("not-a-number", say("Give a number."))
    return Decimal(str(given)) if isinstance(given, int | float) else given


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    PlainSerializer(_plain, return_type=int | float, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
Moment = Annotated[
    datetime,
    PlainSerializer(_moment, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def _day(given: Any) -> Any:
    """A date is text in one form (2024-03-31): no moments, no counts of seconds."""
    if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
        return date.fromisoformat(given)
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    raise Unfit("not-a-date", say("Give a date, such as 2024-03-31."))


def asked_moment(given: Any) -> Any:
    """A moment in a question is written out, with its offset: `2016-02-01T00:00:00Z`; a date is its start in UTC.

    The first and the last day that there are stand for ever, and are moved in by one: every zone can write them then.
    Raises ValueError, also for a moment that in UTC lies outside the years 1 to 9999.
    """
    if not isinstance(given, str):
        return given
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
        return _within_reach(datetime.fromisoformat(given).replace(tzinfo=UTC))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+ -]\d{2}:\d{2})", given, re.ASCII):
        try:
            return _within_reach(datetime.fromisoformat(given.replace(" ", "+")).astimezone(UTC))
        except OverflowError as outside:
            raise ValueError("not a moment") from outside
    raise ValueError("not a moment")


def _within_reach(moment: datetime) -> datetime:
    return min(max(moment, EARLIEST), LATEST)


def _site(text: str) -> str:
    """Raises Unfit for what a browser would not take for the address of a site."""
    scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):(?!\d)", text, re.ASCII | re.IGNORECASE)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise Unfit("no-address", say("Give the address of a site, such as https://voorbeeldstad.example."))
    return text


Day = Annotated[date, BeforeValidator(_day)]
AskedMoment = Annotated[datetime, BeforeValidator(asked_moment)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]

Site = Annotated[str, Field(max_length=300), AfterValidator(_site)]

wire = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class Wire(BaseModel):
    """What goes out: lowerCamelCase, made from rows or values."""

    model_config = wire


class Incoming(BaseModel):
    """What comes in: lowerCamelCase by alias alone, strict, and nothing that we do not know."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=False,
        validate_by_alias=True,
        extra="forbid",
        strict=True,
        str_strip_whitespace=True,
    )


class Asked(BaseModel):
    """What may be asked of a collection: the filters of its subclass, and paging.

    `cursor` is opaque; `page_size` is capped by the setting `max_page_size`.
    """

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=False, validate_by_alias=True, extra="forbid")

    page_size: int = Field(default=100, ge=1, le=1000)
    cursor: str | None = Field(default=None, max_length=400)
    count: bool = False

    @model_validator(mode="before")
    @classmethod
    def _blank_means_absent(cls, asked: Any) -> Any:
        """An untouched input sends `since=`: that is no filter, and no error."""
        if not isinstance(asked, dict):
            return asked
        return {name: value for name, value in asked.items() if value not in ("", [""])}


Item = TypeVar("Item")


class Page(Wire, Generic[Item]):
    """One page of a collection: `next` is a path-absolute address, or null on the last page; `total` where asked."""

    items: list[Item]
    next: str | None = None
    total: int | None = Field(default=None, exclude_if=lambda total: total is None)


class Origin(Wire):
    """Where a fact comes from: document and line, or table and key."""

    document: str | None = None
    line: int | None = None
    table: str | None = None
    key: str | None = None
