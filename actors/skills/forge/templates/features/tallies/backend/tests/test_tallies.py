"""Tallies: right numbers for whoever may read the record, and nothing that says whose the ballots are."""

from collections.abc import Callable
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

<% if on.multi_tenancy %>
from app.config import Settings
<% endif %>
from app.models import Id, Record
<% if on.moderation %>
from app.models.base import utc_now
from app.models.moderated import Moderated
<% endif %>
from app.models.users import DEFAULT_ROLE, RoleName
from app.schemas.tallies import RECORDS_MAX
<% if on.drafts %>
from app.services.hidden_states import HIDDEN
<% endif %>
from app.services.tallied import TALLIED
from app.services.tallying import Ballot
from tests.building import Case, Person, make_user, missing_id, wire
from tests.cases import ALL_CASES
<% if on.multi_tenancy %>
from tests.likeness import neighbours
<% endif %>

ROLES: tuple[str, ...] = get_args(RoleName)
MakePerson = Callable[[str], Person]


def case_of(resource: Any) -> Case:
    return next(case for case in ALL_CASES.values() if case.resource is resource)


every_ballot = pytest.mark.parametrize(
    ("path", "ballot"),
    [
        pytest.param(path, ballot, id=f"{path}.{ballot.name}")
        for path, tallied in TALLIED.items()
        for ballot in tallied.ballots
    ],
)


def whole_of(path: str) -> Case:
    return case_of(TALLIED[path].resource)


def cast(db: orm.Session, ballot: Ballot, record: Record, by: Person | None = None) -> Record:
    """A ballot of somebody, of a stranger where nobody is named."""
    voter = by.user if by else make_user(db, DEFAULT_ROLE)
    return case_of(ballot.resource).build(db, voter, **{ballot.key: record.id})


def ask(client: TestClient, path: str, ids: list[Any], person: Person | None = None) -> Any:
    headers = person.headers if person else {}
    query = {"of": [str(it) for it in ids]}
    return client.get(f"/api/v1/tallies/{path}", params=query, headers=headers)


def told(client: TestClient, path: str, record_id: Id, person: Person | None) -> Any:
    """What somebody is told of one record."""
    answer = ask(client, path, [record_id], person)
    assert answer.status_code == 200, answer.text
    [item] = answer.json()["items"]
    assert item["id"] == wire(record_id)
    return item


@every_ballot
def test_counted_with_ones_own(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = whole_of(path).build(db, admin.user)
    other = whole_of(path).build(db, admin.user)
    for _ in range(2):
        cast(db, ballot, record)

    before = told(client, path, record.id, admin)
    mine = cast(db, ballot, record, admin)
    after = told(client, path, record.id, admin)

    assert (before["counts"][ballot.name], before["mine"][ballot.name]) == (2, None)
    assert (after["counts"][ballot.name], after["mine"][ballot.name]) == (3, wire(mine.id))
    others = set(after["counts"]) - {ballot.name}
    assert [after["counts"][name] for name in others] == [0] * len(others)
    assert told(client, path, other.id, admin)["counts"][ballot.name] == 0


@every_ballot
def test_several_records_at_once(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, admin: Person
) -> None:
    found = [whole_of(path).build(db, admin.user) for _ in range(3)]
    for number, record in enumerate(found):
        for _ in range(number):
            cast(db, ballot, record)
    wanted = [it.id for it in found]

    # Who asks twice is told once.
    items = ask(client, path, [*wanted, wanted[0], missing_id()], admin).json()["items"]

    counts = {it["id"]: it["counts"][ballot.name] for it in items}
    assert len(items) == len(counts)
    assert counts == {wire(it): number for number, it in enumerate(wanted)}


@every_ballot
def test_nothing_says_whose_they_are(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = whole_of(path).build(db, admin.user)
    others = [cast(db, ballot, record) for _ in range(2)]

    answer = ask(client, path, [record.id], admin)

    assert [set(it) for it in answer.json()["items"]] == [{"id", "counts", "mine"}]
    for other in others:
        assert told(client, path, record.id, admin)["mine"][ballot.name] != wire(other.id)
<% if uuid %>
        assert str(getattr(other, ballot.resource.model.owner_key)) not in answer.text
<% endif %>


@every_ballot
def test_who_may_not_read_a_record_is_told_nothing(
    path: str,
    ballot: Ballot,
    client: TestClient,
    db: orm.Session,
    person: MakePerson,
) -> None:
    whole = whole_of(path)
    record = whole.build(db, make_user(db, DEFAULT_ROLE))
    cast(db, ballot, record)
    for caller in (None, *map(person, ROLES)):
        headers = caller.headers if caller else {}
        read = client.get(whole.url(record.id), headers=headers).status_code

        answer = ask(client, path, [record.id], caller)

        if read == 200:
            assert [it["id"] for it in answer.json()["items"]] == [wire(record.id)]
        elif answer.status_code == 200:
            assert answer.json() == {"items": []}
        else:
            assert answer.status_code == read


@every_ballot
def test_visitors_have_none_of_their_own(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = whole_of(path).build(db, admin.user)
    cast(db, ballot, record)
    if client.get(whole_of(path).url(record.id)).status_code != 200:
        return

    shown = told(client, path, record.id, None)

    assert shown["counts"][ballot.name] == 1
    assert set(shown["mine"].values()) == {None}


@every_ballot
def test_made_and_taken_back_by_its_own_operations(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    case, whole = case_of(ballot.resource), whole_of(path)
    for voter in map(person, ROLES):
        if not ballot.resource.rule("create").covers_any(voter.user):
            continue
        record = whole.build(db, voter.user)
        if client.get(whole.url(record.id), headers=voter.headers).status_code != 200:
            continue
        # A page sends no more than what the ballot is for.
        body = {ballot.key: wire(record.id)}
        made = client.post(case.path, json=body, headers=voter.headers)
        assert made.status_code == 201, made.text
        mine = told(client, path, record.id, voter)["mine"][ballot.name]
        assert mine == made.json()["id"]

        gone = client.delete(case.url(mine), headers=voter.headers)

        may = ballot.resource.rule("delete")
        taken = may.covers_any(voter.user) or may.covers_own(voter.user)
        assert gone.status_code == (204 if taken else 403)
        shown = told(client, path, record.id, voter)
        assert shown["mine"][ballot.name] == (None if taken else mine)
        if taken:
            assert shown["counts"][ballot.name] == 0
            # Who changes their mind is no double.
            again = client.post(case.path, json=body, headers=voter.headers)
            assert again.status_code == 201, again.text


@pytest.mark.parametrize("path", TALLIED)
def test_there_is_a_limit(path: str, client: TestClient, admin: Person) -> None:
    most = [missing_id()] * RECORDS_MAX

    assert ask(client, path, most, admin).json() == {"items": []}
    assert ask(client, path, [*most, missing_id()], admin).status_code == 422
    assert ask(client, path, [], admin).status_code == 422
    assert ask(client, path, ["not an id"], admin).status_code == 422


@pytest.mark.parametrize("path", ["users", "refresh_tokens", "no-such-records", "a" * 63])
def test_nothing_else_is_counted(path: str, client: TestClient, admin: Person) -> None:
    assert ask(client, path, [missing_id()], admin).status_code == 404


@every_ballot
def test_more_records_cost_no_more_queries(
    path: str,
    ballot: Ballot,
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    admin: Person,
) -> None:
    def queries(ids: list[Id]) -> int:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        sa.event.listen(app.state.engine, "before_cursor_execute", note)
        try:
            assert len(ask(client, path, ids, admin).json()["items"]) == len(ids)
        finally:
            sa.event.remove(app.state.engine, "before_cursor_execute", note)
        return sum(ballot.resource.model.__tablename__ in it for it in statements)

    found = [whole_of(path).build(db, admin.user).id for _ in range(4)]
    for record_id in found:
        record = db.get(TALLIED[path].resource.model, record_id)
        assert record is not None
        cast(db, ballot, record)

    assert (queries(found[:1]), queries(found)) == (1, 1)
<% if on.soft_delete %>


@every_ballot
def test_the_trash_is_not_counted(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = whole_of(path).build(db, admin.user)
    mine = cast(db, ballot, record, admin)
    case = case_of(ballot.resource)
    assert client.delete(case.url(mine.id), headers=admin.headers).status_code == 204

    shown = told(client, path, record.id, admin)

    assert (shown["counts"][ballot.name], shown["mine"][ballot.name]) == (0, None)
    restored = f"{case.path}/trash/{mine.id}/restore"
    assert client.post(restored, headers=admin.headers).status_code == 200
    assert told(client, path, record.id, admin)["mine"][ballot.name] == wire(mine.id)


@every_ballot
def test_what_is_cast_again_is_no_longer_in_the_trash(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, admin: Person
) -> None:
    case, record = case_of(ballot.resource), whole_of(path).build(db, admin.user)
    taken_back = [cast(db, ballot, record, admin), cast(db, ballot, record)]
    for gone in taken_back:
        assert client.delete(case.url(gone.id), headers=admin.headers).status_code == 204

    again = cast(db, ballot, record, admin)

    trash = client.get(f"{case.path}/trash", headers=admin.headers).json()["items"]
    # Others' are none of one's own business.
    assert [it["id"] for it in trash] == [wire(taken_back[1].id)]
    assert told(client, path, record.id, admin)["mine"][ballot.name] == wire(again.id)


@every_ballot
def test_what_is_in_the_trash_has_no_tally(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = whole_of(path).build(db, admin.user)
    cast(db, ballot, record)
    url = whole_of(path).url(record.id)
    if client.delete(url, headers=admin.headers).status_code == 204:
        assert ask(client, path, [record.id], admin).json() == {"items": []}
<% endif %>
<% if on.moderation %>


@every_ballot
def test_what_waits_for_approval_is_counted_for_nobody(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    if not issubclass(ballot.resource.model, Moderated):
        return
    case = case_of(ballot.resource)
    author = make_user(db, DEFAULT_ROLE)
    record = whole_of(path).build(db, author)
    case.build(db, author, **{ballot.key: record.id, "moderation_held_at": utc_now()})
    for reader in map(person, ROLES):
        for item in ask(client, path, [record.id], reader).json().get("items", []):
            assert item["counts"][ballot.name] == 0
<% endif %>
<% if on.drafts %>


@every_ballot
def test_what_is_hidden_has_no_tally_for_others(
    path: str, ballot: Ballot, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    whole = whole_of(path)
    for state in HIDDEN.get(whole.resource.model.__tablename__, ()):
        owner = make_user(db, DEFAULT_ROLE)
        record = whole.build(db, owner, **{whole.resource.status_field: state})
        cast(db, ballot, record)
        for reader in map(person, ROLES):
            read = client.get(whole.url(record.id), headers=reader.headers).status_code
            items = ask(client, path, [record.id], reader).json().get("items", [])
            assert len(items) == (1 if read == 200 else 0)
<% endif %>
<% if on.multi_tenancy %>


@every_ballot
def test_other_organisations_are_not_counted(
    path: str,
    ballot: Ballot,
    client: TestClient,
    db: orm.Session,
    app_sessions: orm.sessionmaker[orm.Session],
    settings: Settings,
) -> None:
    with app_sessions() as other:
        rows = neighbours(db, other, settings)
        record = rows.rows[TALLIED[path].resource.model.__tablename__]

        assert ask(client, path, [record.id], rows.away).json() == {"items": []}
<% endif %>
