"""Answers that are kept: the same for whom they are kept, never older than a change, and no condition for anything."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy import orm

from app.config import Settings
from app.models import Base, User
from app.models.users import DEFAULT_ROLE
from app.security.permissions import RULES
from app.security.rules import ADMIN, Rule
from app.services import answer_cache, cached_records, caching
from app.services.answer_cache import AnswerCache, Question
from app.services.cache_store import RedisStore, Store
from app.services.cache_watch import changed_by
from app.services.cached_records import audience_of, <% if held_back %>is_held_back, <% endif %>shown_by
from tests.building import Case, Person, <% if on.multi_tenancy %>at_home, <% endif %>wire
from tests.cache_conformance import RULES as STORE_RULES
from tests.cache_memory import BrokenStore, InterruptedStore, MemoryStore
from tests.cached_kinds import open_kind
from tests.cases import ALL_CASES

CACHE = "/api/v1/admin/cache"
every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES.keys())


@dataclass(frozen=True)
class Context:
    """Of a statement that is about to be sent."""

    compiled: object


@pytest.fixture
def cache(app: FastAPI) -> Iterator[AnswerCache]:
    """With a store of the test's own, put back as it was."""
    found: AnswerCache = app.state.answer_cache
    before, found.store = found.store, MemoryStore()
    yield found
    found.store = before
    # What one test broke is no matter of the next.
    found._is_away = False


<% if on.multi_tenancy %>
NOBODY = {"Authorization": ""}


@pytest.fixture
def client(client: TestClient, admin: Person) -> TestClient:
    """Of somebody who is signed in: nobody reads without an account."""
    client.headers.update(admin.headers)
    return client


<% endif %>
@pytest.fixture
def kept_for_all(monkeypatch: pytest.MonkeyPatch) -> Case:
    """A kind that everybody may read, of which answers are kept for whom `client` asks."""
    return open_kind(monkeypatch)


def reader(case: Case, admin: Person) -> Mapping[str, str] | None:
    """The headers of somebody whose answers are kept."""
    if audience_of(case.resource, None) is not None:
        return {}
    return admin.headers if audience_of(case.resource, admin.user) is not None else None


def asking(case: Case, admin: Person) -> Mapping[str, str]:
    headers = reader(case, admin)
    return admin.headers if headers is None else headers


def found(response: Any) -> str | None:
    assert response.status_code == 200, response.text
    state: str | None = response.headers.get("X-Cache")
    return state


@pytest.mark.parametrize("rule", STORE_RULES, ids=lambda rule: rule.__name__)
def test_the_store_in_memory_keeps_the_rules(rule: Callable[[Store], None]) -> None:
    rule(MemoryStore())


@every_entity
def test_an_answer_is_kept(
    case: Case, client: TestClient, db: orm.Session, admin: Person, cache: AnswerCache
) -> None:
    record = case.build(db, admin.user)
    headers = reader(case, admin)
    if headers is None:
        for url in (case.path, case.url(record.id)) * 2:
            assert found(client.get(url, headers=admin.headers)) is None
        return
    for url in (case.path, case.url(record.id)):
        first = client.get(url, headers=headers)
        second = client.get(url, headers=headers)

        assert (found(first), found(second)) == ("miss", "hit")
        assert second.json() == first.json()
        assert second.headers["Content-Type"] == first.headers["Content-Type"]
    cache.store = None
    for url in (case.path, case.url(record.id)):
        assert client.get(url, headers=headers).content == client.get(url, headers=headers).content


<% if held_back %>
@every_entity
def test_what_not_everybody_finds_yet_is_kept_for_no_account(
    case: Case,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    member: Person,
    cache: AnswerCache,
) -> None:
    """Whoever is signed in may find what they wrote before others do."""
    if not is_held_back(case.resource):
        return
    urls = (case.path, case.url(case.build(db, admin.user).id))
    for url in urls * 2:
        for somebody in (admin, member):
            assert "X-Cache" not in client.get(url, headers=somebody.headers).headers


<% endif %>
@every_entity
def test_questions_are_told_apart(
    case: Case, client: TestClient, db: orm.Session, admin: Person, cache: AnswerCache
) -> None:
    for _ in range(2):
        case.build(db, admin.user)
    headers = asking(case, admin)

    up = client.get(case.path, params={"sort": "created_at"}, headers=headers).json()
    down = client.get(case.path, params={"sort": "-created_at"}, headers=headers).json()

    assert up["items"] == list(reversed(down["items"]))
    for item in up["items"]:
        assert client.get(case.url(item["id"]), headers=headers).json()["id"] == item["id"]


@every_entity
def test_every_change_is_seen_at_once(
    case: Case, client: TestClient, db: orm.Session, admin: Person, cache: AnswerCache
) -> None:
    record = case.build(db, admin.user)
    headers = asking(case, admin)
    url = case.url(record.id)

    def shown() -> tuple[Any, Any]:
        return client.get(url, headers=headers), client.get(case.path, headers=headers)

    shown()
    values = case.fields()
    client.patch(url, json=values, headers=admin.headers)
    one, many = shown()
    for name, value in values.items():
        assert one.json()[name] == value
        assert many.json()["items"][0][name] == value
    other = case.build(db, admin.user)
    assert shown()[1].json()["total"] == 2
    client.delete(case.url(other.id), headers=admin.headers)
    assert shown()[1].json()["total"] == 1
    client.delete(url, headers=admin.headers)
    one, many = shown()
    assert (one.status_code, many.json()["total"]) == (404, 0)


@every_entity
def test_a_change_of_the_owner_is_a_change(
    case: Case, client: TestClient, db: orm.Session, admin: Person, cache: AnswerCache
) -> None:
    key = case.resource.model.owner_key
    if key is None:
        return
    record = case.build(db, admin.user)
    headers = asking(case, admin)
    client.get(case.url(record.id), headers=headers)

    admin.user.display_name = "Somebody else"
    db.add(admin.user)
    db.commit()

    owner = client.get(case.url(record.id), headers=headers).json()[key.removesuffix("_id")]
    assert owner["label"] == "Somebody else"


@every_entity
def test_what_goes_along_with_its_whole_is_a_change(
    case: Case, app: FastAPI, client: TestClient, db: orm.Session, admin: Person, cache: AnswerCache
) -> None:
    headers = asking(case, admin)
    for link in case.resource.links:
        column = case.resource.model.__table__.columns.get(link.key)
        if column is None or link.target is User:
            continue
        record = case.build(db, admin.user)
        (key,) = column.foreign_keys
        target_id = getattr(record, link.key)
        if target_id is None or key.ondelete != "CASCADE":
            continue
        gone = sa.delete(link.target).compile(app.state.engine)
        tables = frozenset(Base.metadata.tables)
        assert case.resource.model.__tablename__ in changed_by(str(gone), Context(gone), tables)
        client.get(case.url(record.id), headers=headers)
        whole = next(it for it in ALL_CASES.values() if it.resource.model is link.target)

        assert client.delete(whole.url(target_id), headers=admin.headers).status_code == 204

        assert client.get(case.url(record.id), headers=headers).status_code == 404


@every_entity
def test_statements_beside_the_session_are_changes(
    case: Case, app: FastAPI, client: TestClient, db: orm.Session, admin: Person, cache: AnswerCache
) -> None:
    headers = asking(case, admin)
    url = case.url(case.build(db, admin.user).id)
    table = Base.metadata.tables[case.resource.model.__tablename__]
    changes = (
        sa.update(table).values(created_at=sa.func.now()),
        sa.text(f"UPDATE {table.name} SET created_at = CURRENT_TIMESTAMP"),  # noqa: S608
    )
    for change in changes:
        client.get(url, headers=headers)
        with app.state.engine.begin() as connection:
            connection.execute(change)
        assert found(client.get(url, headers=headers)) != "hit"
        client.get(url, headers=headers)
        with app.state.engine.connect() as connection:
            connection.execute(change)
            connection.rollback()
        if reader(case, admin) is not None:
            assert found(client.get(url, headers=headers)) == "hit"


@every_entity
def test_an_answer_is_read_from_the_tables_that_it_is_kept_by(
    case: Case, app: FastAPI, client: TestClient, db: orm.Session, admin: Person, cache: AnswerCache
) -> None:
    record = case.build(db, admin.user)
    headers = reader(case, admin)
    if headers is None:
        return
    read: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        words = statement.replace(",", " , ").replace("(", " ").replace(")", " ").split()
        pairs = zip(words, words[1:], strict=False)
        read.update(name for before, name in pairs if before in ("FROM", "JOIN", ","))

    cache.store = None
    questions: list[dict[str, Any]] = [{}, {"tag": "any"}, {"q": "any"}]
    questions += [{it: str(getattr(record, it))} for it in case.resource.filters]
    sa.event.listen(app.state.engine, "before_cursor_execute", note)
    try:
        client.get(case.url(record.id), headers=headers)
        for question in questions:
            client.get(case.path, params=question, headers=headers)
    finally:
        sa.event.remove(app.state.engine, "before_cursor_execute", note)

    caller = {"users"} if headers else set()
    assert read & set(Base.metadata.tables) <= set(shown_by(case.resource)) | caller


def test_what_is_somebodys_own_is_never_kept(
    kept_for_all: Case,
    client: TestClient,
    db: orm.Session,
    person: Callable[[str], Person],
    cache: AnswerCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = kept_for_all
    rules = RULES[case.resource.model.__tablename__]
    for action in ("list", "read"):
        monkeypatch.setitem(rules, action, Rule(own_roles=frozenset({DEFAULT_ROLE})))
    people = [person(DEFAULT_ROLE), person(DEFAULT_ROLE), person(ADMIN)]
    records = [case.build(db, it.user) for it in people]
    owned = case.resource.model.owner_key is not None
    for _ in range(2):
        for somebody, record in zip(people, records, strict=True):
            response = client.get(case.path, headers=somebody.headers)
            ids = {it["id"] for it in response.json()["items"]}
            if somebody.user.role == ADMIN:
                assert ids == {wire(it.id) for it in records}
                continue
            assert ids == ({wire(record.id)} if owned else set())
            assert found(response) is None
            others = case.url(records[-1].id)
            assert client.get(others, headers=somebody.headers).status_code == 404
<% if on.multi_tenancy %>
    assert client.get(case.path, headers=NOBODY).status_code == 401
<% else %>
    assert client.get(case.path).status_code == 401
<% endif %>


def test_an_audience_is_everybody_or_a_role(
    kept_for_all: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = kept_for_all.resource
    rules = RULES[resource.model.__tablename__]
    stranger, boss = User(role=DEFAULT_ROLE), User(role=ADMIN)
    assert audience_of(resource, None) is not None
    monkeypatch.setitem(rules, "read", Rule(roles=frozenset({DEFAULT_ROLE})))
    audiences = [audience_of(resource, it) for it in (stranger, boss)]
    assert audience_of(resource, None) is None
    assert audiences in (["role " + DEFAULT_ROLE, "role " + ADMIN], [None, None])


def test_what_is_kept_is_not_for_whom_the_rules_refuse(
    kept_for_all: Case,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    cache: AnswerCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = kept_for_all
    case.build(db, admin.user)
    assert [found(client.get(case.path)) for _ in range(2)] == ["miss", "hit"]
    rules = RULES[case.resource.model.__tablename__]
    monkeypatch.setitem(rules, "list", Rule(roles=frozenset({DEFAULT_ROLE})))
<% if on.multi_tenancy %>
    assert client.get(case.path, headers=NOBODY).status_code == 401
<% else %>
    assert client.get(case.path).status_code == 401
<% endif %>


def test_audiences_share_nothing(
    kept_for_all: Case,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    cache: AnswerCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = kept_for_all.url(kept_for_all.build(db, admin.user).id)
    states = []
    for audience in ("one", "other", "one"):
        monkeypatch.setattr(cached_records, "audience_of", lambda *_, told=audience: told)
        states.append(found(client.get(url)))
    assert states == ["miss", "miss", "hit"]


def test_a_change_while_an_answer_is_made_is_not_lost(
    kept_for_all: Case,
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    cache: AnswerCache,
) -> None:
    case = kept_for_all
    record = case.build(db, admin.user)
    cache.store = store = InterruptedStore()
    values = case.fields()
    store.before_keep = lambda: client.patch(
        case.url(record.id), json=values, headers=admin.headers
    )
    client.get(case.url(record.id))
    assert store.before_keep is None

    shown = client.get(case.url(record.id))

    assert found(shown) == "miss"
    assert {name: shown.json()[name] for name in values} == values


def test_what_a_session_knew_of_the_caller_before_is_not_kept(
    client: TestClient,
    app: FastAPI,
    db: orm.Session,
    admin: Person,
    cache: AnswerCache,
) -> None:
    def rename() -> None:
        with app.state.sessions() as session:
<% if on.multi_tenancy %>
            at_home(session)
<% endif %>
            session.execute(sa.update(User).values(display_name="Renamed"))
            session.commit()

    for case in ALL_CASES.values():
        key = case.resource.model.owner_key
        if key is None or audience_of(case.resource, admin.user) is None:
            continue
        record = case.build(db, admin.user)
        for url in (case.path, case.url(record.id)):
            cache.store = store = InterruptedStore()
            with app.state.sessions() as session:
<% if on.multi_tenancy %>
                at_home(session)
<% endif %>
                session.execute(sa.update(User).values(display_name="Before"))
                session.commit()
            store.before_marks = rename
            client.get(url, headers=admin.headers)
            shown = client.get(url, headers=admin.headers)
            assert found(shown) == "hit"
            one = shown.json()["items"][0] if url == case.path else shown.json()
            assert one[key.removesuffix("_id")]["label"] == "Renamed"


def test_nothing_is_kept_while_a_change_is_being_committed(
    kept_for_all: Case,
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    cache: AnswerCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = kept_for_all
    case.build(db, admin.user)
    client.get(case.path)
    seen: list[str | None] = []
    really_open = cache.open

    def look_and_open(kinds: Sequence[str], holder: str) -> None:
        # The change is there for others, and the cache has not been told that it is over.
        seen.append(found(client.get(case.path)))
        really_open(kinds, holder)

    monkeypatch.setattr(cache, "open", look_and_open)
    with app.state.sessions() as session:
<% if on.multi_tenancy %>
        at_home(session)
<% endif %>
        session.execute(sa.update(case.resource.model).values(updated_at=sa.func.now()))
        session.commit()

    assert seen == [None]
    assert [found(client.get(case.path)) for _ in range(2)] == ["miss", "hit"]


def test_a_store_that_is_away_is_done_without(
    kept_for_all: Case,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    cache: AnswerCache,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    case = kept_for_all
    record = case.build(db, admin.user)
    url = case.url(record.id)
    now = 0.0
    monkeypatch.setattr(cache, "_clock", lambda: now)
    cache.store = store = BrokenStore()
    client.get(url)
    assert found(client.get(url)) == "hit"
    caplog.set_level(logging.WARNING)

    store.broken, store.asked = True, 0
    values = case.fields()
    changed = client.patch(url, json=values, headers=admin.headers)
    answers = [client.get(url) for _ in range(5)]

    assert changed.status_code == 200
    for answer in answers:
        assert found(answer) is None
        assert {name: answer.json()[name] for name in values} == values
    assert store.asked == 1
    assert client.get(CACHE, headers=admin.headers).json()["state"] == "away"
    assert [it for it in caplog.text.splitlines() if "does not answer" in it][1:] == []

    # What it kept before is as old as it was.
    store.broken, now = False, answer_cache.PAUSE_S + 1
    shown = client.get(url)
    assert found(shown) == "miss"
    assert {name: shown.json()[name] for name in values} == values
    assert found(client.get(url)) == "hit"
    assert "answers again" in caplog.text
    store.broken = True
    assert client.delete(CACHE, headers=admin.headers).status_code == 409


def test_a_change_that_came_through_halfway_is_not_forgotten(
    kept_for_all: Case,
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    cache: AnswerCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The store goes away between the commit and what follows it."""
    case = kept_for_all
    url = case.url(case.build(db, admin.user).id)
    now = 0.0
    monkeypatch.setattr(cache, "_clock", lambda: now)
    cache.store = store = BrokenStore()
    client.get(url)

    def go_away(_session: orm.Session) -> None:
        store.broken = True

    sa.event.listen(app.state.sessions, "after_commit", go_away)
    try:
        values = case.fields()
        client.patch(url, json=values, headers=admin.headers)
    finally:
        sa.event.remove(app.state.sessions, "after_commit", go_away)

    store.broken, now = False, answer_cache.PAUSE_S + 1
    shown = client.get(url).json()
    assert {name: shown[name] for name in values} == values


def test_what_changes_after_it_was_read_is_not_kept() -> None:
    cache = AnswerCache(MemoryStore(), 60)
    question = Question(("apples",), ("list",))

    def read_what_changes() -> bytes:
        cache.close(question.kinds, "other")
        cache.open(question.kinds, "other")
        return b"before"

    cache.answer(question, read_what_changes)
    assert cache.answer(question, lambda: b"after").body == b"after"


def test_a_process_that_starts_takes_nothing_from_before() -> None:
    store = MemoryStore()
    question = Question(("apples",), ("list",))
    before, after = AnswerCache(store, 60), AnswerCache(store, 60)
    assert before.answer(question, lambda: b"1").headers["X-Cache"] == "miss"
    assert before.answer(question, lambda: b"2").body == b"1"
    assert after.answer(question, lambda: b"3").body == b"3"


def test_long_answers_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_cache, "ANSWER_BYTES_MAX", 3)
    cache = AnswerCache(MemoryStore(), 60)
    for text, state in ((b"abc", "hit"), (b"abcd", "miss")):
        question = Question(("apples",), (text.decode(),))
        cache.answer(question, lambda text=text: text)  # type: ignore[misc]
        assert cache.answer(question, lambda: b"").headers["X-Cache"] == state


def test_administrators_see_and_empty_it(
    kept_for_all: Case,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    member: Person,
    cache: AnswerCache,
) -> None:
    for method in ("GET", "DELETE"):
<% if on.multi_tenancy %>
        assert client.request(method, CACHE, headers=NOBODY).status_code == 401
<% else %>
        assert client.request(method, CACHE).status_code == 401
<% endif %>
        assert client.request(method, CACHE, headers=member.headers).status_code == 403
    case = kept_for_all
    case.build(db, admin.user)
    before = client.get(CACHE, headers=admin.headers).json()
    states = [found(client.get(case.path)) for _ in range(3)]
    after = client.get(CACHE, headers=admin.headers).json()
    assert states == ["miss", "hit", "hit"]
    assert after["state"] == "on"
    assert after["hits"] - before["hits"] == 2
    assert after["misses"] - before["misses"] == 1

    assert client.delete(CACHE, headers=admin.headers).status_code == 204

    assert found(client.get(case.path)) == "miss"
    cache.store = None
    assert client.get(CACHE, headers=admin.headers).json()["state"] == "off"
    assert client.delete(CACHE, headers=admin.headers).status_code == 204


@pytest.mark.parametrize(
    ("statement", "is_change"),
    [
        ("SELECT 1", False),
        ("savepoint a", False),
        ("WITH gone AS (DELETE FROM a RETURNING id) SELECT id FROM gone", True),
        ("TRUNCATE a", True),
        ("", True),
    ],
)
def test_text_that_is_not_known_may_change_everything(statement: str, is_change: bool) -> None:
    watched = frozenset({"a", "b"})
    assert changed_by(statement, None, watched) == (watched if is_change else frozenset())


def test_a_change_within_a_query_is_a_change(app: FastAPI) -> None:
    table = next(iter(ALL_CASES.values())).resource.model.__table__
    gone = sa.delete(table).returning(table.c.id).cte()
    compiled = sa.select(gone.c.id).compile(app.state.engine)
    seen = changed_by(str(compiled), Context(compiled), frozenset({table.name}))
    assert seen == {table.name}


def test_the_address_is_checked_and_never_shown(settings: Settings) -> None:
    values = {**settings.model_dump(), "secret_key": "x9" * 20 + "abcdefgh"}
    password = "not-for-logs"
    good = Settings.model_validate({**values, "redis_url": f"redis://:{password}@127.0.0.1:6379/0"})
    engine = sa.create_engine("sqlite://")
    attached = caching.attach(engine, good)
    assert isinstance(attached.store, RedisStore)
    assert password not in repr(good)
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({**values, "redis_url": f"http://:{password}@127.0.0.1"})
    assert password not in str(refused.value)


def test_every_database_has_names_of_its_own() -> None:
    urls = ("db://me:pw@host/one", "db://me:pw@host/two", "db://me:pw@host/one?options=x")
    assert len({caching.prefix(it) for it in urls}) == 3
    assert caching.prefix("db://me:other@host/one") == caching.prefix(urls[0])


def test_files_of_one_name_are_told_apart_by_their_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefixes = set()
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        prefixes.add(caching.prefix("sqlite:///product.db"))
        assert caching.prefix(f"sqlite:///{folder}/product.db") in prefixes
    assert len(prefixes) == 2
