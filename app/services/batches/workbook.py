"""What a workbook would become in memory, told before it is opened: a small file can say that it is enormous.

A cell at the end of a sheet makes every cell before it, and a zip file can unfold to a thousand times its size.
"""

import io
import re
from dataclasses import dataclass
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile
from zlib import error as BadStream

MOST_UNFOLDED = 400_000_000  # bytes
MOST_CELLS = 8_000_000  # in a rectangle from the first cell on
BOOK = "xl/workbook.xml"
OTHERS = ("xl/workbook.bin", "content.xml")  # other kinds of workbook, which would be read in other ways
MARKUP = (".xml", ".rels", ".vml")
PIECE = 1 << 20

_CELL = re.compile(r"([A-Z]{1,4})([0-9]{1,8})")


class TooLargeInside(ValueError):
    """It would fill the memory."""


def require_harmless(body: bytes) -> None:
    """Raises BadZipFile for what is no workbook, and TooLargeInside for one that is too much to open."""
    if not body.startswith(b"PK\x03\x04"):
        raise BadZipFile
    try:
        with ZipFile(io.BytesIO(body)) as book:
            entries = book.infolist()
            names = {entry.filename for entry in entries}
            if BOOK not in names or len(names) < len(entries) or not names.isdisjoint(OTHERS):
                raise BadZipFile
            if sum(entry.file_size for entry in entries) > MOST_UNFOLDED:
                raise TooLargeInside
            for entry in entries:
                with book.open(entry) as opened:
                    _look_through(entry.filename, opened)
    except (ExpatError, BadStream, EOFError, RuntimeError) as broken:
        raise BadZipFile from broken


def _look_through(name: str, entry: IO[bytes]) -> None:
    """Read to the end, so that its sum is checked: no entry is larger than it says."""
    if name.lower().endswith(MARKUP):
        _Extent().parse(entry)
        return
    before = b""
    while piece := entry.read(PIECE):
        if b"sheetData" in before + piece:  # a sheet under another name
            raise BadZipFile
        before = piece[-20:]


@dataclass
class _Extent:
    """Follows the cells of a sheet, as whoever opens it does: each says where it is, or else comes next."""

    row: int = 0
    column: int = 0
    rows: int = 0
    columns: int = 0

    def parse(self, entry: IO[bytes]) -> None:
        parser = ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._refuse
        while piece := entry.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _refuse(self, *said: object) -> None:
        raise BadZipFile

    def _start(self, name: str, said: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            number = said.get("r", "")
            self.row, self.column = int(number) if number[:9].isdecimal() else self.row + 1, 0
        elif kind == "c":
            self._cell(said.get("r"))
        else:
            return
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        if self.rows * self.columns > MOST_CELLS:
            raise TooLargeInside

    def _cell(self, where: str | None) -> None:
        if where is None:
            self.column += 1
            return
        found = _CELL.fullmatch(where.upper().replace("$", ""))
        if found is None:
            raise BadZipFile
        letters, digits = found.groups()
        self.row, self.column = int(digits), 0
        for letter in letters:
            self.column = self.column * 26 + ord(letter) - 64
