"""Tags as they are given and shown."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.models.tags import NAME_LENGTH_MAX
from app.schemas.base import NO_NUL, Input, Output, RecordId


def _tidy(name: str) -> str:
    """One way to write what looks the same: compatible letters, single spaces, none at the ends."""
    tidy = " ".join(unicodedata.normalize("NFKC", name).split())
    if not tidy or not tidy.isprintable() or len(tidy) > NAME_LENGTH_MAX:
        message = f"write 1 to {NAME_LENGTH_MAX} printable characters"
        raise ValueError(message)
    return tidy


TagName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=NAME_LENGTH_MAX, pattern=NO_NUL),
    AfterValidator(_tidy),
]


class TagGiven(Input):
    name: TagName


class TagOut(Output):
    id: RecordId
    name: str
    # How many records of the kind have it, of those that the viewer may see.
    count: int
