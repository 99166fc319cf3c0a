"""Bytes go when their rows are gone, however these went: by themselves, with their record, or with what that belonged to."""

import logging
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from app.config import ENV_FILE, Settings
from app.models import AttachedFile, Base
<% if on.multi_tenancy %>
from app.organisation_scope import ALL_ROWS
<% endif %>
from app.services.attached_bytes import FileStore

logger = logging.getLogger(__name__)

# Where a session notes the bytes of rows that it deletes.
DOOMED = "doomed_files"
FILES = AttachedFile.__table__
# No upload takes as long; what is older and has no row was left by a crash.
LEFT_AFTER_S = 60 * 60
# Names asked for at a time.
PART_SIZE = 500


def install(app: FastAPI) -> None:
    settings: Settings = app.state.settings
    app.state.file_store = FileStore(ENV_FILE.parent / settings.files_folder)

    def follow(session: Session, transaction: SessionTransaction) -> None:
        # Whatever became of it: the bytes of what is still there stay.
        if transaction.parent is None:
            discard(app.state.file_store, app.state.engine, session.info.pop(DOOMED, set()))

    sa.event.listen(app.state.sessions, "do_orm_execute", note_statement)
    sa.event.listen(app.state.sessions, "before_flush", note_objects)
    sa.event.listen(app.state.sessions, "after_transaction_end", follow)
    sweep(app.state.file_store, app.state.engine)


def note_statement(state: ORMExecuteState) -> None:
    statement = state.statement
    if isinstance(statement, sa.Delete) and state.bind_mapper is not None:
        table = state.bind_mapper.local_table
        ids = sa.select(table.c.id)
        if statement.whereclause is not None:
            ids = ids.where(statement.whereclause)
        note(state.session, table, ids)


def note_objects(session: Session, _context: object, _objects: object) -> None:
    for record in session.deleted:
        table = sa.inspect(record).mapper.local_table
        note(session, table, sa.select(table.c.id).where(table.c.id == record.id))


def note(session: Session, table: sa.FromClause, ids: sa.Select[Any]) -> None:
    doomed: set[str] = session.info.setdefault(DOOMED, set())
    for statement in doomed_by(table, ids, frozenset()):
        # On the connection itself: nothing that a session leaves out is left out here.
<% if on.multi_tenancy %>
        found = session.connection().scalars(statement, execution_options=ALL_ROWS)
        doomed.update(found)
<% else %>
        doomed.update(session.connection().scalars(statement))
<% endif %>


def doomed_by(
    table: sa.FromClause, ids: sa.Select[Any], above: frozenset[sa.FromClause]
) -> Iterator[sa.Select[str]]:
    """The bytes that go with rows of a table, and with what the database deletes along with them."""
    if table is FILES:
        yield sa.select(FILES.c.stored_as).where(FILES.c.id.in_(ids))
        return
    for other in Base.metadata.tables.values():
        if "id" not in other.c or other in above:
            continue
        for column in other.columns:
            if any(
                it.column.table is table and it.ondelete == "CASCADE" for it in column.foreign_keys
            ):
                gone = sa.select(other.c.id).where(column.in_(ids))
                yield from doomed_by(other, gone, above | {table})


def discard(store: FileStore, engine: sa.Engine, names: set[str]) -> None:
    """Removes the bytes of those that no row names. What fails here is done at the next start."""
    if not names:
        return
    try:
        with engine.connect() as connection:
            wanted = sa.select(FILES.c.stored_as).where(FILES.c.stored_as.in_(names))
            store.discard(names.difference(connection.scalars(wanted)))
    except (OSError, SQLAlchemyError):
        logger.exception("files whose records are gone were not removed")


def sweep(store: FileStore, engine: sa.Engine) -> None:
    """What a crash left behind. Without a single row it is more likely the wrong database: nothing is removed."""
    left = store.older_than(LEFT_AFTER_S)
    try:
        while names := set(islice(left, PART_SIZE)):
            with engine.connect() as connection:
                if connection.scalar(sa.select(FILES.c.id).limit(1)) is None:
                    logger.warning("%s has files, and the database names none", store.folder)
                    return
            discard(store, engine, names)
    except (OSError, SQLAlchemyError):
        logger.exception("files that a crash may have left were not looked for")
