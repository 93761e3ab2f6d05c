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
from bench.filling import CITY, INDICATORS, PROGRAMME, TOGETHER
from bench.reading.files import taken
from bench.reading.site import Site
from bench.results import Line, shown
from bench.turns import as_long, seconds

EVERYTHING = INDICATORS * TOGETHER
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
    scan = partial(seconds, partial(skip_scan, site))
    file = f"{site.server.url}/api/v1/assessments?programme={PROGRAMME}&format=ndjson"
    taken(file)
    for name, ours, least, aim in (
        ("reading what 100 targets in 15 places rest on, to an index skip-scan (time)", _timed(site, read), 1, 0.3),
        (f"the same with {EVERYTHING:,} assessments computed (time)", _timed(site, assess), 4, 2),
        ("the same as NDJSON over HTTP (time)", partial(taken, file), None, None),
    ):
        yield shown(Line(name, least, aim, as_long(ours, scan, 5)))


def skip_scan(site: Site) -> None:
    statement = SKIP_SCAN.format(city=CITY, programme=PROGRAMME)
    with site.engine.connect() as connection:
        found = connection.exec_driver_sql(statement).all()
    assert len(found) == EVERYTHING


def read(sight: Sight) -> None:
    targets = sight.session.execute(select(Target).where(col(Target.programme_id) == PROGRAMME)).scalars().all()
    assert len(load(sight, targets)) == EVERYTHING


def assess(sight: Sight) -> None:
    asked = TargetFilter(programme=[PROGRAMME]).model_copy(update={"page_size": EVERYTHING})
    assert len(find_assessments(sight, asked).items) == EVERYTHING


def _timed(site: Site, work: Callable[[Sight], None]) -> Callable[[], float]:
    def once() -> float:
        with transaction(site.engine, writes=False) as session:
            return seconds(partial(work, Sight(session, NOBODY, datetime.now(UTC))))

    return once
