"""Files of records: who may change a record adds and removes them, who may see it downloads them."""

from typing import Annotated, Any
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import Depends, FastAPI, Request, Response
from sqlalchemy.orm import Session

from app import errors
from app.config import Settings
from app.errors import ConflictError, InvalidError, NotFoundError, TooLargeError
from app.models import Attachment, Base, Id, User
from app.security.file_types import UnfitFileError, checked
from app.services import records
from app.services.file_store import DiskStore, FileStore

# The relation of a record to its files.
RELATION = "attached_files"
SIZE_MAX = 5 * 1024 * 1024
FILES_MAX = 20
# Files without a record that are cleared away at a time.
SWEEP_MAX = 50
REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


def install(app: FastAPI) -> None:
    settings: Settings = app.state.settings
    app.state.files = DiskStore(settings.uploads_dir)


async def get_files(request: Request) -> FileStore:
    files: FileStore = request.app.state.files
    return files


async def read_content(request: Request) -> bytes:
    """The request's body, up to the limit: what is longer is not read to its end."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > SIZE_MAX:
            message = f"A file may have at most {SIZE_MAX // 1024 // 1024} MB."
            raise TooLargeError(message)
    return bytes(content)


Files = Annotated[FileStore, Depends(get_files)]
# Named before the database: a slow sender keeps no turn there.
Content = Annotated[bytes, Depends(read_content)]


def downloads(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers of a download, for its documentation."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    types = ("application/pdf", "image/gif", "image/jpeg", "image/png", "image/webp")
    described = {"description": "The file", "content": dict.fromkeys(types, schema)}
    return {200: described, **errors.responses(*statuses)}


def add(
    db: Session,
    files: FileStore,
    resource: records.Resource[Any],
    viewer: User | None,
    record_id: Id,
    name: str,
    content: bytes,
) -> Attachment:
    sweep(db, files)
    record = records.get_record(db, resource, viewer, record_id, "update")
    attached: list[Attachment] = getattr(record, RELATION)
    if len(attached) >= FILES_MAX:
        message = f"This {resource.title} has {FILES_MAX} files already. Remove one first."
        raise ConflictError(message)
    try:
        media_type, kept = checked(content)
    except UnfitFileError as error:
        raise InvalidError("content", str(error)) from error
    stored_name = files.put(kept)
    attachment = Attachment(
        name=name, media_type=media_type, size=len(kept), stored_name=stored_name
    )
    attached.append(attachment)
    try:
        records.commit(db)
    except BaseException:
        # Without its row nobody would ever find it.
        files.drop(stored_name)
        raise
    return attachment


def sweep(db: Session, files: FileStore) -> None:
    """Clears away files whose records are gone: the database deletes those without a word to anybody."""
    statement = sa.select(Attachment).limit(SWEEP_MAX)
    for mapper in Base.registry.mappers:
        between = mapper.relationships[RELATION].secondary if RELATION in mapper.attrs else None
        if between is not None:
            statement = statement.where(Attachment.id.not_in(sa.select(between.c.attached_file_id)))
    lost = db.scalars(statement).all()
    for attachment in lost:
        db.delete(attachment)
    db.commit()
    for attachment in lost:
        files.drop(attachment.stored_name)


def find(
    db: Session,
    resource: records.Resource[Any],
    viewer: User | None,
    record_id: Id,
    file_id: Id,
    action: str,
) -> tuple[list[Attachment], Attachment]:
    """The files of the record, and the one; only as a part of its record is a file found."""
    record = records.get_record(db, resource, viewer, record_id, action)
    attached: list[Attachment] = getattr(record, RELATION)
    for attachment in attached:
        if attachment.id == file_id:
            return attached, attachment
    message = f"This {resource.title} has no such file."
    raise NotFoundError(message)


def download(
    db: Session,
    files: FileStore,
    resource: records.Resource[Any],
    viewer: User | None,
    record_id: Id,
    file_id: Id,
) -> Response:
    _all, attachment = find(db, resource, viewer, record_id, file_id, "read")
    content = files.get(attachment.stored_name)
    if content is None:
        message = "The file is gone."
        raise NotFoundError(message)
    kind = "inline" if attachment.media_type.startswith("image/") else "attachment"
    return Response(
        content,
        media_type=attachment.media_type,
        headers={
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(attachment.name, safe='')}"
        },
    )


def remove(
    db: Session,
    files: FileStore,
    resource: records.Resource[Any],
    viewer: User | None,
    record_id: Id,
    file_id: Id,
) -> None:
    attached, attachment = find(db, resource, viewer, record_id, file_id, "update")
    attached.remove(attachment)
    db.delete(attachment)
    records.commit(db)
    files.drop(attachment.stored_name)
