"""Faults on a real server, a taste of `make faults`: killed, cut off, out of disk, two at once; on both databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.faults.cutting import cut_halfway
from bench.faults.filling_up import fill_the_disk
from bench.faults.installation import Databases, running
from bench.faults.killing import kill_while_posting
from bench.faults.racing import race
from tests.conftest import SERVER
from tests.databases import NO_POSTGRES, find_postgres

ROWS = 300


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def faulty(
    request: pytest.FixtureRequest, run_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    server = None
    if request.param == "postgres":
        found = find_postgres(os.environ[SERVER], run_folder) or pytest.skip(NO_POSTGRES)
        server = found.server.render_as_string(hide_password=False)
    made = Databases(tmp_path_factory.mktemp("faults"), server)
    yield made
    made.close()


def test_a_server_that_is_killed_leaves_a_batch_whole_or_not_at_all_and_the_same_again_mends_it(
    faulty: Databases,
) -> None:
    found = kill_while_posting(faulty, 5, ROWS)

    assert (found.half_stored, found.nothing_stored + found.all_stored) == (0, 5)
    assert (dict(found.sent_again), found.apart) == ({201: 5}, {})


def test_a_connection_that_is_cut_in_the_body_stores_nothing_and_harms_nobody_and_two_at_once_both_hear_the_truth(
    faulty: Databases,
) -> None:
    with running(faulty.installation("cut")) as server:
        cut = cut_halfway(server, 3, ROWS)
        raced = race(server, 3, ROWS)

    assert (cut.nothing_stored, cut.answered_after, cut.faults_logged, cut.posted_after) == (3, 3, 0, 201)
    assert (dict(raced.answers), raced.winners_torn, raced.lost) == ({201: 6}, 0, 0)


def test_without_room_on_the_disk_the_answer_says_so_and_with_room_the_same_again_is_stored(faulty: Databases) -> None:
    if faulty.server is not None:
        pytest.skip("files of PostgreSQL are its own server's")
    with running(faulty.installation("full")) as server:
        full = fill_the_disk(server, 4, ROWS)

    assert (dict(full.answers), full.nothing_stored, full.told_sql, full.read_meanwhile) == ({507: 4}, 4, 0, 4)
    assert dict(full.posted_after) == {201: 4}
