"""One's own organisation, invitations into it, and joining by one."""

from typing import Annotated

from fastapi import APIRouter, Query

<% if on.account_mail %>
from app.api.deps import (
    CurrentAdmin,
    CurrentOutbox,
    CurrentSettings,
    CurrentUser,
    Db,
    HashingTurn,
)
<% else %>
from app.api.deps import CurrentAdmin, CurrentUser, Db, HashingTurn
<% endif %>
from app.errors import responses
from app.models import Organisation, User
from app.schemas.base import PageQuery, RecordId, ResultPage
from app.schemas.own_organisation import (
    InvitationCreate,
    InvitationMade,
    InvitationOut,
    InvitationShown,
    InvitationToken,
    Joining,
    OrganisationOut,
    OrganisationUpdate,
)
from app.schemas.users import UserOut
<% if on.account_mail %>
from app.services import account_mail, own_organisation
<% else %>
from app.services import own_organisation
<% endif %>

router = APIRouter(tags=["organisation"])


@router.get(
    "/organisation",
    operation_id="get_organisation",
    summary="One's own organisation",
    response_model=OrganisationOut,
    responses=responses(401, 403),
)
def get_organisation(db: Db, user: CurrentUser) -> Organisation:
    return own_organisation.get(db, user)


@router.patch(
    "/organisation",
    operation_id="rename_organisation",
    summary="Rename one's own organisation",
    response_model=OrganisationOut,
    responses=responses(401, 403, 422),
)
def rename_organisation(db: Db, admin: CurrentAdmin, body: OrganisationUpdate) -> Organisation:
    return own_organisation.rename(db, admin, body)


@router.get(
    "/organisation/invitations",
    operation_id="list_invitations",
    summary="Invitations that nobody has accepted yet, the newest first",
    responses=responses(401, 403, 422),
)
def list_invitations(
    db: Db, _admin: CurrentAdmin, query: Annotated[PageQuery, Query()]
) -> ResultPage[InvitationOut]:
    found, total = own_organisation.list_invitations(db, query)
    return ResultPage.of(InvitationOut, found, total, query)


@router.post(
    "/organisation/invitations",
    operation_id="invite_to_organisation",
    summary="Invite somebody, with a token that is shown this once",
    status_code=201,
    responses=responses(401, 403, 409, 422),
)
def invite_to_organisation(db: Db, admin: CurrentAdmin, body: InvitationCreate) -> InvitationMade:
    return own_organisation.invite(db, admin, body)


@router.delete(
    "/organisation/invitations/{invitation_id}",
    operation_id="withdraw_invitation",
    summary="Withdraw an invitation",
    status_code=204,
    responses=responses(401, 403, 404, 422),
)
def withdraw_invitation(db: Db, _admin: CurrentAdmin, invitation_id: RecordId) -> None:
    own_organisation.withdraw(db, invitation_id)


@router.post(
    "/auth/invitation",
    operation_id="read_invitation",
    summary="Who invites one, and as what",
    responses=responses(422),
)
def read_invitation(db: Db, body: InvitationToken) -> InvitationShown:
    return own_organisation.show(db, body.token)


@router.post(
    "/auth/join",
    operation_id="join_organisation",
    summary="Make an account in the organisation that invites one",
    status_code=201,
    response_model=UserOut,
    dependencies=[HashingTurn],
    responses=responses(<% if on.feature_flags %>403, <% endif %>409, 422),
)
<% if on.account_mail %>
def join_organisation(
    db: Db, outbox: CurrentOutbox, settings: CurrentSettings, body: Joining
) -> User:
    user = own_organisation.join(db, body)
    outbox.do(account_mail.verification_mail(settings, user.id))
    return user
<% else %>
def join_organisation(db: Db, body: Joining) -> User:
    return own_organisation.join(db, body)
<% endif %>
