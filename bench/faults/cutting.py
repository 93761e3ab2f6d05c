"""The connection breaks off halfway through the body: nothing is stored, and the server goes on."""

import json
import socket
from dataclasses import dataclass

import httpx

from bench.faults.contents import left_behind
from bench.faults.installation import Installation, rows_of


@dataclass
class Cut:
    """How many cuts changed nothing, and how the server stood after them."""

    cuts: int = 0
    nothing_stored: int = 0
    answered_after: int = 0
    faults_logged: int = 0
    posted_after: int = 0


def cut_halfway(installation: Installation, cuts: int, rows: int) -> Cut:
    """Each cut falls somewhere else in the body; every other body comes in chunks of no known length."""
    found = Cut(cuts)
    body = json.dumps(rows_of(0, rows)).encode()
    before = left_behind(installation)
    for number in range(cuts):
        part = body[: len(body) * (number + 1) // (cuts + 1)]
        _send(installation, part, None if number % 2 else len(body))
        found.answered_after += httpx.get(f"{installation.address}/indicators").status_code == 200
        found.nothing_stored += left_behind(installation) == before
    found.faults_logged = installation.log().count("Traceback")
    found.posted_after = installation.post(rows_of(0, rows), "after the cuts").status_code
    return found


def _send(installation: Installation, part: bytes, length: int | None) -> None:
    """Headers and a part of the body, and then the connection is gone."""
    told = f"Content-Length: {length}" if length else "Transfer-Encoding: chunked"
    sender = "\r\n".join(f"{name}: {value}" for name, value in installation.headers("cut").items())
    head = (
        f"POST /api/v1/measurement-batches HTTP/1.1\r\nHost: 127.0.0.1\r\n{sender}\r\n"
        f"Content-Type: application/json\r\n{told}\r\n\r\n"
    )
    chunk = part if length else b"%x\r\n%s" % (len(part) + 100, part)
    with socket.create_connection(("127.0.0.1", installation.port), timeout=10) as connection:
        connection.sendall(head.encode() + chunk)
