"""Who listens, and what each has yet to be told. Told from any thread; each listener has one loop that sends."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import sqlalchemy as sa

from app.config import Settings
from app.security.addresses import network
from app.services.live_audience import Listener
from app.services.live_news import Happened, News

# Changes that one listener has yet to be told; more, and it is too slow.
WAITING_MAX = 500
LOOKERS = 2
# Kind, id, and what happened.
Told = tuple[str, str | int, Happened]


@dataclass(frozen=True)
class Pace:
    """How long things may take, in seconds."""

    # Until the first message is there.
    hello: float = 5.0
    # Between two signs of life of the server; a client's without one for this long is gone.
    beat: float = 25.0
    silence: float = 70.0
    # Until a client has taken a message.
    send: float = 15.0
    # Between two looks at whether somebody may still listen, beside those when it is known to have changed.
    check: float = 60.0


class TooManyError(Exception):
    """There are as many connections as there may be."""


class Inbox:
    """What a listener has yet to be told: of each record once, and no more than so many."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[tuple[str, str | int], Happened] = {}
        self._filled = asyncio.Event()
        self.reset = False
        # Whether it may still listen is to be asked first.
        self.doubted = False
        self.overflown = False

    def put(self, news: list[Told], *, reset: bool, doubted: bool) -> None:
        """From any thread."""
        try:
            self._loop.call_soon_threadsafe(self._put, news, reset, doubted)
        except RuntimeError:
            # The loop is closed, and who listened is gone with it.
            return

    def _put(self, news: list[Told], reset: bool, doubted: bool) -> None:
        self.reset |= reset
        self.doubted |= doubted
        if self.overflown:
            return
        for kind, record_id, happened in news:
            key = (kind, record_id)
            if happened == "updated" and self._waiting.get(key) == "created":
                continue
            self._waiting[key] = happened
        self.overflown |= len(self._waiting) > WAITING_MAX
        self._filled.set()

    async def wait(self) -> None:
        await self._filled.wait()
        self._filled.clear()

    def take(self) -> list[dict[str, Any]]:
        """The messages to send now."""
        messages: list[dict[str, Any]] = []
        if self._waiting:
            changes = [
                {"kind": kind, "id": record_id, "happened": happened}
                for (kind, record_id), happened in self._waiting.items()
            ]
            messages.append({"type": "changes", "changes": changes})
        if self.reset:
            messages.append({"type": "reset"})
        self.reset = False
        self._waiting = {}
        return messages


class Hub:
    def __init__(self, url: sa.URL, settings: Settings) -> None:
        self.url = url
        self.settings = settings
        self.pace = Pace()
        # Few look into the database at a time: listeners leave it to requests.
        self.lookers = ThreadPoolExecutor(LOOKERS, thread_name_prefix="live")
        self._listeners: dict[Inbox, Listener] = {}
        self._addresses: Counter[str] = Counter()
        self._lock = threading.Lock()
        HUBS.add(self)

    def __len__(self) -> int:
        return len(self._listeners)

    def arrive(self, address: str) -> str:
        """Counts a connection before anything else is done for it; the key that it leaves with."""
        key = network(address)
        with self._lock:
            settings = self.settings
            if (
                self._addresses.total() >= settings.live_connections
                or self._addresses[key] >= settings.live_connections_per_address
            ):
                raise TooManyError
            self._addresses[key] += 1
        return key

    def leave(self, key: str) -> None:
        with self._lock:
            self._addresses[key] -= 1
            if not self._addresses[key]:
                del self._addresses[key]

    def listen(self, inbox: Inbox, listener: Listener) -> None:
        with self._lock:
            if listener.user_id is not None:
                same = sum(it.user_id == listener.user_id for it in self._listeners.values())
                if same >= self.settings.live_connections_per_account:
                    raise TooManyError
            self._listeners[inbox] = listener

    def stop(self, inbox: Inbox) -> None:
        with self._lock:
            self._listeners.pop(inbox, None)

    def tell(self, news: News) -> None:
        """From any thread; waits for nobody."""
        with self._lock:
            listeners = list(self._listeners.items())
        accounts = set(news.accounts)
        for inbox, listener in listeners:
<% if on.multi_tenancy %>
            if news.organisation_id not in (None, listener.organisation_id):
                continue
<% endif %>
            heard = [
                (change.kind, change.wire_id, happened)
                for change in news.changes
                if (happened := change.for_listener(listener)) is not None
            ]
            doubted = listener.user_id in accounts
            if heard or doubted or news.reset:
                inbox.put(heard, reset=news.reset, doubted=doubted)


# All of this process.
HUBS: WeakSet[Hub] = WeakSet()


def tell_hubs(url: sa.URL, payloads: Iterable[str]) -> None:
    """Those whose database it is."""
    for payload in payloads:
        news = News.of_wire(payload)
        for hub in list(HUBS):
            if hub.url == url:
                hub.tell(news)
