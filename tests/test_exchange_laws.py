"""A law of the exchange: what the answers say became of the rows is what the figures show, whatever was sent."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_indicator, given_partner, given_place, given_population, given_programme
from tests.keys import Header, Keys

COUNTS = ("received", "created", "revised", "unchanged", "flagged", "rejected")
Figures = dict[str, dict[str, Any]]
Row = tuple[str, str, int]

given_rows = st.lists(
    st.tuples(st.sampled_from(["veld", "bos", "duin", "velt"]), st.sampled_from(["2021", "2022"]), st.integers(1, 3)),
    min_size=1,
    max_size=4,
)


@dataclass(frozen=True)
class Step:
    """One sending of a partner, and what is done with it afterwards; a value over the bound stands for a wrong one."""

    partner: str
    rows: list[Row]
    mode: str
    complete: bool
    then: str
    wrong: bool = False

    @property
    def asked(self) -> dict[str, str]:
        return {"mode": self.mode} | ({"complete": "true"} if self.complete else {})


steps = st.builds(
    Step,
    partner=st.sampled_from(["politie", "school"]),
    rows=given_rows,
    mode=st.sampled_from(["all-or-nothing", "accept-valid"]),
    complete=st.booleans(),
    then=st.sampled_from(["nothing", "nothing", "accepted", "sent-back", "withdrawn"]),
    wrong=st.integers(0, 5).map(lambda it: it == 0),
)


@dataclass
class Exchange:
    """The figures of one indicator, and the ways to change them."""

    api: httpx.AsyncClient
    indicator: str
    keys: dict[str, Header]
    mark: str = ""
    figures: Figures = field(default_factory=dict)

    async def look(self) -> tuple[Figures, list[str]]:
        """All figures by their number, and the numbers of those that `changedSince` says were changed since."""
        asked = {"indicator": self.indicator}
        items = (await self.api.get("/measurements", params=asked)).json()
        since = await self.api.get(
            "/measurements", params=asked | {"changedSince": self.mark or items["nextChangedSince"]}
        )
        self.mark = since.json()["nextChangedSince"]
        return {one["id"]: one for one in items["items"]}, sorted(one["id"] for one in since.json()["items"])

    async def changes(self) -> dict[str, list[str]]:
        """What became of figures since the last look; the feed of changes tells exactly the same."""
        before = self.figures
        self.figures, told = await self.look()
        changed = [key for key, one in self.figures.items() if one != before.get(key)]
        assert sorted(changed) == told
        assert all(self.figures[key]["revision"] == before[key]["revision"] + 1 for key in changed if key in before)
        gone = [key for key in changed if self.figures[key]["state"] == "withdrawn"]
        new = [key for key in changed if key not in before]
        return {"created": new, "withdrawn": gone, "revised": sorted({*changed} - {*gone} - {*new})}

    async def send(self, step: Step, **asked: str) -> httpx.Response:
        rows = [{"place": place, "period": period, "value": value} for place, period, value in step.rows]
        if step.wrong:
            rows[-1]["value"] = 101
        body = {"defaults": {"indicator": self.indicator}, "rows": rows}
        params = step.asked | asked
        return await self.api.post("/measurement-batches", json=body, params=params, headers=self.keys[step.partner])


async def _sent(exchange: Exchange, step: Step) -> dict[str, Any] | None:
    """Rehearsed, then sent: the rehearsal changes nothing and tells what the sending does."""
    before = exchange.figures
    dry = await exchange.send(step, dryRun="true")
    assert set(map(len, (await exchange.changes()).values())) == {0}
    if dry.status_code == 400:  # complete, and not as a whole
        assert (step.complete, step.mode) == (True, "accept-valid")
        return None
    told = dry.json()
    real = await exchange.send(step, **({"withdraw": told["withdrawalMark"]} if told["withdrawalMark"] else {}))
    said, became = real.json(), await exchange.changes()
    assert said["errors"] == told["errors"]
    assert (
        said["received"]
        == len(step.rows)
        == sum(said[name] for name in ("created", "revised", "unchanged", "rejected"))
    )
    if said["errors"] and step.mode == "all-or-nothing":
        assert (real.status_code, said["rejected"], said["withdrawn"]) == (400, len(step.rows), 0)
        assert set(map(len, became.values())) == {0}
        return None
    assert real.status_code == 201
    assert [said[name] for name in (*COUNTS, "withdrawn")] == [told[name] for name in (*COUNTS, "withdrawn")]
    assert [said[name] for name in became] == [len(keys) for keys in became.values()]
    assert [one["id"] for one in said["withdrawals"]] == became["withdrawn"]
    changed = [*became["created"], *became["revised"], *became["withdrawn"]]
    assert {exchange.figures[key]["partner"] for key in changed} <= {step.partner}
    assert {before[key]["partner"] for key in changed if key in before} <= {step.partner}
    assert said["flagged"] == sum(bool(exchange.figures[key]["flags"]) for key in changed)
    waiting = {exchange.figures[key]["acceptance"] for key in (*became["created"], *became["revised"])}
    assert waiting <= {"submitted"}
    return said if said["created"] + said["revised"] else None


async def _afterwards(exchange: Exchange, step: Step, batch: dict[str, Any]) -> None:
    """Withdrawn or judged as a whole: what the answer counts is what changed."""
    path, stored = f"/measurement-batches/{batch['id']}", batch["created"] + batch["revised"]
    if step.then == "withdrawn":
        gone = await exchange.api.post(f"{path}/withdrawal", json={"reason": "x"}, headers=exchange.keys[step.partner])
        became = await exchange.changes()
        assert (gone.json()["withdrawn"], gone.json()["left"]) == (stored, 0)
        assert [len(keys) for keys in became.values()] == [0, stored, 0]
    elif step.then != "nothing":
        verdict = {"acceptance": step.then, "message": "x"}
        done = await exchange.api.post(f"{path}/acceptance", json=verdict, headers=exchange.keys["staff"])
        became = await exchange.changes()
        assert (done.json()["judged"], done.json()["left"]) == (stored, 0)
        assert [len(keys) for keys in became.values()] == [0, 0, stored]


@pytest.fixture
def senders(session: Session, keys: Keys) -> dict[str, Header]:
    """Two partners and staff, of a programme that asks for acceptance of everything in its plan."""
    for place in ("veld", "bos", "duin"):
        given_place(session, place)
    given_area(session, "zuid", members=["veld", "bos", "duin"])
    given_programme(session, areas=["zuid"], asks_acceptance=True, document="plan")
    given_population(session)
    for partner in ("politie", "school"):
        given_partner(session, partner)
    return {name: keys.partner(name) for name in ("politie", "school")} | {"staff": keys.person(Role.PROGRAMME_STAFF)}


numbers = count()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(sendings=st.lists(steps, min_size=1, max_size=4))
async def test_counts_in_answers_are_what_the_figures_show(
    api: httpx.AsyncClient, session: Session, senders: dict[str, Header], sendings: list[Step]
) -> None:
    exchange = Exchange(api, f"overlast-{next(numbers)}", senders)
    given_indicator(session, exchange.indicator, document="plan")
    await exchange.changes()
    for step in sendings:
        if batch := await _sent(exchange, step):
            await _afterwards(exchange, step, batch)
