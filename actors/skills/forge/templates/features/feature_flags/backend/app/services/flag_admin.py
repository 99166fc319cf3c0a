"""Flags as administrators see and change them, and who changed what."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
<% if uuid %>
from uuid import UUID
<% endif %>

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.errors import ConflictError, InvalidError
from app.models import FeatureFlag, FeatureFlagChange, Id, User
from app.schemas.base import Reference
from app.schemas.feature_flags import FlagOut, FlagUpdate
from app.services.feature_flags import FLAGS, FlagKey
from app.services.flag_gate import STATES, FlagStates

HISTORY_MAX = 50
STALE = "Somebody else has changed this flag meanwhile. Look at it again."


def evaluate(db: Session, viewer: User | None) -> dict[FlagKey, bool]:
    states = states_of(db)
    return {key: states.is_on(db, key, viewer) for key in FLAGS}


def list_flags(db: Session) -> list[FlagOut]:
    rows = {row.key: row for row in db.scalars(sa.select(FeatureFlag))}
    return shown(db, {key: rows.get(key) or untouched(key) for key in FLAGS})


def change(db: Session, admin: User, key: FlagKey, changes: FlagUpdate) -> FlagOut:
    """Changes a flag if nobody has changed it since the version that the change was made for."""
    row = db.scalars(
        sa.select(FeatureFlag).where(FeatureFlag.key == key).with_for_update()
    ).one_or_none() or untouched(key)
    if changes.version != row.version:
        raise ConflictError(STALE)
    before = state_of(row)
    for name, value in checked(db, key, changes).items():
        setattr(row, name, value)
    after = state_of(row)
    if after != before:
        noted = {"actor_id": admin.id, "actor_name": admin.display_name, "key": key}
        db.add_all([row, FeatureFlagChange(**noted, before=before, after=after)])
        save(db)
        states_of(db).forget()
    return shown(db, {key: row})[0]


def history(db: Session) -> Sequence[FeatureFlagChange]:
    newest = FeatureFlagChange.created_at.desc()
    statement = sa.select(FeatureFlagChange).order_by(newest, FeatureFlagChange.id)
    return db.scalars(statement.limit(HISTORY_MAX)).all()


def states_of(db: Session) -> FlagStates:
    states: FlagStates = db.info[STATES]
    return states


def untouched(key: FlagKey) -> FeatureFlag:
    """A flag that nobody has changed yet has no row."""
    mode = "on" if FLAGS[key].default else "off"
    return FeatureFlag(key=key, mode=mode, roles=[], percentage=0, accounts=[], version=0)


def state_of(row: FeatureFlag) -> dict[str, Any]:
    return {
        "mode": row.mode,
        "roles": row.roles,
        "percentage": row.percentage,
        "accounts": row.accounts,
    }


def checked(db: Session, key: FlagKey, changes: FlagUpdate) -> dict[str, Any]:
    """What was sent, in the order and form in which it is kept."""
    values = changes.model_dump(exclude={"version"}, exclude_unset=True)
    if values.get("mode") == "some" and FLAGS[key].visitors:
        message = "This flag concerns people without an account: it is on or off for everybody."
        raise InvalidError("mode", message)
    if "roles" in values:
        values["roles"] = sorted(set(values["roles"]))
    if "accounts" in values:
        ids = set(values["accounts"])
        if len(accounts_of(db, ids)) < len(ids):
            raise InvalidError("accounts", "There is no such account.")
        values["accounts"] = sorted(map(str, ids))
    return values


def save(db: Session) -> None:
    """The version is compared again as the row is written: of two changes at once, one is refused."""
    try:
        db.commit()
    except (IntegrityError, StaleDataError) as error:
        db.rollback()
        raise ConflictError(STALE) from error


def accounts_of(db: Session, ids: Iterable[Id]) -> Sequence[User]:
    return db.scalars(sa.select(User).where(User.id.in_(ids)).order_by(User.display_name)).all()


def shown(db: Session, rows: Mapping[FlagKey, FeatureFlag]) -> list[FlagOut]:
    """With the names of accounts; those that are gone are left out."""
<% if uuid %>
    named = accounts_of(db, {UUID(it) for row in rows.values() for it in row.accounts})
<% else %>
    named = accounts_of(db, {int(it) for row in rows.values() for it in row.accounts})
<% endif %>
    killed = states_of(db).killed
    return [
        FlagOut(
            key=key,
            about=FLAGS[key].about,
            visitors=FLAGS[key].visitors,
            spares_admins=FLAGS[key].spares_admins,
            killed=key in killed,
            mode=row.mode,
            roles=row.roles,
            percentage=row.percentage,
            accounts=[Reference.model_validate(it) for it in named if str(it.id) in row.accounts],
            version=row.version,
        )
        for key, row in rows.items()
    ]
