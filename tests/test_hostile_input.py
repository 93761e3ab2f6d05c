"""What anyone can send: each the right status, a problem that names field and reason, nothing stored, nothing leaked.

By class of attack, on the whole application and both databases; what the door itself refuses is tried on a small
application in `test_frame_*`.
"""

import base64
import json

import httpx
import pytest
from sqlmodel import Session

from tests.given import given_area, given_course, given_partner
from tests.keys import Header, Keys

FIGURE = {"indicator": "nuisance", "place": "veld", "period": "2011", "value": 38}
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
INSIDES = ("SELECT", "sqlalchemy", "psycopg", "sqlite", "Traceback", 'File "', "IntegrityError", "app/services")
DIGITS = b"9" * 400


@pytest.fixture
def town(session: Session) -> None:
    given_course(session)
    given_partner(session)
    given_area(session, members=["veld"])


@pytest.fixture
def police(keys: Keys, town: None) -> Header:
    return keys.partner("politie")


async def stored(api: httpx.AsyncClient) -> int:
    total: int = (await api.get("/measurements", params={"count": "true"})).json()["total"]
    return total


def assert_gives_nothing_away(answer: httpx.Response) -> None:
    assert [word for word in INSIDES if word in answer.text] == []
    if answer.headers["content-type"] == "application/problem+json":
        assert [error for error in answer.json()["errors"] if len(str(error.get("value", ""))) > 100] == []


def with_part(name: str, raw: bytes) -> bytes:
    rest = json.dumps({key: value for key, value in FIGURE.items() if key != name}).encode()
    return rest[:-1] + b', "' + name.encode() + b'": ' + raw + b"}"


BODIES: dict[str, tuple[bytes, str]] = {
    "a number of 400 digits": (with_part("value", DIGITS), "value"),
    "a number of 5000 digits": (with_part("value", b"9" * 5000), "body"),
    "400 digits for a small whole number": (with_part("sampleSize", DIGITS), "sampleSize"),
    "400 digits for a text": (with_part("period", DIGITS), "period"),
    "400 digits for a year": (with_part("layoutYear", DIGITS), "layoutYear"),
    "a number beyond all bounds": (with_part("value", b"1e400"), "value"),
    "a number below all bounds": (with_part("value", b"-1e400"), "value"),
    "more digits than are kept": (with_part("value", b"1e-300"), "value"),
    "not a number": (with_part("value", b"NaN"), "body"),
    "infinity": (with_part("value", b"Infinity"), "body"),
    "true for a number": (with_part("value", b"true"), "value"),
    "text for a number": (with_part("value", b'"38"'), "value"),
    "a list for a number": (with_part("value", b"[38]"), "value"),
    "half a character": (with_part("note", b'"\\ud800"'), "body"),
    "a null byte": (with_part("note", b'"a\\u0000b"'), "note"),
    "control characters in an id": (with_part("place", b'"veld\\u001b[31m"'), "place"),
    "a text that is too long": (with_part("note", b'"' + b"x" * 2001 + b'"'), "note"),
    "another alphabet's digits": (with_part("period", '"٢٠١١"'.encode()), "period"),
    "a year before all counting": (with_part("period", b'"0001"'), "period"),
    "a year of five digits": (with_part("period", b'"10000"'), "period"),
    "the last day there is": (with_part("period", b'"9999-12-31"'), "period"),
    "a day that is not there": (with_part("period", b'"2011-02-30"'), "period"),
    "a name that does not exist": (with_part("__proto__", b"{}"), "__proto__"),
    "a name without letters": (with_part("", b"1"), "body"),
    "endless depth": (b"[" * 100_000, "body"),
    "no JSON": (b"value=38", "body"),
    "another encoding": (json.dumps(FIGURE).encode("utf-16"), "body"),
    "a byte-order mark": (b"\xef\xbb\xbf{}", "body"),
    "nothing": (b"", "body"),
    "null": (b"null", "body"),
    "a text": (b'"veld"', "body"),
    "a list": (b"[]", "body"),
}


@pytest.mark.parametrize("attack", BODIES)
async def test_a_body_that_is_no_figure_is_refused_by_field(
    api: httpx.AsyncClient, police: Header, attack: str
) -> None:
    body, field = BODIES[attack]
    before = await stored(api)
    answer = await api.post("/measurements", content=body, headers=police | JSON)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert_gives_nothing_away(answer)
    assert await stored(api) == before


MOMENTS = (
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2011-01-01T24:00:00Z", "2011-01-01T00:00:60Z"),
    *(
        "2011-01-01T00:00:00+25:00",
        "2011-01-01T00:00:00",
        "2011-W01",
        "20110101",
        "now",
        "1",
        "-1",
        "1e400",
        "２０１１",
    ),
)
QUERIES = {
    **{f"/targets?knownAt={moment}": "knownAt" for moment in MOMENTS},
    **{f"/places/veld?knownAt={moment}": "knownAt" for moment in MOMENTS[:2]},
    **{f"/areas/zuid/progress?knownAt={moment}": "knownAt" for moment in MOMENTS[:2]},
    **{f"/measurements?changedSince={moment}": "changedSince" for moment in MOMENTS},
    **{f"/targets?asOf={day}": "asOf" for day in ("0000", "0001", "9999", "9999-12-31", "10000", "2011-02-30", "x")},
    **{f"/measurements?periodFrom={text}": "periodFrom" for text in ("0001", "9999SJ00", "2022MM13", "٢٠٢٢")},
    **{f"/measurements?periodTo={text}": "periodTo" for text in ("9999", "9998/9999", "9999-Q4", "9999-12-31")},
    **{f"/places?layoutYear={year}": "layoutYear" for year in ("2147483648", "99999999999", "-1", "2_020", "2020.0")},
    **{f"/targets?pageSize={size}": "pageSize" for size in ("0", "1001", "9" * 300, "1e2", "٢", "1&pageSize=2")},
    **{f"/targets?cursor={mark}": "cursor" for mark in ("W10", "WzFd", "bnVsbA", "WyIiXQ.", "A" * 400, "A" * 401)},
    **{f"/measurements?cursor={mark}": "cursor" for mark in ("WzFd", "WzFd.", "WzFd.W10", ".WyJhIl0", "x")},
    **{f"/measurements?changedSince={mark}": "changedSince" for mark in ("m", "mW10", "mWyJ4Il0", "mWzEsMl0", "m%25")},
    "/targets?nergens=1": "nergens",
    "/targets?state=adopted&state=nergens": "state.1",
    "/targets?place=a%00b": "place",
    "/targets?place=a%0Ab": "place",
    "/me?x=1": "x",
}  # fmt: skip


@pytest.mark.parametrize("address", QUERIES)
async def test_a_question_that_cannot_be_read_is_refused_by_key(
    api: httpx.AsyncClient, town: None, address: str
) -> None:
    answer = await api.get(address)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [QUERIES[address]])
    assert_gives_nothing_away(answer)


@pytest.mark.parametrize(
    "key",
    [
        *("%ff%fe", "%ed%a0%80", "%EF%BF%BE", "..%2f..%2fetc", "%2e%2e", "a;b", "'%20or%201=1--", "%25s", "x" * 5000),
        *("1%00", "1%0a", "%0d%0aSet-Cookie:%20a=b", "0", "-1", "01", "1e0", "%D9%A1", "9" * 19, "9" * 30, "null"),
    ],
)
@pytest.mark.parametrize("room", ["places", "targets", "measurements", "indicators", "areas"])
async def test_an_id_that_cannot_be_one_is_not_found(api: httpx.AsyncClient, town: None, room: str, key: str) -> None:
    answer = await api.get(f"http://test/api/v1/{room}/{key}")

    assert answer.status_code in (400, 404)
    assert "set-cookie" not in answer.headers
    assert_gives_nothing_away(answer)


async def test_as_many_values_as_an_address_can_hold_are_looked_up(api: httpx.AsyncClient, town: None) -> None:
    many = "&".join(["area=x"] * 9000)
    rooms = (
        "measurements",
        "targets",
        "assessments",
        "places",
        "areas",
        "neighbourhoods",
        "interventions",
        "programmes",
    )
    answers = [await api.get(f"/{room}?{many}") for room in rooms]

    assert {answer.status_code for answer in answers} == {200}


SENDERS = {
    "nothing behind Basic": "Basic",
    "no base64": "Basic ###",
    "no colon": "Basic " + base64.b64encode(b"name").decode(),
    "null bytes": "Basic " + base64.b64encode(b"a\0:b\0").decode(),
    "no UTF-8": "Basic " + base64.b64encode(b"\xff:\xfe").decode(),
    "no token": "Bearer",
    "three empty parts": "Bearer ..",
    "a long token": "Bearer " + "a" * 60_000,
    "another scheme": "Digest username=x",
}


@pytest.mark.parametrize("attack", SENDERS)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_sender_that_cannot_be_read_is_401_for_reading_and_writing(
    api: httpx.AsyncClient, town: None, attack: str, method: str
) -> None:
    answer = await api.request(method, "/measurements", headers={"Authorization": SENDERS[attack]})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith(("Bearer ", "Basic "))
    assert_gives_nothing_away(answer)


@pytest.mark.parametrize("raw", [b"Basic \xff\xfe", b"Bearer \xff.\xfe.\xff", b"\xff"])
async def test_a_sender_in_strange_bytes_is_401(api: httpx.AsyncClient, town: None, raw: bytes) -> None:
    assert (await api.get("/places", headers=[(b"Authorization", raw)])).status_code == 401


FORMS = {
    b"": 400,
    b"%": 400,
    b"grant_type=client_credentials&client_id=%00&client_secret=%00": 401,
    b"grant_type=client_credentials&client_id=a%ff&client_secret=%ed%a0%80": 401,
    b"grant_type=password&username=%00&password=%00": 400,
    b"grant_type=password&username=%27%20or%201=1--&password=x": 400,
    b"grant_type=password&username=x&password=" + b"y" * 200_000: 400,
    b"a&" * 2000: 400,
    b"grant_type=<script>": 400,
}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[:60].decode())
async def test_what_is_no_request_for_a_token_gets_none(api: httpx.AsyncClient, town: None, form: bytes) -> None:
    answer = await api.post("/token", content=form, headers=FORM)

    assert (answer.status_code, "access_token" in answer.text) == (FORMS[form], False)
    assert_gives_nothing_away(answer)
