"""Who takes a ballot back and casts it again has one: what lies in the trash makes way for it, where one alone may be cast."""

from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import Session, UOWTransaction

from app.models import Record
from app.services.records import column
from app.services.tallied import TALLIED

# By table: the column that points at the record that a ballot is cast on.
KEYS: dict[str, str] = {
    ballot.resource.model.__tablename__: ballot.key
    for tallied in TALLIED.values()
    for ballot in tallied.ballots
}


def install(app: FastAPI) -> None:
    sa.event.listen(app.state.sessions, "before_flush", make_way)


def make_way(session: Session, _context: UOWTransaction, _instances: object) -> None:
    for record in list(session.new):
        key = KEYS.get(getattr(record, "__tablename__", ""))
        if key is not None:
            empty(session, record, key)


def empty(session: Session, record: Record, key: str) -> None:
    """Deletes for good what the same owner took back of the same record."""
    model: Any = type(record)
    statement = sa.delete(model).where(
        model.deleted_at.is_not(None),
        *(column(model, name) == getattr(record, name) for name in (key, model.owner_key)),
    )
    session.execute(statement, execution_options={"synchronize_session": False})
