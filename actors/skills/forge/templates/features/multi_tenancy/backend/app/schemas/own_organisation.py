"""Organisations, and invitations into them, as they are sent and shown."""

import datetime as dt

from app.models.users import RoleName
from app.schemas.auth import OrganisationName, Password, Token
from app.schemas.base import Email, Input, Output, RecordId
from app.schemas.users import AccountFields, DisplayName<% if username %>, Username<% endif %>



class OrganisationOut(Output):
    id: RecordId
    name: str
    created_at: dt.datetime


class OrganisationUpdate(Input):
    name: OrganisationName


class InvitationCreate(Input):
    email: Email
    role: RoleName


class InvitationOut(Output):
    id: RecordId
    email: str
    role: RoleName
    created_at: dt.datetime
    expires_at: dt.datetime


class InvitationMade(InvitationOut):
    # What the link holds: it is in this answer and nowhere else.
    token: str


class InvitationToken(Input):
    token: Token


class InvitationShown(Output):
    """What somebody is told who has the token."""

    organisation: str
    email: str
    role: RoleName
    expires_at: dt.datetime


class Joining(AccountFields):
    """The address is the invitation's, and so is the role."""

    token: Token
<% if username %>
    username: Username
<% endif %>
    display_name: DisplayName
    password: Password
