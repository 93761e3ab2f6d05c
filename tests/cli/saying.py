"""How the tests of the command line look at what it says."""

import json
from typing import Any

import pytest

from app.cli import main

Said = pytest.CaptureFixture[str]


def output(said: Said) -> Any:
    """What stands on standard output: JSON, and nothing else."""
    return json.loads(said.readouterr().out)


def wrong_use(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code
