"""What the domain may refuse. Services raise these; `app.problems` alone turns them into HTTP.

Refusal
├── Invalid              400  what was sent is not right: every error named
├── Unauthenticated      401  nobody is known
├── Forbidden            403  known, but not allowed
├── NotFound             404
├── NotAcceptable        406
├── Conflict             409  settled by a constraint or a rule
├── Changed              412  somebody else was first
├── TooLarge             413
├── UnsupportedMedia     415
├── ConditionMissing     428
├── TooMany              429
├── NotOffered           501  known to the standard, and not done here
├── Busy                 503  others were in the way for too long: the same again will do
└── Full                 507  there is no room to store it
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

MOST_DIGITS = 18  # of a number before its point, that is said back


@dataclass(frozen=True)
class Message:
    """A sentence in English with `{names}`; `app.language` says it in the reader's language."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)


def say(text: str, /, **values: Any) -> Message:
    """A translatable sentence: `say("There is no {kind} {id}.", kind="place", id="x")`."""
    return Message(text, values)


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field: a stable code, and a sentence with reason and remedy.

    `row` counts data rows from 1, `line` the lines of the file that was sent.
    """

    field: str
    code: str
    message: Message
    value: Any = None
    row: int | None = None
    line: int | None = None

    @property
    def plain(self) -> Any:
        """The value as JSON writes it: an exact number of ours as a number, where that can say it."""
        if not isinstance(self.value, Decimal):
            return self.value
        if not self.value.is_finite() or self.value.adjusted() >= MOST_DIGITS:  # 1E+999999999 takes long to write out
            return None
        return int(self.value) if self.value == self.value.to_integral_value() else float(self.value)


class Unfit(ValueError):
    """What a validator raises: pydantic turns it into a field error with this code and sentence."""

    def __init__(self, code: str, message: Message):
        super().__init__(str(message))
        self.code = code
        self.message = message


class Refusal(Exception):
    """The root of what the domain refuses. `code` is stable and names the page that explains it."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "The request was refused"

    def __init__(self, detail: Message, *, errors: Sequence[FieldError] = (), headers: dict[str, str] | None = None):
        super().__init__(str(detail))
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}
        self.extra: dict[str, Any] = {}


class Invalid(Refusal):
    status, code, title = 400, "invalid", "The request is not valid"

    def __init__(self, errors: Sequence[FieldError]):
        count = len(errors)
        super().__init__(say("Values that are not valid: {count}.", count=count), errors=errors)


class Unauthenticated(Refusal):
    status, code, title = 401, "unauthenticated", "Sign in first"

    def __init__(self, detail: Message, **more: Any):
        super().__init__(detail, **more)
        self.headers.setdefault("WWW-Authenticate", 'Bearer realm="wijkkoers"')


class Forbidden(Refusal):
    status, code, title = 403, "forbidden", "You may not do this"


class NotFound(Refusal):
    status, code, title = 404, "not-found", "Not found"


class NotAcceptable(Refusal):
    status, code, title = 406, "not-acceptable", "This form cannot be given"


class Conflict(Refusal):
    status, code, title = 409, "conflict", "This clashes with what is there"


class Changed(Refusal):
    """The row changed since it was read; `mine` and `theirs` are both versions, as the API shows them."""

    status, code, title = 412, "changed", "Somebody else changed this first"


class TooLarge(Refusal):
    status, code, title = 413, "too-large", "This is too large"


class UnsupportedMedia(Refusal):
    status, code, title = 415, "unsupported-media-type", "This content type is not read here"


class ConditionMissing(Refusal):
    status, code, title = 428, "condition-missing", "Say which version you change"


class TooMany(Refusal):
    status, code, title = 429, "too-many-requests", "Too many requests"


class NotOffered(Refusal):
    status, code, title = 501, "not-offered", "This is not offered here"


class Busy(Refusal):
    status, code, title = 503, "busy", "Too much at once"

    def __init__(self, detail: Message, **more: Any):
        super().__init__(detail, **more)
        self.headers.setdefault("Retry-After", "5")


class Full(Refusal):
    status, code, title = 507, "no-room", "There is no room to store this"
