"""Feature flags: for whom they are on, who may change that, and what a flag that is off refuses."""

import logging
<% if uuid %>
import uuid
<% endif %>
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.errors import ConflictError
from app.models import FeatureFlag, User
from app.models.users import DEFAULT_ROLE
<% if on.multi_tenancy %>
from app.organisation_scope import SCOPE
<% endif %>
<% if not on.multi_tenancy %>
from app.schemas.auth import Registration
<% endif %>
from app.security.permissions import RULES
from app.security.rules import ADMIN
from app.services import <% if not on.multi_tenancy %>accounts, <% endif %>flag_admin, flag_gate
from app.services.feature_flags import CREATION_FLAGS, FLAGS, FlagKey
from app.services.flag_gate import REMEMBERED_S, FlagStates, killed_by
from app.services.flag_rules import PERCENT, Flag, FlagRule, holds
<% if on.multi_tenancy %>
from tests.building import (
    HOME,
    PASSWORD,
    Case,
    Person,
    make_person,
    missing_id,
    next_number,
    wire,
)
<% else %>
from tests.building import PASSWORD, Case, Person, make_person, missing_id, next_number, wire
<% endif %>
from tests.cases import ALL_CASES
<% if on.multi_tenancy %>
from tests.joining import invited, joining
<% endif %>

URL = "/api/v1/feature-flags"
REGISTER = "/api/v1/auth/register"
FLAG = Flag(about="Something new.", refusal="Not yet.")
PEOPLE = 10_000

closable = {
    name: case
    for name, case in ALL_CASES.items()
    if case.resource.model.__tablename__ in CREATION_FLAGS
}
every_closable = pytest.mark.parametrize("case", closable.values(), ids=closable.keys())


@pytest.fixture(autouse=True)
def states(app: FastAPI) -> Iterator[FlagStates]:
    """What one test has switched off is forgotten before the next."""
    states: FlagStates = app.state.feature_flags
    yield states
    states.forget()


@pytest.fixture
def change(client: TestClient, admin: Person) -> Callable[..., Any]:
    """Changes a flag as an administrator who has just looked at it."""

    def send(key: str, **changes: Any) -> Any:
        rules = client.get(f"{URL}/rules", headers=admin.headers).json()
        version = next(it["version"] for it in rules if it["key"] == key)
        body = {"version": version, **changes}
        return client.patch(f"{URL}/rules/{key}", json=body, headers=admin.headers)

    return send


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def account(number: int, role: str = DEFAULT_ROLE) -> User:
<% if uuid %>
    return User(id=uuid.UUID(int=number), role=role)
<% else %>
    return User(id=number, role=role)
<% endif %>


def reached(percentage: int, key: str = "something-new") -> set[int]:
    rule = FlagRule("some", percentage=percentage)
    return {number for number in range(PEOPLE) if holds(key, FLAG, rule, account(number))}


def key_of(case: Case) -> FlagKey:
    return CREATION_FLAGS[case.resource.model.__tablename__]


def creator(case: Case, db: orm.Session, settings: Settings) -> Person:
    """Somebody who is no administrator and may create records of the kind."""
    rule = case.resource.rule("create")
    role = min(rule.roles | rule.own_roles, default=DEFAULT_ROLE)
    return make_person(db, settings, role)


def registration() -> dict[str, Any]:
    number = next_number()
    return {
        "email": f"new{number}@example.com",
<% if username %>
        "username": f"new{number}",
<% endif %>
<% if on.multi_tenancy %>
        "organisation": "Amazing",
<% endif %>
        "display_name": "New Person",
        "password": PASSWORD,
    }


def test_a_higher_percentage_takes_the_flag_from_nobody() -> None:
    before: set[int] = set()
    for percentage in range(0, PERCENT + 1, 10):
        people = reached(percentage)
        assert people == reached(percentage)
        assert before <= people
        before = people
    assert reached(0) == set()
    assert reached(PERCENT) == set(range(PEOPLE))


@pytest.mark.parametrize("percentage", [1, 10, 25, 50, 90])
def test_a_percentage_reaches_about_as_many(percentage: int) -> None:
    assert abs(len(reached(percentage)) / PEOPLE - percentage / PERCENT) < 0.02


def test_each_flag_deals_the_accounts_out_anew() -> None:
    both = reached(50) & reached(50, "something-else")
    assert abs(len(both) / PEOPLE - 0.25) < 0.02


def test_an_account_has_the_same_place_for_ever() -> None:
    """Another way to count would take flags from people who have them."""
<% if uuid %>
    assert sorted(reached(1))[:3] == [13, 48, 331]
<% else %>
    assert sorted(reached(1))[:3] == [117, 180, 245]
<% endif %>


@pytest.mark.parametrize(
    ("rule", "role", "expected"),
    [
        (FlagRule("on"), None, True),
        (FlagRule("off"), DEFAULT_ROLE, False),
        (FlagRule("off", roles=frozenset({DEFAULT_ROLE}), percentage=100), DEFAULT_ROLE, False),
        (FlagRule("some"), DEFAULT_ROLE, False),
        (FlagRule("some", percentage=100), None, False),
        (FlagRule("some", percentage=100), DEFAULT_ROLE, True),
        (FlagRule("some", roles=frozenset({DEFAULT_ROLE})), DEFAULT_ROLE, True),
        (FlagRule("some", roles=frozenset({DEFAULT_ROLE})), ADMIN, False),
        (FlagRule("some", accounts=frozenset({str(account(7).id)})), DEFAULT_ROLE, True),
        (FlagRule("some", accounts=frozenset({str(account(8).id)})), DEFAULT_ROLE, False),
    ],
)
def test_for_whom_a_flag_is_on(rule: FlagRule, role: str | None, expected: bool) -> None:
    viewer = None if role is None else account(7, role)
    assert holds("something-new", FLAG, rule, viewer) is expected


def test_some_flags_spare_administrators() -> None:
    flag = Flag(about="Adding.", refusal="Not now.", spares_admins=True)
    assert holds("adding", flag, FlagRule("off"), account(7, ADMIN))
    assert not holds("adding", flag, FlagRule("off"), account(7))


def test_what_others_create_has_a_flag_and_nothing_else_has() -> None:
    creatable = {
        table
        for table, actions in RULES.items()
        if (rule := actions["create"]).anonymous or rule.roles or rule.own_roles
    }
    assert set(CREATION_FLAGS) == creatable
    assert set(FLAGS) == {*CREATION_FLAGS.values(), "registration"}
    assert set(FLAGS) == set(get_args(FlagKey))


def test_the_environment_wins_and_needs_no_database(caplog: pytest.LogCaptureFixture) -> None:
    states = FlagStates(killed_by(" registration, "))
    assert not states.is_on(orm.Session(<% if on.multi_tenancy %>info={SCOPE: HOME}<% endif %>), "registration", None)
    assert caplog.records == []
    for key, flag in FLAGS.items():
        killed = FlagStates(frozenset({key}))
        assert not killed.is_on(orm.Session(<% if on.multi_tenancy %>info={SCOPE: HOME}<% endif %>), key, account(7, ADMIN)), flag.about


def test_a_misspelt_flag_in_the_environment_stops_the_start() -> None:
    with pytest.raises(ValueError, match="no flag of this product: regstration; there are "):
        killed_by("registration,regstration")


def test_without_a_database_the_default_holds_and_is_noted_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = Clock()
    states = FlagStates(frozenset(), clock)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert states.is_on(orm.Session(<% if on.multi_tenancy %>info={SCOPE: HOME}<% endif %>), "registration", None)
            clock.now += REMEMBERED_S
    assert len(caplog.records) == 1


def test_what_was_known_last_holds_while_the_database_is_away(
    db: orm.Session, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    states = FlagStates(frozenset(), clock)
    store(db, "registration", mode="off")
    assert not states.is_on(db, "registration", None)
    for _ in range(2):
        clock.now += REMEMBERED_S
        assert not states.is_on(orm.Session(<% if on.multi_tenancy %>info={SCOPE: HOME}<% endif %>), "registration", None)
        clock.now += REMEMBERED_S
        assert not states.is_on(db, "registration", None)
    # Once for each time that it was away.
    assert len(caplog.records) == 2


def test_rules_are_remembered_for_some_seconds(db: orm.Session) -> None:
    clock = Clock()
    states = FlagStates(frozenset(), clock)
    assert states.is_on(db, "registration", None)
    store(db, "registration", mode="off")
    clock.now += REMEMBERED_S - 1
    assert states.is_on(db, "registration", None)
    clock.now += 1
    assert not states.is_on(db, "registration", None)


def test_what_was_read_before_a_change_is_not_remembered_after_it(
    db: orm.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = FlagStates(frozenset())
    read = states._read

    def overtaken(session: orm.Session) -> dict[FlagKey, FlagRule] | None:
        found = read(session)
        store(db, "registration", mode="off")
        states.forget()
        return found

    monkeypatch.setattr(states, "_read", overtaken)
    states.rules(db)
    monkeypatch.undo()
    assert not states.is_on(db, "registration", None)


def test_a_failed_question_spoils_no_transaction(
    db: orm.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FeatureFlag, "__table__", sa.table("nowhere", sa.column("key")))
    assert FlagStates(frozenset()).is_on(db, "registration", None)
    assert db.scalars(sa.select(User)).all() == []


def store(db: orm.Session, key: FlagKey, **values: Any) -> FeatureFlag:
    row = flag_admin.untouched(key)
    for name, value in values.items():
        setattr(row, name, value)
    db.add(row)
    db.commit()
    return row


def test_kinds_without_a_flag_are_never_closed(db: orm.Session) -> None:
    flag_gate.require_creation(db, FeatureFlag, None)


def test_commands_go_by_the_default() -> None:
    assert flag_gate.is_on(orm.Session(), "registration", None) is FLAGS["registration"].default


@every_closable
def test_closing_refuses_everybody_but_administrators(
    case: Case,
    client: TestClient,
    db: orm.Session,
    settings: Settings,
    admin: Person,
    change: Callable[..., Any],
) -> None:
    key = key_of(case)
    somebody = creator(case, db, settings)
    payload = case.payload(db, somebody.user)
    existing = case.count(db)
    closed = change(key, mode="off")
    assert closed.status_code == 200, closed.text

    refused = client.post(case.path, json=payload, headers=somebody.headers)

    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "switched_off"
    assert refused.json()["error"]["message"] == FLAGS[key].refusal
    assert case.count(db) == existing
    assert client.get(URL, headers=somebody.headers).json()[key] is False
    assert client.get(URL, headers=admin.headers).json()[key] is True
    # Who may not create anyway is told that first.
    visitor = client.post(case.path, json=payload)
    assert visitor.status_code == (403 if case.resource.rule("create").anonymous else 401)
    own = case.payload(db, admin.user)
    assert client.post(case.path, json=own, headers=admin.headers).status_code == 201

    change(key, mode="on")
    again = client.post(case.path, json=payload, headers=somebody.headers)
    assert again.status_code == 201, again.text


@every_closable
@pytest.mark.parametrize("way", ["roles", "percentage", "accounts"])
def test_a_flag_is_on_for_some(
    case: Case,
    way: str,
    client: TestClient,
    db: orm.Session,
    settings: Settings,
    change: Callable[..., Any],
) -> None:
    key = key_of(case)
    somebody = creator(case, db, settings)
    payload = case.payload(db, somebody.user)
    assert change(key, mode="some").json()["mode"] == "some"
    assert client.post(case.path, json=payload, headers=somebody.headers).status_code == 403

    user = somebody.user
    values = {"roles": [user.role], "percentage": 100, "accounts": [wire(user.id)]}
    changed = change(key, **{way: values[way]})

    assert changed.status_code == 200, changed.text
    if way == "accounts":
        named = {"id": wire(user.id), "label": user.display_name}
        assert changed.json()["accounts"] == [named]
    else:
        assert changed.json()[way] == values[way]
    assert client.get(URL, headers=somebody.headers).json()[key] is True
<% if not on.multi_tenancy %>
    assert client.get(URL).json()[key] is False
<% endif %>
    assert client.post(case.path, json=payload, headers=somebody.headers).status_code == 201


@every_closable
def test_the_environment_refuses_administrators_too(
    case: Case,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    states: FlagStates,
    change: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = key_of(case)
    payload = case.payload(db, admin.user)
    monkeypatch.setattr(states, "killed", frozenset({key}))

    shown = change(key, mode="on").json()

    assert shown["killed"] is True
    assert client.post(case.path, json=payload, headers=admin.headers).status_code == 403
    assert client.get(URL, headers=admin.headers).json()[key] is False


<% if on.multi_tenancy %>
def test_nobody_joins_while_that_is_closed(
    client: TestClient, db: orm.Session, change: Callable[..., Any]
) -> None:
    """Each organisation closes its own: new ones are made by people whom no flag knows."""
    body = joining(invited(db, "ada@example.com"))
    change("registration", mode="off")

    refused = client.post("/api/v1/auth/join", json=body)
    assert refused.status_code == 403
    assert refused.json()["error"]["message"] == FLAGS["registration"].refusal
    assert client.post(REGISTER, json=registration()).status_code == 201

    change("registration", mode="on")
    assert client.post("/api/v1/auth/join", json=body).status_code == 201


def test_the_environment_closes_signing_up_for_everybody(
    client: TestClient, states: FlagStates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "killed", frozenset({"registration"}))

    assert client.post(REGISTER, json=registration()).status_code == 403


<% else %>
def test_nobody_signs_up_while_that_is_closed(
    client: TestClient, db: orm.Session, member: Person, change: Callable[..., Any]
) -> None:
    assert client.get(URL).json()["registration"] is True
    change("registration", mode="off")
    assert client.get(URL).json()["registration"] is False
    people = db.scalar(sa.select(sa.func.count()).select_from(User))

    # An address that is taken is told from no other.
    for body in (registration(), {**registration(), "email": member.user.email}):
        refused = client.post(REGISTER, json=body)
        assert refused.status_code == 403
        assert refused.json()["error"]["message"] == FLAGS["registration"].refusal
    assert db.scalar(sa.select(sa.func.count()).select_from(User)) == people

    # Administrators are made by a command, not by signing up.
    accounts.register(db, Registration.model_validate(registration()), role=ADMIN)
    change("registration", mode="on")
    assert client.post(REGISTER, json=registration()).status_code == 201


<% endif %>
def test_only_administrators_see_and_change_rules(client: TestClient, member: Person) -> None:
    body = {"version": 0, "mode": "off"}
    for method, path, sent in (
        ("GET", "rules", None),
        ("GET", "changes", None),
        ("PATCH", "rules/registration", body),
    ):
        url = f"{URL}/{path}"
        assert client.request(method, url, json=sent).status_code == 401
        assert client.request(method, url, json=sent, headers=member.headers).status_code == 403
    answer = client.get(URL, headers=member.headers).json()
    assert set(answer) == set(FLAGS)
    assert all(isinstance(it, bool) for it in answer.values())


def test_a_stale_change_is_refused(client: TestClient, admin: Person) -> None:
    url = f"{URL}/rules/registration"
    first = client.patch(url, json={"version": 0, "mode": "off"}, headers=admin.headers)
    assert first.json()["version"] == 1

    stale = client.patch(url, json={"version": 0, "mode": "on"}, headers=admin.headers)

    assert stale.status_code == 409
    told = client.get(URL, headers=admin.headers).json()
    assert told["registration"] is False
    # What changes nothing is no change.
    same = client.patch(url, json={"version": 1, "mode": "off"}, headers=admin.headers)
    assert same.json()["version"] == 1


def test_of_two_changes_at_once_one_is_refused(db: orm.Session) -> None:
    row = store(db, "registration", mode="off")
    others = sa.update(FeatureFlag).values(version=2)
    db.execute(others.execution_options(synchronize_session=False))
    row.mode = "on"
    with pytest.raises(ConflictError):
        flag_admin.save(db)


def test_of_two_first_changes_at_once_one_is_refused(db: orm.Session) -> None:
    store(db, "registration", mode="off")
    db.add(flag_admin.untouched("registration"))
    with pytest.raises(ConflictError):
        flag_admin.save(db)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "some"},
        {"mode": "maybe"},
        {"roles": ["emperor"]},
        {"percentage": 101},
        {"percentage": -1},
        {"percentage": "10"},
        {"accounts": [missing_id()]},
        {"accounts": [missing_id()] * 101},
        {"version": -1},
        {"key": "other"},
    ],
    ids=str,
)
def test_bad_changes(wrong: dict[str, Any], client: TestClient, admin: Person) -> None:
    url = f"{URL}/rules/registration"
    answer = client.patch(url, json={"version": 0, **wrong}, headers=admin.headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["details"][0]["field"].startswith(next(iter(wrong)))


def test_a_flag_that_does_not_exist(client: TestClient, admin: Person) -> None:
    url = f"{URL}/rules/new-unicorns"
    assert client.patch(url, json={"version": 0}, headers=admin.headers).status_code == 422


<% if on.audit_log %>
def test_changes_are_in_the_audit_log(
    client: TestClient, admin: Person, change: Callable[..., Any]
) -> None:
    change("registration", mode="off")
    log = client.get("/api/v1/admin/audit-log", headers=admin.headers).json()["items"]
    noted = [entry for entry in log if entry["kind"].startswith("feature_flag")]
    assert [(it["kind"], it["label"], it["actor_name"]) for it in noted] == [
        ("feature_flags", "registration", admin.user.display_name)
    ]


<% endif %>
def test_changes_are_kept(
    client: TestClient,
    admin: Person,
    change: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert client.get(f"{URL}/changes", headers=admin.headers).json() == []
    change("registration", mode="off")
    change("registration", mode="on", percentage=20)

    found = client.get(f"{URL}/changes", headers=admin.headers).json()

    newest, oldest = sorted(found, key=lambda it: it["created_at"], reverse=True)
    assert found == [newest, oldest]
    assert {it["actor_name"] for it in found} == {admin.user.display_name}
    assert [(it["key"], it["before"]["mode"], it["after"]["mode"]) for it in found] == [
        ("registration", "off", "on"),
        ("registration", "on", "off"),
    ]
    assert (newest["before"]["percentage"], newest["after"]["percentage"]) == (0, 20)
    monkeypatch.setattr(flag_admin, "HISTORY_MAX", 1)
    assert client.get(f"{URL}/changes", headers=admin.headers).json() == [newest]
