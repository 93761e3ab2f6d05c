"""One good row of every register, in a made-up programme, and what a test of all registers needs around it."""

from collections.abc import Mapping
from typing import Any

import httpx
from sqlmodel import Session, col, func, select

from app.models.access import AuditEvent
from app.models.programme import ProgrammeArea
from app.models.register import RegisterLink
from app.services.registers.catalogue import ALL
from app.services.registers.register import Register
from tests.given import (
    given_area,
    given_course,
    given_goal,
    given_intervention,
    given_partner,
    given_place,
    given_programme,
    given_target,
)
from tests.keys import Header
from tests.planning_given import given_row

NEW: dict[str, dict[str, Any]] = {
    "bodies": {"places": ["veld"], "kind": "partner-table", "members": [{"partner": "politie"}]},
    "meetings": {"body": "tafel", "heldOn": "2020-01-02", "state": "held", "present": ["politie"]},
    "decisions": {"body": "tafel", "decidedOn": "2020-01-02", "subjects": [{"kind": "target", "id": "minder"}]},
    "duties": {"owner": "politie", "place": "veld", "starts": "2020-01-01", "every": "year"},
    "texts": {"kind": "principles", "goals": ["rust"], "interventions": ["coaches"]},
    "plans": {"kind": "neighbourhood-plan", "place": "veld", "goals": ["rust"]},
    "indicator-sets": {"indicators": ["nuisance"]},
    "norms": {"goal": "rust", "place": "veld", "indicator": "nuisance", "value": 30, "bound": "at-most"},
    "alignments": {"goal": "rust", "place": "veld", "serves": ["rijksdoel"]},
    "results": {"kind": "output", "places": ["veld"], "partner": "politie", "words": "Gedaan"},
    "events": {"period": "2020", "places": ["veld"], "indicators": ["nuisance"]},
    "watched-places": {"area": "zuid", "place": "bos"},
    "period-locks": {"periodFrom": "2020", "periodTo": "2020", "places": ["veld"], "text": "Vastgesteld"},
    "series-breaks": {"indicator": "nuisance", "places": ["veld"], "period": "2020", "text": "Anders geteld"},
    "delivery-duties": {
        **{"partner": "politie", "indicator": "nuisance", "places": ["veld"]},
        **{"starts": "2020-01-01", "rhythm": "yearly", "dueAfterDays": 30},
    },
}
CHANGE: dict[str, dict[str, Any]] = {path: {"text": "Anders"} for path in NEW} | {
    "bodies": {"chair": "Directeur"},
    "decisions": {"text": "Anders", "reason": "Zo besproken"},
    "norms": {"value": 25.5},
    "results": {"words": "Anders"},
}
FOUND: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "bodies": ({"partner": "politie"}, {"kind": "council"}),
    "meetings": ({"body": "tafel", "partner": "politie"}, {"state": "planned"}),
    "decisions": ({"subject": "minder", "body": "tafel"}, {"subject": "rust"}),
    "duties": ({"place": "veld", "partner": "politie"}, {"place": "bos"}),
    "texts": ({"goal": "rust", "intervention": "coaches"}, {"goal": "rijksdoel"}),
    "plans": ({"place": "veld", "goal": "rust"}, {"kind": "implementation-programme"}),
    "indicator-sets": ({"indicator": "nuisance"}, {"state": "adopted"}),
    "norms": ({"indicator": "nuisance", "goal": "rust"}, {"place": "bos"}),
    "alignments": ({"goal": "rijksdoel", "place": "veld"}, {"place": "bos"}),
    "results": ({"partner": "politie", "kind": "output"}, {"goal": "rust"}),
    "events": ({"place": "veld", "indicator": "nuisance"}, {"kind": "policy"}),
    "watched-places": ({"place": "bos"}, {"place": "veld"}),
    "period-locks": ({"place": "veld"}, {"indicator": "nuisance"}),
    "series-breaks": ({"place": "veld", "indicator": "nuisance"}, {"place": "bos"}),
    "delivery-duties": ({"place": "veld", "partner": "politie", "indicator": "nuisance"}, {"place": "bos"}),
}
"""What finds the row, and what does not."""

BY_PATH: Mapping[str, Register] = {register.path: register for register in ALL}


def given_town(session: Session) -> None:
    """The programme `samen` in `zuid` (with `veld`), a table that meets; `bos` lies in `noord`, of another one."""
    given_course(session)
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_area(session, "noord", members=["bos"])
    given_partner(session)
    session.add(ProgrammeArea(programme_id="samen", area_id="zuid"))
    given_programme(session, "elders", areas=["noord"])
    given_programme(session, "rijk", areas=[])
    given_goal(session, "rijksdoel", programme="rijk")
    given_intervention(session)
    given_target(session, "anders", goal_id="rust")
    given_row(session, BY_PATH["bodies"], id="tafel", name="Tafel")


def body_of(path: str, **other: Any) -> dict[str, Any]:
    return {"programme": "samen", "name": "Een rij", "id": "een-rij"} | NEW[path] | other


async def made(api: httpx.AsyncClient, path: str, who: Header, **other: Any) -> httpx.Response:
    """The good row, which is there from now on."""
    answer = await api.post(f"/{path}", json=body_of(path, **other), headers=who)
    assert answer.status_code == 201, answer.text
    return answer


def said(answer: httpx.Response) -> list[tuple[str, str]]:
    """Field and code of everything that is wrong."""
    assert answer.status_code == 400, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def stored(session: Session, register: Register) -> list[int]:
    """How many rows, versions, links and audit events there are."""
    session.rollback()
    key: Any = register.current
    version: Any = register.versions
    counted = (key.id, version.id, RegisterLink.item, AuditEvent.id)
    return [session.execute(select(func.count(col(column)))).scalar_one() for column in counted]
