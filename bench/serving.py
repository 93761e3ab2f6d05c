"""A server on a free port of the loopback address, and clients that ask it the same thing over and over."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

HOME = Path(__file__).parent.parent


@dataclass(frozen=True)
class Server:
    """Where it listens, and its process."""

    url: str
    pid: int

    def memory(self, line: str = "VmRSS") -> float:
        """Megabytes that the process holds now; with `VmHWM` the most it ever held. Linux alone tells."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(one for one in status.splitlines() if one.startswith(line)).split()[1]) / 1024


@contextmanager
def serving(app: str, **environment: str) -> Iterator[str]:
    """The address of a server with one worker that runs `app` ("module:name")."""
    with server(app, **environment) as running:
        yield running.url


@contextmanager
def server(app: str, **environment: str) -> Iterator[Server]:
    """The same, with its process."""
    port = free_port()
    factory = ["--factory"] if app.endswith("create_app") else []
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        app,
        *factory,
        "--port",
        port,
        "--log-level",
        "error",
        "--no-access-log",
    ]
    with running(command, port, HOME, environment) as started:
        yield started


@contextmanager
def running(command: Sequence[str], port: str, folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """A server that this command starts on this port."""
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield Server(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start within 30 seconds")


def rate(url: str, *, clients: int = 1, seconds: float = 3, **headers: str) -> float:
    """Requests a second that all clients together get answered."""
    with ThreadPoolExecutor(clients) as pool:
        counts = list(pool.map(lambda _: _ask(url, seconds, headers), range(clients)))
    return sum(counts) / seconds


def _ask(url: str, seconds: float, headers: dict[str, str]) -> int:
    count = 0
    with httpx.Client(headers=headers) as client:
        if (first := client.get(url)).status_code != 304:
            first.raise_for_status()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            client.get(url)
            count += 1
    return count


def compare(one: str, limit: str, *, clients: int = 1, rounds: int = 5, **headers: str) -> float:
    """The rate at `one` as a part of the rate at `limit`: the median of rounds in which both take turns."""
    return median(
        rate(one, clients=clients, seconds=2, **headers) / rate(limit, clients=clients, seconds=2)
        for _ in range(rounds)
    )
