"""Many clients at once, by wrk: each asks the next of a row of addresses as soon as it has its answer."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ASKS = """
local paths, at = {%s}, 0
function request()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
function done(all, latency, _)
  local wrong = all.errors
  io.write(string.format('\\nTOLD {"requests": %%d, "microseconds": %%d, "p99": %%.1f, "wrong": %%d}\\n', all.requests,
    all.duration, latency:percentile(99), wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout))
end
"""
LIKED = {"Accept": "*/*"}  # as most clients say


@dataclass(frozen=True)
class Load:
    """What a server bore: answers a second, and the milliseconds within which 99 of 100 answers came."""

    rate: float
    p99: float


def missing() -> str | None:
    """Why there is none here, if so."""
    return None if shutil.which("wrk") else "wrk is not installed"


def load(url: str, paths: Sequence[str], *, clients: int = 1, lasting: float = 2, **headers: str) -> Load:
    """What the server at `url` bears of so many clients for so many seconds; raises where an answer is none."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "asks.lua"
        script.write_text(ASKS % ", ".join(json.dumps(path) for path in paths))
        command = ["wrk", "-t1", f"-c{clients}", f"-d{lasting:.0f}s", "--timeout", "30s", "-s", str(script)]
        said = [part for name, value in {**LIKED, **headers}.items() for part in ("-H", f"{name}: {value}")]
        out = subprocess.run([*command, *said, url], capture_output=True, text=True, check=True).stdout
    told = json.loads(out.rpartition("TOLD ")[2])
    if told["wrong"] or not told["requests"]:
        raise RuntimeError(f"{url}{paths[0]}: {told}")
    return Load(told["requests"] / told["microseconds"] * 1e6, told["p99"] / 1000)
