"""Structured logs: one line an answer, with the request's id, and never a secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import structlog
from starlette.types import Scope

SECRET = re.compile(r"token|secret|password|code|key|state|nonce|assertion|session", re.IGNORECASE)
LIKE_A_SECRET = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])|[\w-]{9,}\.[\w-]{9,}\.[\w-]{9,}", re.ASCII)
"""A secret as it is given out here, or a token, under whatever name, or as a name."""

GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

log = structlog.get_logger("wijkkoers")


def configure(form: str) -> None:
    """Lines for people (`text`) or for machines (`json`), on standard error.

    Traces are plain: the pretty ones print local variables, and with them keys and passwords.
    """
    written = structlog.processors.JSONRenderer() if form == "json" else _in_words
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            written,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _in_words(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """`2026-11-21T12:00:00Z [info] answered method=GET ...`: every answer waits for it, so that it lays nothing out."""
    when, level, what, trace = (event.pop(name, None) for name in ("timestamp", "level", "event", "exception"))
    said = " ".join(f"{name}={_plain(value)}" for name, value in event.items())
    return f"{when} [{level}] {what} {said}" + (f"\n{trace}" if trace else "")


def _plain(value: object) -> str:
    """As it is, or between quotes where that would not be one word on one line."""
    text = str(value)
    return text if text.isprintable() and " " not in text else repr(text)


def request_id(given: str | None) -> str:
    """The id this request goes by, in the log and on the answer: the sender's own when it has a decent form."""
    name = given if given and GIVEN_ID.fullmatch(given) else uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=name)
    return name


def answered(scope: Scope, status: int, seconds: float) -> None:
    """One line for an answer that was given."""
    log.info(
        "answered",
        method=scope["method"],
        path=scope["path"],
        query=without_secrets(scope["query_string"].decode("latin-1")),
        status=status,
        milliseconds=round(seconds * 1000, 1),
    )


def fault(error: Exception) -> None:
    """A fault of our own, with its trace: this is the only place where it can be read."""
    log.error("fault", exc_info=error)


def broken_off(scope: Scope) -> None:
    """The sender was gone before all of it had come in: nobody is left to answer, and it is no fault of ours."""
    log.info("broken off", method=scope["method"], path=scope["path"])


def without_secrets(query: str) -> str:
    """The query as it was asked, without the values of keys that may be secret and without what looks like one."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(_decent(name), "..." if SECRET.search(name) else _decent(value)) for name, value in pairs])


def _decent(text: str) -> str:
    return "..." if LIKE_A_SECRET.search(text) else text
