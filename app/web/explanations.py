"""Pages of words: what an error means, and how accessible the site is."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.errors import NotFound, say
from app.problems import KINDS
from app.web.api import refused
from app.web.rendering import render

router = APIRouter()

# Code -> what it means, what to do.
MEANINGS: dict[str, tuple[str, str]] = {
    "refused": ("The request could not be carried out as it was sent.", "Read the detail and send it again."),
    "invalid": (
        "One or more of the values that were sent are not right. Each is named, with a code and the reason.",
        "Correct every value that is named and send everything again. Nothing was stored.",
    ),
    "unauthenticated": (
        "It is not known who asks: there is no valid key, or it has expired.",
        "Sign in again, or ask for a new token.",
    ),
    "forbidden": (
        "You are known, but may not do this: your role, area or list of indicators does not cover it.",
        "Ask the administrator of this platform for the right.",
    ),
    "not-found": ("There is nothing with this id or at this address.", "Check the address, or search from the start."),
    "method-not-allowed": (
        "This address exists, but not for this kind of request.",
        "The header Allow says which kinds it takes.",
    ),
    "not-acceptable": (
        "The form that was asked for cannot be given.",
        "Ask for one of the forms that the documentation names.",
    ),
    "conflict": (
        "It clashes with what is already stored, or with a rule.",
        "Look at what is there before you try again.",
    ),
    "changed": (
        "Somebody else changed this after you read it. Both versions are in the answer.",
        "Read it again, and decide what to keep.",
    ),
    "too-large": ("More was sent than is taken at once.", "Send it in smaller parts."),
    "unsupported-media-type": (
        "What was sent has a form that is not read here.",
        "Use one of the content types that the documentation names.",
    ),
    "condition-missing": (
        "A change must say which version it changes, so that nobody overwrites another's work.",
        "Read the item first and send its ETag along in the header If-Match.",
    ),
    "too-many-requests": (
        "More was asked in a short time than is allowed.",
        "Wait as long as the header Retry-After says, and try again.",
    ),
    "not-offered": (
        "The standard has this, and this platform does not do it.",
        "Read what you need in a way that the documentation names, and do the rest on your own side.",
    ),
    "fault": (
        "Something went wrong on our side. It is in our log, under the id of the request.",
        "Try again later, and tell the administrator the id when it happens again.",
    ),
    "unavailable": ("A part of the platform does not answer at the moment.", "Try again in a few minutes."),
}


@router.get("/problems/{code}")
async def explain_problem(request: Request, code: str) -> HTMLResponse:
    """What an error type means; its address is the `type` of the problem."""
    if code not in KINDS:
        raise refused(NotFound(say("There is no error with the code {code}.", code=code[:60])))
    meaning, remedy = MEANINGS[code]
    return render(request, "explanations/problem.html", kind=KINDS[code], meaning=meaning, remedy=remedy)


@router.get("/problems")
async def list_problems(request: Request) -> HTMLResponse:
    """All error types."""
    return render(request, "explanations/problems.html", kinds=sorted(KINDS.values(), key=lambda kind: kind.status))


@router.get("/toegankelijkheid")
async def show_accessibility(request: Request) -> HTMLResponse:
    """The accessibility statement."""
    return render(request, "explanations/accessibility.html", contact=request.app.state.settings)
