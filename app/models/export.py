"""Exports: the forms in which a whole collection is given as one file, and what may be asked of it."""

from enum import StrEnum

from app.models.base import Asked


class FileForm(StrEnum):
    """`csv-nl` is CSV as a Dutch Excel opens it: byte-order mark, semicolon, decimal comma."""

    CSV = "csv"
    CSV_NL = "csv-nl"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    XLSX = "xlsx"


MEDIA_TYPES = {
    FileForm.CSV: "text/csv",
    FileForm.CSV_NL: "text/csv",
    FileForm.NDJSON: "application/x-ndjson",
    FileForm.PARQUET: "application/vnd.apache.parquet",
    FileForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class AskedWhole(Asked):
    """A collection that can also be had whole, as a file: `format` names its form, and paging is left aside."""

    format: FileForm | None = None
