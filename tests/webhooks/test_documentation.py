"""docs/webhooks.md: its example checks what a real server really sends, and every number in it is the program's own."""

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.models.webhook import Told
from app.services.webhooks import planning, sending, subscribing, telling
from app.services.webhooks.patience import FIRST, TRIES
from app.services.webhooks.sealing import new_secret
from app.services.webhooks.sending import Letter, send
from tests import house
from tests.webhooks.receiving import Received, receiving

TEXT = (house.ROOT / "docs/webhooks.md").read_text()
Check = Callable[[dict[str, str], bytes, str, set[str]], bool]


def example() -> Check:
    """The Python of the page, run as it stands there."""
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/webhooks.md", "exec"), names)
    check: Check = names["is_from_wijkkoers"]
    return check


def sent(secrets: list[str], at: int) -> Received:
    with receiving() as receiver:
        send(Letter("msg_1", receiver.url, b'{"type":"ping","data":{}}', secrets, private=True), at)
    return receiver.received[0]


def test_the_example_takes_what_is_genuine_once_and_nothing_else() -> None:
    import time

    check, now = example(), int(time.time())
    secret, other = new_secret(), new_secret()
    one = sent([secret], now)
    seen: set[str] = set()

    told = {
        "genuine": check(one.headers, one.body, secret, seen),
        "the same again": check(one.headers, one.body, secret, seen),
        "another secret": check(one.headers, one.body, other, set()),
        "another body": check(one.headers, one.body + b" ", secret, set()),
        "another id": check(one.headers | {"Webhook-Id": "msg_2"}, one.body, secret, set()),
        "another moment": check(one.headers | {"Webhook-Timestamp": str(now + 1)}, one.body, secret, set()),
        "no moment": check(one.headers | {"Webhook-Timestamp": "nu"}, one.body, secret, set()),
        "another version": check(
            one.headers | {"Webhook-Signature": one.headers["Webhook-Signature"].replace("v1,", "v1a,")},
            one.body, secret, set(),
        ),
        "no signature": check(one.headers | {"Webhook-Signature": ""}, one.body, secret, set()),
    }  # fmt: skip
    assert {name for name, fine in told.items() if fine} == {"genuine"}
    late = sent([secret], now - 301)
    assert not check(late.headers, late.body, secret, set())
    both = sent([other, secret], now)
    assert [check(both.headers, both.body, each, set()) for each in (secret, other)] == [True, True]


def test_the_page_names_every_event_and_no_other() -> None:
    assert re.findall(r"^\| `([a-z.]+)` \|", TEXT, re.MULTILINE) == [str(told) for told in Told]


def test_the_numbers_of_the_page_are_those_of_the_program() -> None:
    assert (timedelta(seconds=30), 9, 10, 200) == (FIRST, TRIES, sending.SECONDS, sending.KEPT)
    assert (timedelta(days=30), 100, 20) == (planning.KEPT_FOR, planning.TOGETHER, telling.SHOWN)
    assert timedelta(days=1) == subscribing.BOTH_FOR
    for said in ("about 30 seconds", "nine tries", "ten seconds", "first 200 characters", "thirty days", "at most 100",
                 "first 20", "for a day"):  # fmt: skip
        assert said in TEXT
    assert len(base64.b64decode(new_secret().removeprefix("whsec_"))) == 32
