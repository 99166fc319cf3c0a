"""One's own organisation, and who is invited into it."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import ConflictError, InvalidError, NotFoundError
from app.models import Id, Organisation, OrganisationInvitation, User
from app.models.base import utc_now
from app.organisation_scope import enter_by
from app.schemas.base import PageQuery
from app.schemas.own_organisation import (
    InvitationCreate,
    InvitationMade,
    InvitationOut,
    InvitationShown,
    Joining,
    OrganisationUpdate,
)
from app.security.tokens import hash_refresh_token, make_refresh_token
<% if on.feature_flags %>
from app.services import accounts, flag_gate
<% else %>
from app.services import accounts
<% endif %>
from app.services.records import page_of

GOOD_FOR = dt.timedelta(days=7)
# Of one organisation at a time.
OPEN_MAX = 500
# The same for a token that never was, is over, used or withdrawn.
INVITATION_OVER = "This invitation is not good any more. Ask for a new one."


def get(db: Session, user: User) -> Organisation:
    return db.get_one(Organisation, user.organisation_id)


def rename(db: Session, user: User, body: OrganisationUpdate) -> Organisation:
    organisation = get(db, user)
    organisation.name = body.name
    db.commit()
    return organisation


def open_ones() -> sa.Select[OrganisationInvitation]:
    return sa.select(OrganisationInvitation).where(
        OrganisationInvitation.accepted_at.is_(None),
        OrganisationInvitation.withdrawn_at.is_(None),
        OrganisationInvitation.expires_at > utc_now(),
    )


def list_invitations(db: Session, query: PageQuery) -> tuple[Sequence[OrganisationInvitation], int]:
    newest = OrganisationInvitation.created_at.desc()
    return page_of(db, open_ones().order_by(newest, OrganisationInvitation.id), query)


def invite(db: Session, admin: User, body: InvitationCreate) -> InvitationMade:
    """Whether the address has an account elsewhere is not told; whoever has one cannot join a second time."""
    if db.scalar(sa.select(User.id).where(User.email == body.email)) is not None:
        message = "This person is a member already."
        raise ConflictError(message)
    earlier = open_ones().where(OrganisationInvitation.email == body.email)
    for invitation in db.scalars(earlier):
        invitation.withdrawn_at = utc_now()
    db.flush()
    count = db.scalar(sa.select(sa.func.count()).select_from(open_ones().subquery())) or 0
    if count >= OPEN_MAX:
        message = f"{OPEN_MAX} invitations are open already. Withdraw some of them first."
        raise ConflictError(message)
    token = make_refresh_token()
    made = OrganisationInvitation(
        email=body.email,
        role=body.role,
        token_hash=hash_refresh_token(token),
        expires_at=utc_now() + GOOD_FOR,
        invited_by_id=admin.id,
    )
    db.add(made)
    db.commit()
    return InvitationMade(**InvitationOut.model_validate(made).model_dump(), token=token)


def withdraw(db: Session, invitation_id: Id) -> None:
    wanted = open_ones().where(OrganisationInvitation.id == invitation_id)
    invitation = db.scalars(wanted.with_for_update()).one_or_none()
    if invitation is None:
        message = "There is no such invitation."
        raise NotFoundError(message)
    invitation.withdrawn_at = utc_now()
    db.commit()


def find(db: Session, token: str) -> OrganisationInvitation:
    """Locked: of two who join by it at once, one waits and finds it used. The session works in its organisation then."""
    named = open_ones().where(OrganisationInvitation.token_hash == hash_refresh_token(token))
    invitation: OrganisationInvitation | None = enter_by(db, named.with_for_update())
    if invitation is None:
        raise InvalidError("token", INVITATION_OVER)
    return invitation


def show(db: Session, token: str) -> InvitationShown:
    invitation = find(db, token)
    organisation = db.get_one(Organisation, invitation.organisation_id)
    return InvitationShown(
        organisation=organisation.name,
        email=invitation.email,
        role=invitation.role,
        expires_at=invitation.expires_at,
    )


def join(db: Session, body: Joining) -> User:
    invitation = find(db, body.token)
<% if on.feature_flags %>
    flag_gate.require(db, "registration", None)
<% endif %>
    invitation.accepted_at = utc_now()
    values = body.model_dump(exclude={"password", "token"})
    return accounts.make(db, {**values, "email": invitation.email}, body.password, invitation.role)
