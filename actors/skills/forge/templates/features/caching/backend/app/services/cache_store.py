"""Where answers are kept: what a cache asks of its store, and Redis as one."""

import time
from collections.abc import Sequence
from typing import Any, Protocol
from uuid import uuid4

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# A cache that is slower than the database is none.
CONNECT_TIMEOUT_S = 0.5
TIMEOUT_S = 0.3
# How long a kind stays closed when whoever closed it never comes back; longer than any commit takes.
CLOSED_S = 60


class StoreError(Exception):
    """The store did not do what it was asked; its text names no address and no password."""


class Store(Protocol):
    """Kinds are known by their tables. Each has a mark, which is another one after every change."""

    def marks(self, kinds: Sequence[str]) -> str | None:
        """The marks of all kinds together; None while one of them is being changed."""

    def read(self, key: str) -> bytes | None: ...

    def keep(self, key: str, answer: bytes, seconds: int) -> None: ...

    def close(self, kinds: Sequence[str], holder: str) -> None:
        """Takes the marks away; there are none to be had until the holder opens the kinds again."""

    def open(self, kinds: Sequence[str], holder: str) -> None:
        """Takes away what marks somebody may have made meanwhile, and lets them be made again."""

    def forget_all(self) -> None: ...


class RedisStore:
    """All names begin with the same word, so that several products get along in one Redis."""

    def __init__(self, url: str, prefix: str) -> None:
        self._prefix = prefix
        # The mark that all kinds have in common: with another one, nothing that was kept is found again.
        self._epoch = f"{prefix}:epoch"
        # Nothing is tried twice: who asks goes on without the cache instead.
        self._client = redis.Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_TIMEOUT_S,
            socket_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )

    def marks(self, kinds: Sequence[str]) -> str | None:
        names = [self._epoch, *(self._name("mark", it) for it in kinds)]
        found, closed = self._run(
            ["MGET", *names],
            ["EXISTS", *(self._name("closed", it) for it in kinds)],
            at_once=True,
        )
        if closed:
            return None
        missing = [name for name, mark in zip(names, found, strict=True) if mark is None]
        if missing:
            # Whoever is first makes them. They are made at random: one that was lost never comes back.
            made = (["SET", name, uuid4().hex, "NX"] for name in missing)
            *_, found = self._run(*made, ["MGET", *names])
        if None in found:
            return None
        return " ".join(mark.decode() for mark in found)

    def read(self, key: str) -> bytes | None:
        [answer] = self._run(["GET", self._name("answer", key)])
        return None if answer is None else bytes(answer)

    def keep(self, key: str, answer: bytes, seconds: int) -> None:
        self._run(["SET", self._name("answer", key), answer, "EX", seconds])

    def close(self, kinds: Sequence[str], holder: str) -> None:
        now = time.time()
        # Deleting needs no memory: marks go from a Redis that is full, too, and then it has none for others.
        commands: list[list[Any]] = [["DEL", *(self._name("mark", it) for it in kinds)]]
        for kind in kinds:
            closed = self._name("closed", kind)
            commands.append(["ZREMRANGEBYSCORE", closed, 0, now - CLOSED_S])
            commands.append(["ZADD", closed, now, holder])
            commands.append(["EXPIRE", closed, CLOSED_S])
        self._run(*commands)

    def open(self, kinds: Sequence[str], holder: str) -> None:
        commands: list[list[Any]] = [["DEL", *(self._name("mark", it) for it in kinds)]]
        commands += [["ZREM", self._name("closed", it), holder] for it in kinds]
        self._run(*commands)

    def forget_all(self) -> None:
        self._run(["DEL", self._epoch])

    def _name(self, what: str, which: str) -> str:
        return f"{self._prefix}:{what}:{which}"

    def _run(self, *commands: Sequence[Any], at_once: bool = False) -> list[Any]:
        """In one go, if need be without others in between; what fails keeps none of the rest from being done."""
        try:
            with self._client.pipeline(transaction=at_once) as pipeline:
                for command in commands:
                    pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
                return pipeline.execute()
        except (redis.RedisError, OSError) as error:
            raise StoreError(type(error).__name__) from None
