"""Taking files in: the body is the file, written to disk as it comes, by those alone who may add it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.params import Depends as Dependency
from starlette.requests import ClientDisconnect

from app.api.attached_downloads import Store
from app.api.deps import Credentials, CurrentSettings, get_signed_in
from app.config import Settings
from app.errors import ApiError, RateLimitedError
from app.models import Id
from app.schemas.attached_files import FileName
from app.schemas.base import RecordId
from app.services import attached_files, attached_kinds, records
from app.services.attached_bytes import FileStore, create, full_disk_told, settle
from app.services.attached_files import Incoming

# How the body is described: of any kind, since its content tells which.
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
# Bytes gathered before they are written: the memory that an upload takes, whatever its size.
PART_SIZE = 256 * 1024
# The largest file over a slow line takes a few minutes; who is slower holds a place for nothing.
UPLOAD_S_MAX = 600
UPLOADS_MAX = 50
UPLOADS_PER_ACCOUNT_MAX = 4
RETRY_S = 10


class TooLargeError(ApiError):
    status = 413
    code = "too_large"

    def __init__(self, settings: Settings) -> None:
        super().__init__(f"A file may have at most {settings.file_size_max_mb} MB.")


class TooSlowError(ApiError):
    status = 408
    code = "too_slow"


class CutOffError(ApiError):
    """Nobody is there any more to read it."""

    status = 400
    code = "bad_request"


class Uploads:
    """How many come in at a time; all on one thread, that of the event loop."""

    def __init__(self) -> None:
        self._by_account: Counter[Id] = Counter()

    @contextmanager
    def place(self, account: Id) -> Iterator[None]:
        full = self._by_account.total() >= UPLOADS_MAX
        if full or self._by_account[account] >= UPLOADS_PER_ACCOUNT_MAX:
            raise RateLimitedError(RETRY_S)
        self._by_account[account] += 1
        try:
            yield
        finally:
            self._by_account[account] -= 1
            # Those that are at zero are forgotten.
            self._by_account = +self._by_account


uploads = Uploads()


def taken_for(resource: records.Resource[Any]) -> Dependency:
    dependency: Dependency = Depends(taking(resource), scope="function")
    return dependency


def taking(resource: records.Resource[Any]) -> Callable[..., AsyncIterator[Incoming]]:
    async def take(
        request: Request,
        store: Store,
        settings: CurrentSettings,
        credentials: Credentials,
        record_id: RecordId,
        name: Annotated[FileName, Query()],
    ) -> AsyncIterator[Incoming]:
        def ask() -> Id:
            """In a session of its own, over before the first byte is read."""
            with request.app.state.sessions() as db:
<% if on.api_keys %>
                signed_in = get_signed_in(request, db, settings, credentials)
<% else %>
                signed_in = get_signed_in(db, settings, credentials)
<% endif %>
                viewer = signed_in.user if signed_in else None
                return attached_files.may_begin(db, resource, viewer, record_id, settings)

        account = await to_thread.run_sync(ask, limiter=asking())
        with uploads.place(account), store.arriving() as place:
            await arrive(request, settings, store, place)
            known = await run_in_threadpool(attached_kinds.examine, place, name)
            yield Incoming(known, place, store, settings)

    return take


_asking: RunVar[CapacityLimiter] = RunVar("uploads that ask")


def asking() -> CapacityLimiter:
    """One at a time: these ask beside the requests that have a turn at the database."""
    limiter = _asking.get(None)
    if limiter is None:
        limiter = CapacityLimiter(1)
        _asking.set(limiter)
    return limiter


async def arrive(request: Request, settings: Settings, store: FileStore, place: Path) -> None:
    size_max = settings.file_size_max_mb * attached_files.MEGABYTE
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > size_max:
        raise TooLargeError(settings)
    await run_in_threadpool(store.require_room)
    try:
        async with asyncio.timeout(UPLOAD_S_MAX):
            await write(request, settings, place, size_max)
    except TimeoutError as error:
        message = "The upload took too long. Nothing was kept."
        raise TooSlowError(message) from error
    except ClientDisconnect as error:
        message = "The upload was cut off. Nothing was kept."
        raise CutOffError(message) from error


async def write(request: Request, settings: Settings, place: Path, size_max: int) -> None:
    size, part = 0, bytearray()
    with full_disk_told(), create(place) as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > size_max:
                raise TooLargeError(settings)
            part += chunk
            if len(part) >= PART_SIZE:
                await run_in_threadpool(file.write, bytes(part))
                part.clear()
        await run_in_threadpool(file.write, bytes(part))
        await run_in_threadpool(settle, file)
