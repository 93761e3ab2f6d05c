"""What the pages of entry do, apart from routing: make a form, take one in, say what is wrong, show both versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.errors import Forbidden, NotFound, Unauthenticated, say
from app.language import gettext as _
from app.web.api import Api, Refused, refused
from app.web.entry import conflicts
from app.web.entry.choices import Choices, Option, choices_of
from app.web.entry.fields import Field
from app.web.entry.filled import Pairs, Sent, blank, filled_of, read
from app.web.entry.finding import Current, changeable, current
from app.web.entry.form import Form, add_row, errors_on_page, fields_for, identity, was_of
from app.web.entry.noun import Noun
from app.web.entry.nouns import ALL
from app.web.entry.sending import Letter, save
from app.web.entry.telling import told
from app.web.entry.terms import options_of, yes_or_no
from app.web.forms import FORM
from app.web.rendering import render, wants_fragment
from app.web.sessions import Visitor, visitor_of

# Where something is added that a list lacks.
ROOMS = {
    "area": "gebieden",
    "body": "gremia",
    "decision": "besluiten",
    "goal": "doelen",
    "indicator": "indicatoren",
    "intervention": "interventies",
    "meeting": "vergaderingen",
    "municipality": "gemeenten",
    "neighbourhood": "buurten",
    "partner": "partners",
    "place": "buurten",
    "population": "groepen",
    "target": "streefwaarden",
}
MOST_SHOWN = 1000
ADD, REMOVE, GO_ON = "erbij", "eraf", "bewerken"
SIGN_IN = say("Sign in to enter or change something.")
NOT_YOURS = say("Your account may read, but not enter this. It takes programme staff.")
NO_SUCH = say("There is no form of this name.")


@dataclass(frozen=True)
class Sheet:
    """A form as it came in, with all its pairs, and where it is about."""

    noun: Noun
    key: str | None
    pairs: Pairs
    choices: Choices
    sent: Sent

    def text(self, name: str) -> str:
        """One value beside the fields; empty where it was not sent."""
        return next((value for given, value in self.pairs if given == name), "")

    def form(self) -> Form:
        return Form(
            self.noun,
            self.choices,
            self.sent.filled,
            key=self.key,
            programme=self.text("programme"),
            tag=self.text("versie"),
            was=was_of(self.text("stond")),
        )

    def letter(self) -> Letter:
        form = self.form()
        return Letter(self.noun, self.key, form.programme, form.filled, form.was, form.tag or "*")


def noun_of(word: str) -> Noun:
    """The noun with this word in the address; any other word is nothing."""
    if word not in ALL:
        raise refused(NotFound(NO_SUCH))
    return ALL[word]


def who_steers(request: Request) -> Visitor:
    """The visitor who may enter things; anyone else is told why not."""
    visitor = visitor_of(request)
    if visitor is None:
        raise refused(Unauthenticated(SIGN_IN))
    if not visitor.may_steer:
        raise refused(Forbidden(NOT_YOURS))
    return visitor


async def new_form(request: Request, api: Api, noun: Noun) -> Form:
    """An empty form, with what the address says filled in."""
    programme = request.query_params.get("programme", "")
    choices = await choices_of(api, noun, programme)
    return Form(noun, choices, blank(noun.new_fields, dict(request.query_params)), programme=programme)


async def change_form(api: Api, noun: Noun, key: str) -> tuple[Form, Current]:
    """The form of something that is there, which this visitor may change."""
    found = await changeable(api, noun, key)
    filled = found.filled(noun)
    choices = await choices_of(api, noun, found.programme)
    form = Form(noun, choices, filled, key=key, programme=found.programme, tag=found.tag, was=dict(filled))
    return form, found


def kept_facts(form: Form, current: Current) -> list[tuple[str, list[str]]]:
    """What was said when it was made and can be changed no more."""
    changing = {one.top for one in form.fields}
    kept = [one for one in form.noun.new_fields if one.top not in changing and one.top in current.item]
    filled = filled_of(kept, current.item)
    return [
        (_(one.ask.label.text), told(one, filled, form.choices))
        for one in kept
        if filled.get(one.name) and one.name not in ("id", "fictitious")
    ]


async def sheet_of(request: Request, api: Api, noun: Noun, key: str | None = None) -> Sheet:
    """The form that came in. A row that was taken out is not read any more."""
    pairs = [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]
    if gone := next((value for name, value in pairs if name == REMOVE and value), ""):
        pairs = [pair for pair in pairs if pair[0] != gone and not pair[0].startswith(f"{gone}.")]
    choices = await choices_of(api, noun, next((value for name, value in pairs if name == "programme"), ""))
    return Sheet(noun, key, pairs, choices, read(pairs, fields_for(noun, key), choices))


async def take_in(request: Request, api: Api, noun: Noun, key: str | None = None) -> Response:
    """Store what was filled in and go on to it; or hand it back, with what is wrong or with what others did."""
    sheet = await sheet_of(request, api, noun, key)
    form = sheet.form()
    if key:
        conflicts.settled(form, conflicts.choices_in(sheet.pairs))
    if sheet.text(ADD) or sheet.text(REMOVE) or sheet.text(GO_ON):
        add_row(form, sheet.text(ADD))
        return show(request, form)
    try:
        stored = await save(api, sheet.letter())
    except Refused as refusal:
        return await _hand_back(request, api, form, refusal)
    return onward(request, noun.address(stored or str(key)))


async def _hand_back(request: Request, api: Api, form: Form, refusal: Refused) -> Response:
    problem = refusal.problem
    if problem.status == 412 and form.key:
        return _compare(request, form, await current(api, form.noun, form.key))
    form.errors = errors_on_page(form, problem)
    if problem.status == 401:
        form.signed_out, form.errors = True, {}
    return show(request, form, status=problem.status)


def _compare(request: Request, form: Form, now: Current) -> Response:
    """Both versions beside each other; where they say the same there is nothing left to do."""
    found = conflicts.differences(form, now.filled(form.noun))
    if not found:
        return onward(request, form.noun.address(str(form.key)))
    context: dict[str, Any] = {"form": conflicts.renewed(form, now), "differences": found}
    typed = list(conflicts.as_pairs(form))
    return render(request, "entry/conflict.html", block="form", status=412, **context, typed=typed)


def show(request: Request, form: Form, *, status: int = 200, done: str = "", **more: Any) -> HTMLResponse:
    """The page of a form, or the form alone for htmx."""
    context: dict[str, Any] = {"form": form, "noun": form.noun, "done": done, "message": form.errors.get(FORM, "")}
    context |= {"name": "", "item": None, "kept": (), **words_for(form), **more}
    return render(request, "entry/form.html", block="form", status=status, **context)


def words_for(form: Form) -> dict[str, Any]:
    """What the template of a form asks for besides the form."""
    return {
        "identity": identity,
        "options_of": options_of,
        "yes_or_no": yes_or_no,
        "pairs_of": lambda options: [(option.value, option.label) for option in options],
        "missing": lambda field: _missing(form, field),
        "lists": list(_lists(form)),
        "more": [(ALL[word].word, _(ALL[word].new.text)) for word in _rooms_of(form.noun)],
    }


def _missing(form: Form, field: Field) -> list[tuple[str, str]]:
    """What is chosen already and stands on no list: it was withdrawn, or lies outside the programme."""
    known = {option.value for option in form.choices.of(field.ask)}
    return [(value, value) for value in form.filled.get(field.name) or [] if value not in known]


def _lists(form: Form) -> Iterator[tuple[str, list[Option]]]:
    """The lists that are too long to open, once each."""
    asks = {ask.to: ask for top in form.noun.asks for ask in (top, *top.parts) if ask.to}
    for to, ask in asks.items():
        if not form.choices.are_listed(ask):
            yield "+".join(to), form.choices.of(ask)[:MOST_SHOWN]


def _rooms_of(noun: Noun) -> list[str]:
    """The words of the nouns that this one refers to."""
    return list(dict.fromkeys(ROOMS[kind] for kind in noun.kinds if kind in ROOMS))


def onward(request: Request, address: str) -> Response:
    """To another page; htmx is told to go there itself, and not to swap it in."""
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def own_words(noun: Noun) -> str:
    """What a list of this noun is called."""
    return _(noun.plural.text)
