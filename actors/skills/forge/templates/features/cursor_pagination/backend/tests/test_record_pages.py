"""Lists by cursor: every record that stays comes once and in order, and no cursor fits another list than its own."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import Record
from app.models.base import utc_now
from app.schemas.base import CURSOR_LENGTH_MAX
from app.security import cursors
from app.services.record_pages import START
from tests.building import Case, Person, wire
from tests.cases import ALL_CASES

SIZE = "<% if page %>size<% else %>limit<% endif %>"
SECOND = {<% if page %>"page": 2<% else %>"offset": 3<% endif %>}
PARTS_MAX = 50
every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES.keys())
every_order = pytest.mark.parametrize(
    ("case", "sort"),
    [
        pytest.param(case, sign + name, id=f"{entity}.{sign}{name}")
        for entity, case in ALL_CASES.items()
        for name in case.sorts
        for sign in ("", "-")
    ],
)


def ask(client: TestClient, person: Person, case: Case, **params: Any) -> httpx2.Response:
    return client.get(case.path, params=params, headers=person.headers)


def parts(
    client: TestClient, person: Person, case: Case, size: int, **params: Any
) -> Iterator[list[Any]]:
    """The list part by part, until it says that it ends."""
    cursor = START
    for _ in range(PARTS_MAX):
        answer = ask(client, person, case, **params, **{SIZE: size}, cursor=cursor)
        assert answer.status_code == 200, answer.text
        yield answer.json()["items"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return
    pytest.fail("the list does not end")


def ids(items: list[Any]) -> list[Any]:
    return [item["id"] for item in items]


def walk(client: TestClient, person: Person, case: Case, size: int, **params: Any) -> list[Any]:
    return [found for part in parts(client, person, case, size, **params) for found in ids(part)]


def build(db: orm.Session, case: Case, owner: Person, count: int) -> list[Record]:
    """The first is the oldest; two are of the same moment."""
    start = utc_now() - dt.timedelta(days=1)
    moments = [start + dt.timedelta(seconds=max(1, number)) for number in range(count)]
    return [case.build(db, owner.user, created_at=moment) for moment in moments]


def stored(db: orm.Session, case: Case) -> list[Record]:
    db.expire_all()
    found: list[Record] = list(db.scalars(sa.select(case.resource.model)))
    return found


def mix(db: orm.Session, case: Case, name: str, records: list[Record]) -> None:
    """Equal values and, where there may be, missing ones."""
    column = case.resource.model.__table__.c[name]
    first = records[0]
<% if py.declared %>
    alike = in_order_with(case, name)
<% else %>
    alike = {name}
<% endif %>
    for record in records[1:3]:
        if not column.unique<% if py.spans or py.together %> and not in_the_way(case, alike, record, first)<% endif %>:
            for it in alike:
                setattr(record, it, getattr(first, it))
    for record in records[3:5]:
        if column.nullable<% if py.spans or py.together %> and not in_the_way(case, alike, record, first)<% endif %>:
            setattr(record, name, None)
    db.commit()


<% if py.declared %>
def in_order_with(case: Case, name: str) -> set[str]:
    """The column, and those that must not come before it or after it."""
    pairs = [<% if py.spans %>*(it.columns for it in case.spans), <% endif %>*case.ordered]
    found = {name}
    for _ in pairs:
        found.update(*(pair for pair in pairs if not found.isdisjoint(pair)))
    return found


<% endif %>
<% if py.spans or py.together %>
def in_the_way(case: Case, alike: set[str], one: Record, other: Record) -> bool:
    """Whether the two cannot have the same in these columns."""
    groups: list[tuple[str, ...]] = []
<% if py.together %>
    groups.extend(it for it in case.together if not alike.isdisjoint(it))
<% endif %>
<% if py.spans %>
    groups.extend(it.within for it in case.spans if not alike.isdisjoint(it.columns))
<% endif %>
    return any(
        all(it in alike or getattr(one, it) == getattr(other, it) for it in group)
        for group in groups
    )


<% endif %>
@every_order
def test_the_parts_are_the_sorted_list(
    case: Case, sort: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    name = sort.removeprefix("-")
    mix(db, case, name, build(db, case, admin, 8))
    values = {wire(it.id): getattr(it, name) for it in stored(db, case)}

    found = walk(client, admin, case, 3, sort=sort)

    assert sorted(map(str, found)) == sorted(map(str, values))
    assert found == ids(ask(client, admin, case, sort=sort, **{SIZE: 100}).json()["items"])
    seen = [values[it] for it in found]
    there = [it for it in seen if it is not None]
    assert seen[: len(there)] == there, "what is empty comes last"
    if not isinstance(there[0], str):
        assert there == sorted(there, reverse=sort.startswith("-"))
    for one, other in zip(found, found[1:], strict=False):
        if values[one] == values[other]:
            assert (one > other) is sort.startswith("-")


@every_entity
@pytest.mark.parametrize("size", [1, 2, 7, 8, 100])
def test_it_ends_where_the_list_does(
    case: Case, size: int, client: TestClient, db: orm.Session, admin: Person
) -> None:
    build(db, case, admin, 7)
    count = len(stored(db, case))
    found = list(parts(client, admin, case, size))
    assert [len(part) for part in found[:-1]] == [size] * (len(found) - 1)
    assert sum(map(len, found)) == count
    assert len(found) == -(-count // size)


@every_entity
def test_an_empty_list_ends_at_once(case: Case, client: TestClient, admin: Person) -> None:
    answer = ask(client, admin, case, cursor=START).json()
    assert (answer["items"], answer["next_cursor"], answer["total"]) == ([], None, None)


@every_entity
@pytest.mark.parametrize("sort", ["created_at", "-created_at"])
def test_what_comes_and_goes_meanwhile_moves_nothing(
    case: Case, sort: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    made = [str(wire(it.id)) for it in build(db, case, admin, 9)]
    before = {str(wire(it.id)) for it in stored(db, case)}
    gone: set[str] = set()
    seen: list[str] = []
    for number, part in enumerate(parts(client, admin, case, 2, sort=sort)):
        seen += map(str, ids(part))
        if number > 1:
            continue
        # The last that was seen, on which the cursor stands, and one that was not seen yet.
        waiting = [it for it in made if it not in seen and it not in gone]
        for record_id in (seen[-1], waiting[-1]):
            assert client.delete(case.url(record_id), headers=admin.headers).status_code == 204
            gone.add(record_id)
        for moment in (utc_now() - dt.timedelta(days=2), utc_now()):
            case.build(db, admin.user, created_at=moment)

    assert len(seen) == len(set(seen))
    assert before - gone <= set(seen)


@every_entity
def test_pages_with_numbers_stay_and_lead_on(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    build(db, case, admin, 8)
    everything = ids(ask(client, admin, case, **{SIZE: 100}).json()["items"])

    second = ask(client, admin, case, **SECOND, **{SIZE: 3}).json()

    assert second["total"] == len(everything)
    assert ids(second["items"]) == everything[3:6]
    # By cursor from there, in parts of another length.
    rest = ask(client, admin, case, cursor=second["next_cursor"], **{SIZE: 100}).json()
    assert ids(rest["items"]) == everything[6:]
    assert rest["total"] is None


@every_entity
def test_by_cursor_nothing_is_counted(
    case: Case, app: FastAPI, client: TestClient, db: orm.Session, admin: Person
) -> None:
    build(db, case, admin, 5)
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement.lower())

    sa.event.listen(app.state.engine, "before_cursor_execute", note)
    try:
        list(parts(client, admin, case, 2))
        assert not [it for it in sent if "count(" in it]
        ask(client, admin, case)
        assert [it for it in sent if "count(" in it]
    finally:
        sa.event.remove(app.state.engine, "before_cursor_execute", note)


@every_entity
def test_the_usual_order_has_an_index(case: Case, app: FastAPI) -> None:
    table = case.resource.model.__tablename__
    indexes = sa.inspect(app.state.engine).get_indexes(table)
    assert ["created_at", "id"] in [it["column_names"] for it in indexes]


def refusal(answer: httpx2.Response) -> str:
    assert answer.status_code == 422, answer.text
    [detail] = answer.json()["error"]["details"]
    assert detail["field"] == "cursor"
    return str(detail["message"])


@every_entity
def test_what_was_never_given_out_is_refused(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    build(db, case, admin, 4)
    good = ask(client, admin, case, **{SIZE: 2}).json()["next_cursor"]
    other = {"A": "B"}
    damaged = [good[:at] + other.get(good[at], "A") + good[at + 1 :] for at in range(len(good))]
    forged = cursors.write(b"another key", "", [utc_now(), 1])
    shapes = ["A", "AA", "AAAA", "null", "0", "-", good + "A", good[:-1], good * 2, forged]
    for cursor in (*damaged, *shapes, "A" * CURSOR_LENGTH_MAX):
        assert refusal(ask(client, admin, case, cursor=cursor)).startswith("This cursor is damaged")
    for cursor in ("", "ä", "a b", good + "=", "'; --", "A" * (CURSOR_LENGTH_MAX + 1), "\x00"):
        assert refusal(ask(client, admin, case, cursor=cursor))
    assert ask(client, admin, case, cursor=good).status_code == 200


@every_entity
def test_a_cursor_fits_its_own_list_alone(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    [first, *_] = build(db, case, admin, 4)
    good = ask(client, admin, case, sort="created_at", **{SIZE: 2}).json()["next_cursor"]
    others: list[dict[str, Any]] = [{"sort": "-created_at"}, {"sort": "updated_at"}, {}]
    for name in case.resource.filters:
        value = getattr(first, name)
        if value is not None:
            asked = value if isinstance(value, str) else wire(value)
            others.append({"sort": "created_at", name: asked})
<% if py.searchable %>
    if getattr(case.resource, "search", ()):
        others.append({"sort": "created_at", "q": "e"})
<% endif %>
<% if on.tags %>
    if "tagged_with" in case.resource.related:
        others.append({"sort": "created_at", "tag": "rust"})
<% endif %>
    for params in others:
        assert refusal(ask(client, admin, case, **params, cursor=good))
    for another in ALL_CASES.values():
        if another is not case:
            assert refusal(ask(client, admin, another, sort="created_at", cursor=good))
    both = ask(client, admin, case, **SECOND, sort="created_at", cursor=good)
    assert refusal(both) == "Ask by page or by cursor, not by both."


@every_entity
def test_filters_hold_from_part_to_part(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: Callable[[str], Person]
) -> None:
    if case.resource.model.owner_key is None:
        return
    other = person(admin.user.role)
    mine = {str(wire(it.id)) for it in build(db, case, other, 5)}
    build(db, case, admin, 5)
    narrowed = {case.resource.model.owner_key: wire(other.user.id)}
    found = set(map(str, walk(client, admin, case, 2, **narrowed)))
    # What the sample was built with may be theirs as well.
    assert mine <= found
    owners = {str(wire(it.id)): getattr(it, it.owner_key or "id") for it in stored(db, case)}
    assert {owners[it] for it in found} == {other.user.id}


@every_entity
def test_somebody_elses_cursor_shows_nobody_more(
    case: Case, client: TestClient, db: orm.Session, admin: Person, member: Person
) -> None:
    build(db, case, admin, 4)
    build(db, case, member, 4)
    for size in (1, 3, 6):
        page = ask(client, admin, case, **{SIZE: size}).json()
        # It stands on a record that was shown.
        last = page["items"][-1]["id"]
        cursor = page["next_cursor"]
        for headers in (member.headers, {}):
            plain = client.get(case.path, params={SIZE: 100}, headers=headers)
            params = {SIZE: 100, "cursor": cursor}
            answer = client.get(case.path, params=params, headers=headers)
            assert answer.status_code == plain.status_code
            if answer.status_code == 200:
                shown = ids(plain.json()["items"])
                assert set(ids(answer.json()["items"])) <= set(shown) - {last}


def test_a_cursor_is_read_with_its_own_key_and_scope_alone() -> None:
    values = [utc_now(), utc_now().date(), None, True, 7, "ä\n", uuid.UUID(int=7)]
    cursor = cursors.write(b"key", "scope", values)
    assert cursors.read(b"key", "scope", cursor) == values
    for key, scope in ((b"other", "scope"), (b"key", "other"), (b"key", "")):
        assert cursors.read(key, scope, cursor) is None
    assert cursors.key_from("one") != cursors.key_from("other")
