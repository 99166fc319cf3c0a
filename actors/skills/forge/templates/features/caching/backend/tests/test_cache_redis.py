"""The cache on a real Redis, at `TEST_REDIS_URL` or on this machine, and on what only looks like one."""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import redis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.services.answer_cache import AnswerCache, Question
from app.services.cache_store import CLOSED_S, RedisStore, Store, StoreError
from tests.building import Person
from tests.cache_conformance import RULES as STORE_RULES
from tests.cached_kinds import open_kind

URL = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/0"
KINDS = ("apples",)


@pytest.fixture
def prefix() -> Iterator[str]:
    """Names of this test's own; what it leaves is removed."""
    server = redis.Redis.from_url(URL)
    try:
        server.ping()
    except redis.RedisError:
        pytest.fail("no Redis answers: start one, or set TEST_REDIS_URL", pytrace=False)
    name = f"test:{secrets.token_hex(8)}"
    yield name
    for key in server.scan_iter(f"{name}:*"):
        server.delete(key)
    server.close()


@pytest.fixture
def store(prefix: str) -> RedisStore:
    return RedisStore(URL, prefix)


@pytest.fixture
def server() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(URL) as found:
        yield found


@pytest.mark.parametrize("rule", STORE_RULES, ids=lambda rule: rule.__name__)
def test_redis_keeps_the_rules(rule: Callable[[Store], None], store: RedisStore) -> None:
    rule(store)


def test_answers_end_by_themselves(store: RedisStore, server: redis.Redis, prefix: str) -> None:
    store.keep("one", b"1", 60)
    assert 0 < int(server.ttl(f"{prefix}:answer:one")) <= 60


def test_marks_that_were_lost_never_come_back(
    store: RedisStore, server: redis.Redis, prefix: str
) -> None:
    seen = {store.marks(KINDS)}
    for name in (f"{prefix}:mark:apples", f"{prefix}:epoch"):
        server.delete(name)
        seen.add(store.marks(KINDS))
    assert len(seen) == 3


def test_what_is_never_opened_opens_by_itself(
    store: RedisStore, server: redis.Redis, prefix: str
) -> None:
    closed = f"{prefix}:closed:apples"
    store.close(KINDS, "gone")
    assert 0 < int(server.ttl(closed)) <= CLOSED_S
    # Others who change the same kind do not keep it closed for who is gone.
    server.zadd(closed, {"gone": time.time() - CLOSED_S - 1})
    store.close(KINDS, "other")
    store.open(KINDS, "other")
    assert store.marks(KINDS) is not None


def test_processes_know_of_each_others_changes(prefix: str) -> None:
    one, other = (AnswerCache(RedisStore(URL, prefix), 60) for _ in range(2))
    question = Question(KINDS, ("list",))
    one.forget_all()
    other.forget_all()
    one.answer(question, lambda: b"before")
    assert other.answer(question, lambda: b"").body == b"before"
    other.close(KINDS, "other")
    during = one.answer(question, lambda: b"during")
    assert (during.body, during.headers.get("X-Cache")) == (b"during", None)
    other.open(KINDS, "other")
    assert one.answer(question, lambda: b"after").body == b"after"
    assert other.answer(question, lambda: b"").body == b"after"


def test_the_product_on_redis(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    store: RedisStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app.state.answer_cache, "store", store)
    case = open_kind(monkeypatch)
    url = case.url(case.build(db, admin.user).id)
<% if on.multi_tenancy %>
    # Nobody is answered alike without an organisation.
    headers = dict(admin.headers)
<% else %>
    headers: dict[str, str] = {}
<% endif %>
    states = [client.get(url, headers=headers).headers["X-Cache"] for _ in range(2)]
    assert states == ["miss", "hit"]
    values = case.fields()
    client.patch(url, json=values, headers=admin.headers)
    shown = client.get(url, headers=headers)
    assert shown.headers["X-Cache"] == "miss"
    assert {name: shown.json()[name] for name in values} == values
    assert client.get(url, headers=headers).json() == shown.json()


@pytest.mark.parametrize(
    "answer", [b"", b"-OOM command not allowed when used memory > 'maxmemory'.\r\n", b"what?\r\n"]
)
def test_what_is_slow_or_full_or_no_redis_is_given_up_soon(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=answer_with, args=(listener, answer), daemon=True).start()
        give_up(port)


def test_what_takes_no_connections_is_given_up_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    give_up(port)


def answer_with(listener: socket.socket, answer: bytes) -> None:
    """The same to whatever is said, by one connection."""
    connection, _address = listener.accept()
    with connection:
        while connection.recv(4096):
            connection.sendall(answer)


def give_up(port: int) -> None:
    store = RedisStore(f"redis://:password-of-it@127.0.0.1:{port}/0", "test")
    began = time.monotonic()
    with pytest.raises(StoreError) as failed:
        store.marks(KINDS)
    assert time.monotonic() - began < 3
    assert "password-of-it" not in str(failed.value)
    assert str(port) not in str(failed.value)
