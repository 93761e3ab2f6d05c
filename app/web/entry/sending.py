"""From a form that came in to the API, and what the API says of it: saving, and trying without saving."""

from dataclasses import dataclass
from typing import Any

from app.errors import FieldError, Invalid, say
from app.problems import Problem, describe
from app.web.api import Api, Refused
from app.web.entry.fields import Field, Kind
from app.web.entry.filled import Filled, body_of
from app.web.entry.form import fields_for
from app.web.entry.noun import Noun

ANY_VERSION = "*"
REFUSED_FOR_CONTENT = (400, 409)
NOT_CHOSEN = "not-chosen-yet"
SOME_TEXT = "2000"  # a name, and a period
SOME_DAY = "2000-01-01"
Body = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """What goes to the API: a new thing of this noun, or a merge patch on the version `tag` of one that is there."""

    noun: Noun
    key: str | None
    programme: str
    filled: Filled
    was: Filled | None = None
    tag: str = ANY_VERSION

    @property
    def fields(self) -> tuple[Field, ...]:
        return fields_for(self.noun, self.key)

    @property
    def method(self) -> str:
        return "PATCH" if self.key else "POST"

    @property
    def path(self) -> str:
        return self.noun.one(self.key) if self.key else self.noun.collection(self.programme)

    @property
    def match(self) -> str:
        return self.tag if self.key else ""

    def body(self) -> Body:
        """All of a new thing; of one that is there only what differs from what the form showed at first."""
        whole = body_of(self.fields, self.filled)
        if not self.key:
            return {name: value for name, value in whole.items() if value not in (None, [])} | self._own()
        before = body_of(self.fields, self.was) if self.was is not None else {}
        return {name: value for name, value in whole.items() if name not in before or before[name] != value}

    def unfilled(self) -> list[Field]:
        """What is needed and not filled in."""
        return [one for one in self.fields if one.required and not self.filled.get(one.name)]

    def _own(self) -> Body:
        own = dict(self.noun.fixed)
        return own | {"programme": self.programme} if self.noun.sends_programme() and self.programme else own


async def save(api: Api, letter: Letter) -> str | None:
    """The id of what was stored, or None where nothing was changed. Raises Refused, with all that is wrong."""
    if letter.key and (missing := letter.unfilled()):
        raise await _with_all_that_is_wrong(api, letter, _required(missing))
    body = letter.body()
    if letter.key and not body:
        return None
    try:
        if letter.key:
            return str((await api.patch(dict[str, Any], letter.path, body, match=letter.match))["id"])
        return str((await api.post(dict[str, Any], letter.path, body))["id"])
    except Refused as refusal:
        if refusal.problem.status != 400:
            raise
        raise await _with_all_that_is_wrong(api, letter, refusal.problem) from refusal


async def errors_so_far(api: Api, letter: Letter) -> Problem | None:
    """What is wrong with what is filled in already; what is still open is not held against it."""
    problem = await _tried(api, letter, {one.top for one in letter.unfilled()})
    return await _looked_up(api, letter, problem) if problem else None


async def _with_all_that_is_wrong(api: Api, letter: Letter, problem: Problem) -> Refused:
    """The API tells what has the wrong form before it looks anything up: ask again for the rest."""
    return Refused(await _looked_up(api, letter, problem))


async def _looked_up(api: Api, letter: Letter, problem: Problem) -> Problem:
    wrong = {error.field.partition(".")[0] for error in problem.errors}
    if problem.status != 400 or not wrong:
        return problem
    more = await _tried(api, letter, wrong | {one.top for one in letter.unfilled()})
    found = [error for error in more.errors if more.status == 400] if more else []
    return problem.model_copy(update={"errors": [*problem.errors, *found]})


async def _tried(api: Api, letter: Letter, leaving_out: set[str]) -> Problem | None:
    """What the API would refuse, these fields apart; None where it would refuse nothing."""
    body = {name: value for name, value in letter.body().items() if name not in leaving_out}
    if not letter.key:
        body |= {one.top: _stand_in(one) for one in letter.fields if one.required and one.top in leaving_out}
    try:
        await api.rehearse(letter.method, letter.path, body, match=letter.match)
    except Refused as refusal:
        return _without(refusal.problem, leaving_out)
    return None


def _without(problem: Problem, fields: set[str]) -> Problem | None:
    """Without what is said of these fields; nothing, where that was all."""
    if problem.status not in REFUSED_FOR_CONTENT or not problem.errors:
        return problem
    left = [error for error in problem.errors if error.field.partition(".")[0] not in fields]
    return problem.model_copy(update={"errors": left}) if left else None


def _stand_in(one: Field) -> Any:
    """Something that has the right form, so that the API gets to look up the rest."""
    match one.kind:
        case Kind.PARTS:
            return [{part.name: _stand_in(part) for part in one.parts if part.required}]
        case Kind.REFERENCES:
            return [NOT_CHOSEN]
        case Kind.REFERENCE:
            return NOT_CHOSEN
        case Kind.CHOICE:
            return next(iter(one.terms), None) or one.ask.options[0][0]
        case Kind.DAY:
            return SOME_DAY
    return SOME_TEXT


def _required(missing: list[Field]) -> Problem:
    refusal = Invalid([FieldError(one.name, "required", say("This value is required.")) for one in missing])
    return Problem.model_validate(describe(refusal))
