"""Accounts, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import CurrentAdmin, Db
from app.errors import responses
from app.models import User
from app.schemas.base import RecordId, ResultPage
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


@router.patch(
    "/{user_id}",
    operation_id="update_user",
    summary="Change an account's role or state",
    response_model=UserOut,
    responses=responses(401, 403, 404, 409, 422),
)
def update_user(db: Db, admin: CurrentAdmin, user_id: RecordId, body: UserUpdate) -> User:
    return accounts.update_user(db, admin, user_id, body)
