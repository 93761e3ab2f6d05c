"""Whether the process lives, and whether it can answer: for whoever keeps it running. And whom to tell of a leak."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.edge.methods import Answering, Whatever
from app.services.readiness import is_reachable, is_up_to_date


async def live(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "live"})


async def ready(request: Request) -> Response:
    """The database answers and has the tables this code wants; what fails is named, never why.

    Where only the site runs there is no database to ask.
    """
    engine = request.app.state.engine
    checks = await run_in_threadpool(_checks, engine) if engine else {}
    words = {name: "ok" if good else "failing" for name, good in checks.items()}
    good = all(checks.values())
    return JSONResponse({"status": "ready" if good else "not-ready", "checks": words}, 200 if good else 503)


async def security(request: Request) -> Response:
    """RFC 9116. It expires, as it must; each answer is good for a year from its day."""
    settings = request.app.state.settings
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=365)
    lines = [
        f"Contact: mailto:{settings.contact_email}",
        f"Contact: {settings.contact_url}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
    ]
    if settings.public_url:
        lines.append(f"Canonical: {settings.public_url.rstrip('/')}/.well-known/security.txt")
    return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "public, max-age=86400"})


def _checks(engine: Engine) -> dict[str, bool]:
    return {"database": is_reachable(engine), "migrations": is_up_to_date(engine)}


def _reading(path: str, endpoint: Answering) -> Route:
    """Takes every method, so that what stands below it in the list cannot answer 404 to a POST here."""

    async def answer(request: Request) -> Response:
        if request.method != "GET":
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        return await endpoint(request)

    return Route(path, Whatever(answer))


routes = [
    _reading("/health/live", live),
    _reading("/health/ready", ready),
    _reading("/.well-known/security.txt", security),
]
