"""A server on a free port of the loopback address."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

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
    def highest(self) -> Iterator[list[float]]:
        """What the process comes to hold at most meanwhile, above what it held before; in megabytes."""
        held: list[float] = []
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")  # the peak is counted anew
        before = self.memory()
        yield held
        held.append(self.memory("VmHWM") - before)


@contextmanager
def wijkkoers(**settings: str) -> Iterator[Server]:
    """Ours, started as an installation is: one process, with these settings and without a limit on requests."""
    port = free_port()
    environment = {"REQUESTS_PER_MINUTE": "0", **settings, "HOST": "127.0.0.1", "PORT": port}
    with running([sys.executable, "-m", "app.cli", "serve"], port, HOME, environment) as server:
        yield server


@contextmanager
def bare() -> Iterator[Server]:
    """The limit of the frame, on the same loop."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.bare:app", "--port", port, "--log-level", "error"]
    with running([*command, "--no-access-log"], port, HOME, {}) as server:
        yield server


@contextmanager
def running(command: Sequence[str], port: str, folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """A server that this command starts on this port; what it says is heard only where it does not start."""
    with TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=said
        )
        try:
            if not answers(f"http://127.0.0.1:{port}/health/live"):
                said.seek(0)
                raise RuntimeError(f"the server did not start within 30 seconds: {said.read().decode()[-2000:]}")
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether somebody answers there before long, whatever it is."""
    for _ in range(300):
        try:
            httpx.get(url)
            return True
        except httpx.TransportError:
            time.sleep(0.1)
    return False
