"""A night's pull under attack: forged and foreign marks, other readers, and one that breaks off whenever it can."""

import base64
import json
import random
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.exporting import Row, every_item, file_of, flat, read, read_text, same
from tests.given import given_area, given_course, given_indicator, given_partner, given_place, given_target, measured
from tests.keys import Header, Keys
from tests.queries import counted

ALL = "m" + base64.urlsafe_b64encode(b"[0]").decode().rstrip("=")


@pytest.fixture
def town(session: Session) -> None:
    given_course(session)
    given_place(session, "bos")
    given_partner(session, "school")
    given_indicator(session, "benefits", unit="count", highest=None, protected=True)
    for period, people in (("2018", 3), ("2019", 12), ("2020", 40)):
        measured(session, period, people, indicator="benefits", note="Bij de balie geteld")


def forged(*values: Any) -> str:
    return "m" + base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


async def test_a_mark_that_cannot_be_ours_is_refused_alike_by_page_file_and_head(
    api: httpx.AsyncClient, town: None
) -> None:
    wrong = {
        "invalid-mark": [
            *(forged(-1), forged(2**62), forged("1"), forged(1, 2), forged(True), forged(1.5), forged(), forged([1])),
            *(
                "m",
                "mm",
                "m[1]",
                "mWzFd==x",
                "M" + ALL[1:],
                ALL + "é",
                "m" + "A" * 55,
                "=1",
                "now",
                "2024-13-01",
                "1e9",
            ),
            *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2024-01-01T00:00:00"),
        ],
        "unknown-mark": [forged(2**61), forged(10**6)],
    }
    for code, marks in wrong.items():
        for mark in marks:
            for form in (None, "csv", "parquet"):
                asked = {"changedSince": mark} | ({"format": form} if form else {})
                got, head = await api.get("/measurements", params=asked), await api.head("/measurements", params=asked)
                assert (got.status_code, head.status_code) == (400, 400), (mark, form)
                assert [error["code"] for error in got.json()["errors"]] == [code], (mark, form)


async def test_moments_from_the_first_to_the_last_that_there_are_can_be_asked(
    api: httpx.AsyncClient, site: httpx.AsyncClient, town: None
) -> None:
    """Programs write these for always and for never."""
    first, last = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"
    everything = sorted(item["id"] for item in await every_item(api, "/measurements"))
    for moment, of_change, of_knowing in ((first, everything, []), (last, [], everything)):
        changed = await every_item(api, "/measurements", changedSince=moment)
        known = await every_item(api, "/measurements", knownAt=moment)
        odata = (await site.get("/odata/v4/measurements", params={"knownAt": moment})).json()["value"]
        assert sorted(item["id"] for item in changed) == of_change
        assert sorted(item["id"] for item in known) == sorted(item["id"] for item in odata) == of_knowing
        for form in ("csv", "xlsx", "parquet"):
            for name, ids in (("changedSince", of_change), ("knownAt", of_knowing)):
                rows = read(form, await file_of(api, "/measurements", form, **{name: moment}))
                assert sorted(row["id"] for row in rows) == ids, (form, name, moment)


async def test_a_mark_opens_nothing_it_only_says_from_where(
    api: httpx.AsyncClient, session: Session, town: None, keys: Keys
) -> None:
    """The mark of staff, sent by anybody and with another question: what anybody sees of that question since then."""
    staff = keys.person(Role.ADMINISTRATOR)
    first = (await api.get("/measurements", params={"pageSize": 1000}, headers=staff)).json()
    mark = first["nextChangedSince"]
    measured(session, "2021", 2, indicator="benefits", note="Bij de balie geteld")
    measured(session, "2021", 33)
    asked = {"changedSince": mark, "indicator": "benefits"}
    (public,) = await every_item(api, "/measurements", **asked)
    (trusted,) = await every_item(api, "/measurements", **asked, headers=staff)
    (in_file,) = read("csv", await file_of(api, "/measurements", "csv", **asked))

    assert (public["value"], public["missing"], public["note"]) == (None, "suppressed", None)
    assert (in_file["value"], in_file["missing"], in_file["note"]) == ("", "suppressed", "")
    assert (trusted["value"], trusted["missing"], trusted["note"]) == (2, None, "Bij de balie geteld")
    assert len(await every_item(api, "/measurements", changedSince=mark)) == 2


async def test_what_was_withdrawn_or_sent_back_comes_with_the_next_pull(
    api: httpx.AsyncClient, session: Session, town: None, keys: Keys
) -> None:
    staff, school = keys.person(Role.ADMINISTRATOR), keys.partner("school")
    given_area(session, "zuid", members=["veld"])
    given_target(session, "steun", indicator_id="benefits", place_id="bos")
    programme = await api.get("/programmes/samen", headers=staff)
    await asks_acceptance(api, programme, staff)
    new = {"indicator": "nuisance", "place": "veld", "period": "2015", "value": 31}
    one, other = [
        (await api.post("/measurements", json=new | {"period": period}, headers=school)).json()["id"]
        for period in ("2015", "2016")
    ]
    pulled = (await api.get("/measurements", params={"format": "csv"})).headers["changed-since-mark"]

    async def since(mark: str) -> dict[str, tuple[str, str]]:
        items = await every_item(api, "/measurements", changedSince=mark)
        rows = read("ndjson", await file_of(api, "/measurements", "ndjson", changedSince=mark))
        assert {row["id"] for row in rows} == {item["id"] for item in items}
        return {item["id"]: (item["state"], item["acceptance"]) for item in items}

    assert await since(pulled) == {}
    back = {"acceptance": "sent-back", "message": "Klopt dit?"}
    assert (await api.post(f"/measurements/{one}/acceptance", json=back, headers=staff)).status_code == 200
    gone = await api.post(f"/measurements/{other}/withdrawal", json={"reason": "Dubbel"}, headers=school)
    assert gone.status_code == 200
    found = await since(pulled)

    assert set(found) == {one, other}
    assert (found[one][1], found[other][0]) == ("sent-back", "withdrawn")


async def asks_acceptance(api: httpx.AsyncClient, programme: httpx.Response, staff: Header) -> None:
    changed = await api.patch(
        "/programmes/samen",
        json={"asksAcceptance": True, "areas": ["zuid"]},
        headers=staff | {"If-Match": programme.headers["etag"]},
    )
    assert changed.status_code == 200, changed.text


class Pulling:
    """A copy that is kept by pages of two or by files; what it had of a pull that broke off is only kept as rows."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self._api, self._next, self._mark = api, "", ALL
        self._begun: str | None = None
        self.copy: dict[str, Row] = {}

    async def page(self) -> None:
        path = self._next or f"/api/v1/measurements?pageSize=2&changedSince={self._mark}"
        got = await self._api.get(f"http://test{path}")
        body = got.json()
        self._begun = self._begun or got.headers["changed-since-mark"]
        assert got.headers["changed-since-mark"] == self._begun  # all pages of one pull carry the mark of the first
        self._keep([flat(item) for item in body["items"]])
        self._next = body["next"] or ""
        if not self._next:
            self._mark, self._begun = body["nextChangedSince"], None

    async def file(self, form: str, part: float = 1) -> None:
        """The file, or what came of it before the connection broke: of that the whole lines are kept."""
        got = await file_of(self._api, "/measurements", form, changedSince=self._mark)
        came = got.content[: int(len(got.content) * part)]
        self._keep(read_text(form, came[: came.rfind(b"\n") + 1]))
        if part == 1:
            self.break_off()
            self._mark = got.headers["changed-since-mark"]

    def break_off(self) -> None:
        self._next, self._begun = "", None

    async def whole(self) -> None:
        await self.page()
        while self._next:
            await self.page()

    def _keep(self, rows: list[Row]) -> None:
        for row in plain(rows):
            older = self.copy.get(row["id"])
            if older is None or older["revision"] <= row["revision"]:
                self.copy[row["id"]] = row


def plain(rows: list[Row]) -> list[Row]:
    """The same rows whatever form they came in."""
    return same(rows, ("value", "numerator", "denominator", "sampleSize", "low", "high", "revision"), ("recordedAt",))


class Town:
    """Who records, revises, withdraws, protects more strictly and releases, between any two pages."""

    def __init__(self, api: httpx.AsyncClient, staff: Header, chance: random.Random) -> None:
        self._api, self._staff, self._chance = api, staff, chance

    async def write(self) -> None:
        where = {"place": self._chance.choice(("veld", "bos")), "period": str(self._chance.randrange(2010, 2016))}
        new = {"indicator": self._chance.choice(("nuisance", "benefits")), "value": self._chance.randrange(99), **where}
        assert (await self._api.post("/measurements", json=new, headers=self._staff)).status_code in (200, 201)

    async def withdraw(self) -> None:
        all_there = (await self._api.get("/measurements")).json()["items"]
        one = self._chance.choice(all_there)["id"]
        await self._api.post(f"/measurements/{one}/withdrawal", json={"reason": "vergissing"}, headers=self._staff)

    async def protect(self) -> None:
        seen = (await self._api.get("/indicators/benefits", headers=self._staff)).headers["etag"]
        change = {"protected": self._chance.random() < 0.7, "minimumCount": self._chance.choice((5, 20, 60))}
        sent = await self._api.patch("/indicators/benefits", json=change, headers=self._staff | {"If-Match": seen})
        assert sent.status_code == 200

    async def release(self) -> None:
        why = {"reason": "Geen personen"}
        await self._api.post("/indicators/benefits/release", json=why, headers=self._staff)


@pytest.mark.parametrize("seed", range(3))
async def test_a_pull_that_breaks_off_anywhere_is_taken_up_again_without_loss(
    api: httpx.AsyncClient, session: Session, town: None, keys: Keys, seed: int
) -> None:
    chance, pulling = random.Random(seed), Pulling(api)
    others = Town(api, keys.person(Role.ADMINISTRATOR), chance)
    changes = (others.write, others.write, others.write, others.withdraw, others.protect, others.release)
    for _ in range(60):
        match chance.choice(("change", "change", "page", "page", "page", "file", "part", "part", "break")):
            case "change":
                await chance.choice(changes)()
            case "page":
                await pulling.page()
            case "file":
                await pulling.file(chance.choice(("csv", "ndjson")))
            case "part":
                await pulling.file(chance.choice(("csv", "ndjson")), chance.random())
            case "break":
                pulling.break_off()
    await pulling.whole()
    await pulling.whole()
    now = plain([flat(item) for item in await every_item(api, "/measurements", pageSize=1000)])

    assert pulling.copy == {row["id"]: row for row in now}


async def test_what_is_read_costs_as_many_questions_for_many_rows_as_for_few(
    api: httpx.AsyncClient, site: httpx.AsyncClient, session: Session, town: None, app: Any
) -> None:
    asked = [
        *(
            f"/api/v1/{name}?format={form}"
            for name in ("measurements", "targets", "places")
            for form in ("csv", "xlsx")
        ),
        *("/api/v1/assessments?format=ndjson", f"/api/v1/measurements?format=csv&changedSince={ALL}"),
        *("/odata/v4/measurements?$expand=*&$count=true", "/odata/v4/measurements?$filter=value lt 5&$orderby=value"),
        *("/odata/v4/targets?$expand=*", "/odata/v4/places?$expand=inAreas", "/odata/v4/measurements/$count"),
    ]

    async def questions() -> dict[str, int]:
        told = {}
        for address in asked:
            with counted(app.state.engine) as statements:
                assert (await site.get(address)).status_code == 200, address
            told[address] = len(statements)
        return told

    few = await questions()
    for number in range(12):
        given_place(session, f"plek-{number}")
        given_target(session, f"doel-{number}", place_id=f"plek-{number}")
        for year in range(2006, 2010):
            measured(session, str(year), 40, place=f"plek-{number}")
            measured(session, str(year), number, place=f"plek-{number}", indicator="benefits")

    assert await questions() == few
