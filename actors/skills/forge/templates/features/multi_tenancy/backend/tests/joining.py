"""Joining the organisation that tests are at home in."""

import datetime as dt
from typing import Any

from sqlalchemy import orm

from app.models import OrganisationInvitation
from app.models.base import utc_now
from app.models.users import DEFAULT_ROLE
from app.security.tokens import hash_refresh_token, make_refresh_token
from tests.building import PASSWORD, next_number


def invited(db: orm.Session, email: str, role: str = DEFAULT_ROLE, **values: Any) -> str:
    """The token of a new invitation."""
    token = make_refresh_token()
    fields = {"expires_at": utc_now() + dt.timedelta(days=1), **values}
    db.add(
        OrganisationInvitation(
            email=email, role=role, token_hash=hash_refresh_token(token), **fields
        )
    )
    db.commit()
    return token


def joining(token: str, **values: Any) -> dict[str, Any]:
    """What somebody sends who joins."""
<% if username %>
    number = next_number()
    name = {"username": f"joined{number}", "display_name": "New Person"}
<% else %>
    name = {"display_name": f"New Person {next_number()}"}
<% endif %>
    return {"token": token, "password": PASSWORD, **name, **values}
