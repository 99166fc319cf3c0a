"""Counting failures in a sliding window. Counts live in one process: with several, each allows as many."""

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from app.errors import RateLimitedError

# Keys remembered at once; the least recently used goes first, so memory stays bounded under attack.
KEYS_MAX = 10_000


class RateLimiter:
    def __init__(
        self, limit: int, window_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._window_s = window_s
        self._clock = clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, key: str) -> None:
        """Refuses when the window is full of failures."""
        with self._lock:
            failures = self._recent(key)
            if len(failures) >= self._limit:
                raise RateLimitedError(math.ceil(failures[0] + self._window_s - self._clock()))

    def fail(self, key: str) -> None:
        with self._lock:
            failures = self._recent(key)
            failures.append(self._clock())
            self._failures[key] = failures
            self._failures.move_to_end(key)
            while len(self._failures) > KEYS_MAX:
                self._failures.popitem(last=False)

    def clear(self, key: str) -> None:
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        failures = self._failures.get(key, deque())
        while failures and failures[0] <= self._clock() - self._window_s:
            failures.popleft()
        return failures
