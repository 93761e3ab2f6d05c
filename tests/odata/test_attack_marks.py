"""Marks of OData that somebody wrote himself: refused as no mark of ours, on both databases, and never a fault."""

import base64
import json
from typing import Any

import httpx

from tests.odata.asking import ROOT, ids, refusal

KEY = ("+benefits", "+veld", "+2018", "+all")
REFUSED = (400, "$skiptoken", "bad-cursor")


def forged(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


async def test_a_forged_mark_is_refused_whatever_it_holds(site: httpx.AsyncClient, town: None) -> None:
    numbers = ("+99999999999999999999", "+1e50", "+9223372036854775808", "+1.5", "-", "+", "+NaN", "+Infinity", "x")
    moments = ("+0001-01-01T00:00:00+14:00", "+9999-12-31T23:59:59-14:00", "+2020-01-01T00:00:00", "+2020-01-01", "-")
    of_keys = [
        forged(0, -1, "-", "-", "-", "-"),
        forged(0, -1, "+a", "+b", "-", "+all"),
        forged(0, -1, "+\ud800", "+b", "+2011", "+all"),
        forged(0, -1, "+a\0", "+b", "+2011", "+all"),
        forged(-1, -1, *KEY),
        forged(0, -2, *KEY),
        forged(2**62, -1, *KEY),
        forged("0", -1, *KEY),
        forged(True, -1, *KEY),
        forged(0.5, -1, *KEY),
        forged(0, -1, 7, *KEY[1:]),
        forged(0, -1, *KEY[1:]),
        forged(0, -1, *KEY, "+x"),
        forged([0], -1, *KEY),
        forged(),
        "bnVsbA",
        base64.urlsafe_b64encode(b"[" * 6_000).decode(),
    ]
    forgeries = [
        *({"skiptoken": mark} for mark in of_keys),
        *(
            {"orderby": f"revision{way}", "skiptoken": forged(0, -1, number, *KEY)}
            for number in numbers
            for way in ("", " desc")
        ),
        *(
            {"orderby": f"recordedAt{way}", "skiptoken": forged(0, -1, moment, *KEY)}
            for moment in moments
            for way in ("", " desc")
        ),
    ]

    assert [asked for asked in forgeries if await refusal(site, "measurements", **asked) != REFUSED] == []


async def test_a_mark_far_beyond_the_end_is_the_end(site: httpx.AsyncClient, town: None) -> None:
    everything = await ids(site, "measurements")
    far = forged(2**61, -1, "+a", "+a", "+a", "+a")
    few = forged(0, 2, "+a", "+a", "+a", "+a")
    after_what_is_hidden = forged(0, -1, "+0", "+")
    shown = await ids(site, "measurements", filter="value ne null")

    assert await ids(site, "measurements", skiptoken=far) == []
    assert await ids(site, "measurements", skiptoken=few) == everything[:2]
    assert set(await ids(site, "measurements", orderby="value,id", skiptoken=after_what_is_hidden)) == set(shown)


async def test_a_mark_tells_nothing_and_opens_nothing_for_who_made_it_up(site: httpx.AsyncClient, town: None) -> None:
    """Asked from every value on, hidden figures stay where they are: before the smallest that is shown."""
    asked: dict[str, Any] = {"filter": "indicator eq 'benefits'", "orderby": "value,id"}
    hidden = await ids(site, "measurements", filter="indicator eq 'benefits' and missing eq 'suppressed'")
    after = {
        number: await ids(site, "measurements", None, **asked, skiptoken=forged(0, -1, f"+{number}", "+"))
        for number in range(-1, 6)
    }

    assert len(hidden) == 2
    assert {number: set(found) & set(hidden) for number, found in after.items()} == {number: set() for number in after}


async def test_names_beside_an_asterisk_must_be_published_too(site: httpx.AsyncClient, town: None) -> None:
    tries = {
        "$select": ("secret_hash,*", "*,recordedBy", "*,", "*, change"),
        "$expand": ("*,recordedBy", "user,*"),
        "$orderby": ("value,recordedBy", "note,stored_at desc"),
    }
    told = {
        f"{option}={text}": (await site.get(f"{ROOT}/measurements", params={option: text})).status_code
        for option, texts in tries.items()
        for text in texts
    }

    assert told == dict.fromkeys(told, 400) | {"$select=*,": 200}
