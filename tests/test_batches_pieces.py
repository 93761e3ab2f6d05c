"""A large batch is read piece by piece, and means the same as when it is read as a whole."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic_core import from_json
from sqlmodel import Session

from app.models.access import Role
from app.services.batches.objects import of_object
from app.services.batches.reading import CSV, JSON, delimiter_of, pieces, read
from app.services.batches.sheet import PIECE
from app.settings import Settings
from tests.given import given_indicator, given_partner, given_place, given_population
from tests.keys import Keys

MOST = 100_000  # bytes
YEARS = 100
nasty = some.sampled_from(["}, {", '"rows": [', "]}", "}],", "{", "\\", '"', "é", "veld"])
texts = some.lists(nasty, max_size=4).map("".join)
objects = some.lists(some.fixed_dictionaries({"note": texts}, optional={"place": texts, "value": some.integers()}))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"max_body_bytes": MOST, "requests_per_minute": 0})


@pytest.fixture
def town(session: Session) -> None:
    for number in range(60):
        given_place(session, f"veld-{number:02}")
    given_population(session)
    given_partner(session)
    given_partner(session, "school")
    given_indicator(session, "overlast", lowest=0, highest=100, decimals=1)


def all_rows(body: bytes, block: int) -> list[Any]:
    return [row for sheet in of_object(body, block) for row in sheet.rows]


@given(objects, some.integers(1, 60), some.booleans(), some.sampled_from([None, 2]))
def test_rows_in_blocks_are_the_rows_of_the_whole(
    rows: list[Any], block: int, defaults_last: bool, indent: int | None
) -> None:
    around: dict[str, Any] = {"rows": rows, "defaults": {}} if defaults_last else {"defaults": {}, "rows": rows}
    body = json.dumps(around, indent=indent).encode()

    assert all_rows(body, block) == from_json(body)["rows"]


@given(objects, some.integers(1, 60), some.data())
def test_what_breaks_off_is_broken_however_much_was_read_before(
    rows: list[Any], block: int, chosen: some.DataObject
) -> None:
    body = json.dumps({"rows": rows}).encode()
    half = body[: chosen.draw(some.integers(0, len(body) - 1))]

    *before, last = of_object(half, block)

    assert [error.code for error in last.wrong] == ["broken-json"]
    assert [row for sheet in before for row in sheet.rows] == rows[: sum(len(sheet.rows) for sheet in before)]


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (b'{"rows": [{}, {}, {}, 3, {}]}', []),
        (b'{"rows": [{"note": "a"}, {"note": "b"}], "rijen": []}', ["unknown-field"]),
        (b'{"defaults": {"kleur": 1}, "rows": [{"note": "a"}, {"note": "b"}]}', ["unknown-field"]),
        (b'{"rows": [{"note": "a"}, {"note": "b"}}]', ["broken-json"]),
    ],
)
def test_blocks_and_the_whole_agree_about_what_is_wrong(body: bytes, codes: list[str]) -> None:
    for block in (1, 8, 1 << 20):
        found = list(of_object(body, block))

        assert [error.code for sheet in found for error in sheet.wrong] == codes
        if not codes:
            assert all_rows(body, block) == [row if isinstance(row, dict) else {} for row in from_json(body)["rows"]]


def test_rows_that_come_twice_are_never_mixed() -> None:
    for second in (b'[{"note": "c"}]', b"[]", b'{"note": ["c"]}'):
        body = b'{"rows": [{"note": "a"}, {"note": "b"}], "rows": ' + second + b"}"

        assert [error.code for sheet in of_object(body, 1) for error in sheet.wrong] in (
            ["broken-json"],
            ["rows-required"],
        )


def test_pieces_say_where_they_begin_and_keep_the_lines_of_the_file() -> None:
    rows = [f"veld,{number}" for number in range(PIECE)] + ["", "bos,veel", "bos,7,8"]
    body = "\n".join(["place,value", *rows]).encode()

    first, second = pieces(CSV, body)

    assert (first.first, len(first.rows), first.lines) == (0, PIECE, list(range(2, PIECE + 2)))
    assert (second.first, second.lines) == (PIECE, [PIECE + 3, PIECE + 4])
    assert {position: errors[0].code for position, errors in second.unread.items()} == {
        0: "not-a-number",
        1: "too-many-cells",
    }
    whole = read(CSV, body)
    assert (len(whole.rows), list(whole.unread)) == (PIECE + 2, [PIECE, PIECE + 1])


def test_bytes_that_are_no_text_are_found_far_into_a_file() -> None:
    body = b"place,value\n" + b"veld,1\n" * (PIECE * 2) + b"v\xe9ld,1\n"

    assert [(error.code, error.line) for error in read(CSV, body).wrong] == [("not-utf-8", PIECE * 2 + 2)]
    assert delimiter_of("\n \n a;b\n1,2,3") == ";"


def keys_of(count: int) -> list[dict[str, Any]]:
    """Rows with keys of their own."""
    return [
        {"indicator": "overlast", "place": f"veld-{number // YEARS:02}", "period": str(1900 + number % YEARS)}
        for number in range(count)
    ]


async def test_a_key_that_comes_again_in_a_later_piece_names_its_first_row(
    api: httpx.AsyncClient, town: None, keys: Keys, settings: Settings
) -> None:
    lines = [",".join([*row.values(), "7"]) for row in keys_of(PIECE)]
    body = "\n".join(["indicator,place,period,value", *lines, lines[2], "overlast,veld-59,1990,8"]).encode()
    settings.max_body_bytes = 0
    who = keys.person(Role.PROGRAMME_STAFF) | {"Content-Type": CSV}

    refused = await api.post("/measurement-batches", content=body, headers=who)
    taken = await api.post("/measurement-batches?mode=accept-valid", content=body, headers=who)

    for answer in (refused, taken):
        errors = [(error["row"], error["line"], error["code"]) for error in answer.json()["errors"]]
        assert errors == [(PIECE + 1, PIECE + 2, "duplicate-in-batch")]
        assert "4" in answer.json()["errors"][0]["message"]
    assert (refused.status_code, taken.status_code) == (400, 201)
    assert [taken.json()[name] for name in ("received", "created", "rejected")] == [PIECE + 2, PIECE + 1, 1]


async def test_new_revised_unchanged_and_others_figures_in_one_batch_are_told_apart(
    api: httpx.AsyncClient, town: None, keys: Keys
) -> None:
    police, school = keys.partner("politie"), keys.partner("school")
    before = [row | {"value": 10} for row in keys_of(8)]
    await api.post("/measurement-batches", json={"rows": before[:6]}, headers=police)
    await api.post("/measurement-batches", json={"rows": before[6:]}, headers=school)

    after = [row | {"value": 10 if number % 2 else 11} for number, row in enumerate(keys_of(12))]
    answer = await api.post("/measurement-batches?mode=accept-valid", json={"rows": after}, headers=police)

    told = answer.json()
    assert [told[name] for name in ("created", "revised", "unchanged", "rejected")] == [4, 3, 3, 2]
    assert [(error["row"], error["code"]) for error in told["errors"]] == [
        (7, "not-allowed-figure"),
        (8, "not-allowed-figure"),
    ]
    items = (await api.get("/measurements", headers=police)).json()["items"]
    assert [(item["value"], item["revision"]) for item in sorted(items, key=lambda item: str(item["period"]))] == [
        *[(11, 2), (10, 1)] * 3,
        *[(10, 1)] * 2,
        *[(11, 1), (10, 1)] * 2,
    ]


async def test_words_that_are_lists_and_fields_of_no_kind_are_told_by_the_checker(
    api: httpx.AsyncClient, town: None, keys: Keys
) -> None:
    good = keys_of(1)[0] | {"value": 1}
    odd: list[dict[str, Any]] = [
        {"indicator": ["overlast"]},
        {"place": {}},
        {"state": []},
        {"population": None},
        {"note": 3},
        {"kleur": 1},
    ]
    sent = {"rows": [good | one | {"period": str(1950 + number)} for number, one in enumerate(odd)]}

    answer = await api.post("/measurement-batches", json=sent, headers=keys.person(Role.PROGRAMME_STAFF))

    assert [(error["row"], error["field"]) for error in answer.json()["errors"]] == [
        (1, "indicator"),
        (2, "place"),
        (3, "state"),
        (4, "population"),
        (5, "note"),
        (6, "kleur"),
    ]


async def test_a_number_with_too_many_digits_is_refused_alone_and_in_a_batch(
    api: httpx.AsyncClient, town: None, keys: Keys
) -> None:
    row = keys_of(1)[0] | {"value": 1.2345678901234567e-09}
    who = keys.person(Role.PROGRAMME_STAFF)

    alone = await api.post("/measurements", json=row, headers=who)
    together = await api.post("/measurement-batches", json={"rows": [row]}, headers=who)

    for answer in (alone, together):
        assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("value", "out-of-bounds")]


@pytest.mark.parametrize("declared", [True, False])
async def test_a_batch_over_the_limit_is_refused_before_it_is_read_whole(
    api: httpx.AsyncClient, town: None, keys: Keys, declared: bool
) -> None:
    piece, taken = b" " * 10_000, 0

    async def sent() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield piece

    says = {"Content-Length": str(1000 * len(piece))} if declared else {}
    who = keys.person(Role.PROGRAMME_STAFF)
    answer = await api.post("/measurement-batches", content=sent(), headers=who | {"Content-Type": JSON} | says)

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert taken <= (0 if declared else MOST // len(piece) + 1)
    assert (await api.get("/measurement-batches", headers=who)).json()["items"] == []
