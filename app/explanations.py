"""What each kind of problem means and what to do about it: the pages under /problems, one for each `type`."""

from dataclasses import dataclass

from app.errors import Message, say
from app.language import said, translate
from app.problems import KINDS


@dataclass(frozen=True)
class Explanation:
    """One page, in the reader's language."""

    code: str
    status: int
    title: str
    meaning: str
    remedy: str


TEXTS: dict[str, tuple[Message, Message]] = {
    "refused": (
        say("The request could not be read as HTTP or as what it says it is."),
        say("Look at how the request was put together; the detail says what stood in the way."),
    ),
    "invalid": (
        say("One or more values are not right. Every wrong value is in the list of errors, with its field and code."),
        say("Mend each value that the list names, and send the request again. Nothing was stored."),
    ),
    "unauthenticated": (
        say("Nobody is known as the sender: there was no key, or it has expired, was withdrawn or was changed."),
        say("Sign in, or ask a new token, and send it along."),
    ),
    "forbidden": (
        say("The sender is known, but may not do this, or not for this place or indicator."),
        say("Ask the programme for a wider role if your work needs it."),
    ),
    "not-found": (
        say("Nothing is at this address, or nothing that you may see."),
        say("Look at the spelling, or begin at the list. Ids are permanent: what was there once is not given away."),
    ),
    "method-not-allowed": (
        say("Something is at this address, but this cannot be done with it."),
        say("Use one of the methods that the header Allow names."),
    ),
    "not-acceptable": (
        say("What is at this address cannot be given in the form that was asked for."),
        say("Ask one of the forms that the detail names, or leave the header Accept out."),
    ),
    "conflict": (
        say("What was asked goes against what is there already, or against a rule of the programme."),
        say("Read the detail: it says what is in the way. Look at what is there, and decide again."),
    ),
    "changed": (
        say("Somebody changed this after you read it. Both versions are in the answer."),
        say("Compare the two, decide what should stand, and send that with the new ETag."),
    ),
    "too-large": (
        say("What was sent is larger than this installation reads."),
        say("Send it in parts."),
    ),
    "unsupported-media-type": (
        say("What was sent is not of a kind that is read here, or does not say what it is."),
        say("Send it as one of the types that the detail names, and say so in Content-Type."),
    ),
    "condition-missing": (
        say("A change has to say which version it changes, so that nobody overwrites another unseen."),
        say("Read it first, and send its ETag along in If-Match."),
    ),
    "too-many-requests": (
        say("This address has asked more often than is allowed in a minute."),
        say("Wait as long as the header Retry-After says."),
    ),
    "not-offered": (
        say("The standard has this, and this installation does not do it."),
        say("Ask for less: read what you need, and do the rest on your own side."),
    ),
    "fault": (
        say("Something failed on our side. It was noted, with the id that the answer carries."),
        say("Try again later. If it stays, tell the people who run this installation that id."),
    ),
    "unavailable": (
        say("A part that is needed for the answer does not respond at the moment."),
        say("Try again later."),
    ),
    "busy": (
        say("Others were writing for so long that this had to wait too long, or the database did not answer."),
        say("Send the same again after the seconds in Retry-After. Nothing of it was stored."),
    ),
    "no-room": (
        say("The disk of this installation is full, so that nothing can be stored. What is there can be read."),
        say("Tell the people who run this installation, and send the same again when there is room."),
    ),
}


def explain(code: str) -> Explanation | None:
    """The page about this kind of problem, in the language of the request; None for a code that is not ours."""
    if code not in KINDS:
        return None
    kind, (meaning, remedy) = KINDS[code], TEXTS[code]
    return Explanation(code, kind.status, translate(kind.title), said(meaning), said(remedy))
