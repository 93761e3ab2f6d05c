"""One run of a command: what was asked, and what is told about it."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app.database import make_engine, transaction
from app.errors import Conflict, Message, say
from app.language import said
from app.models.access import SYSTEM
from app.services import readiness
from app.services.access.writing import Writing
from app.settings import Settings


class Run:
    """With `--json` standard output holds JSON alone; all sentences go to standard error then."""

    settings: Settings

    def __init__(self, asked: Namespace) -> None:
        self.asked = asked
        self.json: bool = getattr(asked, "json", False)

    def tell(self, message: Message) -> None:
        """A sentence for a person."""
        print(said(message), file=sys.stderr if self.json else sys.stdout, flush=True)

    def give(self, result: Any, *messages: Message) -> None:
        """The result: as JSON where that was asked, else as sentences."""
        if self.json:
            print(json.dumps(result, ensure_ascii=False, default=str))
        else:
            for message in messages:
                self.tell(message)

    def fail(self, messages: Sequence[Message]) -> int:
        """Say why nothing was done."""
        for message in messages:
            print(said(message), file=sys.stderr)
        if self.json:
            print(json.dumps({"errors": [said(message) for message in messages]}, ensure_ascii=False))
        return 1

    def engine(self) -> Engine:
        """The database of the settings; its folder is made where it is missing."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        return make_engine(self.settings.database)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with transaction(self.ready(), writes=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction of the system itself: all of it is stored at the end, or nothing."""
        with transaction(self.ready()) as session:
            yield Writing(session, SYSTEM, datetime.now(UTC), survey_minimum=self.settings.survey_minimum)

    def ready(self) -> Engine:
        """The database in its newest shape; raises Conflict where it is not."""
        engine = self.engine()
        if not readiness.is_up_to_date(engine):
            raise Conflict(say("The database is not ready for this version. Run first: wijkkoers migrate"))
        return engine
