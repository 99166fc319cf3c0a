"""What a flag is, and for whom it is on. Pure: the same flag, rule and account give the same answer."""

import hashlib
from dataclasses import dataclass

from app.models import Id, User
from app.models.feature_flags import FlagMode
from app.security.rules import ADMIN

PERCENT = 100


@dataclass(frozen=True)
class Flag:
    """What the code says of a flag; the registry is in `app/services/feature_flags.py`."""

    # What it switches, in words that administrators read.
    about: str
    # What people are told for whom it is off.
    refusal: str
    # What holds as long as nobody has decided otherwise.
    default: bool = True
    # It concerns people who have no account yet: it is on or off for everybody alike.
    visitors: bool = False
    # Administrators are let through where it is off, unless the environment has switched it off.
    spares_admins: bool = False


@dataclass(frozen=True)
class FlagRule:
    """For whom a flag is on: for everybody, for nobody, or for those of the three groups together."""

    mode: FlagMode
    roles: frozenset[str] = frozenset()
    percentage: int = 0
    # Ids of accounts, as text.
    accounts: frozenset[str] = frozenset()


def default_rule(flag: Flag) -> FlagRule:
    return FlagRule("on" if flag.default else "off")


def bucket(key: str, account_id: Id) -> int:
    """From 0 to 99, always the same for a flag and an account; each flag deals the accounts out anew."""
    digest = hashlib.sha256(f"{key} {account_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % PERCENT


def holds(key: str, flag: Flag, rule: FlagRule, viewer: User | None) -> bool:
    if viewer is not None and viewer.role == ADMIN and flag.spares_admins:
        return True
    if rule.mode != "some":
        return rule.mode == "on"
    if viewer is None:
        return False
    named = viewer.role in rule.roles or str(viewer.id) in rule.accounts
    return named or bucket(key, viewer.id) < rule.percentage
