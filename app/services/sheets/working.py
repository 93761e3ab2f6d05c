"""Work that takes longer than an answer: in a thread of its own, after the request that began it was committed.

It writes in transactions of its own, and how far it is with them. When the server stops, so does the work: what was
not committed never happened, and the sheet says that it was interrupted.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import Engine, event
from sqlmodel import Session

from app.database import transaction
from app.models.sheet import MeasurementSheet, SheetStatus

Work = Callable[[Engine], None]

SMALL = 2000  # rows that are checked within the answer
AT_ONCE = threading.Semaphore(1)
_at_work: set[str] = set()


def is_at_work(sheet: str) -> bool:
    """Whether this process is busy with it."""
    return sheet in _at_work


def after_commit(session: Session, sheet: str, work: Work) -> None:
    """Begin once this transaction is committed; never, where it is not."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)

    def begin(_: object) -> None:
        _at_work.add(sheet)
        threading.Thread(target=_run, args=(engine, sheet, work), name=f"sheet {sheet}", daemon=True).start()

    event.listen(session, "after_commit", begin, once=True)


def _run(engine: Engine, sheet: str, work: Work) -> None:
    try:
        with AT_ONCE:
            work(engine)
    except Exception as failure:
        structlog.get_logger("wijkkoers").error("a sheet could not be worked on", sheet=sheet, exc_info=failure)
        _give_up(engine, sheet)
    finally:
        _at_work.discard(sheet)


def _give_up(engine: Engine, key: str) -> None:
    with transaction(engine) as session:
        sheet = session.get(MeasurementSheet, key)
        if sheet is not None and sheet.status in (SheetStatus.CHECKING, SheetStatus.STORING):
            sheet.status = SheetStatus.INTERRUPTED
            session.add(sheet)


@contextmanager
def trial(engine: Engine) -> Iterator[Session]:
    """A session that stores nothing, and keeps nobody waiting: it may fill temporary tables."""
    with Session(engine.execution_options(takes_write_lock=False), expire_on_commit=False) as session:
        yield session
        session.rollback()
