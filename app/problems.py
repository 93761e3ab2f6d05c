"""What went wrong, as the reader sees it: problem+json by RFC 9457, in the language of the request.

The only place where a refusal of the domain, a failed validation or a fault of our own becomes an answer.
"""

from html import escape
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app import errors
from app.errors import FieldError, Invalid, Refusal, say
from app.field_errors import from_pydantic, may_be_said
from app.language import said, spoken, translate
from app.storage_errors import refusal_of_storage

MEDIA_TYPE = "application/problem+json"
BASIC = 'Basic realm="wijkkoers", charset="UTF-8"'

Document = dict[str, Any]


class ProblemError(BaseModel):
    """One wrong value: where, a code that never changes, and a sentence. `row` and `line` only in batches."""

    row: int | None = None
    line: int | None = None
    field: str
    code: str
    value: str | int | float | None = None
    message: str


class Problem(BaseModel):
    """An error as RFC 9457 has it. `type` is the address of a page that explains it."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError] = Field(default_factory=list)

    @property
    def code(self) -> str:
        return self.type.rsplit("/", 1)[-1]


class MethodNotAllowed(Refusal):
    status, code, title = 405, "method-not-allowed", "This cannot be done here"


class Fault(Refusal):
    status, code, title = 500, "fault", "Something went wrong on our side"


class Unavailable(Refusal):
    status, code, title = 503, "unavailable", "Not available at the moment"


_KINDS: tuple[type[Refusal], ...] = (
    Refusal,
    errors.Unauthenticated,
    errors.Forbidden,
    errors.NotFound,
    MethodNotAllowed,
    errors.NotAcceptable,
    errors.Conflict,
    errors.Changed,
    errors.TooLarge,
    errors.UnsupportedMedia,
    errors.ConditionMissing,
    errors.TooMany,
    errors.NotOffered,
    Fault,
    Unavailable,
    errors.Full,
)
BY_STATUS = {kind.status: kind for kind in _KINDS}
KINDS: dict[str, type[Refusal]] = {kind.code: kind for kind in _KINDS} | {
    kind.code: kind for kind in (Invalid, errors.Busy)
}

DETAILS = {
    400: say("The request could not be read."),
    403: say("This is not allowed."),
    404: say("There is nothing at this address."),
    405: say("This address does not take this method; the header Allow names those it takes."),
    413: say("What was sent is larger than is read here."),
    500: say("Something went wrong on our side. It is in our log under the id of this request."),
    503: say("This part does not answer at the moment. Try again later."),
}


def refusal_of(error: Exception) -> Refusal:
    """Whatever was raised, as a refusal with a status, a code and a sentence."""
    match error:
        case Refusal():
            return error
        case RequestValidationError():
            return Invalid(from_pydantic(error.errors()))
        case HTTPException():
            return _of_status(error.status_code, dict(error.headers or {}))
        case _:
            return refusal_of_storage(error) or Fault(DETAILS[500])


def describe(error: Exception, home: str = "") -> Document:
    """The problem as a JSON object. `home` is the site's address, so that `type` is a whole one."""
    refusal = refusal_of(error)
    return {
        "type": f"{home.rstrip('/')}/problems/{refusal.code}",
        "title": translate(refusal.title),
        "status": refusal.status,
        "detail": said(refusal.detail),
        "errors": [wrong(each) for each in refusal.errors],
    } | refusal.extra


def wrong(error: FieldError) -> Document:
    """One field error on the wire: `value` only when it is a short text or a finite number."""
    entry: Document = {}
    if error.row is not None:
        entry["row"] = error.row
    if error.line is not None:
        entry["line"] = error.line
    entry |= {"field": error.field, "code": error.code}
    if error.plain is not None and may_be_said(error.field, error.plain):
        entry["value"] = error.plain
    return entry | {"message": said(error.message)}


def answer(error: Exception, home: str = "") -> Response:
    """The whole HTTP answer to an error."""
    refusal = refusal_of(error)
    headers = {"Content-Language": spoken(), "Vary": "Accept-Language", "Cache-Control": "no-store", **refusal.headers}
    return JSONResponse(describe(refusal, home), refusal.status, headers, MEDIA_TYPE)


def answer_in_odata(error: Exception) -> Response:
    """The same answer in the form that OData 4.0 has for errors (JSON format, 19); 401 asks for a BI key."""
    refusal = refusal_of(error)
    headers = {"Content-Language": spoken(), "Vary": "Accept-Language", "Cache-Control": "no-store", **refusal.headers}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = BASIC
    told = [wrong(each) for each in refusal.errors]
    said_in_full = ": ".join([said(refusal.detail), *(one["message"] for one in told[:1])])
    document: Document = {"code": refusal.code, "message": said_in_full}
    if told:
        details = [{"code": one["code"], "message": one["message"], "target": one["field"]} for one in told]
        document |= {"target": told[0]["field"], "details": details}
    return JSONResponse({"error": document}, refusal.status, headers | {"OData-Version": "4.0"})


def install(api: Starlette) -> None:
    """Every error under the API becomes a problem."""
    for error in (Refusal, RequestValidationError, HTTPException, Exception):
        api.add_exception_handler(error, _answer)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: the problems that it may answer with."""
    return {
        status: {"description": BY_STATUS[status].title, "content": {MEDIA_TYPE: {"schema": REFERENCE}}}
        for status in statuses
    }


REFERENCE = {"$ref": "#/components/schemas/Problem"}


def _of_status(status: int, headers: dict[str, str]) -> Refusal:
    kind = BY_STATUS.get(status, Fault if status >= 500 else Refusal)
    detail = DETAILS.get(status, DETAILS[500 if status >= 500 else 400])
    return kind(detail, headers=headers)


async def _answer(request: Request, error: Exception) -> Response:
    settings = getattr(request.app.state, "settings", None)
    return answer(error, settings.public_url if settings else "")


def plain_page(error: Exception, home: str = "") -> Response:
    """The answer to an error outside the API, when no page of the site can be made: words alone."""
    problem = describe(error, home)
    headers = {"Cache-Control": "no-store", **refusal_of(error).headers}
    return HTMLResponse(in_words(problem["title"], problem["detail"]), problem["status"], headers)


def in_words(title: str, *sentences: str) -> str:
    """A page without any dress."""
    head = f"<!doctype html><html lang={spoken()}><meta charset=utf-8><title>{escape(title)}</title>"
    return f"{head}<h1>{escape(title)}</h1>" + "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
