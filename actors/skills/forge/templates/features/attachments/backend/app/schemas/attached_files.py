"""Files of records as they are named and shown."""

import datetime as dt
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.models.attached_files import NAME_LENGTH_MAX
from app.schemas.base import NO_NUL, Output, RecordId

# What no system takes in the name of a file.
NEVER_IN_NAMES = frozenset('<>:"/\\|?*')


def _tidy(name: str) -> str:
    """As a person sees it: on one line, without what would make it a path or turn its letters around."""
    shown = (_shown(it) for it in unicodedata.normalize("NFC", name))
    tidy = " ".join("".join(shown).split()).strip(". ")
    stem, dot, extension = tidy.rpartition(".")
    if len(tidy) > NAME_LENGTH_MAX:
        # The end says what kind of file it is.
        tidy = f"{stem[: NAME_LENGTH_MAX - len(extension) - 1].rstrip()}{dot}{extension}"
    if not tidy or len(tidy) > NAME_LENGTH_MAX:
        message = "write the file's name"
        raise ValueError(message)
    return tidy


def _shown(letter: str) -> str:
    if letter.isspace():
        return " "
    return letter if letter.isprintable() and letter not in NEVER_IN_NAMES else "_"


FileName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=255, pattern=NO_NUL),
    AfterValidator(_tidy),
]


class FileOut(Output):
    id: RecordId
    created_at: dt.datetime
    name: str
    media_type: str
    # Bytes.
    size: int
    # Of pictures alone, in pixels.
    width: int | None
    height: int | None


class FileLimits(Output):
    # Bytes of one file.
    size_max: int
    # Files of one record.
    count_max: int
    # What the names of accepted files end with.
    extensions: list[str]


class FileList(Output):
    files: list[FileOut]
    limits: FileLimits
