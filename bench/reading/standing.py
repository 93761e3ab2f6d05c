"""How 100 targets stand in 15 places: reading what that rests on, and the 1,500 assessments, to a skip-scan.

The skip-scan goes from one series to the next along the index and takes the first and the last figure of each, with the
last one of the city: what a page would show that assesses nothing, without access or suppression.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import select
from sqlmodel import col

from app.database import transaction
from app.models.access import NOBODY
from app.models.target import Target, TargetFilter
from app.services.access.sight import Sight
from app.services.progress.loading import load
from app.services.targets.finding import find_assessments
from bench.filling import CITY, PROGRAMME, TOGETHER
from bench.reading.files import taken
from bench.reading.site import Site
from bench.results import Line, shown
from bench.turns import as_long, seconds

SKIP_SCAN = """
WITH asked AS MATERIALIZED (
    SELECT target.indicator_id, target.every_neighbourhood_of, city.period, city.value
    FROM target JOIN measurement AS city ON city.indicator_id = target.indicator_id AND city.place_id = '{city}'
        AND city.population_id = 'all' AND city.period = (SELECT max(period) FROM measurement AS one
            WHERE one.indicator_id = target.indicator_id AND one.place_id = '{city}')
    WHERE target.programme_id = '{programme}')
SELECT asked.indicator_id, membership.place_id, latest.period, latest.value, baseline.value, asked.value
FROM asked JOIN membership ON membership.area_id = asked.every_neighbourhood_of
JOIN measurement AS latest ON latest.indicator_id = asked.indicator_id AND latest.place_id = membership.place_id
    AND latest.population_id = 'all' AND latest.period = (SELECT max(period) FROM measurement AS one
        WHERE one.indicator_id = asked.indicator_id AND one.place_id = membership.place_id)
JOIN measurement AS baseline ON baseline.indicator_id = asked.indicator_id AND baseline.place_id = membership.place_id
    AND baseline.population_id = 'all' AND baseline.period = (SELECT min(period) FROM measurement AS one
        WHERE one.indicator_id = asked.indicator_id AND one.place_id = membership.place_id)
"""


def lines(site: Site) -> Iterator[Line]:
    targets, answers = site.size.targets, site.size.targets * TOGETHER
    scan = partial(seconds, partial(skip_scan, site, answers))
    file = f"{site.server.url}/api/v1/assessments?programme={PROGRAMME}&format=ndjson"
    kept = f"{site.keeping.url}/api/v1/assessments?programme={PROGRAMME}&pageSize=1000"
    for once in (f"{file}&indicator=bench-000", kept):  # what is loaded once
        taken(once)
    for name, ours, least, aim in (
        (
            f"reading what {targets} targets in {TOGETHER} places rest on, to an index skip-scan (time)",
            _timed(site, partial(read, answers)),
            1,
            0.3,
        ),
        (f"the same with {answers:,} assessments computed (time)", _timed(site, partial(assess, answers)), 4, 2),
        ("the same as NDJSON over HTTP (time)", partial(taken, file), None, None),
        ("a page of 1,000 of them over HTTP, kept since it was asked before (time)", partial(taken, kept), None, None),
    ):
        yield shown(Line(name, least, aim, as_long(ours, scan, site.size.turns)))


def skip_scan(site: Site, answers: int) -> None:
    statement = SKIP_SCAN.format(city=CITY, programme=PROGRAMME)
    with site.engine.connect() as connection:
        found = connection.exec_driver_sql(statement).all()
    assert len(found) == answers


def read(answers: int, sight: Sight) -> None:
    targets = sight.session.execute(select(Target).where(col(Target.programme_id) == PROGRAMME)).scalars().all()
    assert len(load(sight, targets)) == answers


def assess(answers: int, sight: Sight) -> None:
    asked = TargetFilter(programme=[PROGRAMME]).model_copy(update={"page_size": answers})
    assert len(find_assessments(sight, asked).items) == answers


def _timed(site: Site, work: Callable[[Sight], None]) -> Callable[[], float]:
    def once() -> float:
        with transaction(site.engine, writes=False) as session:
            return seconds(partial(work, Sight(session, NOBODY, datetime.now(UTC))))

    return once
