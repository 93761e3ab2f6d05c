"""Columns as Parquet: typed, compressed, a group of rows at a time, with source, licence and units in the file."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import RawIOBase
from typing import Any

from app.errors import Message, NotAcceptable, say
from app.language import said
from app.services.exports.about import NO_LICENCE, About
from app.services.exports.columns import Cells, Column, Kind
from app.services.exports.written import moment

GROUP = 50_000


def require_parquet() -> Any:
    """The library that writes it, which is an extra; raises NotAcceptable where it was left out."""
    try:
        import pyarrow.parquet
    except ImportError as absent:
        raise NotAcceptable(NOT_HERE) from absent
    return pyarrow


NOT_HERE: Message = say("Parquet is not given here: this installation lacks it. Ask for csv or ndjson instead.")


def parquet(columns: Sequence[Column], blocks: Iterator[Sequence[Cells]], about: About) -> Iterator[bytes]:
    """The whole file in pieces. Numbers are doubles, as they are in JSON. Raises NotAcceptable before the first."""
    arrow = require_parquet()
    schema, out = _schema(arrow, columns, about), _Out()
    with arrow.parquet.ParquetWriter(out, schema, compression="zstd") as file:
        for group in _groups(blocks):
            file.write_batch(_batch(arrow, schema, columns, group))
            yield out.taken()
    yield out.taken()


class _Out(RawIOBase):
    """What the library writes, until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._written

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _groups(blocks: Iterator[Sequence[Cells]]) -> Iterator[list[Cells]]:
    group: list[Cells] = []
    for block in blocks:
        group.extend(block)
        if len(group) >= GROUP:
            yield group
            group = []
    if group:
        yield group


def _schema(arrow: Any, columns: Sequence[Column], about: About) -> Any:
    types = {
        Kind.TEXT: arrow.string(),
        Kind.LIST: arrow.string(),
        Kind.NUMBER: arrow.float64(),
        Kind.INTEGER: arrow.int64(),
        Kind.BOOLEAN: arrow.bool_(),
        Kind.DAY: arrow.date32(),
        Kind.MOMENT: arrow.timestamp("us", tz="UTC"),
    }
    fields = [
        arrow.field(column.name, types[column.kind], metadata={"description": said(column.description)})
        for column in columns
    ]
    return arrow.schema(fields, metadata=_metadata(about))


def _metadata(about: About) -> dict[str, str]:
    return {
        "title": said(about.title),
        "publisher": about.publisher.name,
        "licence": about.publisher.licence or said(NO_LICENCE),
        "source": about.publisher.address,
        "question": about.question,
        "made_at": moment(about.made_at),
        "known_at": moment(about.known_at) if about.known_at else "",
        "units": json.dumps({one.indicator: one.unit for one in about.units}, ensure_ascii=False),
        "sources": json.dumps(
            [{"id": one.id, "name": one.name, "licence": one.licence, "url": one.url} for one in about.sources],
            ensure_ascii=False,
        ),
    }


def _batch(arrow: Any, schema: Any, columns: Sequence[Column], group: Sequence[Cells]) -> Any:
    arrays = [
        arrow.array(_doubles(values) if column.kind is Kind.NUMBER else values, type=field.type)
        for column, field, values in zip(columns, schema, zip(*group, strict=True), strict=True)
    ]
    return arrow.record_batch(arrays, schema=schema)


def _doubles(values: Sequence[Decimal | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]
