"""Choosing among accounts: who may see their names, and that it is names alone."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models.users import DEFAULT_ROLE
<% if page %>
from app.schemas.base import PAGE_SIZE_MAX
<% endif %>
from tests.building import Person, make_user, wire

OPTIONS = "/api/v1/users/options"

MATRIX = [
<% for role in app.roles %>
    ("<<= role.name =>>", <% if role.admin or role.name in choosers %>200<% else %>403<% endif %>),
<% endfor %>
]


@pytest.mark.parametrize(("role", "status"), MATRIX)
def test_matrix(
    role: str, status: int, client: TestClient, person: Callable[[str], Person]
) -> None:
    response = client.get(OPTIONS, headers=person(role).headers)

    assert response.status_code == status, response.text


def test_visitors_see_nobody(client: TestClient) -> None:
    assert client.get(OPTIONS).status_code == 401


def test_names_of_active_accounts_alone(
    client: TestClient, db: orm.Session, person: Callable[[str], Person]
) -> None:
    caller = person("<<= choosers[0] =>>")
    zoe = make_user(db, DEFAULT_ROLE, display_name="Zoe")
    ada = make_user(db, DEFAULT_ROLE, display_name="Ada")
    make_user(db, DEFAULT_ROLE, display_name="Gone", is_active=False)

    body = client.get(OPTIONS, headers=caller.headers).json()

    assert body["total"] == 3
    assert body["items"] == [
        {"id": wire(user.id), "label": user.display_name} for user in (ada, caller.user, zoe)
    ]


def test_search_by_name_and_never_by_address(
    client: TestClient, db: orm.Session, person: Callable[[str], Person]
) -> None:
    headers = person("<<= choosers[0] =>>").headers
    wanted = make_user(db, DEFAULT_ROLE, display_name="Ada Lovelace", email="secret@example.com")

    by_name = client.get(OPTIONS, params={"q": "LOVELACE"}, headers=headers).json()
    by_address = client.get(OPTIONS, params={"q": "secret@"}, headers=headers).json()

    assert [option["id"] for option in by_name["items"]] == [wire(wanted.id)]
    assert by_address["items"] == []


def test_one_page_at_a_time(
    client: TestClient, db: orm.Session, person: Callable[[str], Person]
) -> None:
    headers = person("<<= choosers[0] =>>").headers
    make_user(db, DEFAULT_ROLE)

<% if page %>
    first = client.get(OPTIONS, params={"size": 1}, headers=headers).json()
    too_many = client.get(OPTIONS, params={"size": PAGE_SIZE_MAX + 1}, headers=headers)

    assert (len(first["items"]), first["total"], first["pages"]) == (1, 2, 2)
    assert too_many.status_code == 422
<% else %>
    first = client.get(OPTIONS, params={"limit": 1}, headers=headers).json()

    assert (len(first["items"]), first["total"]) == (1, 2)
<% endif %>
