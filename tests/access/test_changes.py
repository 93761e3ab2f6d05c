"""The revision of the data: a number that moves with every commit, in the order of commits."""

from threading import Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.database import transaction
from app.models.access import SYSTEM
from app.services.access.revision import data_revision, next_change
from app.services.access.writing import Writing
from tests.access.asking import NOW


@pytest.fixture(autouse=True)
def _town() -> None:
    """These tests need no town: the database is as new."""


def revision(engine: Engine) -> int:
    with transaction(engine, writes=False) as session:
        return data_revision(session)


def test_a_new_database_has_revision_nought(engine: Engine) -> None:
    assert revision(engine) == 0


def test_numbers_are_given_one_after_the_other(session: Session) -> None:
    assert [next_change(session) for _ in range(3)] == [1, 2, 3]


def test_a_batch_takes_its_numbers_at_once(session: Session) -> None:
    assert [next_change(session, 100), next_change(session)] == [1, 101]


def test_what_leaves_a_trail_moves_the_revision_at_its_commit(engine: Engine) -> None:
    with transaction(engine) as session:
        Writing(session, SYSTEM, NOW).note("try", "thing", "1")
        within = data_revision(session)

    assert (within, revision(engine)) == (0, 1)


def test_a_transaction_that_only_reads_moves_nothing(engine: Engine) -> None:
    with transaction(engine) as session:
        data_revision(session)

    assert revision(engine) == 0


def test_what_is_rolled_back_moves_nothing(engine: Engine) -> None:
    with Session(engine) as session:
        Writing(session, SYSTEM, NOW).note("try", "thing", "1")
        next_change(session)
        session.rollback()

    assert revision(engine) == 0


def test_a_savepoint_is_not_yet_a_commit(engine: Engine) -> None:
    with transaction(engine) as session:
        Writing(session, SYSTEM, NOW).note("try", "thing", "1")
        with session.begin_nested():
            pass
        after_savepoint = data_revision(session)

    assert (after_savepoint, revision(engine)) == (0, 1)


def test_a_session_that_is_used_again_counts_again(engine: Engine) -> None:
    with Session(engine) as session:
        for _ in range(2):
            Writing(session, SYSTEM, NOW).note("try", "thing", "1")
            session.commit()

    assert revision(engine) == 2


def test_who_takes_a_number_later_commits_later(engine: Engine) -> None:
    """Without this a reader that asks for all changes since a number could miss one that is still on its way."""
    committed: list[int] = []

    def second() -> None:
        with transaction(engine) as session:
            number = next_change(session)
        committed.append(number)

    with transaction(engine) as session:
        first = next_change(session)
        other = Thread(target=second)
        other.start()
        sleep(0.3)
        seen_while_open = list(committed)
    other.join()

    assert (first, seen_while_open, committed) == (1, [], [2])


def test_many_writers_lose_no_number(engine: Engine) -> None:
    taken: list[int] = []

    def write() -> None:
        for _ in range(5):
            with transaction(engine) as session:
                number = next_change(session)
            taken.append(number)

    writers = [Thread(target=write) for _ in range(4)]
    started = monotonic()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(taken) == list(range(1, 21))
    assert monotonic() - started < 30
