"""Whether a flag is on for somebody, and refusing those for whom it is off.

Rules are remembered for a few seconds in each process: another process follows a change within that time.
"""

import logging
import threading
import time
<% if on.multi_tenancy %>
from collections import OrderedDict
<% endif %>
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.errors import ForbiddenError
from app.models import FeatureFlag, Record, User
<% if on.multi_tenancy %>
from app.organisation_scope import EVERYWHERE, SCOPE
<% endif %>
from app.services.feature_flags import CREATION_FLAGS, FLAGS, FlagKey
from app.services.flag_rules import FlagRule, default_rule, holds

logger = logging.getLogger(__name__)

REMEMBERED_S = 5.0
<% if on.multi_tenancy %>
ORGANISATIONS_MAX = 1000
<% endif %>
# Where a session of the database finds what the application knows of its flags.
STATES = "feature_flags"
<% if on.multi_tenancy %>
Rules = Mapping[FlagKey, FlagRule]
<% endif %>


class SwitchedOffError(ForbiddenError):
    code = "switched_off"


class FlagStates:
    """The rules of the database, and the flags that the environment has switched off.

<% if on.multi_tenancy %>
    Each organisation has its own. Those that asked last are remembered; where nobody is signed in, defaults hold.
<% else %>
    There is a rule for each flag of the registry and no other, so the memory is bounded.
<% endif %>
    """

    def __init__(
        self, killed: frozenset[FlagKey], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.killed = killed
        self._clock = clock
        self._lock = threading.Lock()
<% if on.multi_tenancy %>
        self._defaults: Rules = {key: default_rule(flag) for key, flag in FLAGS.items()}
        # By organisation: its rules, and until when they are good.
        self._known: OrderedDict[object, tuple[Rules, float]] = OrderedDict()
<% else %>
        self._rules: Mapping[FlagKey, FlagRule] = {
            key: default_rule(flag) for key, flag in FLAGS.items()
        }
        self._good_until = clock()
<% endif %>
        # Counts changes: what was read before one must not be remembered after it.
        self._changes = 0
        self._unreadable = False

    def is_on(self, db: Session, key: FlagKey, viewer: User | None) -> bool:
        """Asks no database for a flag that the environment has switched off."""
        if key in self.killed:
            return False
        return holds(key, FLAGS[key], self.rules(db)[key], viewer)

<% if on.multi_tenancy %>
    def rules(self, db: Session) -> Rules:
        whose = db.info.get(SCOPE)
        if whose in (None, EVERYWHERE):
            return self._defaults
        with self._lock:
            known, good_until = self._known.get(whose, (self._defaults, 0.0))
            if whose in self._known and self._clock() < good_until:
                return known
            changes = self._changes
        found = self._read(db)
        with self._lock:
            rules = known if found is None else found
            if changes == self._changes:
                self._known[whose] = (rules, self._clock() + REMEMBERED_S)
                self._known.move_to_end(whose)
                if len(self._known) > ORGANISATIONS_MAX:
                    self._known.popitem(last=False)
        return rules

    def forget(self) -> None:
        """After a change: the next question of each organisation reads it."""
        with self._lock:
            self._changes += 1
            now = self._clock()
            for whose, (rules, _good_until) in self._known.items():
                self._known[whose] = (rules, now)
<% else %>
    def rules(self, db: Session) -> Mapping[FlagKey, FlagRule]:
        with self._lock:
            if self._clock() < self._good_until:
                return self._rules
            changes = self._changes
        found = self._read(db)
        with self._lock:
            rules = self._rules if found is None else found
            if changes == self._changes:
                self._rules = rules
                self._good_until = self._clock() + REMEMBERED_S
        return rules

    def forget(self) -> None:
        """After a change: the next question reads it."""
        with self._lock:
            self._changes += 1
            self._good_until = self._clock()
<% endif %>

    def _read(self, db: Session) -> dict[FlagKey, FlagRule] | None:
        """By the connection that the request has: waiting for a second one, requests would hold up each other."""
        try:
            connection = db.connection()
            # What fails is undone by itself: PostgreSQL would else refuse the rest of the request.
            with connection.begin_nested():
                rows = connection.execute(sa.select(FeatureFlag.__table__)).all()
        except SQLAlchemyError:
            if not self._unreadable:
                logger.exception("Feature flags cannot be read: the last known, or defaults, hold")
            self._unreadable = True
            return None
        self._unreadable = False
        stored = {row.key: row for row in rows}
        return {
            key: rule_of(stored[key]) if key in stored else default_rule(flag)
            for key, flag in FLAGS.items()
        }


def rule_of(row: sa.Row[Any]) -> FlagRule:
    return FlagRule(
        mode=row.mode,
        roles=frozenset(row.roles),
        percentage=row.percentage,
        accounts=frozenset(row.accounts),
    )


def killed_by(setting: str) -> frozenset[FlagKey]:
    """The flags in `FEATURE_FLAGS_OFF`. One that does not exist stops the start: it would switch off nothing."""
    names = {name.strip() for name in setting.split(",")} - {""}
    killed = frozenset(key for key in FLAGS if key in names)
    unknown = names - killed
    if unknown:
        message = (
            f"FEATURE_FLAGS_OFF names no flag of this product: {', '.join(sorted(unknown))}; "
            f"there are {', '.join(FLAGS)}"
        )
        raise ValueError(message)
    return killed


def install(app: FastAPI) -> None:
    """Every session of the database carries the states, beside what else it carries."""
    states = FlagStates(killed_by(app.state.settings.feature_flags_off))
    app.state.feature_flags = states
    sessions = app.state.sessions
    sessions.configure(info={**sessions.kw.get("info", {}), STATES: states})


def is_on(db: Session, key: FlagKey, viewer: User | None) -> bool:
    """Whether a flag is on for somebody; for commands, which run without the application, the default holds."""
    states: FlagStates | None = db.info.get(STATES)
    return FLAGS[key].default if states is None else states.is_on(db, key, viewer)


def require(db: Session, key: FlagKey, viewer: User | None) -> None:
    if not is_on(db, key, viewer):
        raise SwitchedOffError(FLAGS[key].refusal)


def require_creation(db: Session, model: type[Record], viewer: User | None) -> None:
    """Refuses to create a record of a kind that is closed to the viewer."""
    key = CREATION_FLAGS.get(model.__tablename__)
    if key is not None:
        require(db, key, viewer)
