"""A store in memory, for tests: held to the same rules as Redis."""

import threading
from collections.abc import Callable, Sequence
from uuid import uuid4

from app.services.cache_store import StoreError


class MemoryStore:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._epoch = uuid4().hex
        self._marks: dict[str, str] = {}
        self._closed: dict[str, set[str]] = {}
        self.kept: dict[str, bytes] = {}

    def marks(self, kinds: Sequence[str]) -> str | None:
        with self._lock:
            if any(self._closed.get(it) for it in kinds):
                return None
            return " ".join(
                [self._epoch, *(self._marks.setdefault(it, uuid4().hex) for it in kinds)]
            )

    def read(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def keep(self, key: str, answer: bytes, seconds: int) -> None:
        self.kept[key] = answer

    def close(self, kinds: Sequence[str], holder: str) -> None:
        with self._lock:
            for kind in kinds:
                self._marks.pop(kind, None)
                self._closed.setdefault(kind, set()).add(holder)

    def open(self, kinds: Sequence[str], holder: str) -> None:
        with self._lock:
            for kind in kinds:
                self._marks.pop(kind, None)
                self._closed.setdefault(kind, set()).discard(holder)

    def forget_all(self) -> None:
        with self._lock:
            self._epoch = uuid4().hex


class BrokenStore(MemoryStore):
    """Does nothing of what is asked while it is broken; counts how often it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False
        self.asked = 0

    def _meet(self) -> None:
        self.asked += 1
        if self.broken:
            raise StoreError("TimeoutError")

    def marks(self, kinds: Sequence[str]) -> str | None:
        self._meet()
        return super().marks(kinds)

    def read(self, key: str) -> bytes | None:
        self._meet()
        return super().read(key)

    def keep(self, key: str, answer: bytes, seconds: int) -> None:
        self._meet()
        super().keep(key, answer, seconds)

    def close(self, kinds: Sequence[str], holder: str) -> None:
        self._meet()
        super().close(kinds, holder)

    def open(self, kinds: Sequence[str], holder: str) -> None:
        self._meet()
        super().open(kinds, holder)

    def forget_all(self) -> None:
        self._meet()
        super().forget_all()


class InterruptedStore(MemoryStore):
    """Lets something happen once, just before or after the marks are taken, or before an answer is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.before_marks: Callable[[], object] | None = None
        self.before_keep: Callable[[], object] | None = None

    def marks(self, kinds: Sequence[str]) -> str | None:
        happens, self.before_marks = self.before_marks, None
        if happens is not None:
            happens()
        return super().marks(kinds)

    def keep(self, key: str, answer: bytes, seconds: int) -> None:
        happens, self.before_keep = self.before_keep, None
        if happens is not None:
            happens()
        super().keep(key, answer, seconds)
