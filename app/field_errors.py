"""What pydantic found wrong, as field errors with codes of our own and sentences people understand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic.alias_generators import to_camel

from app.errors import FieldError, Message, Unfit, say

SECRET = frozenset({"password", "secret", "token", "code", "clientsecret", "accesstoken", "assertion", "codeverifier"})
LONGEST_SAID = 100

A_NUMBER = ("not-a-number", say("Give a number."))
A_WHOLE = ("not-a-whole-number", say("Give a whole number."))
A_DATE = ("not-a-date", say("Give a date, such as 2024-03-31."))
A_MOMENT = ("not-a-moment", say("Give a moment with time zone, such as 2024-03-31T12:00:00Z."))
A_YES_NO = ("not-a-boolean", say("Give true or false."))
_TEXT = ("not-text", say("Give a text."))
_LIST = ("not-a-list", say("Give a list."))
_OBJECT = ("not-an-object", say("Give an object with named values."))
_OTHER = ("not-valid", say("This value is not valid here."))

# pydantic's kinds of error -> our code and sentence; `{names}` are filled from the error's own context.
EXACT: dict[str, tuple[str, Message]] = {
    "missing": ("required", say("This value is required.")),
    "missing_argument": ("required", say("This value is required.")),
    "extra_forbidden": ("unknown-field", say("There is no field of this name here.")),
    "json_invalid": ("broken-json", say("This is not JSON.")),
    "greater_than": ("too-low", say("This value must be higher than {gt}.")),
    "greater_than_equal": ("too-low", say("This value must be {ge} or higher.")),
    "less_than": ("too-high", say("This value must be lower than {lt}.")),
    "less_than_equal": ("too-high", say("This value must be {le} or lower.")),
    "string_too_short": ("too-short", say("Give at least {min_length} characters.")),
    "string_too_long": ("too-long", say("Give at most {max_length} characters.")),
    "too_short": ("too-few", say("Give at least {min_length}.")),
    "too_long": ("too-many", say("Give at most {max_length}.")),
    "string_pattern_mismatch": ("wrong-form", say("This text does not have the form that is asked for.")),
    "enum": ("not-an-option", say("Choose one of: {expected}.")),
    "literal_error": ("not-an-option", say("Choose one of: {expected}.")),
    "finite_number": ("not-a-number", say("Give a number.")),
    "decimal_max_digits": ("too-many-digits", say("Give at most {max_digits} digits.")),
    "decimal_max_places": ("too-many-digits", say("Give at most {decimal_places} decimals.")),
    "decimal_whole_digits": ("too-many-digits", say("Give at most {whole_digits} digits before the decimal mark.")),
    "int_from_float": A_WHOLE,
    "timezone_naive": A_MOMENT,
    "timezone_aware": A_MOMENT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "dataclass_type": _OBJECT,
}
BY_START: dict[str, tuple[str, Message]] = {
    "int_": A_WHOLE,
    "float_": A_NUMBER,
    "decimal_": A_NUMBER,
    "bool_": A_YES_NO,
    "string_": _TEXT,
    "datetime_": A_MOMENT,
    "date_": A_DATE,
    "list_": _LIST,
    "tuple_": _LIST,
    "set_": _LIST,
    "frozen_set_": _LIST,
}


def from_pydantic(found: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """All of pydantic's errors, one for each field: a union names a field once for every form it tried."""
    told = {error.field: error for error in reversed([_told(each) for each in found])}
    return list(reversed(told.values()))


def may_be_said(field: str, value: Any) -> bool:
    """Whether an error may say the value back: a short plain text or a finite number, and no secret."""
    if field.rsplit(".", 1)[-1].replace("_", "").lower() in SECRET or isinstance(value, bool):
        return False
    if isinstance(value, str):
        return len(value) <= LONGEST_SAID and value.isprintable()
    return isinstance(value, int | float) and abs(value) < 1e18


def _told(error: Mapping[str, Any]) -> FieldError:
    code, message = _meaning(str(error["type"]), dict(error.get("ctx") or {}))
    return FieldError(_field(error["loc"]), code, message, _input(error))


def _meaning(kind: str, context: dict[str, Any]) -> tuple[str, Message]:
    reason = context.get("error")
    if isinstance(reason, Unfit):
        return reason.code, reason.message
    code, message = EXACT.get(kind) or _by_start(kind)
    return code, Message(message.text, {name: context.get(name, "") for name in _names(message.text)})


def _by_start(kind: str) -> tuple[str, Message]:
    return next((meaning for start, meaning in BY_START.items() if kind.startswith(start)), _OTHER)


def _names(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def _field(place: Sequence[str | int]) -> str:
    """`("body", "rows", 3, "place")` is `rows.3.place`. What pydantic adds for unions and validators is left out."""
    named = [
        str(part) for part in place[1:] if not str(part).startswith(("function-", "tagged-", "lax-or-", "constrained-"))
    ]
    steps = [to_camel(part) for part in named] if place and place[0] == "path" else named
    return ".".join(steps) or str(place[0] if place else "body")


def _input(error: Mapping[str, Any]) -> Any:
    given = error.get("input")
    return given if error["type"] != "missing" and isinstance(given, str | int | float) else None
