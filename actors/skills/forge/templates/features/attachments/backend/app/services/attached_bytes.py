"""The folder that attached files are kept in: under random names, readable by the server alone."""

import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import ApiError

# What the store makes itself; nothing else in the folder is ever touched.
STORED = re.compile(r"[0-9a-f]{32}")
ARRIVING = re.compile(r"[0-9a-f]{32}\.(?:part|clean)")
# The database may live on the same disk: uploads end before it cannot write any more.
FREE_BYTES_MIN = 100 * 2**20
FULL = (errno.ENOSPC, errno.EDQUOT)


class StorageFullError(ApiError):
    status = 507
    code = "storage_full"

    def __init__(self) -> None:
        super().__init__("The server has no room for files. Nothing was kept.")


@contextmanager
def full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFullError from error
        raise


class FileStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        if not STORED.fullmatch(name):
            message = "not a name of the store"
            raise ValueError(message)
        return self.folder / name

    def require_room(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(self.folder).free < FREE_BYTES_MIN:
            raise StorageFullError

    @contextmanager
    def arriving(self) -> Iterator[Path]:
        """A place for bytes on their way; what is still there at the end is removed."""
        place = self.folder / f"{secrets.token_hex(16)}.part"
        try:
            yield place
        finally:
            for left in (place, place.with_suffix(".clean")):
                left.unlink(missing_ok=True)

    @contextmanager
    def kept(self, place: Path) -> Iterator[str]:
        """Gives bytes that have arrived their lasting name, and takes it back when what follows fails."""
        name = place.stem
        place.rename(self.path(name))
        try:
            yield name
        except BaseException:
            self.path(name).unlink(missing_ok=True)
            raise

    def discard(self, names: Iterable[str]) -> None:
        for name in names:
            self.path(name).unlink(missing_ok=True)

    def older_than(self, age_s: float) -> Iterator[str]:
        """Names of stored files; what only half arrived is removed on the way."""
        if not self.folder.is_dir():
            return
        before = time.time() - age_s
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if not entry.is_file(follow_symlinks=False) or entry.stat().st_mtime > before:
                    continue
                if ARRIVING.fullmatch(entry.name):
                    Path(entry.path).unlink(missing_ok=True)
                elif STORED.fullmatch(entry.name):
                    yield entry.name


def create(place: Path) -> BinaryIO:
    """A new file for the server alone."""
    return os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def settle(file: BinaryIO) -> None:
    """Until the bytes are on the disk, and not only on their way to it."""
    file.flush()
    os.fsync(file.fileno())
