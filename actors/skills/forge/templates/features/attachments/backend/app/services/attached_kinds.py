"""Which kinds of files are accepted, and whether the content is what the name says."""

import codecs
import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from app.errors import ApiError
from app.services import attached_pictures
from app.services.attached_bytes import create, full_disk_told, settle
from app.services.attached_pictures import DamagedError, TooManyPixelsError

# Bytes read at a time.
PART_SIZE = 64 * 1024
ZIP = b"PK\x03\x04"
ZIP_END = b"PK\x05\x06"
# Bytes of an archive's list of files; a longer one would fill the memory when it is read.
ZIP_LIST_MAX = 2**20
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"


class UnsupportedKindError(ApiError):
    status = 415
    code = "unsupported_kind"


@dataclass(frozen=True)
class Kind:
    """What a file is by its first bytes. Text has none; an office document is an archive with a certain file in it."""

    title: str
    media_type: str
    extensions: tuple[str, ...]
    start: bytes = b""
    member: str = ""


# Where the first bytes are the same, the plain kind comes first.
KINDS = (
    Kind("JPEG picture", "image/jpeg", ("jpg", "jpeg"), b"\xff\xd8\xff"),
    Kind("PNG picture", "image/png", ("png",), b"\x89PNG\r\n\x1a\n"),
    Kind("GIF picture", "image/gif", ("gif",), b"GIF8"),
    Kind("WebP picture", "image/webp", ("webp",), b"RIFF"),
    Kind("PDF document", "application/pdf", ("pdf",), b"%PDF-"),
    Kind("ZIP archive", "application/zip", ("zip",), ZIP),
    Kind(
        "Word document", f"{OFFICE}.wordprocessingml.document", ("docx",), ZIP, "word/document.xml"
    ),
    Kind("Excel workbook", f"{OFFICE}.spreadsheetml.sheet", ("xlsx",), ZIP, "xl/workbook.xml"),
    Kind(
        "PowerPoint presentation",
        f"{OFFICE}.presentationml.presentation",
        ("pptx",),
        ZIP,
        "ppt/presentation.xml",
    ),
    Kind("OpenDocument text", f"{OPEN}.text", ("odt",), ZIP, "mimetype"),
    Kind("OpenDocument spreadsheet", f"{OPEN}.spreadsheet", ("ods",), ZIP, "mimetype"),
    Kind("OpenDocument presentation", f"{OPEN}.presentation", ("odp",), ZIP, "mimetype"),
    Kind("plain text", "text/plain", ("txt", "csv", "log", "md")),
)
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
ACCEPTED = "JPEG, PNG, GIF, WebP, PDF, office documents, ZIP and plain text in UTF-8"


@dataclass(frozen=True)
class Known:
    """What was found out of a file, and the name that says so."""

    name: str
    media_type: str
    width: int | None = None
    height: int | None = None


def examine(place: Path, name: str) -> Known:
    """Tells the kind by the content; a picture's file is written anew. Refuses what is none of the kinds or names another."""
    stem, dot, extension = name.rpartition(".")
    named = BY_EXTENSION.get(extension.lower()) if stem else None
    if named is None and dot and stem:
        message = f"Files that end in .{extension} are not accepted, only {ACCEPTED}."
        raise UnsupportedKindError(message)
    with opened(place) as content:
        candidates = (named,) if named else KINDS
        kind = next((kind for kind in candidates if is_of(kind, content, place)), None)
        if kind is None:
            raise UnsupportedKindError(refusal(name, named))
        if named is None:
            name = f"{name}.{kind.extensions[0]}"
        if kind.media_type not in attached_pictures.READERS:
            return Known(name, kind.media_type)
        picture = read_picture(kind, content, name)
        rewrite(place, picture, content)
    return Known(name, kind.media_type, picture.width, picture.height)


@contextmanager
def opened(place: Path) -> Iterator[mmap]:
    """The file's bytes as if they were in memory."""
    with place.open("rb") as file:
        if place.stat().st_size == 0:
            message = "The file is empty."
            raise UnsupportedKindError(message)
        with closing(mmap(file.fileno(), 0, access=ACCESS_READ)) as content:
            yield content


def is_of(kind: Kind, content: mmap, place: Path) -> bool:
    if not kind.start:
        return is_text(content)
    if content[: len(kind.start)] != kind.start:
        return False
    if kind.start == b"RIFF":
        return content[8:12] == b"WEBP"
    if kind.member == "mimetype":
        # OpenDocument 1.3, part 2, 3.3: the first file of the archive, as it is, says what the whole is.
        said = f"mimetype{kind.media_type}".encode()
        length = int.from_bytes(content[22:26], "little")
        return content[30:38] == b"mimetype" and content[30 : 38 + length] == said
    return kind.start != ZIP or has_member(content, place, kind.member)


def has_member(content: mmap, place: Path, member: str) -> bool:
    """Whether the archive lists such a file; nothing is unpacked."""
    try:
        (length,) = struct.unpack_from("<I", content, content.rfind(ZIP_END) + 12)
        if length > ZIP_LIST_MAX:
            return False
        with zipfile.ZipFile(place) as archive:
            return not member or member in archive.namelist()
    except (zipfile.BadZipFile, struct.error, RuntimeError, ValueError):
        return False


def is_text(content: mmap) -> bool:
    """UTF-8 without control characters. What begins like markup is not plain: somebody's browser might run it."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for at in range(0, len(content), PART_SIZE):
            part = decoder.decode(
                content[at : at + PART_SIZE], final=at + PART_SIZE >= len(content)
            )
            if CONTROL.search(part):
                return False
    except UnicodeDecodeError:
        return False
    head = content[:PART_SIZE].decode("utf-8-sig", errors="ignore")
    return not head.lstrip().startswith("<")


def refusal(name: str, named: Kind | None) -> str:
    if named is None:
        return f"“{name}” is of no kind that is accepted: {ACCEPTED}."
    return f"“{name}” is not what its name says: its content is no {named.title}."


def read_picture(kind: Kind, content: mmap, name: str) -> attached_pictures.Picture:
    try:
        return attached_pictures.read(kind.media_type, content)
    except DamagedError as error:
        message = f"“{name}” is damaged, or was cut off on its way."
        raise UnsupportedKindError(message) from error
    except TooManyPixelsError as error:
        most = attached_pictures.PIXELS_MAX // 1_000_000
        message = f"“{name}” has more than {most} million pixels. Make it smaller first."
        raise UnsupportedKindError(message) from error


def rewrite(place: Path, picture: attached_pictures.Picture, content: mmap) -> None:
    clean = place.with_suffix(".clean")
    with full_disk_told(), create(clean) as file:
        for piece in picture.content(content):
            file.write(piece)
        settle(file)
    clean.replace(place)
