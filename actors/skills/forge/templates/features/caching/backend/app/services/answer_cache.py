"""Answers that are kept until what they show changes, by a store that may be slow or away at any time."""

import hashlib
import json
import logging
import threading
import time
<% if on.multi_tenancy %>
from collections import OrderedDict
<% endif %>
from collections.abc import Callable, Sequence
from dataclasses import dataclass<% if on.multi_tenancy %>, replace<% endif %>

from typing import Any, TypeVar
<% if on.multi_tenancy %>
from uuid import uuid4
<% endif %>

from fastapi import Response

from app.services.cache_store import Store, StoreError

logger = logging.getLogger(__name__)
Told = TypeVar("Told")

# Nothing that is longer is kept: a list of a hundred long texts would push out thousands of others.
ANSWER_BYTES_MAX = 256 * 1024
# After a failure the store is left alone for so long.
PAUSE_S = 5.0
<% if on.multi_tenancy %>
# Organisations whose questions are counted.
COUNTED_MAX = 1000
<% endif %>
JSON = "application/json"


@dataclass(frozen=True)
class Question:
    """All that an answer depends on beside the kinds of records that it shows, which are known by their tables."""

    kinds: tuple[str, ...]
    parts: tuple[Any, ...]
<% if on.multi_tenancy %>

    @property
    def whose(self) -> str:
        """The kind that stands for its organisation."""
        return self.kinds[-1]
<% endif %>

    def key(self, marks: str) -> str:
        text = json.dumps([marks, *self.parts], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Counts:
    hits: int = 0
    misses: int = 0


class AnswerCache:
    def __init__(
        self,
        store: Store | None,
        seconds: int,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self.counts = Counts()
<% if on.multi_tenancy %>
        # The same of each organisation; of those that asked last.
        self._counts: OrderedDict[str, Counts] = OrderedDict()
<% endif %>
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._left_alone_until = 0.0
        self._is_away = False
        # Changes that the store may not know of, and of those how many it was told to forget everything for. It
        # begins with one: what a process that died could not tell, and what a program before this one has kept.
        self._owed = 1
        self._paid = 0

    @property
    def is_away(self) -> bool:
        """Whether there is a store that did not do what it was asked the last time."""
        return self._is_away

    def answer(self, question: Question, make: Callable[[], bytes]) -> Response:
        """The marks are taken before anything is read from the database: what changes meanwhile has others."""
        marks = self._ask(lambda store: store.marks(question.kinds), None)
        if marks is None:
            return Response(make(), media_type=JSON)
        key = question.key(marks)
        kept = self._ask(lambda store: store.read(key), None)
        if kept is not None:
            self._count(<% if on.multi_tenancy %>question.whose, <% endif %>hit=True)
            return Response(kept, media_type=JSON, headers={"X-Cache": "hit"})
        self._count(<% if on.multi_tenancy %>question.whose, <% endif %>hit=False)
        made = make()
        if len(made) <= ANSWER_BYTES_MAX:
            self._ask(lambda store: store.keep(key, made, self._seconds), None)
        return Response(made, media_type=JSON, headers={"X-Cache": "miss"})

    def close(self, kinds: Sequence[str], holder: str) -> None:
        """Before a change is there for others to see."""
        self._tell(lambda store: store.close(kinds, holder))

    def open(self, kinds: Sequence[str], holder: str) -> None:
        """When it is there, or was taken back."""
        self._tell(lambda store: store.open(kinds, holder))

<% if on.multi_tenancy %>
    def counts_of(self, whose: str) -> Counts:
        with self._lock:
            return replace(self._counts.get(whose, Counts()))

    def forget_kind(self, kind: str) -> bool:
        """Whether the store could be told to find nothing again that was kept with the kind."""

        def told(store: Store) -> bool:
            holder = uuid4().hex
            store.close([kind], holder)
            store.open([kind], holder)
            return True

        return self._ask(told, False)

<% endif %>
    def forget_all(self) -> bool:
        """Whether the store could be told; otherwise it is as soon as it answers again."""
        with self._lock:
            self._owed += 1
        return self._ask(lambda _store: True, False)

    def _tell(self, operation: Callable[[Store], None]) -> None:
        def done(store: Store) -> bool:
            operation(store)
            return True

        if self.store is not None and not self._ask(done, False):
            with self._lock:
                self._owed += 1

    def _ask(self, operation: Callable[[Store], Told], otherwise: Told) -> Told:
        store = self.store
        if store is None or not self._may_try():
            return otherwise
        try:
            self._pay(store)
            told = operation(store)
        except StoreError as error:
            self._fail(error)
            return otherwise
        self._work()
        return told

    def _pay(self, store: Store) -> None:
        """Nothing is taken from a store that missed a change before it has forgotten everything."""
        owed = self._owed
        if self._paid < owed:
            store.forget_all()
            with self._lock:
                self._paid = max(self._paid, owed)

    def _may_try(self) -> bool:
        if not self._is_away:
            return True
        with self._lock:
            now = self._clock()
            if now < self._left_alone_until:
                return False
            # One of those who come now tries; the others go on without.
            self._left_alone_until = now + PAUSE_S
            return True

    def _fail(self, error: StoreError) -> None:
        with self._lock:
            was_away, self._is_away = self._is_away, True
            self._left_alone_until = self._clock() + PAUSE_S
        if not was_away:
            logger.warning("Redis does not answer (%s): the database is asked instead", error)

    def _work(self) -> None:
        if not self._is_away:
            return
        with self._lock:
            was_away, self._is_away = self._is_away, False
        if was_away:
            logger.warning("Redis answers again; what was kept before is forgotten")

<% if on.multi_tenancy %>
    def _count(self, whose: str, *, hit: bool) -> None:
        with self._lock:
            for counts in (self.counts, self._counts.setdefault(whose, Counts())):
                counts.hits += hit
                counts.misses += not hit
            self._counts.move_to_end(whose)
            if len(self._counts) > COUNTED_MAX:
                self._counts.popitem(last=False)
<% else %>
    def _count(self, *, hit: bool) -> None:
        with self._lock:
            self.counts.hits += hit
            self.counts.misses += not hit
<% endif %>
