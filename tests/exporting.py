"""Reading every form of a file back into the same cells, as whoever downloads it would."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pyarrow.parquet
from python_calamine import CalamineWorkbook

FORMS = ("csv", "csv-nl", "ndjson", "parquet", "xlsx")
ADDRESS = "http://test/api/v1"
BY_ID = ("areaNames", "programmeNames")
"""Names by id: an object whose members are data, and no columns."""

Row = dict[str, Any]


async def every_item(api: httpx.AsyncClient, path: str, **asked: Any) -> list[Row]:
    """All items of the pages of JSON, two at a time where that is asked."""
    items, following, headers = [], None, asked.pop("headers", {})
    first = await api.get(path, params=asked, headers=headers)
    while True:
        page = first if following is None else await api.get(f"http://test{following}", headers=headers)
        assert page.status_code == 200, page.text
        items += page.json()["items"]
        if (following := page.json()["next"]) is None:
            return items


async def file_of(api: httpx.AsyncClient, path: str, form: str, **asked: Any) -> httpx.Response:
    headers = asked.pop("headers", {})
    answer = await api.get(path, params={**asked, "format": form}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


def flat(item: Mapping[str, Any]) -> Row:
    """An item of JSON as the cells of its row: objects flattened, lists joined, without what its reader may do."""
    cells: Row = {}
    for name, value in item.items():
        if name in BY_ID and isinstance(value, dict):
            cells[name] = json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None
        elif isinstance(value, dict):
            cells |= {f"{name}{inner[0].upper()}{inner[1:]}": part for inner, part in flat(value).items()}
        elif isinstance(value, list):
            cells[name] = joined(value)
        elif name != "may":
            cells[name] = value
    return {name: value for name, value in cells.items() if value is not None and name != "may"}


def joined(parts: list[Any]) -> str | None:
    if not parts:
        return None
    if all(isinstance(part, str | int) for part in parts):
        return "|".join(str(part) for part in parts)
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def same(rows: list[Row], numbers: tuple[str, ...] = (), moments: tuple[str, ...] = ()) -> list[Row]:
    """Rows with numbers and moments as such, and nothing where there is nothing: equal when the figures are."""
    return [
        {
            name: _number(value) if name in numbers else _moment(value) if name in moments else value
            for name, value in row.items()
            if value not in (None, "")
        }
        for row in rows
    ]


def read(form: str, answer: httpx.Response) -> list[Row]:
    """The rows of a file; cells of CSV are text."""
    return read_text(form, answer.content)


def read_text(form: str, content: bytes) -> list[Row]:
    """The same of what came of it."""
    return _READ[form](content)


def _csv(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _csv_nl(content: bytes) -> list[Row]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def _ndjson(content: bytes) -> list[Row]:
    return [flat(json.loads(line, parse_float=Decimal)) for line in content.splitlines()]


def _parquet(content: bytes) -> list[Row]:
    rows: list[Row] = pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    return rows


def _xlsx(content: bytes) -> list[Row]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [dict(zip(map(str, sheet[0]), row, strict=True)) for row in sheet[1:]]


_READ = {"csv": _csv, "csv-nl": _csv_nl, "ndjson": _ndjson, "parquet": _parquet, "xlsx": _xlsx}


def _number(value: Any) -> float:
    return float(str(value).replace(",", "."))


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(microsecond=0)
