"""Pages of a hundred for one, eight and thirty-two clients at once, beside the peers; a deep page; what is unchanged.

Each client asks the first page of a next indicator every time, so that no single page stays hot.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

import httpx
from sqlalchemy import select
from sqlmodel import Session, col

from app.models.measurement import Measurement
from app.services.measurements.finding import ORDER
from app.services.rows import write_cursor
from bench import peers
from bench.filling import INDICATORS
from bench.load import LIKED, Load, load
from bench.reading.site import MEASUREMENTS, Site
from bench.results import Line, shown
from bench.serving import Server, bare

CLIENTS = (1, 8, 32)
PAGES = [f"{MEASUREMENTS}?indicator=bench-{number:03}&pageSize=100" for number in range(INDICATORS)]
DJANGO, PLAIN = "Django REST Framework", "plain FastAPI and SQLModel"
ASKED = {DJANGO: "/m/?indicator=IND{:03}&page=1", PLAIN: "/m?indicator=IND{:03}"}
BOUNDS = {DJANGO: {1: (4, 5), 8: (6, 10), 32: (6, 10)}, PLAIN: {1: (3, 4), 8: (5, 8), 32: (5, 9)}}

HOW = {"ours": "made anew", "kept": "kept since it was asked before"}

Beside = dict[str, tuple[Server, list[str]]]


def lines(site: Site) -> Iterator[Line]:
    yield from beside_peers(site)
    yield shown(Line("page of 100 after the last million or so, to the first (time)", 1.3, 1.1, deep(site)))
    yield from unchanged(site)


def beside_peers(site: Site) -> Iterator[Line]:
    if site.tables is None:
        yield from (
            shown(Line(_named(peer, clients, how), *BOUNDS[peer][clients], None))
            for peer in BOUNDS
            for clients in CLIENTS
            for how in HOW
        )
        return
    with ExitStack() as running:
        servers = {"ours": (site.server, PAGES), "kept": (site.keeping, PAGES)}
        for name, start in ((DJANGO, peers.django), (PLAIN, peers.plain)):
            paths = [ASKED[name].format(number) for number in range(INDICATORS)]
            servers[name] = (running.enter_context(start(site.tables)), paths)
        for server, paths in servers.values():
            load(server.url, paths, clients=4, lasting=site.size.lasting)  # what is loaded once
        for clients in CLIENTS:
            turns = [_turn(site, servers, clients) for _ in range(site.size.turns)]
            for peer in BOUNDS:
                for how in HOW:
                    times = median(turn[how].rate / turn[peer].rate for turn in turns)
                    yield shown(Line(_named(peer, clients, how), *BOUNDS[peer][clients], times))
    for how, words in HOW.items():
        slowest = median(turn[how].p99 / turn[DJANGO].p99 for turn in turns)
        yield shown(Line(f"p99 at {clients} clients, {words}, to {DJANGO}'s (time)", 0.5, 0.25, slowest))


def _named(peer: str, clients: int, how: str) -> str:
    return f"page of 100 at {clients} client{'s' if clients > 1 else ''}, {HOW[how]}, to {peer}"


def _turn(site: Site, servers: Beside, clients: int) -> dict[str, Load]:
    return {
        name: load(server.url, paths, clients=clients, lasting=site.size.lasting)
        for name, (server, paths) in servers.items()
    }


def deep(site: Site) -> float:
    """How many times as long the last page of the open figures takes as the first."""
    with Session(site.engine) as session:
        columns = [getattr(Measurement, name) for name in ORDER]
        ours = select(*columns).where(col(Measurement.indicator_id) == f"bench-{INDICATORS - 1:03}")
        back = ours.order_by(*(column.desc() for column in columns)).offset(200).limit(1)
        key = list(session.execute(back).one())
    first = f"{MEASUREMENTS}?pageSize=100"
    begun = str(httpx.get(site.server.url + first).json()["next"]).partition("cursor=")[2].partition(".")[0]
    last = f"{first}&cursor={begun}.{write_cursor(key)}"
    return median(_rate(site.server, first, site) / _rate(site.server, last, site) for _ in range(site.size.turns))


def unchanged(site: Site) -> Iterator[Line]:
    """A page that its reader has: the answer says no more than that."""
    page = PAGES[50]
    known = {"If-None-Match": httpx.get(site.server.url + page, headers=LIKED).headers["etag"]}
    assert httpx.get(site.server.url + page, headers=LIKED | known).status_code == httpx.codes.NOT_MODIFIED
    with bare() as limit:
        for clients in (1, 8):
            ratio = median(
                load(site.server.url, [page], clients=clients, lasting=site.size.lasting, **known).rate
                / load(limit.url, ["/"], clients=clients, lasting=site.size.lasting).rate
                for _ in range(site.size.turns)
            )
            name = f"304 at {clients} client{'s' if clients > 1 else ''}, to a bare route of the framework"
            yield shown(Line(name, 0.35, 0.7, ratio))


def _rate(server: Server, path: str, site: Site) -> float:
    return load(server.url, [path], lasting=site.size.lasting).rate
