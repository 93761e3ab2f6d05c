"""Wrong passwords are counted, so that guessing is slow. In this process's memory: each worker counts its own."""

import math
import time
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# Behind one address there may be a whole town hall.
ADDRESS_FACTOR = 5


@dataclass(frozen=True)
class Attempt:
    """Which account is tried, and from which address."""

    account: str
    address: str


class Attempts:
    """So many wrong ones a minute for an account, five times as many for an address; 0 is no limit."""

    def __init__(self, a_minute: int) -> None:
        self._counted = MovingWindowRateLimiter(MemoryStorage())
        self._limits = (RateLimitItemPerMinute(a_minute), RateLimitItemPerMinute(a_minute * ADDRESS_FACTOR))
        self._on = a_minute > 0

    def wait(self, attempt: Attempt) -> int:
        """The seconds until the next attempt is heard; 0 is now."""
        full = [pair for pair in self._pairs(attempt) if not self._counted.test(*pair)]
        resets = [self._counted.get_window_stats(*pair).reset_time - time.time() for pair in full]
        return max((max(1, math.ceil(seconds)) for seconds in resets), default=0)

    def failed(self, attempt: Attempt) -> None:
        for pair in self._pairs(attempt):
            self._counted.hit(*pair)

    def _pairs(self, attempt: Attempt) -> list[tuple[RateLimitItemPerMinute, str]]:
        keys = (f"account {attempt.account.strip().lower()[:320]}", f"address {attempt.address}")
        return list(zip(self._limits, keys, strict=True)) if self._on else []
