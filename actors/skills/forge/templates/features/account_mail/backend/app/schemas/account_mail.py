"""Password reset and verification of addresses, as they are asked for and answered."""

import datetime as dt

from app.schemas.auth import Password, Token
from app.schemas.base import Email, Input


class ResetRequest(Input):
    email: Email


class ResetConfirmation(Input):
    token: Token
    password: Password


class VerificationConfirmation(Input):
    token: Token


class VerificationState(Input):
    # None while nobody has followed a link that was sent to the address.
    verified_at: dt.datetime | None
