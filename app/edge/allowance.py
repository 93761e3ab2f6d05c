"""How often one address may ask. Counted in this process's memory."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import Scope


class Allowance:
    """So many a minute for each key; 0 is no limit."""

    def __init__(self, a_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(a_minute) if a_minute else None
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    def wait(self, key: str) -> int:
        """Counts one more; the seconds to wait when that is too many, else 0."""
        if self._limit is None or self._counted.hit(self._limit, key):
            return 0
        reset = self._counted.get_window_stats(self._limit, key).reset_time
        return max(1, math.ceil(reset - time.time()))


def address_of(scope: Scope) -> str:
    """The sender's address; behind a proxy the server has put the real one there."""
    client = scope.get("client")
    return client[0] if client else "unknown"
