"""Whether an installation can do its work: what `wijkkoers check` tells."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from app.database import transaction
from app.errors import Message, say
from app.language import said
from app.models.access import AuditEvent
from app.services import readiness
from app.settings import Settings

ROOM_NEEDED = 200 * 1024 * 1024
SLACK = timedelta(minutes=1)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `name` is stable."""

    name: str
    good: bool
    sentence: Message

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.good, "message": said(self.sentence)}

    def in_words(self) -> dict[str, Any]:
        return {
            "state": say("good:") if self.good else say("WRONG:"),
            "subject": SUBJECTS[self.name],
            "sentence": self.sentence,
        }


SUBJECTS = {
    "settings": say("settings"),
    "database": say("database"),
    "migrations": say("migrations"),
    "disk": say("disk"),
    "clock": say("clock"),
}


def examine(engine: Engine, settings: Settings) -> list[Finding]:
    """Everything that is looked at; what rests on something broken is not good either."""
    return [
        _settings(settings),
        _finding("database", readiness.is_reachable(engine), "it answers", "it does not answer"),
        _finding("migrations", readiness.is_up_to_date(engine), "all have run", "run wijkkoers migrate"),
        _disk(settings),
        _clock(engine),
    ]


def _finding(name: str, good: bool, yes: str, no: str) -> Finding:
    return Finding(name, good, say(yes if good else no))


def _settings(settings: Settings) -> Finding:
    good = settings.token_minutes > 0 and settings.max_page_size > 0 and settings.max_body_bytes > 0
    return _finding("settings", good, "they can be used", "minutes and sizes must be more than 0")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data_dir).free
    sentence = say("{megabytes} MB free", megabytes=free // 1024 // 1024)
    return Finding("disk", free >= ROOM_NEEDED, sentence)


def _clock(engine: Engine) -> Finding:
    """Right when it agrees with the database's, and lies after all that was recorded."""
    now = datetime.now(UTC)
    try:
        good = abs(_asked(engine, _their_clock) - now) < SLACK and _asked(engine, _last_event) < now + SLACK
    except SQLAlchemyError:
        return Finding("clock", False, say("it could not be compared with the database's"))
    return _finding("clock", good, "it agrees with the database", "it does not agree with the database")


def _asked(engine: Engine, question: Callable[[Any], datetime | None]) -> datetime:
    with transaction(engine, writes=False) as session:
        moment = question(session) or datetime(2000, 1, 1, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _their_clock(session: Any) -> datetime | None:
    answer: datetime | None = session.execute(select(func.current_timestamp())).scalar()
    return answer


def _last_event(session: Any) -> datetime | None:
    answer: datetime | None = session.execute(select(func.max(col(AuditEvent.recorded_at)))).scalar()
    return answer
