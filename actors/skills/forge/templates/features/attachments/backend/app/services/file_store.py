"""Where the bytes of files are: a port, and a folder on disk behind it. Names are random; none comes from outside."""

import os
import re
import secrets
from pathlib import Path
from typing import Protocol

NAME = re.compile(r"[0-9a-f]{32}")


class FileStore(Protocol):
    def put(self, content: bytes) -> str:
        """Keeps the bytes; the name that they are kept under."""

    def get(self, name: str) -> bytes | None: ...

    def drop(self, name: str) -> None: ...


class DiskStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        name = secrets.token_hex(16)
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Never an existing file, nor through a link; nobody but the server reads it, and nobody runs it.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return name

    def get(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def drop(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            message = f"{name!r} is not a name that this store gives"
            raise ValueError(message)
        return self._folder / name[:2] / name
