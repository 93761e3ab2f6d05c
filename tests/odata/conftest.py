"""A small town whose figures a BI tool pulls: open ones, protected ones, absent ones, of several periods."""

import pytest
from sqlmodel import Session

from tests.given import given_area, given_course, given_indicator, given_partner, given_place, given_source, measured


@pytest.fixture
def town(session: Session) -> None:
    """Nuisance in veld and bos; people on benefits, protected, of whom there are 3, 12 and 40; a grade not known."""
    given_course(session)
    given_place(session, "bos", code="BU00010001")
    given_area(session, "zuid", members=["veld", "bos"])
    given_partner(session, "politie")
    given_source(session, "monitor")
    given_indicator(session, "benefits", unit="count", highest=None, protected=True)
    given_indicator(session, "grade", unit="grade", decimals=1, good_direction="rise")
    measured(session, "2011", 39.5, low=37, high=42, sampleSize=400, note="Gemeten in het voorjaar")
    measured(session, "2017-Q3", 31, state="provisional", source="monitor")
    measured(session, "2012/2013", 44.25, place="bos")
    measured(session, "2014-03-02", None, missing="unreliable", place="bos")
    for period, people in (("2018", 3), ("2019", 12), ("2020", 40)):
        measured(session, period, people, indicator="benefits", note="Bij de balie geteld")
    measured(session, "2020", 4, indicator="benefits", place="bos")
    measured(session, "2020", None, missing="unknown", indicator="grade")
    measured(session, "2021", 7.5, indicator="grade", place="bos", source="monitor")
