"""Sign-in through providers, as it is asked for and answered."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from app.models.social_identities import ProviderName
from app.schemas.auth import Password
from app.schemas.base import NO_NUL, Input, Output, RecordId

# A path of this product: one slash, then no second one and no backslash, which browsers take for one.
# Visible ASCII alone; the client sends everything else escaped.
ReturnPath = Annotated[
    str, StringConstraints(max_length=300, pattern=r"^/(?:[!-.0-\[\]-~][!-\[\]-~]*)?$")
]
# Codes and states are shorter at every provider there is.
Answered = Annotated[str, StringConstraints(max_length=2048, pattern=NO_NUL)]


class StartQuery(BaseModel):
    next: ReturnPath = "/"


class CallbackQuery(BaseModel):
    """What a provider sends back with the browser; whatever else it adds is not looked at."""

    code: Answered = ""
    state: Answered = ""
    error: Answered = ""


class ProviderOut(Input):
    name: ProviderName
    title: str


class IdentityOut(Output):
    id: RecordId
    provider: ProviderName
    shown_as: str
    created_at: dt.datetime


class SignInWays(Input):
    has_password: bool
    identities: list[IdentityOut]


class LinkStarted(Input):
    # Where the browser goes next.
    url: str


class FirstPassword(Input):
    new_password: Password
