"""Files of records: who may read a record reads them; who may change it adds and removes them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.config import Settings
from app.errors import ConflictError, ForbiddenError, NotFoundError, UnauthenticatedError
from app.models import AttachedFile, Id, User
from app.schemas.attached_files import FileLimits, FileList, FileOut
from app.services import attached_kinds, records
from app.services.attached_bytes import FileStore
from app.services.attached_kinds import Known

MEGABYTE = 2**20


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived and was looked at, and is gone unless it is kept."""

    known: Known
    place: Path
    store: FileStore
    settings: Settings


def link(resource: records.Resource[Any]) -> InstrumentedAttribute[Any]:
    """The column that points at records of the kind."""
    table = resource.model.__table__
    found = next(
        column
        for column in AttachedFile.__table__.columns
        if any(key.column.table is table for key in column.foreign_keys)
    )
    return records.column(AttachedFile, found.key)


def listed(
    db: Session,
    resource: records.Resource[Any],
    viewer: User | None,
    record_id: Id,
    settings: Settings,
) -> FileList:
    records.get_record(db, resource, viewer, record_id)
    statement = sa.select(AttachedFile).where(link(resource) == record_id)
    found = db.scalars(statement.order_by(AttachedFile.created_at, AttachedFile.id))
    limits = FileLimits(
        size_max=settings.file_size_max_mb * MEGABYTE,
        count_max=settings.files_per_record_max,
        extensions=list(attached_kinds.BY_EXTENSION),
    )
    return FileList(files=[FileOut.model_validate(file) for file in found], limits=limits)


def find(
    db: Session, resource: records.Resource[Any], viewer: User | None, record_id: Id, file_id: Id
) -> AttachedFile:
    records.get_record(db, resource, viewer, record_id)
    return file_of(db, resource, record_id, file_id)


def file_of(
    db: Session, resource: records.Resource[Any], record_id: Id, file_id: Id
) -> AttachedFile:
    """Found by the record too: the id of another record's file is that of none."""
    wanted = sa.select(AttachedFile).where(AttachedFile.id == file_id, link(resource) == record_id)
    file = db.scalars(wanted).one_or_none()
    if file is None:
        message = f"This {resource.title} has no such file."
        raise NotFoundError(message)
    return file


def may_begin(
    db: Session,
    resource: records.Resource[Any],
    viewer: User | None,
    record_id: Id,
    settings: Settings,
) -> Id:
    """Who uploads, if an upload could be kept as things are now: asked before its bytes are read. Nothing is locked."""
    rule = resource.rule("update")
    rule.require(viewer)
    record = records.get_record(db, resource, viewer, record_id)
    if not rule.covers_any(viewer) and not records.owns(viewer, record):
        raise ForbiddenError
    if viewer is None:
        raise UnauthenticatedError
    refuse_full(db, resource, viewer, record_id, settings, coming=1)
    return viewer.id


def keep(
    db: Session,
    resource: records.Resource[Any],
    viewer: User | None,
    record_id: Id,
    incoming: Incoming,
) -> AttachedFile:
    """Asks everything again, because the upload took its time; what comes at the same time waits for its turn."""
    record = records.get_record(db, resource, viewer, record_id, "update")
    if viewer is None:
        raise UnauthenticatedError
    known = incoming.known
    with incoming.store.kept(incoming.place) as name:
        file = AttachedFile(
            name=known.name,
            media_type=known.media_type,
            width=known.width,
            height=known.height,
            size=incoming.store.path(name).stat().st_size,
            stored_as=name,
            added_by_id=viewer.id,
        )
        setattr(file, link(resource).key, record.id)
        db.execute(sa.select(User.id).where(User.id == viewer.id).with_for_update(key_share=True))
        db.add(file)
        # Written first and counted then: a database without locks of rows has one writer at a time.
        db.flush()
        refuse_full(db, resource, viewer, record_id, incoming.settings)
        records.commit(db)
    return file


def refuse_full(
    db: Session,
    resource: records.Resource[Any],
    viewer: User,
    record_id: Id,
    settings: Settings,
    coming: int = 0,
) -> None:
    counted = sa.select(sa.func.count()).select_from(AttachedFile)
    count = db.scalar(counted.where(link(resource) == record_id)) or 0
    if count + coming > settings.files_per_record_max:
        most = settings.files_per_record_max
        message = f"This {resource.title} has {most} files already. Remove one first."
        raise ConflictError(message)
    summed = sa.select(sa.func.sum(AttachedFile.size))
    total = db.scalar(summed.where(AttachedFile.added_by_id == viewer.id)) or 0
    if total + coming > settings.files_per_account_max_mb * MEGABYTE:
        most = settings.files_per_account_max_mb
        message = f"You have added {most} MB of files already. Remove some first."
        raise ConflictError(message)


def remove(
    db: Session, resource: records.Resource[Any], viewer: User | None, record_id: Id, file_id: Id
) -> None:
    records.get_record(db, resource, viewer, record_id, "update")
    db.delete(file_of(db, resource, record_id, file_id))
    records.commit(db)
