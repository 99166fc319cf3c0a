"""Records move along their transitions, and in no other way."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.services.records import Transition
from tests.building import Case, Person, missing_id
from tests.cases import ALL_CASES

every_transition = pytest.mark.parametrize(
    ("case", "transition"),
    [
        pytest.param(case, transition, id=f"{entity}.{transition.name}")
        for entity, case in ALL_CASES.items()
        for transition in case.resource.transitions
    ],
)


@every_transition
def test_from_every_state_it_allows(
    case: Case, transition: Transition, client: TestClient, db: orm.Session, admin: Person
) -> None:
    field = case.resource.status_field
    for state in sorted(transition.from_states):
        record = case.build(db, admin.user, **{field: state})

        response = client.post(case.url(record.id, transition.name), headers=admin.headers)

        assert response.status_code == 200, response.text
        assert response.json()[field] == transition.to_state


@every_transition
def test_from_no_other_state(
    case: Case, transition: Transition, client: TestClient, db: orm.Session, admin: Person
) -> None:
    field = case.resource.status_field
    states = {step.to_state for step in case.resource.transitions}
    for state in sorted(states - transition.from_states):
        record = case.build(db, admin.user, **{field: state})

        response = client.post(case.url(record.id, transition.name), headers=admin.headers)

        assert response.status_code == 409
        error = response.json()["error"]
        assert error["code"] == "conflict"
        assert state.replace("_", " ") in error["message"]


@every_transition
def test_the_state_is_not_a_field(
    case: Case, transition: Transition, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)
    change = {case.resource.status_field: transition.to_state}

    response = client.patch(case.url(record.id), json=change, headers=admin.headers)

    assert response.status_code == 422


@every_transition
def test_a_record_that_is_not_there(
    case: Case, transition: Transition, client: TestClient, admin: Person
) -> None:
    url = case.url(str(missing_id()), transition.name)

    assert client.post(url, headers=admin.headers).status_code == 404
