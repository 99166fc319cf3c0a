"""Files of records as they are sent and shown."""

import datetime as dt
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, StringConstraints

from app.schemas.base import NO_NUL, Output, RecordId

NAME_LENGTH_MAX = 200


def _last_part(name: str) -> str:
    """Only the last part of a path, in whatever system it is written; nothing that cannot be seen."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].strip(" .")
    if not last or not last.isprintable():
        message = "write a name of printable characters"
        raise ValueError(message)
    return last


FileName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=NAME_LENGTH_MAX, pattern=NO_NUL),
    AfterValidator(_last_part),
]


class FileQuery(BaseModel):
    # What the file is called to people; what it is, its content says.
    name: FileName


class AttachmentOut(Output):
    id: RecordId
    name: str
    media_type: str
    size: int
    created_at: dt.datetime
