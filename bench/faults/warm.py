"""Servers that start quickly: a process that has loaded everything makes each one by forking.

What runs is `wijkkoers serve` all the same, a process of its own that can be killed; only the loading, which takes
longer than all the rest, is done once.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

HOME = Path(__file__).parents[2]


class Warm:
    """The process that forks; it ends with the one that made it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "bench.faults.warm"]
        self._process = subprocess.Popen(command, cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        atexit.register(self._end)

    def start(self, log: Path, environment: dict[str, str]) -> int:
        """A server with these settings, which writes to `log`; its process number."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"log": str(log), "environment": environment}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def _end(self) -> None:
        self._process.kill()
        self._process.wait(timeout=20)


@lru_cache(maxsize=1)
def warm() -> Warm:
    return Warm()


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _serve(log: str, environment: dict[str, str]) -> None:
    """In the child: never comes back."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(file, stream)
    os.environ.update(environment)
    from app.cli import main

    os._exit(main(["serve"]))


def _wait_for_orders() -> None:
    import uvicorn  # noqa: F401

    import app.main  # noqa: F401
    import migrations  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever dies is forgotten at once
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _serve(order["log"], order["environment"])
        print(child, flush=True)


if __name__ == "__main__":
    _wait_for_orders()
