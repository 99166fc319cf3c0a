"""Reaching what is somebody else's: by guessed ids, by lists, by doors for others, by values that nobody offers."""

from typing import Any

import httpx2
import pytest
from sqlalchemy import inspect, orm

from app.models import Record, User
from app.models.users import DEFAULT_ROLE
<% if on.multi_tenancy %>
from app.organisation_scope import everywhere
<% endif %>
from app.security.rules import ADMIN
from attacks.target import AUTH, Account, Target
from tests.building import PASSWORD, Case, missing_id, next_number, wire
from tests.cases import ALL_CASES
from tests.scenarios import SCENARIOS, Scenario

METHODS = {"list": "GET", "read": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}
every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES)


def method(scenario: Scenario) -> str:
    return METHODS.get(scenario.action, "POST")


def url(scenario: Scenario, case: Case, record_id: Any) -> str:
    if scenario.action in ("list", "create"):
        return case.path
    return case.url(record_id, "" if scenario.action in METHODS else scenario.action)


@pytest.mark.parametrize(
    "scenario",
    [it for it in SCENARIOS if it.status in (401, 403, 404)],
    ids=lambda scenario: scenario.name,
)
def attack_by_id(
    scenario: Scenario,
    target: Target,
    stranger: httpx2.Client,
    db: orm.Session,
    owner: User,
) -> None:
    """Every line of the matrix that says no, over the wire; and nothing has changed afterwards."""
    case = ALL_CASES[scenario.entity]
    caller = target.somebody(scenario.role) if scenario.role else None
    owner = caller.user if caller and scenario.owns else owner
    record = case.build(db, owner<% if on.drafts %>, **case.before(scenario.action)<% endif %>)
    count, before = case.count(db), record.updated_at
    body: dict[str, Any] | None = None
    if scenario.action == "create":
        body = case.payload(db, owner)
        count = case.count(db)
    elif scenario.action == "update":
        body = case.fields()

    answer = stranger.request(
        method(scenario),
        url(scenario, case, record.id),
        json=body,
        headers=caller.headers if caller else None,
    )

    assert answer.status_code == scenario.status, answer.text
    db.expire_all()
    assert case.count(db) == count
    assert db.get_one(type(record), record.id).updated_at == before


@pytest.mark.parametrize(
    "scenario",
    [it for it in SCENARIOS if it.status == 404],
    ids=lambda scenario: scenario.name,
)
def attack_by_asking_what_is_there(
    scenario: Scenario,
    target: Target,
    stranger: httpx2.Client,
    db: orm.Session,
    owner: User,
) -> None:
    """What is kept from somebody answers as what does not exist does: word for word."""
    case = ALL_CASES[scenario.entity]
    caller = target.somebody(scenario.role or DEFAULT_ROLE)
    body = case.fields() if scenario.action == "update" else None

    answers = [
        stranger.request(
            method(scenario), url(scenario, case, record_id), json=body, headers=caller.headers
        )
<% if on.drafts %>
        for record_id in (case.build(db, owner, **case.before(scenario.action)).id, missing_id())
<% else %>
        for record_id in (case.build(db, owner).id, missing_id())
<% endif %>
    ]

    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    "case",
    [case for case in ALL_CASES.values() if not case.resource.rule("read").anonymous],
    ids=lambda case: case.path,
)
def attack_by_searching_lists(
    case: Case, target: Target, stranger: httpx2.Client, db: orm.Session, owner: User
) -> None:
    """Neither pages, nor orders, nor searches, nor counts tell of records that the viewer may not read."""
    # Somebody who has none of them.
    newcomer = target.account()
    open_to_all = case.resource.rule("read").covers_any(newcomer.user)
    reader = {} if open_to_all else newcomer.headers
    secret = case.build(db, owner)
    words = [str(getattr(secret, name)) for name in case.texts if getattr(secret, name)]
    queries: list[dict[str, Any]] = [{}, {"size": 100}, *({"sort": it} for it in case.sorts)]
    queries.extend({"q": word} for word in words)

    for query in queries:
        answer = stranger.get(case.path, params=query, headers=reader)

        if answer.status_code == 200:
            assert wire(secret.id) not in {it["id"] for it in answer.json()["items"]}, query
            assert answer.json()["total"] == 0, query
        else:
            # A parameter that this list does not have, or a list that is closed altogether.
            assert answer.status_code in (401, 403, 422), query


@every_entity
def attack_by_values_that_nobody_offers(
    case: Case, stranger: httpx2.Client, db: orm.Session, target: Target, owner: User
) -> None:
    """Every column that a request does not have, sent with one that is otherwise right, by an administrator."""
    admin = target.somebody(ADMIN)
    columns = inspect(case.resource.model).columns.keys()
    hidden = [name for name in columns if name not in case.create.model_fields]
    record = case.build(db, admin.user)

    for name in hidden:
        value = wire(owner.id) if name.endswith("_id") else stored(record, name)
        made = case.payload(db, admin.user)
        count = case.count(db)
        create = stranger.post(case.path, json={**made, name: value}, headers=admin.headers)
        change = stranger.patch(
            case.url(record.id), json={**case.fields(), name: value}, headers=admin.headers
        )

        assert create.status_code == 422, name
        assert change.status_code == 422, name
        assert case.count(db) == count


def stored(record: Record, name: str) -> Any:
    value = getattr(record, name)
    return value if isinstance(value, bool | int | float | str) else str(value)


def attack_by_promoting_oneself(
    stranger: httpx2.Client, db: orm.Session, intruder: Account
) -> None:
    for path in (f"{AUTH}/me", f"/api/v1/users/{wire(intruder.user.id)}"):
        for change in ({"role": ADMIN}, {"display_name": "x", "role": ADMIN}, {"is_admin": True}):
            answer = stranger.patch(path, json=change, headers=intruder.headers)
            assert answer.status_code in (403, 422), (path, change)

    db.expire_all()
    assert db.get_one(User, intruder.user.id).role == DEFAULT_ROLE


def attack_by_registering_as_an_administrator(stranger: httpx2.Client, db: orm.Session) -> None:
    for slipped_in in ("role", "is_active", "id", "password_hash", "created_at"):
        number = next_number()
        name = f"slip{number}{slipped_in.replace('_', '')}"
        body = {
            "email": f"{name}@example.com",
<% if username %>
            "username": name,
<% endif %>
<% if on.multi_tenancy %>
            "organisation": "Slip",
<% endif %>
            "display_name": "Slip",
            "password": PASSWORD,
            slipped_in: {"role": ADMIN, "is_active": True}.get(slipped_in, "x"),
        }

        answer = stranger.post(f"{AUTH}/register", json=body)

        assert answer.status_code == 422, slipped_in
<% if on.multi_tenancy %>
        with everywhere(db):
            assert db.query(User).filter_by(email=body["email"]).first() is None
<% else %>
        assert db.query(User).filter_by(email=body["email"]).first() is None
<% endif %>


def attack_on_the_administrators_doors(
    stranger: httpx2.Client, intruder: Account, owner: User
) -> None:
    doors = [
        ("GET", "/api/v1/users", None),
        ("PATCH", f"/api/v1/users/{wire(owner.id)}", {"is_active": False}),
<% if app.admin_dashboard %>
        ("GET", "/api/v1/admin/stats", None),
<% endif %>
    ]
    for verb, path, body in doors:
        assert stranger.request(verb, path, json=body).status_code == 401, path
        signed_in = stranger.request(verb, path, json=body, headers=intruder.headers)
        assert signed_in.status_code == 403, path


@every_entity
def attack_by_another_method(
    case: Case, stranger: httpx2.Client, db: orm.Session, owner: User
) -> None:
    """Headers and parameters that other servers take for the method."""
    record = case.build(db, owner)
    count = case.count(db)
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        stranger.post(case.url(record.id), headers={name: "DELETE"})
        stranger.get(case.url(record.id), headers={name: "DELETE"})
    stranger.post(case.url(record.id), params={"_method": "DELETE"})
    assert stranger.request("TRACE", case.path).status_code == 405

    assert case.count(db) == count


def attack_by_reading_passwords(stranger: httpx2.Client, target: Target, intruder: Account) -> None:
    """No answer holds a hash, not even an administrator's."""
    admin = target.somebody(ADMIN)
    asked = [(f"{AUTH}/me", intruder), ("/api/v1/users", admin), ("/openapi.json", intruder)]
    for path, caller in asked:
        text = stranger.get(path, headers=caller.headers).text
        assert "argon2" not in text, path
        assert "password_hash" not in text, path
