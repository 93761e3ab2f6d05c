"""How large a body may be: refused at once when it says so itself, and counted while it streams in."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from app.errors import TooLarge, say


def refuse_declared(headers: Headers, most: int) -> None:
    """Raises TooLarge when the body says that it is larger than `most` bytes; 0 is no limit."""
    declared = headers.get("content-length", "")
    if most and declared.isdecimal() and int(declared) > most:
        raise TooLarge(say("What was sent is larger than {most} bytes.", most=most))


def limited(receive: Receive, most: int) -> Receive:
    """The same stream, cut off with 413 once more than `most` bytes came in.

    It raises Starlette's own error because FastAPI turns any other into a 400 while it reads a body.
    """
    if not most:
        return receive
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413)
        return message

    return counted
