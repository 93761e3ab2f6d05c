"""Offices: who holds a chair or a seat is named by role or organisation, never as a person."""

import re
from typing import Annotated

from pydantic import AfterValidator

from app.errors import Unfit, say

BETWEEN = r"(?:(?:van|von|de|der|den|ten|ter|het|'t)\s+)*"
STREET = r"(?!\w*(?:straat|laan|plein|weg|kade|singel|park|school|huis|wijk|buurt)\b)"
MARKS_OF_A_PERSON = (
    re.compile(r"\S@\S"),
    re.compile(r"(?:\+|\b0)\d(?:[ ()/-]?\d){7,}"),
    re.compile(rf"(?i:\b(?:dhr|mevr|mw|mr|mrs|ms)\b\.?|\b(?:heer|mevrouw|meneer)\b)\s+{BETWEEN}{STREET}[A-Z]"),
    re.compile(rf"(?<![\w.])(?![BN]\.\s?V\.)(?:[A-Z]\.\s?)+{BETWEEN}{STREET}[A-Z][a-z]"),
)


def without_a_person(text: str) -> str:
    """The same text; raises Unfit for an address of e-mail, a telephone number, or somebody's name with title or
    initials. A bare first and last name looks like any other words: that one cannot be told."""
    if any(mark.search(text) for mark in MARKS_OF_A_PERSON):
        raise Unfit("names-a-person", say("Name the role or the organisation, such as “alderman”; never a person."))
    return text


Office = Annotated[str, AfterValidator(without_a_person)]
