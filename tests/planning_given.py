"""Rows of registers, as a test needs them: plans, texts, norms, alignments; known since long ago."""

from datetime import datetime
from typing import Any

from pydantic.alias_generators import to_camel
from sqlmodel import Session

from app.models.programme import ProgrammeArea
from app.services.planning.registers import ALIGNMENTS, INDICATOR_SETS, NORMS, PLANS, TEXTS
from app.services.registers import recording
from app.services.registers.register import Register
from tests.given import LONG_AGO, given_area, given_goal, given_programme, writing


def given_row(session: Session, register: Register, *, now: datetime = LONG_AGO, **fields: Any) -> Any:
    """A row with these fields, as they would be sent; of the programme `samen` unless said otherwise."""
    said = {"programme": "samen"} | {to_camel(name): value for name, value in fields.items()}
    row = recording.create(writing(session, now=now), register, register.create.model_validate(said))
    session.commit()
    return row


def _named(key: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "name": key.title(), **more}


def given_plan(session: Session, key: str = "plan", **fields: Any) -> Any:
    return given_row(session, PLANS, **_named(key, kind="neighbourhood-plan") | fields)


def given_text(session: Session, key: str = "analyse", **fields: Any) -> Any:
    return given_row(session, TEXTS, **_named(key, kind="problem-analysis") | fields)


def given_norm(session: Session, key: str = "norm", **fields: Any) -> Any:
    return given_row(session, NORMS, **_named(key, value=30) | fields)


def given_set(session: Session, key: str = "kernset", **fields: Any) -> Any:
    return given_row(session, INDICATOR_SETS, **_named(key) | fields)


def given_alignment(session: Session, key: str = "dient", **fields: Any) -> Any:
    return given_row(session, ALIGNMENTS, **_named(key) | fields)


def given_area_outside(session: Session, area: str, text: str = "Eigen geld", programme: str = "samen") -> None:
    """The programme also works in this area, outside its agreement."""
    link = ProgrammeArea(programme_id=programme, area_id=area, outside_agreement=True, text=text)
    session.add(link)
    session.commit()


def given_national(session: Session) -> None:
    """A national programme with two goals and a line of action, and the area `zuid` of `samen` with the goal `rust`."""
    levels = [
        {"id": "aim", "name": "Doelstelling", "kind": "ambition"},
        {"id": "line", "name": "Actielijn", "kind": "x"},
    ]
    given_area(session, "zuid")
    given_programme(session, areas=["zuid"])
    given_goal(session)
    given_programme(session, "rijk", levels=levels)
    for position, (key, level) in enumerate((("meedoen", "line"), ("veilig", "aim"), ("wonen", "aim"))):
        given_goal(session, key, programme="rijk", level=level, position=position)
