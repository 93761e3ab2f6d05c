"""Rows as text made by the database itself: lines of CSV and of JSON without a Python object for any row.

Only what may be told as it stands goes this way; what has to be looked at first is written in `written`. Both ways give
the same text, which a test compares.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Select, Text, cast, func, literal_column, type_coerce
from sqlalchemy import case as choose
from sqlmodel import Session

from app.services.exports.columns import Column, Kind
from app.services.exports.written import RISKY

Expression = ColumnElement[Any]

PIECE = 256 * 1024
LINES = 5000
HOLE = "%s"
RISKILY = "[" + "".join(sorted(RISKY, key="-".__eq__)) + "]*"  # a hyphen that comes last is no range
_NEVER_QUOTED = "WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"  # JSON holds neither


@dataclass(frozen=True)
class Told:
    """A column and its expression.

    `free`: people wrote it, so that it may hold any sign; else it is a word of ours. `certain`: it is never null.
    """

    column: Column
    expression: Expression
    free: bool = False
    certain: bool = False


@dataclass(frozen=True)
class Member:
    """A member of a JSON object: an expression that gives JSON as text, or what has to stand between quotes."""

    name: str
    value: Expression
    in_quotes: bool = False


def csv_pieces(session: Session, statement: Select[Any], told: Sequence[Told], *, dutch: bool) -> Iterator[bytes]:
    """The rows of `statement` (which says from where, which and in what order) as lines of CSV."""
    dialect = session.get_bind().dialect
    cells = [_csv_cell(dialect, each, dutch) for each in told]
    separator = ";" if dutch else ","
    if _on_postgres(dialect):
        yield from _copied(session, statement.with_only_columns(*cells), f"WITH (FORMAT csv, DELIMITER '{separator}')")
        return
    quoted = [_quoted(cell, each, separator) for cell, each in zip(cells, told, strict=True)]
    yield from _lines(session, statement.with_only_columns(_filled_in(separator.join(HOLE for _ in quoted), quoted)))


def json_pieces(session: Session, statement: Select[Any], members: Sequence[Member]) -> Iterator[bytes]:
    """The rows as JSON, one object a line."""
    dialect = session.get_bind().dialect
    lines = statement.with_only_columns(json_line(dialect, members))
    yield from _copied(session, lines, _NEVER_QUOTED) if _on_postgres(dialect) else _lines(session, lines)


def json_line(dialect: Dialect, members: Sequence[Member]) -> Expression:
    """One row as a JSON object."""
    if _on_postgres(dialect):
        return _concatenated(_parts(members))
    return _filled_in(_form(members), [member.value for member in members])


def json_member(dialect: Dialect, name: str, told: Told) -> Member:
    """The column as a member of this name."""
    if told.certain and told.column.kind is Kind.MOMENT:
        return Member(name, moment_text(dialect, told.expression), in_quotes=True)
    if told.certain and told.column.kind is Kind.TEXT and not told.free:
        return Member(name, type_coerce(told.expression, Text), in_quotes=True)
    return Member(name, json_value(dialect, told))


def json_value(dialect: Dialect, told: Told) -> Expression:
    """The column as JSON text; null where it is null."""
    value, text = told.expression, _constant("null")
    match told.column.kind:
        case Kind.NUMBER | Kind.INTEGER:
            text = cast(value, Text)
        case Kind.MOMENT:
            text = _between('"', moment_text(dialect, value))
        case Kind.LIST:
            parts = func.replace(value, "|", '","')
            return func.coalesce(_between('["', parts, '"]'), _constant("[]"))
        case _ if told.free:
            text = json_text(dialect, value)
        case _:
            text = _between('"', value)
    return func.coalesce(text, _constant("null"))


def json_text(dialect: Dialect, value: Expression) -> Expression:
    """Any text as a JSON string; null stays null."""
    if _on_postgres(dialect):
        return cast(func.to_json(value), Text)
    return choose((value.is_not(None), func.json_quote(value)))


def json_object(members: Sequence[Member], absent: Expression) -> Expression:
    """An object of JSON texts, or null where `absent` holds."""
    return choose((absent, _constant("null")), else_=_concatenated(_parts(members)))


def moment_text(dialect: Dialect, value: Expression, *, dutch: bool = False) -> Expression:
    """A moment in UTC, as `written` writes it."""
    if _on_postgres(dialect):
        stored: Expression = cast(func.timezone("UTC", value), Text)  # 2024-03-01 12:00:00, with a fraction if any
    else:
        stored = func.replace(type_coerce(value, Text), ".000000", "")
    return func.substr(stored, 1, 19) if dutch else func.replace(stored, " ", "T") + _constant("Z")


def _csv_cell(dialect: Dialect, told: Told, dutch: bool) -> Expression:
    value = told.expression
    if told.column.kind is Kind.MOMENT:
        return moment_text(dialect, value, dutch=dutch)
    if told.column.kind is Kind.NUMBER:
        return func.replace(cast(value, Text), ".", ",") if dutch else value
    if told.free:
        return choose((func.substr(value, 1, 1).in_(RISKY), _constant("'") + value), else_=value)
    return value


def _quoted(cell: Expression, told: Told, separator: str) -> Expression:
    """Between quotes where CSV needs them (RFC 4180). Most texts are plain, which is found out first."""
    if not told.free:
        return cell
    text, value = type_coerce(cell, Text), type_coerce(told.expression, Text)
    signs = f'["{separator}\n\r]*'
    quoted = choose((text.bool_op("GLOB")("*" + signs), _between('"', func.replace(text, '"', '""'))), else_=text)
    plain = value.is_(None) | ~(value.bool_op("GLOB")(RISKILY) | value.bool_op("GLOB")("*" + signs))
    return choose((plain, value), else_=quoted)


def _copied(session: Session, statement: Select[Any], options: str) -> Iterator[bytes]:
    """What COPY gives, in large pieces; the question is bound by the driver, never pasted into the statement."""
    compiled = statement.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    bound = {name: _plain(value) for name, value in compiled.params.items()}
    cursor: Any = session.connection().connection.cursor()
    with cursor, cursor.copy(f"COPY ({compiled}) TO STDOUT {options}", bound | {"_": None}):
        size = PIECE
        while size >= PIECE:
            piece = cursor.connection.wait(_gathered(cursor.connection.pgconn))
            size = len(piece)
            yield piece


def _gathered(driver: Any) -> Generator[Any, Any, bytes]:
    """Rows of a COPY until there is a piece; less at the end. Asked one by one, each would cost a wait of its own."""
    from psycopg.generators import copy_from

    gathered = bytearray()
    while len(gathered) < PIECE and isinstance(row := (yield from copy_from(driver)), memoryview):
        gathered += row
    return bytes(gathered)


def _lines(session: Session, statement: Select[Any]) -> Iterator[bytes]:
    """As the driver gives them: no object is made for a row."""
    with session.connection().execute(statement) as found:
        cursor: Any = found.cursor
        while rows := cursor.fetchmany(LINES):
            yield ("\n".join([line for (line,) in rows]) + "\n").encode()


def _filled_in(form: str, values: Sequence[Expression]) -> Expression:
    """A text of ours with the values in its holes, nothing where there is none: one call a row on SQLite."""
    return func.printf(_constant(form), *values)


def _form(members: Sequence[Member]) -> str:
    holes = (f'"{member.name}":' + (f'"{HOLE}"' if member.in_quotes else HOLE) for member in members)
    return "{" + ",".join(holes) + "}"


def _parts(members: Sequence[Member]) -> list[Expression]:
    first, *others = (_constant(text) for text in _form(members).split(HOLE))
    return [first, *(part for member, text in zip(members, others, strict=True) for part in (member.value, text))]


def _plain(value: Any) -> Any:
    """Words of ours as the text that they are stored as."""
    return str(value) if isinstance(value, str) else value


def _on_postgres(dialect: Dialect) -> bool:
    return dialect.name == "postgresql"


def _constant(text: str) -> Expression:
    """A text of ours in the statement itself: there would be hundreds of parameters else."""
    escaped = text.replace("'", "''")
    return literal_column(f"'{escaped}'", Text)


def _between(before: str, value: Expression, after: str | None = None) -> Expression:
    return _constant(before) + type_coerce(value, Text) + _constant(before if after is None else after)


def _concatenated(parts: Sequence[Expression], separator: str = "") -> Expression:
    line = parts[0]
    for part in parts[1:]:
        line = line + _constant(separator) + part if separator else line + part
    return line
