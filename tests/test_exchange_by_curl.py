"""Somebody who only has curl and a wrong file gets every row accepted by reading nothing but our answers."""

import csv
import io
import re
from difflib import get_close_matches
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.deliveries_given import given_deliveries, made, read
from tests.given import given_source
from tests.keys import Header, Keys

# What the sender wrote, and what its own system holds where that turns out to be wrong.
FILE = """\
Indicator;Buurt;Jaar;Wrde;low;high;note
overlast;veld;2021;38,5;;;
overlast;velt;2022;36;;;
overlast;bos;20x1;41;;;
overlast;bos;2022;412;;;caf\xe9
overlast;zuid;2021;1.234;;;
overlast;zuid;2022;;;;
overlast;veld;2021;38,5;;;
overlst;veld;2020;30;;;
leerlingen;veld;2020;30;;;
overlast;duin;2020;30;;;
overlast;bos;2020;30;40;50;
overlast;veld;2018;30;;;
overlast;zuid;2031;30;;;
overlast;bos;2017;30;;;
overlast;zuid;2020;30;x;50
"""
KNOWN = {("bos", "20x1"): {"Jaar": "2021"}, ("bos", "2022"): {"value": "41,2"}, ("zuid", "2021"): {"value": "12,34"}}
KNOWN |= {("bos", "2020"): {"value": "45"}, ("zuid", "2020"): {"low": "20"}}
MAY_NOT = {"duplicate-in-batch", "not-allowed-indicator", "not-allowed-place", "not-allowed-figure", "period-in-future"}
CELL = {"indicator": "Indicator", "place": "Buurt", "period": "Jaar"}


class Sender:
    """A file, and what it does with an answer: nothing that the answer does not say."""

    def __init__(self, api: httpx.AsyncClient, who: Header) -> None:
        self.api, self.who, self.encoding, self.type = api, who, "latin-1", "application/x-www-form-urlencoded"
        self.head, *self.rows = list(csv.reader(io.StringIO(FILE), delimiter=";"))
        self.codes: list[str] = []

    async def send(self) -> httpx.Response:
        body = "\n".join(";".join(row) for row in [self.head, *self.rows]).encode(self.encoding)
        headers = self.who | {"Content-Type": self.type}
        return await self.api.post("/measurement-batches", content=body, headers=headers)

    async def read(self, answer: httpx.Response) -> None:
        """Mend what the answer names; what was sent is looked up by row, so nothing is taken out before the end."""
        told = answer.json()
        if answer.status_code == 415:
            self.type = next(one for one in re.findall(r"[\w-]+/[\w-]+", told["detail"]) if "csv" in one)
        self.codes += [error["code"] for error in told["errors"]]
        dropped = {error["row"] for error in told["errors"] if error["code"] in MAY_NOT}
        for error in told["errors"]:
            await (self.mend(error) if "row" in error else self.open(error))
        self.rows = [row for number, row in enumerate(self.rows, start=1) if number not in dropped]

    async def open(self, error: dict[str, Any]) -> None:
        """What keeps the whole file from being read."""
        if error["code"] == "not-utf-8":
            self.encoding = "utf-8"
            return
        assert (error["code"], error["line"]) == ("unknown-field", 1)
        fields = error["message"].split(":")[1].strip(" .").split(", ")
        (self.head[self.head.index(error["field"])],) = [one for one in fields if one == "value"]

    async def mend(self, error: dict[str, Any]) -> None:
        row, code = self.rows[error["row"] - 1], error["code"]
        at = self.head.index(CELL.get(error["field"], error["field"]))
        assert error["line"] == error["row"] + 1
        if "value" in error:
            said = error["value"] if isinstance(error["value"], str) else str(error["value"])
            assert row[at].replace(",", ".") == said
        if code.startswith("unknown-"):
            (listed,) = re.findall(r"/api/v1(/\w+)", error["message"])
            ids = [one["id"] for one in (await self.api.get(listed)).json()["items"]]
            (row[at],) = get_close_matches(error["value"], ids, 1)
        elif code == "period-locked":
            (asked,) = re.findall(r"/api/v1(/[\w/-]+)", error["message"])
            assert (await self.api.post(asked, json={"reason": "Herteld"}, headers=self.who)).status_code == 201
        elif code == "value-or-missing-required":
            self.say_why(row, re.findall(r"[\w-]+", error["message"].split("(")[1])[0])
        elif code not in MAY_NOT:
            for head, cell in KNOWN[row[1], row[2]].items():
                row[self.head.index(head)] = cell

    def say_why(self, row: list[str], reason: str) -> None:
        """In a column of its own, which the file did not have yet."""
        if "missing" not in self.head:
            self.head.append("missing")
            for one in self.rows:
                one.append("")
        row[-1] = reason


@pytest.fixture
async def staff(api: httpx.AsyncClient, session: Session, keys: Keys) -> Header:
    """Staff of a programme with a duty, a lock on 2018, and a figure of 2017 that the school gave."""
    given_deliveries(session, asks_acceptance=True)
    given_source(session, "monitor")
    who = keys.person(Role.PROGRAMME_STAFF)
    await made(api, who)
    shut = {"programme": "samen", "name": "Dicht", "text": "Vastgesteld", "periodFrom": "2018", "periodTo": "2018"}
    assert (await api.post("/period-locks", json=shut, headers=who)).status_code == 201
    given = {"indicator": "overlast", "place": "bos", "period": "2017", "value": 3}
    assert (await api.post("/measurements", json=given, headers=keys.partner("school"))).status_code == 201
    return who


async def test_a_wrong_file_is_accepted_in_the_end_by_reading_only_the_answers(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    sender = Sender(api, keys.partner("politie", indicators=["overlast"], areas=["zuid"]))
    answers: list[httpx.Response] = []
    while (not answers or answers[-1].status_code != 201) and len(answers) < 10:
        answers.append(await sender.send())
        await sender.read(answers[-1])
        for asked in (await read(api, "/opening-requests", staff, state="requested"))["items"]:
            granted = await api.post(
                f"/opening-requests/{asked['id']}/grant", json={"until": "2099-01-01"}, headers=staff
            )
            assert granted.status_code in (200, 400), granted.text

    assert [one.status_code for one in answers] == [415, 400, 400, 400, 201]
    assert sender.codes == [
        *("not-utf-8", "unknown-field"),
        *("unknown-place", "invalid-period", "out-of-bounds", "not-a-number", "value-or-missing-required"),
        *("duplicate-in-batch", "unknown-indicator", "not-allowed-indicator", "not-allowed-place", "invalid-interval"),
        *("period-locked", "period-in-future", "not-allowed-figure", "not-a-number"),
    ]
    assert [answers[-1].json()[name] for name in ("received", "created", "rejected")] == [10, 10, 0]


async def test_the_file_that_comes_back_says_of_each_row_what_its_errors_say(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    """Every error has its row, line, field, code, sentence and, where a cell held something, what it held."""
    who = keys.partner("politie", indicators=["overlast"], areas=["zuid"])
    body = FILE.replace("Wrde", "waarde")
    sent = await api.post("/measurement-batches", content=body.encode(), headers=who | {"Content-Type": "text/csv"})
    path = f"/measurement-batches/{sent.json()['id']}/errors"
    errors = sent.json()["errors"]
    back = list(csv.reader(io.StringIO((await api.get(f"{path}?format=csv", headers=who)).text), delimiter=";"))

    assert [{*one} - {"value"} for one in errors] == [{"row", "line", "field", "code", "message"}] * len(errors)
    assert [(one["row"], one["code"]) for one in errors if "value" not in one] == [
        (6, "value-or-missing-required"), (7, "duplicate-in-batch"), (14, "not-allowed-figure"),
    ]  # fmt: skip
    lines = body.splitlines()
    assert [";".join(row[:-1]).rstrip(";") for row in back] == [line.rstrip(";") for line in lines]
    whys = {number: row[-1] for number, row in enumerate(back[1:], start=1) if row[-1]}
    assert sorted(whys) == sorted({one["row"] for one in errors})
    for error in errors:
        assert f"{error['field']}: {error['message']}" in whys[error["row"]]
