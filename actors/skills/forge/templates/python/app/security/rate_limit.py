"""Counting attempts in a sliding window. Counts live in one process: with several, each allows as many."""

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
        self._attempts: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, key: str, *, times: int = 1) -> None:
        """Counts one more, before its outcome is known: of many at once no more pass than of one after another.

        `times` as many as the limit are let through.
        """
        with self._lock:
            now = self._clock()
            attempts = self._attempts.setdefault(key, deque())
            while attempts and attempts[0] <= now - self._window_s:
                attempts.popleft()
            if len(attempts) >= self._limit * times:
                raise RateLimitedError(math.ceil(attempts[0] + self._window_s - now))
            attempts.append(now)
            self._attempts.move_to_end(key)
            while len(self._attempts) > KEYS_MAX:
                self._attempts.popitem(last=False)

    def succeed(self, key: str) -> None:
        """Only failures count in the end."""
        with self._lock:
            self._attempts.pop(key, None)

    def take_back(self, key: str) -> None:
        """The last attempt was no failure; what others failed at before stays."""
        with self._lock:
            attempts = self._attempts.get(key)
            if attempts:
                attempts.pop()
