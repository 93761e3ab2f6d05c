"""`wijkkoers serve`, `migrate` and `check`: running an installation, and knowing that it can run."""

import logging

from sqlalchemy import Engine

import migrations
from app.cli.run import Run
from app.errors import say
from app.services import diagnosis, readiness


def serve(run: Run) -> None:
    """Serve until stopped; an installation that is new or behind is migrated first."""
    import uvicorn  # slow to load, and no other command needs them

    from app.main import create_app

    settings, only = run.settings, run.asked.only
    if only != "site":
        _migrate(run)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    run.tell(say("Wijkkoers is at {address}", address=f"http://{settings.host}:{settings.port}"))
    uvicorn.run(
        create_app(settings, only),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )


def migrate(run: Run) -> None:
    changed = _migrate(run)
    done = say("The database has the newest shape now.") if changed else say("The database had the newest shape.")
    run.give({"changed": changed}, done)


def check(run: Run) -> int:
    findings = diagnosis.examine(run.engine(), run.settings)
    run.give(
        {"ok": all(each.good for each in findings), "checks": [each.as_json() for each in findings]},
        *(say("{state} {subject}: {sentence}", **each.in_words()) for each in findings),
    )
    return 0 if all(each.good for each in findings) else 1


def _migrate(run: Run) -> bool:
    if _is_current(run.engine()):
        return False
    migrations.upgrade(run.settings.database)
    return True


def _is_current(engine: Engine) -> bool:
    return readiness.is_reachable(engine) and readiness.is_up_to_date(engine)
