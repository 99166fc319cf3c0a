"""Accounts, for administrators<% if choosers %>; their names, for those who choose among them<% endif %>."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import CurrentAdmin, <% if choosers %>CurrentUser, <% endif %>Db
from app.errors import responses
from app.models import User
from app.schemas.base import RecordId, <% if choosers %>Reference, <% endif %>ResultPage
from app.schemas.users import UserListQuery, UserOut, UserUpdate
from app.services import accounts

router = APIRouter(prefix="/users", tags=["users"])


@router.get(
    "",
    operation_id="list_users",
    summary="List accounts",
    responses=responses(401, 403, 422),
)
def list_users(
    db: Db, _admin: CurrentAdmin, query: Annotated[UserListQuery, Query()]
) -> ResultPage[UserOut]:
    users, total = accounts.list_users(db, query)
    return ResultPage.of(UserOut, users, total, query)


<% if choosers %>
@router.get(
    "/options",
    operation_id="list_user_options",
    summary="List the names of accounts that a record can point at",
    responses=responses(401, 403, 422),
)
def list_user_options(
    db: Db, user: CurrentUser, query: Annotated[UserListQuery, Query()]
) -> ResultPage[Reference]:
    found, total = accounts.list_options(db, user, query)
    return ResultPage.of(Reference, found, total, query)


<% endif %>
@router.patch(
    "/{user_id}",
    operation_id="update_user",
    summary="Change an account's role or state",
    response_model=UserOut,
    responses=responses(401, 403, 404, 409, 422),
)
def update_user(db: Db, admin: CurrentAdmin, user_id: RecordId, body: UserUpdate) -> User:
    return accounts.update_user(db, admin, user_id, body)
