"""Bodies of registration, login and sessions."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from app.schemas.base import NO_NUL, Email, Input
from app.schemas.users import AccountFields, DisplayName<% if username %>, Username<% endif %>


# Longer passwords only cost hashing time.
Password = Annotated[
    str,
    StringConstraints(
        min_length=<<= app.choices.password_length_min =>>,
        max_length=128,
        pattern=NO_NUL,
    ),
]
# A password as typed: whether it is long enough is no business of a login.
TypedPassword = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=NO_NUL)]
<% if on.multi_tenancy %>
OrganisationName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=NO_NUL)
]
<% endif %>
Token = Annotated[str, StringConstraints(min_length=1, max_length=512, pattern=NO_NUL)]


class Registration(AccountFields):
<% if on.multi_tenancy %>
    # Made with the account, which administers it.
    organisation: OrganisationName
<% endif %>
    email: Email
<% if username %>
    username: Username
<% endif %>
    display_name: DisplayName
    password: Password


class Login(Input):
    login: Annotated[str, StringConstraints(min_length=1, max_length=254, pattern=NO_NUL)]
    password: TypedPassword


<% if not cookie %>
class Refresh(Input):
    refresh_token: Token


<% endif %>
class PasswordChange(Input):
    current_password: TypedPassword
    new_password: Password


class AccessToken(Input):
    access_token: str
<% if not cookie %>
    refresh_token: str
<% endif %>
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int
