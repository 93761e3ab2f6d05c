"""How long to wait before the next try: longer each time, and never all at the same moment. Pure."""

from datetime import timedelta

FIRST, FACTOR, SPREAD, TRIES = timedelta(seconds=30), 3, 0.2, 9


def wait(tries: int, drawn: float) -> timedelta | None:
    """After so many tries: 30 seconds, then three times as long each time, by a draw from 0 to 1 a fifth more or less.

    None after the ninth, about 27 hours after the first: it has failed then.
    """
    if tries >= TRIES:
        return None
    times: float = FACTOR ** max(tries - 1, 0) * (1 + SPREAD * (2 * drawn - 1))
    return FIRST * times
