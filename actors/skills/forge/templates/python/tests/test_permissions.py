"""The permission matrix: every line of it is tried against the running application."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import Record, User
from app.models.users import DEFAULT_ROLE
<% if py.named %>
from app.security.permissions import RULES
<% endif %>
from app.security.rules import ADMIN
from tests.building import Case, Person, make_user, wire
from tests.cases import ALL_CASES
from tests.scenarios import SCENARIOS, Scenario

MakePerson = Callable[[str], Person]

METHODS = {"list": "GET", "read": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_matrix(
    scenario: Scenario, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    case = ALL_CASES[scenario.entity]
    caller = person(scenario.role) if scenario.role else None
    stranger = make_user(db, DEFAULT_ROLE)
    owner = caller.user if caller and scenario.owns else stranger
    body: dict[str, Any] | None = None
    url = case.path
    if scenario.action == "create":
        body = case.payload(db, caller.user if caller else stranger)
    elif scenario.action != "list":
        record = build(case, db, owner, scenario.action)
        moves = scenario.action not in METHODS
        url = case.url(record.id, scenario.action if moves else "")
        body = case.fields() if scenario.action == "update" else None

    response = client.request(
        METHODS.get(scenario.action, "POST"),
        url,
        json=body,
        headers=caller.headers if caller else None,
    )

    assert response.status_code == scenario.status, response.text


def build(case: Case, db: orm.Session, owner: User, action: str<% if py.named %>, **columns: Any<% endif %>) -> Record:
    """A record in a state from which the action is possible."""
<% if on.drafts and py.named %>
    return case.build(db, owner, **case.before(action), **columns)
<% elif on.drafts %>
    return case.build(db, owner, **case.before(action))
<% elif py.named %>
<% if py.workflows %>
    for transition in case.resource.transitions:
        if transition.name == action:
            columns[case.resource.status_field] = min(transition.from_states)
<% endif %>
    return case.build(db, owner, **columns)
<% else %>
<% if py.workflows %>
    for transition in case.resource.transitions:
        if transition.name == action:
            state = min(transition.from_states)
            return case.build(db, owner, **{case.resource.status_field: state})
<% endif %>
    return case.build(db, owner)
<% endif %>


@pytest.mark.parametrize("entity", ALL_CASES)
def test_lists_hold_only_what_the_viewer_may_read(
    entity: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    case = ALL_CASES[entity]
    rule = case.resource.rule("list")
    for role in sorted(rule.roles | rule.own_roles | {ADMIN}):
        caller = person(role)
        mine = case.build(db, caller.user)
        foreign = case.build(db, make_user(db, DEFAULT_ROLE))

        response = client.get(case.path, headers=caller.headers)

        shown = {item["id"] for item in response.json()["items"]}
        assert wire(mine.id) in shown
        assert (wire(foreign.id) in shown) == rule.covers_any(caller.user)


<% if py.named %>
NAMING = {name: case for name, case in ALL_CASES.items() if case.resource.model.named_keys}


@pytest.mark.parametrize("entity", NAMING)
def test_whom_a_record_names_reads_it_and_nobody_else_does(
    entity: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    case = NAMING[entity]
    rule = case.resource.rule("read")
    for key in case.resource.model.named_keys:
        for role in sorted(rule.named_roles - rule.roles):
            named, other = person(role), person(role)
            columns = {**dict.fromkeys(case.resource.model.named_keys), key: named.user.id}
            record = case.build(db, make_user(db, DEFAULT_ROLE), **only_set(case, columns))

            for viewer, sees in ((named, True), (other, False)):
                found = client.get(case.url(record.id), headers=viewer.headers)
                listed = client.get(case.path, headers=viewer.headers).json()["items"]
                assert found.status_code == (200 if sees else 404), (role, sees)
                assert (wire(record.id) in {it["id"] for it in listed}) == sees


@pytest.mark.parametrize("entity", NAMING)
def test_whom_a_record_names_does_to_it_what_they_are_given_and_no_more(
    entity: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    case = NAMING[entity]
    rules = {it: case.resource.rule(it) for it in RULES[case.resource.model.__tablename__]}
    changing = {it: rule for it, rule in rules.items() if it not in {"list", "read", "create"}}
    for role in sorted(rules["read"].named_roles):
        for action, rule in changing.items():
            named = person(role)
            columns = dict.fromkeys(case.resource.model.named_keys, named.user.id)
            record = build(case, db, make_user(db, DEFAULT_ROLE), action, **columns)

            body = case.fields() if action == "update" else None
            path = "" if action in {"update", "delete"} else action
            answer = client.request(
                METHODS.get(action, "POST"),
                case.url(record.id, path),
                json=body,
                headers=named.headers,
            )

            may = rule.covers_any(named.user) or rule.covers_named(named.user)
            done = 204 if action == "delete" else 200
<% if on.drafts %>
            # What they do not find before others do is not there for them.
            refused = (403, 404)
            assert answer.status_code in ((done,) if may else refused), (role, action, answer.text)
<% else %>
            assert answer.status_code == (done if may else 403), (role, action, answer.text)
<% endif %>


def only_set(case: Case, columns: dict[str, Any]) -> dict[str, Any]:
    """Without what may not be empty: that stays as it was built, and names somebody else."""
    table = case.resource.model.__table__
    return {
        key: value for key, value in columns.items() if value is not None or table.c[key].nullable
    }


<% endif %>
<% if py.through %>
@pytest.mark.parametrize(
    "entity", [name for name, case in ALL_CASES.items() if case.resource.rule("read").through]
)
def test_whoever_may_read_a_record_reads_what_is_written_under_it(
    entity: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    case = ALL_CASES[entity]
    rule = case.resource.rule("read")
    link = next(it for it in case.resource.links if it.attribute == rule.through)
    parent = next(it for it in ALL_CASES.values() if it.resource.model is link.target)
    for role in sorted(rule.through_roles):
        reader, other = person(role), person(role)
        columns = {link.key: parent.build(db, reader.user).id}
        record = case.build(db, make_user(db, DEFAULT_ROLE), **columns)

        for viewer, sees in ((reader, True), (other, False)):
            found = client.get(case.url(record.id), headers=viewer.headers)
            listed = client.get(case.path, headers=viewer.headers).json()["items"]
            assert found.status_code == (200 if sees else 404), (role, sees)
            assert (wire(record.id) in {it["id"] for it in listed}) == sees


<% endif %>
@pytest.mark.parametrize("entity", ALL_CASES)
def test_a_refused_change_changes_nothing(entity: str, client: TestClient, db: orm.Session) -> None:
    case = ALL_CASES[entity]
    record = case.build(db, make_user(db, DEFAULT_ROLE))

    assert client.patch(case.url(record.id), json=case.fields()).status_code == 401
    assert client.delete(case.url(record.id)).status_code == 401

    assert case.count(db) == 1
    before = record.updated_at
    db.refresh(record)
    assert record.updated_at == before
