"""Who is told of what by live updates, and of what nobody is told: over real connections, by the rules that answer requests."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.database import make_sessions
<% if on.attachments and (uuid or on.moderation) %>
from app.models import AttachedFile, Id, Record, User
<% elif on.attachments %>
from app.models import AttachedFile, Record, User
<% elif uuid or on.moderation %>
from app.models import Id, Record, User
<% else %>
from app.models import Record, User
<% endif %>
from app.models.base import utc_now
from app.models.users import DEFAULT_ROLE
from app.security.permissions import RULES
from app.security.rules import ADMIN
from app.services import live_audience, live_changes
from app.services.live_audience import NOBODY, ROLES, Audience
from app.services.live_news import PAYLOAD_BYTES_MAX, Change, News
<% if on.moderation %>
from tests.building import Case, Person, <% if on.multi_tenancy %>at_home, <% endif %>make_person, make_user, wire
<% else %>
from tests.building import Case, Person, <% if on.multi_tenancy %>at_home, <% endif %>make_user, wire
<% endif %>
from tests.cases import ALL_CASES
from tests.live_listening import Ear, listening, live_server, sign_in

MayListen = Callable[[User | None], Ear]
VISITORS = any(rules["read"].anonymous for rules in RULES.values())
every_kind = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES)
<% if on.moderation %>
MODERATED = {
    name: case for name, case in ALL_CASES.items() if hasattr(case.resource.model, "moderation")
}
<% endif %>


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with live_server(app) as url:
        yield url


@pytest.fixture
def ear(db: orm.Session, settings: Settings, address: str) -> Iterator[MayListen]:
    """Makes somebody listen till the test ends."""
    with ExitStack() as stack:

        def listen(user: User | None) -> Ear:
            token = None if user is None else sign_in(db, settings, user)
            return stack.enter_context(listening(address, token))

        yield listen


def owner_role(case: Case) -> str:
    """A role that may have records of the kind, so that they can be its own."""
    rules = [case.resource.rule(action) for action in ("read", "create")]
    own = sorted(rules[0].own_roles or rules[1].roles)
    return own[0] if own else DEFAULT_ROLE


def people(case: Case, db: orm.Session) -> dict[str, User | None]:
    """The owner, a stranger of each role, and a visitor where there may be any."""
    found: dict[str, User | None] = {f"a {role}": make_user(db, role) for role in ROLES}
    found["the owner"] = make_user(db, owner_role(case))
    return {**found, "a visitor": None} if VISITORS else found


def happened(ear: Ear, db: orm.Session, case: Case, record_id: object) -> list[str]:
    kind = case.resource.model.__tablename__
    told = ear.told(db)
    return [it[2] for it in told if it[:2] == (kind, str(record_id))]


def reads(client: TestClient, headers: Mapping[str, str], case: Case, record: Record) -> bool:
    status = client.get(case.url(record.id), headers=headers).status_code
    assert status in (200, 401, 403, 404)
    return status == 200


def headers_of(db: orm.Session, settings: Settings, user: User | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {sign_in(db, settings, user)}"} if user else {}


@every_kind
def test_who_may_read_a_record_is_told_of_it_and_nobody_else(
    case: Case,
    client: TestClient,
    db: orm.Session,
    settings: Settings,
    admin: Person,
    ear: MayListen,
) -> None:
    listeners = people(case, db)
    owner = listeners["the owner"]
    assert owner is not None
    ears = {name: ear(user) for name, user in listeners.items()}

    record = case.build(db, owner)

    may = {
        name: reads(client, headers_of(db, settings, user), case, record)
        for name, user in listeners.items()
    }
    assert may[f"a {ADMIN}"]

    def check(what: str) -> None:
        told = {name: happened(it, db, case, record.id) for name, it in ears.items()}
        assert told == {name: [what] if seen else [] for name, seen in may.items()}

    check("created")
    values = case.fields()
    changed = client.patch(case.url(record.id), json=values, headers=admin.headers)
    assert changed.status_code == 200, changed.text
    # A kind without fields has nothing to change.
    if values:
        check("updated")
    assert client.delete(case.url(record.id), headers=admin.headers).status_code == 204
    check("deleted")
<% if on.soft_delete %>
    back = client.post(f"{case.path}/trash/{record.id}/restore", headers=admin.headers)
    if back.status_code == 200:
        check("created")
<% endif %>


@every_kind
def test_a_message_holds_no_value(
    case: Case, db: orm.Session, admin: Person, ear: MayListen
) -> None:
    listener = ear(admin.user)
    record = case.build(db, admin.user)
    kind = case.resource.model.__tablename__
    expected = {"kind": kind, "id": wire(record.id), "happened": "created"}
    told: list[object] = []
    while expected not in told:
        message = listener.hear()
        assert set(message) == {"type", "changes"}
        told.extend(message["changes"])


@every_kind
def test_what_is_taken_back_is_not_told(
    case: Case, db: orm.Session, admin: Person, ear: MayListen
) -> None:
    kept = case.build(db, admin.user)
    listener = ear(admin.user)
    table = case.resource.model.__tablename__
    kept.updated_at = utc_now()
    db.flush()
    db.rollback()
    db.execute(sa.delete(case.resource.model).where(case.resource.model.id == kept.id))
    db.rollback()
    assert [it for it in listener.told(db) if it[0] == table] == []

    savepoint = db.begin_nested()
    db.execute(sa.delete(case.resource.model).where(case.resource.model.id == kept.id))
    savepoint.rollback()
    db.commit()
    assert "deleted" not in happened(listener, db, case, kept.id)


@every_kind
def test_what_a_savepoint_keeps_is_told_with_the_rest(
    case: Case, db: orm.Session, admin: Person, ear: MayListen
) -> None:
    model = case.resource.model
    first, second = case.build(db, admin.user), case.build(db, admin.user)
    listener = ear(admin.user)
    with db.begin_nested():
        db.execute(sa.delete(model).where(model.id == first.id))
    db.execute(sa.delete(model).where(model.id == second.id))
    db.commit()
    table = model.__tablename__
    gone = {it[1] for it in listener.told(db) if (it[0], it[2]) == (table, "deleted")}
    assert gone == {str(first.id), str(second.id)}


@every_kind
def test_statements_are_told_too(
    case: Case, db: orm.Session, admin: Person, ear: MayListen
) -> None:
    model = case.resource.model
    record, other = case.build(db, admin.user), case.build(db, admin.user)
    listener = ear(admin.user)

    db.execute(sa.update(model).where(model.id == record.id).values(created_at=other.created_at))
    db.commit()
    assert happened(listener, db, case, record.id) == ["updated"]

    db.execute(sa.delete(model).where(model.id == record.id))
    db.commit()
    assert happened(listener, db, case, record.id) == ["deleted"]


@every_kind
def test_what_goes_along_with_a_record_is_told(
    case: Case, db: orm.Session, admin: Person, ear: MayListen
) -> None:
    part = case.build(db, admin.user)
    models: list[type[Record]] = [it.resource.model for it in ALL_CASES.values()]
    wholes = [
        (model, column)
        for model in models
        for kind, column, is_deleted in live_changes.parts(model)
        if is_deleted and kind is case.resource.model
    ]
    listener = ear(admin.user)
    for model, column in wholes[:1]:
        db.execute(sa.delete(model).where(model.id == getattr(part, column.name)))
        db.commit()
        assert happened(listener, db, case, part.id) == ["deleted"]


@pytest.mark.parametrize(
    "case",
<% if py.through %>
    # Who reads what is above a record reads it still.
    [
        it
        for it in ALL_CASES.values()
        if it.resource.rule("read").own_roles and not it.resource.rule("read").through
    ],
<% else %>
    [it for it in ALL_CASES.values() if it.resource.rule("read").own_roles],
<% endif %>
    ids=lambda case: case.path,
)
def test_who_can_no_longer_read_a_record_is_told_that_it_is_gone(
    case: Case, db: orm.Session, ear: MayListen
) -> None:
    role = owner_role(case)
    before, after, other = (make_user(db, role) for _ in range(3))
    record = case.build(db, before)
    ears = [ear(user) for user in (before, after, other)]

    setattr(record, str(record.owner_key), after.id)
    db.commit()

    told = [happened(it, db, case, record.id) for it in ears]
    assert told == [["deleted"], ["created"], []]


<% if py.through %>
@pytest.mark.parametrize(
    "case",
    [it for it in ALL_CASES.values() if it.resource.rule("read").through],
    ids=lambda case: case.path,
)
def test_whoever_may_read_a_record_is_told_of_what_is_written_under_it(
    case: Case, db: orm.Session, ear: MayListen
) -> None:
    rule = case.resource.rule("read")
    link = next(it for it in case.resource.links if it.attribute == rule.through)
    parent = next(it for it in ALL_CASES.values() if it.resource.model is link.target)
    for role in sorted(rule.through_roles):
        reader, other = make_user(db, role), make_user(db, role)
        whole = parent.build(db, reader)
        author = make_user(db, DEFAULT_ROLE)
        ears = [ear(user) for user in (reader, other)]

        record = case.build(db, author, **{link.key: whole.id})

        assert [happened(it, db, case, record.id) for it in ears] == [["created"], []]


<% endif %>
<% if py.workflows %>
@pytest.mark.parametrize(
    "case",
    [it for it in ALL_CASES.values() if it.resource.transitions],
    ids=lambda case: case.path,
)
def test_a_step_of_a_workflow_is_told(
    case: Case, client: TestClient, db: orm.Session, admin: Person, ear: MayListen
) -> None:
    step = case.resource.transitions[0]
    state = min(step.from_states)
    record = case.build(db, admin.user, **{case.resource.status_field: state})
    listener = ear(admin.user)
    moved = client.post(case.url(record.id, step.name), headers=admin.headers)
    assert moved.status_code == 200, moved.text
    assert happened(listener, db, case, record.id) == ["updated"]


<% endif %>
<% if on.moderation %>
@pytest.mark.parametrize("case", MODERATED.values(), ids=MODERATED)
def test_what_awaits_approval_is_told_to_its_author_and_to_moderators_alone(
    case: Case,
    client: TestClient,
    db: orm.Session,
    settings: Settings,
    admin: Person,
    ear: MayListen,
) -> None:
    create = case.resource.rule("create")
    roles = sorted((create.roles | create.own_roles) - case.resource.rule("delete").roles)
    role = roles[0] if roles else DEFAULT_ROLE
    author, reader = make_person(db, settings, role), make_user(db, role)
    payload = case.payload(db, author.user)
    ears = [ear(author.user), ear(admin.user), ear(reader)]

    made = client.post(case.path, json=payload, headers=author.headers)
    assert made.status_code == 201, made.text
    record_id = made.json()["id"]
    told = [happened(it, db, case, record_id) for it in ears]
    assert told == [["created"], ["created"], []]

    open_ones = client.get(f"{case.path}/moderation", headers=admin.headers).json()["items"]
    seen = [{"id": it["record"]["id"], "version": it["version"]} for it in open_ones]
    url = f"{case.path}/moderation/approve"
    approved = client.post(url, json={"records": seen}, headers=admin.headers)
    assert approved.json()["done"] == 1, approved.text
    reader_may = bool(live_audience.readable(db, case.resource.model, [Id(record_id)], reader))
    told = [happened(it, db, case, record_id) for it in ears]
    assert told == [["updated"], ["updated"], ["created"] if reader_may else []]

    # What is reported is told to moderators alone: readers see no difference.
    record = db.get(case.resource.model, Id(record_id))
    assert record is not None
    db.refresh(record)
    record.moderation_reported_at = record.created_at
    orm.attributes.flag_modified(record, "updated_at")
    db.commit()
    assert [happened(it, db, case, record_id) for it in ears] == [[], ["updated"], []]

    values = case.fields()
    changed = client.patch(case.url(record_id), json=values, headers=author.headers)
    if changed.status_code == 200 and values:
        told = [happened(it, db, case, record_id) for it in ears]
        assert told == [["updated"], ["updated"], ["deleted"] if reader_may else []]


<% endif %>
<% if on.attachments %>
def test_a_file_changes_its_record(db: orm.Session, admin: Person, ear: MayListen) -> None:
    columns = {it.parent.name: it.column.table.name for it in files().foreign_keys}
    case = next(
        it for it in ALL_CASES.values() if it.resource.model.__tablename__ in columns.values()
    )
    record = case.build(db, admin.user)
    listener = ear(admin.user)
    table = case.resource.model.__tablename__
    column = next(name for name, target in columns.items() if target == table)
    values = {"name": "a.png", "media_type": "image/png", "size": 1, "stored_as": "0" * 32}
    db.add(AttachedFile(**values, **{column: record.id}))
    db.commit()
    assert happened(listener, db, case, record.id) == ["updated"]


def files() -> sa.Table:
    table = AttachedFile.__table__
    assert isinstance(table, sa.Table)
    return table


<% endif %>
@every_kind
def test_of_very_many_changes_listeners_are_told_to_read_everything(
    case: Case,
    db: orm.Session,
    admin: Person,
    ear: MayListen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = case.resource.model
    records = [case.build(db, admin.user) for _ in range(3)]
    listener = ear(admin.user)
    monkeypatch.setattr(live_changes, "CHANGES_MAX", 2)
    for record in records:
        record.created_at = records[0].created_at
        orm.attributes.flag_modified(record, "created_at")
    db.commit()
    assert listener.until_reset() == []
    db.execute(sa.update(model).values(created_at=records[0].created_at))
    db.commit()
    assert listener.until_reset() == []


def test_other_sessions_of_the_same_database_are_heard(
    app: FastAPI, db: orm.Session, admin: Person, ear: MayListen
) -> None:
    """A worker's, for one: they have nothing in common with those of requests."""
    case = next(iter(ALL_CASES.values()))
    record = case.build(db, admin.user)
    listener = ear(admin.user)
    others = make_sessions(app.state.engine)
    live_changes.watch(others)
    live_changes.watch(others)
    model = case.resource.model
    with others() as session:
<% if on.multi_tenancy %>
        at_home(session)
<% endif %>
        session.execute(sa.delete(model).where(model.id == record.id))
        session.commit()
    assert happened(listener, db, case, record.id) == ["deleted"]


def test_whoever_works_is_left_as_it_was(db: orm.Session, admin: Person) -> None:
    db.info[live_audience.ACTOR] = admin.user
    case = next(iter(ALL_CASES.values()))
    record = case.build(db, admin.user)
    live_audience.audiences(db, case.resource.model, [record.id])
    assert db.info.pop(live_audience.ACTOR) is admin.user


def change(number: int, users: int = 0) -> Change:
    who = Audience(users=frozenset(f"{number}-{it}" for it in range(users)))
<% if uuid %>
    return Change("things", Id(int=number), NOBODY, who)
<% else %>
    return Change("things", number, NOBODY, who)
<% endif %>


def test_news_are_cut_into_parts_that_the_database_takes() -> None:
    news = News([change(it, 3) for it in range(300)], accounts=["7"], reset=False)
    parts = list(news.payloads())
    assert len(parts) > 1
    assert max(len(it.encode()) for it in parts) <= PAYLOAD_BYTES_MAX
    heard = [News.of_wire(it) for it in parts]
    assert [it for part in heard for it in part.changes] == news.changes
    assert heard[0].accounts == ["7"]
    assert not any(it.reset for it in heard)


def test_what_cannot_be_cut_is_read_anew() -> None:
    [part] = News([change(1, 3000)]).payloads()
    assert News.of_wire(part) == News(reset=True)
    many = News([change(1)], accounts=[f"{it:036}" for it in range(500)])
    heard = [News.of_wire(it) for it in many.payloads()]
    assert [it for part in heard for it in part.accounts] == many.accounts
    assert [it for part in heard for it in part.changes] == many.changes


def test_nothing_is_no_news() -> None:
    assert not News()
    assert all([News(reset=True), News(accounts=["1"]), News([change(1)])])
