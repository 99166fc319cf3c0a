"""What a file is, told from its bytes alone. Each kind is walked from its first byte to its last: what hides a second file
behind the first, or promises more than anyone can show, is refused."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

# A picture of more points fills the memory of whoever opens it.
POINTS_MAX = 50_000_000
SIDE_MAX = 20_000

PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
GIF_STARTS = (b"GIF87a", b"GIF89a")
PDF_START = b"%PDF-"
PDF_END = b"%%EOF"
# Frames of a JPEG that give its size; the others between C0 and CF are tables.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_SCAN = 0xDA
JPEG_END = 0xD9


class UnfitFileError(Exception):
    """The file is of no kind that is taken, broken, or more than it says."""


def checked(content: bytes) -> tuple[str, bytes]:
    """The media type, from the content and nothing else; and the content up to where the file ends."""
    refuse_archive(content)
    for media_type, begins, end_of in KINDS:
        if begins(content):
            try:
                end = end_of(content)
            except (struct.error, IndexError) as error:
                message = "The file ends too early."
                raise UnfitFileError(message) from error
            # Cameras put a second picture behind the first: what is kept ends with the first.
            if end != len(content) and media_type != "image/jpeg":
                message = "The file goes on after its end."
                raise UnfitFileError(message)
            return media_type, content[:end]
    message = "Only PNG, JPEG, GIF and WebP pictures and PDF documents are taken."
    raise UnfitFileError(message)


def refuse_archive(content: bytes) -> None:
    """An archive is read from its end, so that one can lie behind or inside any other file."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        message = "There is an archive inside this file."
        raise UnfitFileError(message)


def check_size(width: int, height: int) -> None:
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX) or width * height > POINTS_MAX:
        message = "The picture has no size, or too large a one."
        raise UnfitFileError(message)


def end_of_png(content: bytes) -> int:
    at = len(PNG_START)
    first = True
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if checksum != zlib.crc32(name + body) or first != (name == b"IHDR"):
            message = "The picture is damaged."
            raise UnfitFileError(message)
        if first:
            check_size(*struct.unpack_from(">II", body))
            first = False
        at += 12 + length
        if name == b"IEND":
            return at


def end_of_jpeg(content: bytes) -> int:
    at = 2
    sized = False
    while True:
        marker, at = jpeg_marker(content, at)
        if marker == JPEG_END:
            break
        (length,) = struct.unpack_from(">H", content, at)
        if marker in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 3)
            check_size(width, height)
            sized = True
        at += length
        if marker == JPEG_SCAN:
            at = after_scan(content, at)
    if not sized:
        check_size(0, 0)
    return at


def jpeg_marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker at a place, and where what it says begins."""
    if content[at] != 0xFF:
        message = "The picture is damaged."
        raise UnfitFileError(message)
    while content[at] == 0xFF:
        at += 1
    return content[at], at + 1


def after_scan(content: bytes, at: int) -> int:
    """Where the points of a scan end: at a marker that is neither a stuffed byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise IndexError
        following = content[at + 1]
        if following == 0x00 or 0xD0 <= following <= 0xD7:
            at += 2
        elif following == 0xFF:
            at += 1
        else:
            return at


def end_of_gif(content: bytes) -> int:
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    check_size(width, height)
    at = 13 + color_table(flags)
    while content[at] != 0x3B:
        if content[at] == 0x21:
            at = after_blocks(content, at + 2)
        elif content[at] == 0x2C:
            width, height, flags = struct.unpack_from("<HHB", content, at + 5)
            check_size(width, height)
            at = after_blocks(content, at + 10 + color_table(flags) + 1)
        else:
            message = "The picture is damaged."
            raise UnfitFileError(message)
    return at + 1


def color_table(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def after_blocks(content: bytes, at: int) -> int:
    while content[at] != 0:
        at += content[at] + 1
    return at + 1


def end_of_webp(content: bytes) -> int:
    (length,) = struct.unpack_from("<I", content, 4)
    check_size(*webp_size(content))
    at, end = 12, length + 8
    while at < end:
        (length,) = struct.unpack_from("<I", content, at + 4)
        at += 8 + length + length % 2
    if at != end or end > len(content):
        raise IndexError
    return end


def webp_size(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(
            content[27:30], "little"
        )
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def end_of_pdf(content: bytes) -> int:
    """A document may have several ends, one for each time it was changed: the last must be the last of the file."""
    mark = content.rfind(PDF_END)
    if mark < 0:
        raise IndexError
    end = mark + len(PDF_END)
    return len(content) if content[end:].strip(b"\r\n") == b"" else end


Kind = tuple[str, Callable[[bytes], bool], Callable[[bytes], int]]
KINDS: tuple[Kind, ...] = (
    ("image/png", lambda content: content.startswith(PNG_START), end_of_png),
    ("image/jpeg", lambda content: content.startswith(JPEG_START), end_of_jpeg),
    ("image/gif", lambda content: content.startswith(GIF_STARTS), end_of_gif),
    ("image/webp", lambda it: it.startswith(b"RIFF") and it[8:12] == b"WEBP", end_of_webp),
    ("application/pdf", lambda content: content.startswith(PDF_START), end_of_pdf),
)
