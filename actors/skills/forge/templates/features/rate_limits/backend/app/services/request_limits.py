"""How many requests one account, or one address without an account, may send: a bucket of tokens that fills up again.

Buckets live in one process: with several, each allows as many.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import Settings
from app.errors import answer
from app.security.addresses import network
from app.security.tokens import InvalidTokenError, read_access_token

# Buckets remembered at once; the one longest unused goes first, so memory stays bounded under attack.
BUCKETS_MAX = 50_000
READS = frozenset({"GET", "HEAD", "OPTIONS"})
LIMITED = "/api/"


@dataclass
class Bucket:
    tokens: float
    at: float


@dataclass(frozen=True)
class Turn:
    """What became of one request."""

    allowed: bool
    remaining: int
    # Until the bucket is full; where nothing was left, until the next request is let in.
    wait_s: int


class Buckets:
    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> Turn:
        with self._lock:
            now = self._clock()
            bucket = self._buckets.setdefault(key, Bucket(self.per_minute, now))
            self._buckets.move_to_end(key)
            if len(self._buckets) > BUCKETS_MAX:
                self._buckets.popitem(last=False)
            filled = bucket.tokens + (now - bucket.at) * self._per_second
            bucket.tokens, bucket.at = min(float(self.per_minute), filled), now
            if bucket.tokens < 1:
                wait_s = math.ceil((1 - bucket.tokens) / self._per_second)
                return Turn(allowed=False, remaining=0, wait_s=max(wait_s, 1))
            bucket.tokens -= 1
            missing = self.per_minute - bucket.tokens
            wait_s = math.ceil(missing / self._per_second)
            return Turn(allowed=True, remaining=int(bucket.tokens), wait_s=wait_s)

    def __len__(self) -> int:
        return len(self._buckets)


def install(app: FastAPI) -> None:
    app.add_middleware(RequestLimits, settings=app.state.settings)


class RequestLimits:
    """Before anything is looked up: a request too many costs no database."""

    def __init__(
        self, app: ASGIApp, *, settings: Settings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.settings = settings
        self.reads = Buckets(settings.rate_limit_reads_per_minute, clock)
        self.writes = Buckets(settings.rate_limit_writes_per_minute, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
<% if on.payments %>
        # What the payment provider signs comes from a few addresses, however many people pay.
        unlimited = scope["type"] != "http" or scope["path"] == "/api/v1/payments/webhook"
        if unlimited or not scope["path"].startswith(LIMITED):
<% else %>
        if scope["type"] != "http" or not scope["path"].startswith(LIMITED):
<% endif %>
            await self.app(scope, receive, send)
            return
        buckets = self.reads if scope["method"] in READS else self.writes
        if buckets.per_minute == 0:
            await self.app(scope, receive, send)
            return
        turn = buckets.take(self.key(scope))
        headers = {
            "RateLimit-Limit": str(buckets.per_minute),
            "RateLimit-Remaining": str(turn.remaining),
            "RateLimit-Reset": str(turn.wait_s),
        }
        if not turn.allowed:
            headers["Retry-After"] = str(turn.wait_s)
            await answer(429, "Too many requests.", headers=headers)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def key(self, scope: Scope) -> str:
        """A token counts for its account only when it is signed: made-up ones fill no buckets of their own."""
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            try:
                return f"account {read_access_token(self.settings, token.strip()).user_id}"
            except InvalidTokenError:
                pass
        return f"address {network(scope['client'][0] if scope.get('client') else '')}"
