"""Feature flags as administrators see and change them."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from app.models.feature_flags import FlagMode
from app.models.users import RoleName
from app.schemas.base import UNSET, Output, Patch, RecordId, RecordKey, Reference

# Those who try something out first; more are a role or a percentage.
ACCOUNTS_MAX = 100
ROLES_MAX = 50
VERSION_MAX = 2**31 - 1


class FlagState(Output):
    """For whom a flag is on; all but the mode counts while that is `some`."""

    mode: FlagMode
    roles: list[str]
    percentage: int


class FlagOut(FlagState):
    key: str
    about: str
    # It is on or off for everybody alike.
    visitors: bool
    # Administrators are let through where it is off.
    spares_admins: bool
    # The environment has switched it off, whatever the rest says.
    killed: bool
    accounts: list[Reference]
    # To be sent back with a change; 0 as long as there was none.
    version: int


class FlagUpdate(Patch):
    version: Annotated[int, Field(strict=True, ge=0, le=VERSION_MAX)]
    mode: FlagMode = UNSET
    roles: Annotated[list[RoleName], Field(max_length=ROLES_MAX)] = UNSET
    percentage: Annotated[int, Field(strict=True, ge=0, le=100)] = UNSET
    accounts: Annotated[list[RecordKey], Field(max_length=ACCOUNTS_MAX)] = UNSET


class PastState(FlagState):
    # Ids, as text: the accounts may be gone.
    accounts: list[str]


class FlagChangeOut(Output):
    id: RecordId
    key: str
    actor_name: str
    before: PastState
    after: PastState
    created_at: dt.datetime
