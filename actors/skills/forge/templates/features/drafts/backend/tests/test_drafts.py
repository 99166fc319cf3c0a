"""Drafts: until it is published a record is there for its owner, and for whoever publishes it, and for nobody else in any way."""

from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import Record
from app.models.held_back import WITH_HELD
from app.models.users import DEFAULT_ROLE, RoleName
from app.services.held_back import needing
from app.services.hidden_states import HIDDEN
<% if on.live_updates %>
from app.services.live_audience import Audience, Listener, audiences
<% endif %>
from app.services.unpublished import finds_all
from tests.building import Case, Person, make_user, missing_id, wire
from tests.cases import ALL_CASES
from tests.listed import ids

ROLES: tuple[str, ...] = get_args(RoleName)
MakePerson = Callable[[str], Person]
STATES = [
    pytest.param(case, state, id=f"{name}.{state}")
    for name, case in ALL_CASES.items()
    for state in sorted(HIDDEN.get(case.resource.model.__tablename__, ()))
]
every_hidden_state = pytest.mark.parametrize(("case", "state"), STATES)


def draft(db: orm.Session, case: Case, state: str, owner: Person | None = None) -> Record:
    """One in a hidden state, of somebody else where nobody is named."""
    columns = {case.resource.status_field: state}
    return case.build(db, owner.user if owner else make_user(db, DEFAULT_ROLE), **columns)


def kind_of(case: Case) -> type[Record]:
    model: type[Record] = case.resource.model
    return model


def outsiders(case: Case, person: MakePerson) -> Iterator[Person]:
    """One of each role that reads such records, and does not publish them."""
    rule = case.resource.rule("read")
    for caller in map(person, ROLES):
        if rule.covers_any(caller.user) and not finds_all(case.resource, caller.user):
            yield caller


def insiders(case: Case, person: MakePerson) -> Iterator[Person]:
    """One of each role that publishes such records, and reads those of others."""
    rule = case.resource.rule("read")
    for caller in map(person, ROLES):
        if rule.covers_any(caller.user) and finds_all(case.resource, caller.user):
            yield caller


def owners(case: Case, person: MakePerson) -> Iterator[Person]:
    """One of each role that has some of its own."""
    create, read = case.resource.rule("create"), case.resource.rule("read")
    for caller in map(person, ROLES):
        reads = read.covers_any(caller.user) or read.covers_own(caller.user)
        if case.resource.model.owner_key and create.covers_any(caller.user) and reads:
            yield caller


def ways(case: Case, record: Record) -> Iterator[dict[str, Any]]:
    """What a list can be asked for and that would find the record."""
    yield {}
    for name in case.sorts:
        yield {"sort": name}
        yield {"sort": f"-{name}"}
    for name in case.resource.filters:
        value = getattr(record, name)
        if value is not None:
            yield {name: str(value).lower() if isinstance(value, bool) else str(value)}
    for name in getattr(case.resource, "search", ()):
        if getattr(record, name):
            yield {"q": getattr(record, name)}


def steps_out(case: Case, state: str) -> list[str]:
    """The shortest way to a state in which everybody finds it; none where it stays among those who publish it."""
    hidden = HIDDEN[case.resource.model.__tablename__]
    known: dict[str, list[str]] = {state: []}
    waiting = [state]
    while waiting:
        now = waiting.pop(0)
        if now not in hidden:
            return known[now]
        for step in case.resource.transitions:
            if now in step.from_states and step.to_state not in known:
                known[step.to_state] = [*known[now], step.name]
                waiting.append(step.to_state)
    return []


def publish(client: TestClient, case: Case, record_id: Any, state: str, by: Person) -> bool:
    steps = steps_out(case, state)
    for name in steps:
        moved = client.post(case.url(record_id, name), headers=by.headers)
        assert moved.status_code == 200, moved.text
    return bool(steps)


@every_hidden_state
def test_nobody_else_finds_it(
    case: Case, state: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    record = draft(db, case, state)
    url = case.url(record.id)

    assert client.get(url).status_code in (401, 404)
    for reader in outsiders(case, person):
        assert client.get(url, headers=reader.headers).status_code == 404, reader.user.role
        for query in ways(case, record):
            assert ids(client, case, reader, **query) == [], (reader.user.role, query)
    for query in ways(case, record):
        assert ids(client, case, None, **query) == [], query


@every_hidden_state
def test_who_publishes_it_and_its_owner_find_it(
    case: Case, state: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    record = draft(db, case, state)
    for publisher in insiders(case, person):
        assert client.get(case.url(record.id), headers=publisher.headers).status_code == 200
        for query in ways(case, record):
            found = ids(client, case, publisher, **query)
            assert wire(record.id) in found, (publisher.user.role, query)
    for owner in owners(case, person):
        own = draft(db, case, state, owner)
        assert client.get(case.url(own.id), headers=owner.headers).status_code == 200
        found = ids(client, case, owner)
        assert wire(own.id) in found
        assert (wire(record.id) in found) == finds_all(case.resource, owner.user)


@every_hidden_state
def test_it_is_there_for_everybody_once_it_is_published(
    case: Case,
    state: str,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    person: MakePerson,
) -> None:
    record = draft(db, case, state)
    readers = list(outsiders(case, person))
    # Whoever looked before finds it, too: nothing remembers that it was not there.
    assert all(ids(client, case, reader) == [] for reader in readers)
    assert ids(client, case, None) == []

    if not publish(client, case, record.id, state, admin):
        return

    for reader in readers:
        assert client.get(case.url(record.id), headers=reader.headers).status_code == 200
        assert ids(client, case, reader) == [wire(record.id)]
    if case.resource.rule("read").anonymous:
        assert client.get(case.url(record.id)).status_code == 200
        assert ids(client, case, None) == [wire(record.id)]


@every_hidden_state
def test_a_step_back_hides_it_again(
    case: Case,
    state: str,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    person: MakePerson,
) -> None:
    hidden = HIDDEN[case.resource.model.__tablename__]
    for step in case.resource.transitions:
        for before in sorted(step.from_states - hidden):
            if step.to_state != state:
                continue
            record = draft(db, case, before)
            readers = list(outsiders(case, person))
            assert all(wire(record.id) in ids(client, case, reader) for reader in readers)
            moved = client.post(case.url(record.id, step.name), headers=admin.headers)
            assert moved.status_code == 200, moved.text
            assert not any(wire(record.id) in ids(client, case, reader) for reader in readers)


@every_hidden_state
def test_what_is_made_begins_where_its_maker_finds_it(
    case: Case, state: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    for maker in map(person, ROLES):
        if not case.resource.rule("create").covers_any(maker.user):
            continue
        payload = case.payload(db, maker.user)
        made = client.post(case.path, json=payload, headers=maker.headers)
        assert made.status_code == 201, made.text
        if made.json()[case.resource.status_field] != state:
            return
        for reader in outsiders(case, person):
            url = case.url(made.json()["id"])
            assert client.get(url, headers=reader.headers).status_code == 404


@every_hidden_state
def test_it_answers_as_what_is_not_there(
    case: Case, state: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    record = draft(db, case, state)
    asked: list[tuple[str, str, dict[str, Any] | None]] = [
        ("GET", "", None),
        ("PATCH", "", {}),
        ("DELETE", "", None),
        *(("POST", step.name, None) for step in case.resource.transitions),
    ]
    for reader in outsiders(case, person):
        for method, action, body in asked:
            hidden, missing = (
                client.request(method, case.url(it, action), json=body, headers=reader.headers)
                for it in (record.id, str(missing_id()))
            )
            assert hidden.status_code == missing.status_code, (method, action)
            assert hidden.json() == missing.json()
            assert hidden.status_code in (403, 404)


@every_hidden_state
def test_nobody_else_points_at_it(
    case: Case, state: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    """Nor comments on it."""
    record = draft(db, case, state)
    for reader in outsiders(case, person):
        for other in ALL_CASES.values():
            for link in other.resource.links:
                creates = other.resource.rule("create").covers_any(reader.user)
                if link.target is not case.resource.model or not creates:
                    continue
                target: Any = wire(record.id)
                payload = {
                    **other.payload(db, reader.user),
                    link.key: [target] if getattr(link, "many", False) else target,
                }
                refused = client.post(other.path, json=payload, headers=reader.headers)
                assert refused.status_code == 422, refused.text


@every_hidden_state
def test_what_cannot_be_without_it_is_hidden_along_with_it(
    case: Case,
    state: str,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    person: MakePerson,
) -> None:
    for part, key in needing(kind_of(case)):
        below = next((it for it in ALL_CASES.values() if it.resource.model is part), None)
        if below is None:
            continue
        reads = below.resource.rule("list")
        # Nor does whoever wrote it find it until its whole is there again.
        for reader in (it for it in outsiders(case, person) if reads.covers_any(it.user)):
            record = draft(db, case, state)
            under = below.build(db, reader.user, **{key.name: record.id})
            assert wire(under.id) not in ids(client, below, reader)
            assert client.get(below.url(under.id), headers=reader.headers).status_code == 404
            assert client.get(below.url(under.id)).status_code in (401, 404)
            assert wire(under.id) in ids(client, below, admin)
            if publish(client, case, record.id, state, admin):
                assert wire(under.id) in ids(client, below, reader)


@every_hidden_state
def test_sessions_without_an_account_find_what_everybody_finds(
    case: Case, state: str, db: orm.Session
) -> None:
    """Jobs, mails and feeds are written in such sessions."""
    draft(db, case, state)
    everything = sa.select(case.resource.model)

    assert db.scalars(everything).all() == []
    assert len(db.scalars(everything.execution_options(**{WITH_HELD: True})).all()) == 1
<% if on.csv_export %>


@every_hidden_state
def test_exports_leave_it_out(
    case: Case,
    state: str,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    person: MakePerson,
) -> None:
    record = draft(db, case, state)

    def exported(viewer: Person) -> int:
        url = f"{case.path}/export"
        lines = client.get(url, headers=viewer.headers).text.split("\r\n")
        return sum(line.startswith(f"{record.id},") for line in lines)

    assert exported(admin) == 1
    assert [exported(reader) for reader in outsiders(case, person)] == [
        0 for _ in outsiders(case, person)
    ]
<% endif %>
<% if on.soft_delete %>


@every_hidden_state
def test_its_parts_go_and_come_with_it(
    case: Case, state: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    for part, key in needing(kind_of(case)):
        below = next((it for it in ALL_CASES.values() if it.resource.model is part), None)
        if below is None or {it.ondelete for it in key.foreign_keys} != {"CASCADE"}:
            continue
        record = draft(db, case, state)
        under = below.build(db, admin.user, **{key.name: record.id})
        url = case.url(record.id)
        assert client.delete(url, headers=admin.headers).status_code == 204
        assert wire(under.id) not in ids(client, below, admin)
        restored = f"{case.path}/trash/{record.id}/restore"
        assert client.post(restored, headers=admin.headers).status_code == 200
        assert wire(under.id) in ids(client, below, admin)
<% endif %>
<% if on.notifications %>


@every_hidden_state
def test_nobody_is_told_of_it_who_does_not_find_it(
    case: Case,
    state: str,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    person: MakePerson,
) -> None:
    payload = case.payload(db, admin.user)
    made = client.post(case.path, json=payload, headers=admin.headers).json()
    if made[case.resource.status_field] != state:
        return
    for reader in outsiders(case, person):
        told = client.get("/api/v1/notifications", headers=reader.headers).json()
        assert told["items"] == []
<% endif %>
<% if on.live_updates %>


@every_hidden_state
def test_pages_of_others_are_not_told_of_it(
    case: Case,
    state: str,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    person: MakePerson,
) -> None:
    record = draft(db, case, state)

    def audience() -> Audience:
        db.expire_all()
        return audiences(db, case.resource.model, [record.id])[record.id]

    readers = [Listener(str(it.user.id), it.user.role) for it in outsiders(case, person)]
    assert not audience().everyone
    assert not any(audience().holds(reader) for reader in readers)
    assert audience().holds(Listener(str(admin.user.id), admin.user.role))
    if publish(client, case, record.id, state, admin):
        assert all(audience().holds(reader) for reader in readers)
<% endif %>
