"""Handing files out: never shown in place, whatever is in them."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import FileResponse

from app import errors
from app.errors import NotFoundError
from app.models import AttachedFile
from app.services.attached_bytes import FileStore
from app.services.attached_kinds import KINDS

# Where a browser shows one in spite of all, nothing in it runs or loads. Nobody else's page gets to read it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


async def get_store(request: Request) -> FileStore:
    store: FileStore = request.app.state.file_store
    return store


Store = Annotated[FileStore, Depends(get_store)]


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers of a download, for its documentation."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    content = {kind.media_type: binary for kind in KINDS}
    return {200: {"description": "The file", "content": content}, **errors.responses(*statuses)}


def answer(store: FileStore, file: AttachedFile) -> FileResponse:
    place = store.path(file.stored_as)
    if not place.is_file():
        message = "The content of this file is gone."
        raise NotFoundError(message)
    return FileResponse(place, media_type=file.media_type, filename=file.name, headers=HEADERS)
