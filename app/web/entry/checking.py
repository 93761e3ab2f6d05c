"""Validation while somebody types: the API tries what is filled in so far, and its own words come back in place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.language import gettext as _
from app.models.target_preview import TargetPreviewRead
from app.problems import Problem
from app.web.api import Api, Refused
from app.web.entry.desk import Sheet
from app.web.entry.filled import body_of
from app.web.entry.form import Errors, Form, errors_on_page, identity, names_on_page
from app.web.entry.sending import errors_so_far
from app.web.forms import FORM
from app.web.target_meaning import meaning


@dataclass(frozen=True)
class Said:
    """What is said at one field: what is wrong, or that it is right."""

    id: str
    wrong: str
    fine: bool


@dataclass(frozen=True)
class Checked:
    """What is said at every field that has something in it, and above the form. `meaning` is of a target alone."""

    fields: list[Said]
    above: str
    meaning: list[str] | None


async def check(api: Api, sheet: Sheet, touched: str) -> Checked:
    """`touched` is the name of the field that somebody has just left."""
    form = sheet.form()
    problem = await errors_so_far(api, sheet.letter())
    errors = errors_on_page(form, problem) if problem else {}
    if problem and problem.status == 412:
        errors = {FORM: _("Somebody else changed this while you were at it. When you save, both versions are shown.")}
    fields = list(_said(sheet, form, errors, touched))
    return Checked(fields, errors.get(FORM, ""), await _meaning(api, sheet, problem))


def _said(sheet: Sheet, form: Form, errors: Errors, touched: str) -> Iterator[Said]:
    """By the rows as they stand on the page."""
    settled = FORM not in errors
    for name in sorted(names_on_page(form)):
        here = sheet.sent.on_page(name)
        given = [value for given, value in sheet.pairs if given == here and value.strip()]
        if here == touched or given or name in errors:
            wrong = errors.get(name, "")
            if here == touched and not given and _is_needed(form, name):
                wrong = wrong or _("This value is required.")
            yield Said(identity(here), wrong, fine=bool(here == touched and given and settled and not wrong))


def _is_needed(form: Form, name: str) -> bool:
    return any(one.required for one in form.fields if one.name == name)


async def _meaning(api: Api, sheet: Sheet, problem: Problem | None) -> list[str] | None:
    """What a target would mean, while it is typed; nothing as long as that cannot be said."""
    if sheet.noun.path != "targets":
        return None
    asked: dict[str, Any] = body_of(sheet.letter().fields, sheet.sent.filled)
    asked = {name: value for name, value in asked.items() if value not in (None, [])}
    if sheet.key:
        asked["id"] = sheet.key
    try:
        return meaning(await api.post(TargetPreviewRead, "/targets/preview", asked))
    except Refused:
        return []
