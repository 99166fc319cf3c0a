"""Notifications: who is told of what and who is not; one's own alone; nothing of what is hidden."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import Id, Notification, Record, User
from app.models.base import utc_now
<% if on.moderation %>
from app.models.moderated import Moderated
<% endif %>
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from app.services import notifying
from app.services.notifications import EVENTS
from app.services.records import Link<% if py.workflows %>, Transition<% endif %>

from tests.building import Case, Person, make_user, missing_id, wire
from tests.cases import ALL_CASES

OWN = "/api/v1/notifications"
PREFERENCES = f"{OWN}/preferences"

MakePerson = Callable[[str], Person]

OWNED = {name: case for name, case in ALL_CASES.items() if case.resource.model.owner_key}
by_owned = pytest.mark.parametrize("case", OWNED.values(), ids=OWNED.keys())


def links_to(*, parts: bool) -> list[Any]:
    """Relations to records that have an owner: of parts to their whole, or the others."""
    return [
        pytest.param(case, link, id=f"{name}.{link.attribute}")
        for name, case in ALL_CASES.items()
        for link in case.resource.links
        if link.target.owner_key is not None and link.target is not case.resource.model
        if notifying.is_whole(link, case.resource.model()) == parts
    ]


def case_of(model: type[Any]) -> Case:
    return next(case for case in ALL_CASES.values() if case.resource.model is model)


def reader_of(person: MakePerson, own: Case, *others: Case) -> Person:
    """Somebody who may read records of their own of one kind, and any of others; no administrator, where that goes."""
    rule = own.resource.rule("read")
    roles = {DEFAULT_ROLE} if rule.anonymous else rule.roles | rule.own_roles
    for other in others:
        read = other.resource.rule("read")
        roles = roles if read.anonymous else roles & read.roles
    return person(min(roles - {ADMIN}, default=ADMIN))


def told(client: TestClient, someone: Person, **query: Any) -> list[dict[str, Any]]:
    response = client.get(OWN, params=query, headers=someone.headers)
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items


def unread(client: TestClient, someone: Person) -> int:
    count: int = client.get(f"{OWN}/unread", headers=someone.headers).json()["unread"]
    return count


def change(client: TestClient, case: Case, record: Record, someone: Person) -> bool:
    """Changes all fields by the API; whether that made a difference."""
    before = client.get(case.url(record.id), headers=someone.headers).json()
    response = client.patch(case.url(record.id), json=case.fields(), headers=someone.headers)
    assert response.status_code == 200, response.text
    return bool({**before, "updated_at": ""} != {**response.json(), "updated_at": ""})


def changed_by_hand(db: orm.Session, someone: Person, record: Record) -> None:
    """As an operation changes a record, on behalf of somebody."""
    db.info["actor"] = someone.user
    note(db, record)
    db.commit()
    db.info.pop("actor")


def note(db: orm.Session, record: Record) -> None:
    actor: User = db.info["actor"]
    notice = notifying.Notice("changed", actor.id, owner_id(record), about(record))
    notifying.write(db, actor, [notice])


def about(record: Record) -> notifying.About:
    return notifying.About(record.__tablename__, record.id, owner_id(record))


def owner_id(record: Record) -> Id:
    assert record.owner_key is not None
    owner: Id = getattr(record, record.owner_key)
    return owner


@by_owned
def test_an_owner_is_told_of_a_change_by_somebody_else(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson, admin: Person
) -> None:
    owner = reader_of(person, case)
    record = case.build(db, owner.user)

    if not change(client, case, record, admin):
        assert told(client, owner) == []
        changed_by_hand(db, admin, record)

    [notification] = told(client, owner)
    assert notification["event"] == "changed"
    assert notification["actor"] == admin.user.display_name
    assert notification["record"]["kind"] == case.resource.model.__tablename__
    assert notification["record"]["id"] == wire(record.id)
    assert notification["own"]
    assert notification["read_at"] is None
    assert unread(client, owner) == 1
    # Neither who did it nor anybody else.
    assert told(client, admin) == []


@by_owned
def test_nobody_is_told_of_what_they_did_themselves(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)

    change(client, case, record, admin)
    changed_by_hand(db, admin, record)

    assert told(client, admin) == []


@by_owned
def test_what_a_script_does_tells_nobody(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    owner = reader_of(person, case)
    record = case.build(db, owner.user)
    record.updated_at = utc_now()
    for name in case.texts:
        setattr(record, name, "x")
    db.commit()

    assert told(client, owner) == []


@by_owned
def test_a_closed_account_is_told_nothing(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    owner = make_user(db, DEFAULT_ROLE)
    record = case.build(db, owner)
    db.execute(sa.update(User).where(User.id == owner.id).values(is_active=False))
    db.commit()

    change(client, case, record, admin)
    changed_by_hand(db, admin, record)

    wanted = sa.select(Notification).where(Notification.user_id == owner.id)
    assert db.scalars(wanted).all() == []


def linked(
    client: TestClient, db: orm.Session, case: Case, link: Link, target: Record, by: Person
) -> dict[str, Any]:
    payload = case.payload(db, by.user)
    payload[link.key] = wire(target.id)
<% if py.links %>
    if link.many:
        payload[link.key] = [wire(target.id)]
<% endif %>
    response = client.post(case.path, json=payload, headers=by.headers)
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


@pytest.mark.parametrize(("case", "link"), links_to(parts=True))
def test_an_owner_is_told_of_a_part_that_somebody_adds(
    case: Case,
    link: Link,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
    admin: Person,
) -> None:
    whole_case = case_of(link.target)
    owner = reader_of(person, whole_case, case)
    whole = whole_case.build(db, owner.user)

    part = linked(client, db, case, link, whole, admin)

    [notification] = told(client, owner)
    assert notification["event"] == "added"
    assert notification["record"]["id"] == wire(whole.id)
    assert notification["part"]["kind"] == case.resource.model.__tablename__
    assert notification["part"]["id"] == part["id"]
    # A part of a record of one's own is no news.
    linked(client, db, case, link, whole, owner_as_admin(db, owner))
    assert len(told(client, owner)) == 1


def owner_as_admin(db: orm.Session, owner: Person) -> Person:
    """The same person, who may now do everything."""
    db.execute(sa.update(User).where(User.id == owner.user.id).values(role=ADMIN))
    db.commit()
    return owner


<% if on.moderation %>
def decide(client: TestClient, case: Case, moderator: Person, act: str, **body: Any) -> None:
    """Decides on all that wait."""
    url = f"{case.path}/moderation"
    queue = client.get(url, headers=moderator.headers).json()["items"]
    seen = [{"id": it["record"]["id"], "version": it["version"]} for it in queue]
    decided = client.post(f"{url}/{act}", json={"records": seen, **body}, headers=moderator.headers)
    assert decided.json() == {"done": len(seen), "missed": []}, decided.text


def rewrite(client: TestClient, case: Case, written: dict[str, Any], writer: Person) -> None:
    url = case.url(written["id"])
    response = client.patch(url, json=case.fields(), headers=writer.headers)
    assert response.json()["moderation"] == "pending", response.text


@pytest.mark.parametrize(
    ("case", "link"),
    [
        it
        for it in (*links_to(parts=True), *links_to(parts=False))
        # Without fields there is nothing to write anew.
        if issubclass(it.values[0].resource.model, Moderated) and it.values[0].fields()
    ],
)
def test_what_awaits_approval_is_news_when_it_has_it(
    case: Case,
    link: Link,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
    admin: Person,
) -> None:
    target_case = case_of(link.target)
    owner = reader_of(person, target_case, case)
    target = target_case.build(db, owner.user)
    writers = case.resource.rule("create").roles - case.resource.rule("delete").roles
    writer = person(min(writers))
    client.patch(PREFERENCES, json={"changed": "none"}, headers=writer.headers)
    written = linked(client, db, case, link, target, writer)
    assert written["moderation"] == "pending"

    def of_it(reader: Person) -> list[tuple[str, Any, Any]]:
        part = (it for it in told(client, reader) if it["part"])
        found = (it for it in part if it["part"]["id"] == written["id"])
        return [(it["event"], it["actor"], it["read_at"]) for it in found]

    # Nothing is noted that would be sent, or read, before it shows.
    noted = sa.select(Notification).where(Notification.user_id == owner.user.id)
    assert db.scalars(noted).all() == []
    decide(client, case, admin, "reject", reason="Not now.")
    assert db.scalars(noted).all() == []

    rewrite(client, case, written, writer)
    decide(client, case, admin, "approve")

    event = "added" if notifying.is_whole(link, case.resource.model()) else "linked"
    news = [(event, writer.user.display_name, None)]
    assert of_it(owner) == news
    for nobody in (writer, admin):
        assert of_it(nobody) == []

    # Approved once more, it is no news.
    client.post(f"{OWN}/{told(client, owner)[0]['id']}/read", headers=owner.headers)
    [(_, _, read_at)] = of_it(owner)
    assert read_at is not None
    rewrite(client, case, written, writer)
    decide(client, case, admin, "approve")
    assert of_it(owner) == [(event, writer.user.display_name, read_at)]


<% endif %>
@pytest.mark.parametrize(("case", "link"), links_to(parts=True))
def test_a_part_that_is_gone_tells_nothing(
    case: Case,
    link: Link,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
    admin: Person,
) -> None:
    whole_case = case_of(link.target)
    owner = reader_of(person, whole_case, case)
    part = linked(client, db, case, link, whole_case.build(db, owner.user), admin)
    [notification] = told(client, owner)

    deleted = client.delete(case.url(part["id"]), headers=admin.headers)

    assert deleted.status_code == 204
    assert told(client, owner) == []
    assert unread(client, owner) == 0
    url = f"{OWN}/{notification['id']}/read"
    assert client.post(url, headers=owner.headers).status_code == 404


@pytest.mark.parametrize(("case", "link"), links_to(parts=False))
def test_an_owner_is_told_when_somebody_links_their_record(
    case: Case,
    link: Link,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
    admin: Person,
) -> None:
    target_case = case_of(link.target)
    owner = reader_of(person, target_case, case)
    target = target_case.build(db, owner.user)

    created = linked(client, db, case, link, target, admin)

    found = [it for it in told(client, owner) if it["event"] == "linked"]
    assert [it["record"]["id"] for it in found] == [wire(target.id)]
    assert [it["part"]["id"] for it in found] == [created["id"]]
    # The same again is no link that was not there.
    body = {link.key: created_key(created, link)}
    client.patch(case.url(created["id"]), json=body, headers=admin.headers)
    assert len([it for it in told(client, owner) if it["event"] == "linked"]) == 1


def created_key(created: dict[str, Any], link: Link) -> Any:
    shown = created[link.attribute]
    return [it["id"] for it in shown] if isinstance(shown, list) else shown["id"]


@pytest.mark.parametrize(
    ("case", "link"),
    [
        pytest.param(case, link, id=f"{name}.{link.attribute}")
        for name, case in ALL_CASES.items()
        for link in case.resource.links
        if link.target is User
    ],
)
def test_whoever_a_record_names_is_told(
    case: Case,
    link: Link,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
    admin: Person,
) -> None:
    read = case.resource.rule("read")
    roles = {DEFAULT_ROLE} if read.anonymous else read.roles
    someone = person(min(roles - {ADMIN}, default=ADMIN))

    created = linked(client, db, case, link, someone.user, admin)

    found = [it for it in told(client, someone) if it["event"] == "linked"]
    assert [(it["record"]["id"], it["part"]) for it in found] == [(created["id"], None)]


@by_owned
def test_who_may_not_read_is_told_nothing(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    """Neither when it happens nor afterwards: of a record of somebody else's that only its owner may read."""
    stranger = person(DEFAULT_ROLE)
    record = case.build(db, make_user(db, DEFAULT_ROLE))
    db.info["actor"] = admin.user
    notice = notifying.Notice("linked", admin.user.id, stranger.user.id, about(record))
    notifying.write(db, admin.user, [notice])
    # As if they had been told while they could read it.
    slipped = Notification(
        user_id=stranger.user.id,
        event="linked",
        kind=record.__tablename__,
        record_id=record.id,
        state="",
    )
    db.add(slipped)
    db.commit()

    expected = 1 if case.resource.rule("read").covers_any(stranger.user) else 0

    assert len(told(client, stranger)) == 2 * expected
    assert unread(client, stranger) == 2 * expected
    status = client.delete(f"{OWN}/{slipped.id}", headers=stranger.headers).status_code
    assert status == (204 if expected else 404)


@by_owned
def test_a_record_that_is_gone_tells_nothing(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson, admin: Person
) -> None:
    owner = reader_of(person, case)
    record = case.build(db, owner.user)
    changed_by_hand(db, admin, record)
    assert unread(client, owner) == 1

    assert client.delete(case.url(record.id), headers=admin.headers).status_code == 204

    assert told(client, owner) == []
    assert unread(client, owner) == 0
<% if on.soft_delete %>

    url = case.url(f"trash/{record.id}", "restore")
    assert client.post(url, headers=admin.headers).status_code == 200
    # It is back, and its coming back was no change.
    assert [it["event"] for it in told(client, owner)] == ["changed"]
<% endif %>


@by_owned
def test_the_same_again_is_told_once(
    case: Case,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
    admin: Person,
) -> None:
    owner = reader_of(person, case)
    record = case.build(db, owner.user)
    changed_by_hand(db, admin, record)
    [first] = told(client, owner)
    client.post(f"{OWN}/{first['id']}/read", headers=owner.headers)
    assert unread(client, owner) == 0

    changed_by_hand(db, admin, record)

    [again] = told(client, owner)
    assert again["id"] == first["id"]
    assert again["happened_at"] > first["happened_at"]
    assert unread(client, owner) == 1
    # By somebody else, or after a while, it is another thing.
    changed_by_hand(db, person(ADMIN), record)
    assert len(told(client, owner)) == 2
    past = utc_now() - notifying.AGAIN_AFTER
    db.execute(sa.update(Notification).values(happened_at=past))
    db.commit()
    changed_by_hand(db, admin, record)
    assert len(told(client, owner)) == 3


@by_owned
def test_one_person_floods_nobody(
    case: Case,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
    admin: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notifying, "FROM_ONE_MAX", 2)
    owner = reader_of(person, case)
    for _ in range(3):
        changed_by_hand(db, admin, case.build(db, owner.user))
    assert len(told(client, owner)) == 2

    changed_by_hand(db, person(ADMIN), case.build(db, owner.user))

    assert len(told(client, owner)) == 3


@by_owned
def test_old_ones_are_forgotten(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson, admin: Person
) -> None:
    owner = reader_of(person, case)
    changed_by_hand(db, admin, case.build(db, owner.user))
    past = utc_now() - notifying.KEPT_FOR - dt.timedelta(seconds=1)
    db.execute(sa.update(Notification).values(happened_at=past))
    db.commit()

    changed_by_hand(db, admin, case.build(db, owner.user))

    assert len(told(client, owner)) == 1


@by_owned
def test_what_is_taken_back_tells_nobody(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson, admin: Person
) -> None:
    owner = reader_of(person, case)
    record = case.build(db, owner.user)
    client.patch(PREFERENCES, json={"changed": "email"}, headers=owner.headers)
    db.info["actor"] = admin.user
    note(db, record)
    assert len(db.scalars(sa.select(Notification)).all()) == 1

    db.rollback()

    assert told(client, owner) == []
    assert notifying.TO_SEND not in db.info


@by_owned
def test_a_refused_change_tells_nobody(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson, admin: Person
) -> None:
    owner = reader_of(person, case)
    url = case.url(case.build(db, owner.user).id)

    assert client.patch(url, json={"no_such_field": 1}, headers=admin.headers).status_code == 422
    assert client.patch(url, json=case.fields()).status_code == 401

    assert told(client, owner) == []


<% if py.workflows %>
every_transition = pytest.mark.parametrize(
    ("case", "step"),
    [
        pytest.param(case, step, id=f"{name}.{step.name}")
        for name, case in ALL_CASES.items()
        for step in case.resource.transitions
    ],
)


def started(case: Case, db: orm.Session, owner: User, step: Transition) -> Record:
    return case.build(db, owner, **{case.resource.status_field: min(step.from_states)})


@every_transition
def test_an_owner_is_told_where_their_record_went(
    case: Case,
    step: Transition,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
    admin: Person,
) -> None:
    owner = reader_of(person, case)
    record = started(case, db, owner.user, step)

    moved = client.post(case.url(record.id, step.name), headers=admin.headers)

    assert moved.status_code == 200
    found = [(it["event"], it["state"]) for it in told(client, owner)]
    if case.resource.model.owner_key is not None:
        assert found == [("moved", step.to_state)]
    else:
        assert "moved" not in [event for event, _ in found]


@every_transition
def test_those_who_may_move_it_on_are_told(
    case: Case,
    step: Transition,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
    admin: Person,
) -> None:
    movers = notifying.movers(case.resource, step.to_state)
    rules = [
        case.resource.rule(it.name)
        for it in case.resource.transitions
        if step.to_state in it.from_states
    ]
    for role in movers - {ADMIN}:
        assert any(role in rule.roles for rule in rules)
    every_role = {DEFAULT_ROLE, ADMIN, *(role for rule in rules for role in rule.roles)}
    people = {role: person(role) for role in sorted(every_role)}
    closed = [make_user(db, role, is_active=False) for role in sorted(every_role)]
    record = started(case, db, make_user(db, DEFAULT_ROLE), step)

    client.post(case.url(record.id, step.name), headers=admin.headers)

    for role, someone in people.items():
        found = [it["event"] for it in told(client, someone)]
        assert found == (["waiting"] if role in movers else []), role
    assert told(client, admin) == []
    for user in closed:
        wanted = sa.select(Notification).where(Notification.user_id == user.id)
        assert db.scalars(wanted).all() == []


@pytest.mark.parametrize(
    "case", [pytest.param(it, id=name) for name, it in ALL_CASES.items() if it.resource.transitions]
)
def test_a_new_record_waits_for_those_who_may_move_it(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson, admin: Person
) -> None:
    column = case.resource.model.__table__.c[case.resource.status_field]
    movers = notifying.movers(case.resource, column.default.arg)
    people = [person(role) for role in sorted(movers)]

    payload = case.payload(db, admin.user)
    created = client.post(case.path, json=payload, headers=admin.headers).json()

    for someone in people:
        waiting = [it for it in told(client, someone) if it["event"] == "waiting"]
        assert [it["record"]["id"] for it in waiting] == [created["id"]]


@every_transition
def test_only_so_many_are_told(
    case: Case,
    step: Transition,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notifying, "FAN_OUT_MAX", 2)
    movers = sorted(notifying.movers(case.resource, step.to_state))
    users = [make_user(db, role) for role in movers[:1] for _ in range(3)]
    record = started(case, db, make_user(db, DEFAULT_ROLE), step)

    client.post(case.url(record.id, step.name), headers=admin.headers)

    wanted = sa.select(Notification.user_id).where(Notification.event == "waiting")
    # Those with the oldest accounts.
    assert set(db.scalars(wanted)) == {user.id for user in users[:2]}


<% endif %>
@pytest.fixture
def some(
    db: orm.Session, person: MakePerson, admin: Person
) -> Callable[[Person | None], tuple[Person, Record]]:
    """Somebody who was told of one change of their record."""
    if not OWNED:
        pytest.skip("no record of this product has an owner")
    case = next(iter(OWNED.values()))

    def make(known: Person | None = None) -> tuple[Person, Record]:
        owner = known or reader_of(person, case)
        record = case.build(db, owner.user)
        changed_by_hand(db, admin, record)
        return owner, record

    return make


Some = Callable[[Person | None], tuple[Person, Record]]


def test_nobody_reaches_those_of_others(
    client: TestClient, db: orm.Session, some: Some, admin: Person, member: Person
) -> None:
    owner, _ = some(None)
    [notification] = told(client, owner)
    url = f"{OWN}/{notification['id']}"

    for someone in (admin, member):
        assert told(client, someone) == []
        assert client.post(f"{url}/read", headers=someone.headers).status_code == 404
        assert client.delete(url, headers=someone.headers).status_code == 404
        body = {"until": notification["id"]}
        answer = client.post(f"{OWN}/read", json=body, headers=someone.headers)
        assert answer.status_code == 404
    assert client.delete(f"{OWN}/{missing_id()}", headers=owner.headers).status_code == 404

    assert told(client, owner) == [notification]


def test_visitors_have_none(client: TestClient) -> None:
    for method, path in (
        ("GET", OWN),
        ("GET", f"{OWN}/unread"),
        ("GET", PREFERENCES),
        ("PATCH", PREFERENCES),
        ("POST", f"{OWN}/read"),
        ("POST", f"{OWN}/{missing_id()}/read"),
        ("DELETE", f"{OWN}/{missing_id()}"),
    ):
        assert client.request(method, path).status_code == 401, path


def test_one_is_read_and_removed(client: TestClient, some: Some) -> None:
    owner, _ = some(None)
    some(owner)
    [newer, older] = told(client, owner)

    assert client.post(f"{OWN}/{newer['id']}/read", headers=owner.headers).status_code == 204

    # What is unread comes first, unless the newest are asked for.
    assert [it["id"] for it in told(client, owner)] == [older["id"], newer["id"]]
    assert [it["id"] for it in told(client, owner, order="newest")] == [newer["id"], older["id"]]
    assert unread(client, owner) == 1
    assert client.delete(f"{OWN}/{older['id']}", headers=owner.headers).status_code == 204
    assert [it["id"] for it in told(client, owner)] == [newer["id"]]


def test_all_are_read_but_for_what_came_since(client: TestClient, some: Some) -> None:
    owner, _ = some(None)
    some(owner)
    seen = told(client, owner, order="newest")[0]
    some(owner)

    answer = client.post(f"{OWN}/read", json={"until": seen["id"]}, headers=owner.headers)

    assert answer.status_code == 204
    assert [it["read_at"] is None for it in told(client, owner, order="newest")] == [
        True,
        False,
        False,
    ]


def test_pages(client: TestClient, some: Some) -> None:
    owner, _ = some(None)
    some(owner)
    some(owner)

<% if page %>
    page = client.get(OWN, params={"size": 2}, headers=owner.headers).json()
<% else %>
    page = client.get(OWN, params={"limit": 2}, headers=owner.headers).json()
<% endif %>

    assert (len(page["items"]), page["total"]) == (2, 3)
    assert client.get(OWN, params={"order": "x"}, headers=owner.headers).status_code == 422


def test_names_are_as_they_are_now(
    client: TestClient, db: orm.Session, some: Some, admin: Person
) -> None:
    owner, _ = some(None)
    db.execute(sa.update(User).where(User.id == admin.user.id).values(display_name="Bea"))
    db.commit()
    assert told(client, owner)[0]["actor"] == "Bea"

    db.execute(sa.update(Notification).values(actor_id=None))
    db.commit()

    assert told(client, owner)[0]["actor"] == ""


def test_everybody_chooses_for_themselves(client: TestClient, some: Some, admin: Person) -> None:
    owner, record = some(None)
    default = dict.fromkeys(EVENTS, "product")
    assert client.get(PREFERENCES, headers=owner.headers).json() == default

    for choice in ({"changed": "none"}, {"added": "email"}):
        answer = client.patch(PREFERENCES, json=choice, headers=owner.headers)
        assert answer.status_code == 200

    expected = {**default, "changed": "none", "added": "email"}
    assert answer.json() == expected
    assert client.get(PREFERENCES, headers=owner.headers).json() == expected
    assert client.get(PREFERENCES, headers=admin.headers).json() == default
    some(owner)
    assert [it["record"]["id"] for it in told(client, owner)] == [wire(record.id)]


def test_what_is_no_choice_is_refused(client: TestClient, member: Person) -> None:
    wrong: list[Any] = [
        {"changed": "sms"},
        {"changed": None},
        {"no_such_event": "email"},
        {"user_id": 1},
        [],
    ]
    for body in wrong:
        answer = client.patch(PREFERENCES, json=body, headers=member.headers)
        assert answer.status_code == 422, body
    assert client.patch(PREFERENCES, json={}, headers=member.headers).status_code == 200
<% if on.api_keys %>


def test_a_key_works_for_its_owner_and_reads_none(
    client: TestClient, db: orm.Session, some: Some, admin: Person
) -> None:
    owner, _ = some(None)
    body = {"name": "robot", "scope": "write", "days": None}
    made = client.post("/api/v1/auth/api-keys", json=body, headers=admin.headers).json()
    by_key = {"Authorization": f"Bearer {made['key']}"}
    assert client.get(OWN, headers=by_key).status_code == 403
    assert client.patch(PREFERENCES, json={}, headers=by_key).status_code == 403

    case = next(iter(OWNED.values()))
    mine = case.build(db, admin.user)
    change(client, case, mine, Person(user=admin.user, headers=by_key))

    assert told(client, admin) == []
    assert len(told(client, owner)) == 1
<% endif %>
<% if on.audit_log %>


def test_they_are_no_business_of_the_audit_log(
    client: TestClient, some: Some, admin: Person
) -> None:
    owner, _ = some(None)
    [notification] = told(client, owner)
    client.patch(PREFERENCES, json={"changed": "none"}, headers=owner.headers)
    client.post(f"{OWN}/{notification['id']}/read", headers=owner.headers)
    client.delete(f"{OWN}/{notification['id']}", headers=owner.headers)

    for kind in ("notifications", "notification_preferences"):
        log = client.get("/api/v1/admin/audit-log", params={"kind": kind}, headers=admin.headers)
        assert log.json()["items"] == []
<% endif %>
