"""The outermost layer: what holds for every answer, whoever gave it. Pure ASGI, outside every error handler."""

import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import problems
from app.edge import logs
from app.edge.allowance import Allowance, address_of
from app.edge.bodies import limited, refuse_declared
from app.edge.headers import add_absent
from app.edge.origins import refuse_foreign_posts
from app.errors import NotFound, Refusal, TooMany, say
from app.language import Language, language_of, speak
from app.settings import Settings

UNCOUNTED = ("/static/", "/health/")


class Edge:
    """Wraps the whole application: id, language, limits, headers, HEAD, and the net under it all."""

    def __init__(self, inner: ASGIApp, settings: Settings) -> None:
        self._inner = inner
        self._settings = settings
        self._allowance = Allowance(settings.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = Answer(scope, send, logs.request_id(headers.get("x-request-id")))
        speak(_language(scope, headers))
        try:
            self._refuse_early(scope, headers)
            await self._inner(answer.scope, limited(receive, self._settings.max_body_bytes), answer.send)
        except Enough:
            pass
        except ClientDisconnect:
            logs.broken_off(scope)
        except Refusal as refusal:
            await self._explain(refusal, answer, receive)
        except Exception as fault:
            logs.fault(fault)
            await self._explain(fault, answer, receive)
        finally:
            logs.answered(scope, answer.status, answer.seconds)

    def _refuse_early(self, scope: Scope, headers: Headers) -> None:
        path: str = scope["path"]
        if any(ord(sign) < 32 or ord(sign) == 127 for sign in path):
            raise NotFound(problems.DETAILS[404])
        if path.startswith("/api/") and path.endswith("/"):
            raise NotFound(say("There is nothing at this address. Addresses here do not end in a slash."))
        if not path.startswith(UNCOUNTED) and (wait := self._allowance.wait(address_of(scope))):
            raise TooMany(say("Wait {seconds} seconds.", seconds=wait), headers={"Retry-After": str(wait)})
        refuse_declared(headers, self._settings.max_body_bytes)
        refuse_foreign_posts(scope, headers, self._settings.public_url)

    async def _explain(self, error: Exception, answer: "Answer", receive: Receive) -> None:
        """An answer that stopped halfway cannot be mended: it is broken off, so that nobody takes it for whole."""
        if answer.whole:
            return
        if answer.status:
            raise error
        response = explained(error, answer.scope["path"], self._settings.public_url)
        await response(answer.scope, receive, answer.send)


class Enough(Exception):
    """A HEAD has its headers: the body need not be made."""


class Answer:
    """Watches an answer on its way out, and adds what every answer carries."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self._send = send
        self._id = request_id
        self._head = scope["method"] == "HEAD"
        self._started = time.perf_counter()
        self.scope = {**scope, "method": "GET" if self._head else scope["method"]}
        self.scope["state"] = {**scope.get("state", {}), "request_id": request_id, "head": self._head}
        self.status = 0
        self.whole = self._finished = False

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._started

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            add_absent(MutableHeaders(scope=message), self._id)
            await self._send(message)
            return
        self.whole = message["type"] == "http.response.body" and not message.get("more_body", False)
        if self._head:
            await self._finish(message)
        else:
            await self._send(message)

    async def _finish(self, message: Message) -> None:
        """The first piece of the body ends a HEAD; a stream with more to come is stopped."""
        if message["type"] == "http.response.body" and not self._finished:
            self._finished = True
            await self._send({"type": "http.response.body", "body": b""})
            if not self.whole:
                raise Enough


def is_for_machines(path: str) -> bool:
    """Under these addresses every error is problem+json; elsewhere it is a page."""
    return path == "/api" or path.startswith(("/api/", "/odata/", "/health/", "/.well-known/"))


def explained(error: Exception, path: str, home: str) -> Response:
    """The answer to an error, in the form that the address asks for."""
    if path.startswith("/odata/"):
        return problems.answer_in_odata(error)
    return (problems.answer if is_for_machines(path) else problems.plain_page)(error, home)


def _language(scope: Scope, headers: Headers) -> Language:
    """Machines get what they ask; pages are Dutch, whatever the browser likes, until their reader chooses English."""
    if is_for_machines(scope["path"]):
        return language_of(headers.get("accept-language"))
    return language_of(None, _cookie(headers.get("cookie", "")))


def _cookie(header: str) -> str | None:
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return next((value for name, _, value in pairs if name == "language"), None)
