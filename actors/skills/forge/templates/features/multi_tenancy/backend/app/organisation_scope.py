"""Whose data a session of the database works with: nobody's until that is said, then one organisation's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

Found = TypeVar("Found")

# Where a session keeps its organisation, and where its connection finds that.
SCOPE = "organisation"
OPTION = "organisation_scope"
# For what is not done on behalf of one organisation: finding out whose a token is, and looking after the whole database.
EVERYWHERE: Final = "everywhere"


# As an option of a single statement.
ALL_ROWS: Final[Mapping[str, Any]] = {OPTION: {SCOPE: EVERYWHERE}}


class ScopeError(RuntimeError):
    """The program was about to leave the organisation that it works for."""


def enter(db: Session, organisation_id: Any) -> None:  # noqa: ANN401
    """From here on the session works with this organisation alone; it never goes from one to another."""
    before = db.info.get(SCOPE)
    if before not in (None, EVERYWHERE, organisation_id):
        message = "A session stays in its organisation."
        raise ScopeError(message)
    db.info[SCOPE] = organisation_id


def see_all(db: Session) -> None:
    """For a session that works for the whole product until its end, or until it enters an organisation."""
    enter(db, EVERYWHERE)


@contextmanager
def everywhere(db: Session) -> Iterator[None]:
    """Sees every organisation, and writes for none unless it is named."""
    before = db.info.get(SCOPE)
    # What was made before belongs where it was made.
    db.flush()
    db.info[SCOPE] = EVERYWHERE
    try:
        yield
        db.flush()
    finally:
        if db.info.get(SCOPE) == EVERYWHERE:
            db.info[SCOPE] = before


def enter_by(db: Session, statement: sa.Select[Found]) -> Found | None:
    """The one row that a secret, a name or an id leads to, wherever it is; the session works in its organisation then."""
    with everywhere(db):
        found: Any = db.scalars(statement).one_or_none()
    if found is not None:
        enter(db, found.organisation_id)
    return found  # type: ignore[no-any-return]


def hand_scope(
    session: Session, _transaction: SessionTransaction, connection: sa.Connection
) -> None:
    """The connection follows its session, also when that enters an organisation later."""
    connection.execution_options(**{OPTION: session.info})


def scope_of(options: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """What a statement works with: EVERYWHERE, an organisation's id, or None for nothing. Without a session, everything."""
    info = options.get(OPTION)
    return EVERYWHERE if info is None else info.get(SCOPE)


def narrowing(session: Session, model: Any) -> tuple[sa.ColumnElement[bool], ...]:  # noqa: ANN401
    """For a query inside of criteria that are added to others: those are taken as they are."""
    scope = session.info.get(SCOPE)
    return () if scope in (None, EVERYWHERE) else (model.organisation_id == scope,)


def organisation_now(context: Any) -> Any:  # noqa: ANN401
    """What new rows get, whoever makes them and however; what belongs to somebody cannot be made without."""
    scope = scope_of(context.execution_options)
    return None if scope == EVERYWHERE else scope
