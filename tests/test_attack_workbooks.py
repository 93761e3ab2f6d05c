"""Files that mean harm: workbooks that unfold to fill the memory, tables that never end, cells that are no figures."""

import io
import zipfile

import pytest

from app.services.batches import workbook
from app.services.batches.reading import CSV, JSON, MOST_COLUMNS, NDJSON, XLSX, read
from app.services.batches.sheet import MOST_ROWS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
HEADS = ("indicator", "place", "period", "value")
SHEET = "xl/worksheets/sheet1.xml"


def cell(where: str, text: str) -> str:
    return f'<c r="{where}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


HEAD = row(1, *(cell(f"{letter}1", head) for letter, head in zip("ABCD", HEADS, strict=True)))


def figure(value: str) -> str:
    return row(2, cell("A2", "overlast"), cell("B2", "veld"), cell("C2", "2022"), value)


def parts(rows: str) -> dict[str, str]:
    """The files of a workbook of one sheet."""
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType="{KINDS}"/></Types>'
    )
    sheets = '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>'

    def related(kind: str, to: str) -> str:
        one = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{to}"/>'
        return f'<Relationships xmlns="{PACKAGE}/relationships">{one}</Relationships>'

    return {
        "[Content_Types].xml": types,
        "_rels/.rels": related("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": related("worksheet", "worksheets/sheet1.xml"),
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }


def zipped(files: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def codes(media_type: str, body: bytes) -> list[str]:
    """What is wrong with it as a whole."""
    return [error.code for error in read(media_type, body).wrong]


def errors(media_type: str, body: bytes) -> list[tuple[int, str, str]]:
    """What is wrong with each row: position, field and code."""
    unread = read(media_type, body).unread
    return [(position, error.field, error.code) for position, found in unread.items() for error in found]


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        ('<c r="D2"><v>38.5</v></c>', 38.5),
        ('<c r="D2"><f>1+1</f><v>2</v></c>', 2),
        ("<c><v>38.5</v></c>", 38.5),
        ('<c r="D2" t="str"><f>CONCAT(3,8)</f><v>38</v></c>', 38),
    ],
)
def test_a_workbook_is_read_with_the_value_that_a_formula_had(value: str, read_as: float) -> None:
    sheet = read(XLSX, zipped(parts(HEAD + figure(value))))

    assert (sheet.wrong, [float(one["value"]) for one in sheet.rows]) == ([], [read_as])


@pytest.mark.parametrize(
    "value",
    [
        '<c r="D2" t="b"><v>1</v></c>',
        '<c r="D2" t="e"><v>#DIV/0!</v></c>',
        cell("D2", "=1+1"),
        cell("D2", "1e400"),
        cell("D2", "NaN"),
    ],
)
def test_a_cell_that_is_no_number_is_told_by_its_row(value: str) -> None:
    found = read(XLSX, zipped(parts(HEAD + figure(value))))

    assert [str(one.get("value")) for one in found.rows] == ["None"]


@pytest.mark.parametrize("where", ["XFD1048576", "AAA1000000", "XFD4096", "$XFD$1048576"])
def test_one_cell_at_the_end_of_a_sheet_is_not_every_cell_before_it(where: str) -> None:
    """A file of two kilobytes, that would take four hundred gigabytes."""
    far = f'<row r="{where.strip("$ABCDEFX")}">{cell(where, "1")}</row>'

    assert codes(XLSX, zipped(parts(HEAD + far))) == ["too-large"]


def test_a_cell_that_does_not_say_where_it_is_comes_after_the_one_before() -> None:
    far = '<row r="1048575"/><row>' + "<c><v>1</v></c>" * 20 + "</row>"

    assert codes(XLSX, zipped(parts(HEAD + far))) == ["too-large"]


def test_a_workbook_that_unfolds_a_thousand_times_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_UNFOLDED", 100_000)
    bomb = zipped(parts(HEAD + figure(cell("D2", "0" * 1_000_000))))

    assert (len(bomb) < 4000, codes(XLSX, bomb)) == (True, ["too-large"])


def test_an_entry_that_is_larger_than_it_says_is_broken() -> None:
    body = zipped(parts(HEAD + figure(cell("D2", "0" * 100_000))))
    entry = zipfile.ZipFile(io.BytesIO(body)).getinfo(SHEET)
    lied = body.replace(entry.file_size.to_bytes(4, "little"), (500).to_bytes(4, "little"))

    assert (lied != body, codes(XLSX, lied)) == (True, ["broken-workbook"])


ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OTHERS: dict[str, dict[str, str]] = {
    "no workbook in it": {"a.txt": "a"},
    "another kind besides": parts(HEAD) | {"content.xml": "<office/>"},
    "a binary kind besides": parts(HEAD) | {"xl/workbook.bin": "a"},
    "a sheet that is no XML": parts(HEAD) | {SHEET: "<worksheet><sheetData><row>"},
    "a sheet that names entities": parts(HEAD) | {SHEET: ENTITIES + parts(HEAD)[SHEET]},
    "a sheet under the name of a picture": parts(HEAD) | {"xl/media/a.png": parts(HEAD)[SHEET]},
    "a cell that lies nowhere": parts(HEAD + row(2, cell("9A", "1"))),
}


@pytest.mark.parametrize("how", OTHERS)
def test_what_would_be_read_in_another_way_than_it_was_looked_through_is_refused(how: str) -> None:
    assert codes(XLSX, zipped(OTHERS[how])) == ["broken-workbook"]


@pytest.mark.parametrize("body", [b"", b"PK", b"PK\x03\x04" + b"\0" * 100, b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_zip_file_is_no_workbook(body: bytes) -> None:
    assert codes(XLSX, body) == ["broken-workbook"]


def test_a_zip_file_behind_something_else_is_no_workbook() -> None:
    assert codes(XLSX, b"\xd0\xcf\x11\xe0" + zipped(parts(HEAD))) == ["broken-workbook"]


def test_a_table_of_a_million_columns_is_told_in_one_sentence() -> None:
    assert codes(CSV, b",".join([b"value"] * 1_000_000) + b"\n1\n") == ["too-many-columns"]
    assert codes(CSV, b";".join([b"x"] * (MOST_COLUMNS + 1)) + b"\n1\n") == ["too-many-columns"]


def test_a_head_that_comes_twice_is_told_once() -> None:
    assert codes(CSV, b",".join([b"value", b"waarde"] * 90) + b"\n1\n") == ["head-twice"]


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        (CSV, b"place\n" + b"a\n" * (MOST_ROWS + 1)),
        (CSV, b"place\n" + b"a\n" * (40 * MOST_ROWS)),
        (NDJSON, b"{}\n" * (MOST_ROWS + 1)),
        (NDJSON, b"{}\n" * (20 * MOST_ROWS)),
        (JSON, b'{"rows": [' + b"{}," * MOST_ROWS + b"{}]}"),
    ],
)
def test_no_more_rows_are_kept_than_a_batch_holds(media_type: str, body: bytes) -> None:
    assert codes(media_type, body) == ["too-many-rows"]


@pytest.mark.parametrize(("media_type", "line"), [(CSV, b"a\n"), (NDJSON, b"{}\n")])
def test_a_hundred_thousand_rows_are_a_batch(media_type: str, line: bytes) -> None:
    sheet = read(media_type, (b"place\n" if media_type == CSV else b"") + line * MOST_ROWS)

    assert (sheet.wrong, len(sheet.rows)) == ([], MOST_ROWS)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[" * 100_000, "broken-json"),
        (b'{"rows": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "broken-json"),
        (b'{"rows": [{"value": NaN}]}', "broken-json"),
        (b'{"rows": [{"value": Infinity}]}', "broken-json"),
        (b'{"rows": [{"value": ' + b"9" * 5000 + b"}]}", "broken-json"),
        (b'{"rows": [{"note": "\\ud800"}]}', "broken-json"),
        (b'{"rows": [{"note": "\\u0000"}]}', "null-byte"),
        (b'{"rows": [{"note": "\0"}]}', "broken-json"),
        (b"\xff\xfe{\0}\0", "broken-json"),
        (b'{"rows": {}}', "rows-required"),
        (b'{"rows": [], "defaults": {}}', "no-rows"),
        (b'{"rows": [{}], "defaults": [1]}', "invalid"),
        (b'{"rows": [{}], "rijen": 1}', "unknown-field"),
    ],
)
def test_json_that_is_none_or_means_nothing_says_so(body: bytes, code: str) -> None:
    assert codes(JSON, body) == [code]


def test_fields_that_nobody_knows_are_not_all_said_back() -> None:
    names = ",".join(f'"x{number}": 1' for number in range(5000))

    assert len(codes(JSON, f'{{"rows": [{{}}], "defaults": {{{names}}}}}'.encode())) == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"place,note\nveld,\xe9\n", "not-utf-8"),
        ("place,note\nveld,x\n".encode("utf-16"), "not-utf-8"),
        (b"place,note\nveld," + b"x" * 200_000 + b"\n", "broken-csv"),
        (b'place,note\nveld,"' + b"x,y\n" * 100_000, "broken-csv"),
    ],
)
def test_csv_that_cannot_be_read_says_from_where(body: bytes, code: str) -> None:
    assert codes(CSV, body) == [code]


def test_a_mark_in_the_middle_of_a_file_is_no_part_of_a_value() -> None:
    sheet = read(CSV, "place,value\n\ufeffveld,\ufeff38\n".encode())

    assert [(one["place"], str(one["value"])) for one in sheet.rows] == [("veld", "38")]


def test_a_cell_without_a_head_is_an_error_of_its_row() -> None:
    assert errors(CSV, b"place,value\nveld,1,2\nbos,1,\n") == [(0, "row", "too-many-cells")]


@pytest.mark.parametrize("text", ["1e400", "inf", "0x10", "1_000", "１２", "--1", "1e", "9" * 70 + "x"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert errors(CSV, f"place,value\nveld,{text}\n".encode()) == [(0, "value", "not-a-number")]
