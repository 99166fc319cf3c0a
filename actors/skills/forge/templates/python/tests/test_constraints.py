"""What must hold between the fields of a record, and between one record and others."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter
from sqlalchemy import orm

from tests.building import Case, Person<% if py.spans %>, Span<% endif %>

from tests.cases import ALL_CASES


def each(attribute: str) -> list[Any]:
    """One parameter set for each constraint of one kind."""
    return [
        pytest.param(case, constraint, id=f"{entity}-{number}")
        for entity, case in ALL_CASES.items()
        for number, constraint in enumerate(getattr(case, attribute))
    ]


def as_sent(values: dict[str, Any]) -> dict[str, Any]:
    """Columns of a record as a request holds them."""
    sent: dict[str, Any] = TypeAdapter(dict[str, Any]).dump_python(values, mode="json")
    return sent
<% if py.declared %>


def pairs() -> list[Any]:
    """The beginning and the end of everything that has both."""
<% if py.spans %>
    spans = [pytest.param(it.values[0], it.values[1].columns, id=it.id) for it in each("spans")]
    return [*spans, *each("ordered")]
<% else %>
    return each("ordered")
<% endif %>


@pytest.mark.parametrize(("case", "columns"), pairs())
def test_the_end_is_not_before_the_beginning(
    case: Case, columns: tuple[str, str], client: TestClient, db: orm.Session, admin: Person
) -> None:
    first, second = columns
    payload = case.payload(db, admin.user)
    later = {**payload, first: payload[second], second: payload[first]}
    if payload[first] == payload[second]:
        later[first] = payload[first] + 1

    refused = client.post(case.path, json=later, headers=admin.headers)

    assert refused.status_code == 422, refused.text
    assert [it["field"] for it in refused.json()["error"]["details"]] == [second]
    record = case.build(db, admin.user)
    kept = client.get(case.url(record.id), headers=admin.headers).json()
    changed = {first: later[first], second: later[second]}
    response = client.patch(case.url(record.id), json=changed, headers=admin.headers)
    assert response.status_code == 422
    assert client.get(case.url(record.id), headers=admin.headers).json() == kept
<% endif %>
<% if py.together %>


@pytest.mark.parametrize(("case", "columns"), each("together"))
def test_no_two_have_the_same_together(
    case: Case, columns: tuple[str, ...], client: TestClient, db: orm.Session, admin: Person
) -> None:
    first = case.build(db, admin.user)
    same = {name: getattr(first, name) for name in columns}
    payload = case.payload(db, admin.user)
    model = case.resource.model
    alike = as_sent({name: value for name, value in same.items() if name != model.owner_key})

    refused = client.post(case.path, json={**payload, **alike}, headers=admin.headers)

    assert refused.status_code == 409, refused.text
    named = {it["field"] for it in refused.json()["error"]["details"]}
    assert named == set(columns)
    assert client.post(case.path, json=payload, headers=admin.headers).status_code == 201
<% endif %>
<% if py.spans %>


every_span = pytest.mark.parametrize(("case", "span"), each("spans"))


def sent_by(case: Case, span: Span, db: orm.Session, admin: Person) -> dict[str, Any]:
    """A request at a time at which nothing else is."""
    payload = case.payload(db, admin.user)
    return {**payload, **dict(zip(span.columns, span.between(10, 12), strict=True))}


@every_span
def test_two_are_not_at_the_same_time(
    case: Case, span: Span, client: TestClient, db: orm.Session, admin: Person
) -> None:
    payload = sent_by(case, span, db, admin)
    assert client.post(case.path, json=payload, headers=admin.headers).status_code == 201

    for hours in [(10, 12), (9, 11), (11, 13), (9, 13), (10, 11)]:
        values = dict(zip(span.columns, span.between(*hours), strict=True))
        other = {**case.payload(db, admin.user), **values, **shared(span, payload)}
        refused = client.post(case.path, json=other, headers=admin.headers)

        assert refused.status_code == 409, hours
        assert refused.json()["error"]["details"][0]["field"] == span.columns[0]


def shared(span: Span, payload: dict[str, Any]) -> dict[str, Any]:
    """What makes another record meet this one; who owns a record is not sent."""
    return {name: payload[name] for name in span.within if name in payload}


@every_span
def test_what_comes_before_or_after_is_in_nobodys_way(
    case: Case, span: Span, client: TestClient, db: orm.Session, admin: Person
) -> None:
    payload = sent_by(case, span, db, admin)
    client.post(case.path, json=payload, headers=admin.headers)

    # A day belongs to one alone; at a moment one can end and another begin.
    for hours in [(8, 9), (13, 14)] if span.days else [(8, 10), (12, 14)]:
        values = dict(zip(span.columns, span.between(*hours), strict=True))
        other = {**case.payload(db, admin.user), **values, **shared(span, payload)}
        response = client.post(case.path, json=other, headers=admin.headers)

        assert response.status_code == 201, response.text


@every_span
def test_a_change_does_not_move_one_into_another(
    case: Case, span: Span, client: TestClient, db: orm.Session, admin: Person
) -> None:
    payload = sent_by(case, span, db, admin)
    client.post(case.path, json=payload, headers=admin.headers)
    later = dict(zip(span.columns, span.between(14, 16), strict=True))
    other = {**case.payload(db, admin.user), **later, **shared(span, payload)}
    record = client.post(case.path, json=other, headers=admin.headers).json()
    url = case.url(record["id"])

    moved = dict(zip(span.columns, span.between(11, 15), strict=True))
    assert client.patch(url, json=moved, headers=admin.headers).status_code == 409
    # Nor does one end of it.
    earlier = {span.columns[0]: moved[span.columns[0]]}
    assert client.patch(url, json=earlier, headers=admin.headers).status_code == 409
    # Its own time is not in its way.
    longer = dict(zip(span.columns, span.between(14, 18), strict=True))
    assert client.patch(url, json=longer, headers=admin.headers).status_code == 200


@pytest.mark.parametrize(("case", "span"), [it for it in each("spans") if it.values[1].within])
def test_what_shares_nothing_is_in_nobodys_way(
    case: Case, span: Span, client: TestClient, db: orm.Session, admin: Person
) -> None:
    payload = sent_by(case, span, db, admin)
    client.post(case.path, json=payload, headers=admin.headers)
    # What else is shared stays, so that one difference is enough.
    for apart in span.within:
        other = sent_by(case, span, db, admin)
        kept = {name: value for name, value in shared(span, payload).items() if name != apart}
        if other.get(apart) == payload.get(apart):
            continue

        response = client.post(case.path, json={**other, **kept}, headers=admin.headers)

        assert response.status_code == 201, response.text


open_ended = [it for it in each("spans") if it.values[1].columns[1] not in it.values[0].required]


@pytest.mark.parametrize(("case", "span"), open_ended)
def test_what_has_no_end_goes_on(
    case: Case, span: Span, client: TestClient, db: orm.Session, admin: Person
) -> None:
    first, second = span.columns
    payload = {**sent_by(case, span, db, admin), second: None}
    assert client.post(case.path, json=payload, headers=admin.headers).status_code == 201

    for begins, status in [(14, 409), (8, 201)]:
        times = dict(zip(span.columns, span.between(begins, begins + 1), strict=True))
        other = {**case.payload(db, admin.user), **times, **shared(span, payload)}
        assert client.post(case.path, json=other, headers=admin.headers).status_code == status
<% if py.frees %>


@pytest.mark.parametrize(("case", "span"), [it for it in each("spans") if it.values[1].free])
def test_what_does_not_take_place_is_in_nobodys_way(
    case: Case, span: Span, client: TestClient, db: orm.Session, admin: Person
) -> None:
    for state in span.free:
        free = case.build(db, admin.user, **{case.resource.status_field: state})
        names = (*span.columns, *span.within)
        taken = {name: getattr(free, name) for name in names if name != free.owner_key}
        payload = {**case.payload(db, admin.user), **as_sent(taken)}

        assert client.post(case.path, json=payload, headers=admin.headers).status_code == 201
        # It does not come back into the way of what took its place.
        steps = [it for it in case.resource.transitions if state in it.from_states]
        for step in [it for it in steps if it.to_state not in span.free]:
            back = client.post(case.url(free.id, step.name), headers=admin.headers)
            assert back.status_code == 409, back.text
<% endif %>
<% endif %>
