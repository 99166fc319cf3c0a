"""Pictures without what they tell of people: only the parts that show something are kept, and nothing behind their end.

Nothing is decoded. Cameras write place, time and owner into parts of their own, which are left out; of a JPEG the way
it has to be turned is written anew.
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from mmap import mmap

# More would be a picture that nobody takes, and hours of work for who shows it.
PIXELS_MAX = 50_000_000
# Parts that a picture is cut into: far more than any program writes.
PARTS_MAX = 100_000

Source = bytes | mmap


class DamagedError(ValueError):
    """Not a whole picture of its kind."""


class TooManyPixelsError(ValueError):
    pass


@dataclass
class Picture:
    """Its size, and what is kept of it: pieces of the source by where they begin and end, and new ones."""

    width: int = 0
    height: int = 0
    pieces: list[tuple[int, int] | bytes] = field(default_factory=list)

    def keep(self, begin: int, end: int) -> None:
        last = self.pieces[-1] if self.pieces else b""
        if isinstance(last, tuple) and last[1] == begin:
            self.pieces[-1] = (last[0], end)
        else:
            self.pieces.append((begin, end))

    def has_size(self, width: int, height: int) -> None:
        if width == 0 or height == 0:
            raise DamagedError
        if width * height > PIXELS_MAX:
            raise TooManyPixelsError
        self.width, self.height = width, height

    def content(self, source: Source) -> Iterator[bytes]:
        for piece in self.pieces:
            yield piece if isinstance(piece, bytes) else source[piece[0] : piece[1]]


def jpeg(source: Source) -> Picture:
    picture = Picture()
    picture.keep(0, 2)
    at, turned = 2, 1
    for _ in range(PARTS_MAX):
        begin, marker = _jpeg_marker(source, at)
        if marker == END_OF_JPEG:
            picture.keep(begin, begin + 2)
            if turned >= LYING:
                picture.width, picture.height = picture.height, picture.width
            return picture
        (length,) = struct.unpack_from(">H", source, begin + 2)
        at, body = begin + 2 + length, source[begin + 4 : begin + 4 + min(length, 65535)]
        if length < 2 or at > len(source):
            break
        if marker == APP1 and turned == 1:
            turned = _orientation(body)
            if turned != 1:
                picture.pieces.insert(1, _exif_of(turned))
        if marker in JPEG_SIZES:
            height, width = struct.unpack_from(">HH", body, 1)
            picture.has_size(width, height)
        if marker == START_OF_SCAN:
            found = AFTER_SCAN.search(source, at)
            if found is None or picture.width == 0:
                break
            at = found.start()
        if _is_shown(marker, body):
            picture.keep(begin, at)
    raise DamagedError


APP1, APP15, COMMENT = 0xE1, 0xEF, 0xFE
# From here on the ways to turn a picture exchange its width and height.
LYING = 5
START_OF_SCAN, END_OF_JPEG = 0xDA, 0xD9
# Every way to begin a frame; three numbers among them mean something else.
JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Within a scan 0xFF is followed by zero, or by the number of a restart.
AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]", re.DOTALL)


def _jpeg_marker(source: Source, at: int) -> tuple[int, int]:
    """Where the next part begins, and what it is; there may be filling before it."""
    if source[at] != 0xFF:
        raise DamagedError
    while source[at + 1] == 0xFF:
        at += 1
    if source[at + 1] < 0xC0:
        raise DamagedError
    return at, source[at + 1]


def _is_shown(marker: int, body: bytes) -> bool:
    """Of what programs write beside the picture: only what changes its colours."""
    if marker == COMMENT:
        return False
    if not 0xE0 <= marker <= APP15:
        return True
    return body.startswith((b"JFIF\0", b"ICC_PROFILE\0", b"Adobe\0"))


def _orientation(body: bytes) -> int:
    """How the picture is to be turned, 1 to 8, by the first directory of Exif 2.32."""
    tiff = body[6:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if not body.startswith(b"Exif\0\0") or order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if (tag, kind) == (0x0112, 3) and 1 <= value <= 8:
                return int(value)
    except struct.error:
        # Whoever wrote it did not say how to turn it.
        pass
    return 1


def _exif_of(turned: int) -> bytes:
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, turned, 0)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    body = b"Exif\0\0" + tiff
    return struct.pack(">BBH", 0xFF, APP1, len(body) + 2) + body


PNG_SHOWN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split()
)


def png(source: Source) -> Picture:
    picture = Picture()
    picture.keep(0, 8)
    at = 8
    for _ in range(PARTS_MAX):
        length, kind = struct.unpack_from(">I4s", source, at)
        begin, at = at, at + 12 + length
        if at > len(source) or (picture.width == 0) != (kind == b"IHDR"):
            break
        if kind == b"IHDR":
            picture.has_size(*struct.unpack_from(">II", source, begin + 8))
        if kind in PNG_SHOWN:
            picture.keep(begin, at)
        if kind == b"IEND":
            return picture
    raise DamagedError


# Blocks of a GIF: what begins them, and the extensions that change what is seen.
GIF_EXTENSION, GIF_IMAGE, GIF_END = 0x21, 0x2C, 0x3B
GIF_CONTROL, GIF_APPLICATION = 0xF9, 0xFF
# How often a moving picture begins anew.
GIF_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


def gif(source: Source) -> Picture:
    picture = Picture()
    picture.has_size(*struct.unpack_from("<HH", source, 6))
    at = 13 + _colours(source[10])
    picture.keep(0, at)
    for _ in range(PARTS_MAX):
        begin, block = at, source[at]
        if block == GIF_END:
            picture.keep(begin, begin + 1)
            return picture
        if block == GIF_IMAGE:
            at = _after_blocks(source, begin + 11 + _colours(source[begin + 9]))
            picture.keep(begin, at)
        elif block == GIF_EXTENSION:
            at = _after_blocks(source, begin + 2)
            kind = source[begin + 1]
            loops = kind == GIF_APPLICATION and source[begin + 2 : begin + 14] in GIF_LOOPS
            if kind == GIF_CONTROL or loops:
                picture.keep(begin, at)
        else:
            break
    raise DamagedError


def _colours(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(source: Source, at: int) -> int:
    while source[at] != 0:
        at += 1 + source[at]
    return at + 1


WEBP_SHOWN = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])
# Bits of the extended header that announce Exif and XMP.
WEBP_TOLD = 0x08 | 0x04


def webp(source: Source) -> Picture:
    picture = Picture()
    (size,) = struct.unpack_from("<I", source, 4)
    end, at = 8 + size, 12
    if end > len(source):
        raise DamagedError
    for _ in range(PARTS_MAX):
        if at >= end:
            break
        kind, length = struct.unpack_from("<4sI", source, at)
        begin, at = at, at + 8 + length + length % 2
        if at > end:
            raise DamagedError
        if picture.width == 0:
            picture.has_size(*_webp_size(kind, source, begin + 8))
        if kind == b"VP8X":
            flags = source[begin + 8] & ~WEBP_TOLD
            picture.keep(begin, begin + 8)
            picture.pieces.append(bytes([flags]))
            picture.keep(begin + 9, at)
        elif kind in WEBP_SHOWN:
            picture.keep(begin, at)
    if at != end or picture.width == 0:
        raise DamagedError
    total = sum(len(it) if isinstance(it, bytes) else it[1] - it[0] for it in picture.pieces)
    picture.pieces.insert(0, b"RIFF" + struct.pack("<I", total + 4) + b"WEBP")
    return picture


def _webp_size(kind: bytes, source: Source, at: int) -> tuple[int, int]:
    if kind == b"VP8X":
        wide, high = source[at + 4 : at + 7], source[at + 7 : at + 10]
        return 1 + int.from_bytes(wide, "little"), 1 + int.from_bytes(high, "little")
    if kind == b"VP8L" and source[at] == 0x2F:
        (bits,) = struct.unpack_from("<I", source, at + 1)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and source[at + 3 : at + 6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", source, at + 6)
        return width & 0x3FFF, height & 0x3FFF
    raise DamagedError


READERS: dict[str, Callable[[Source], Picture]] = {
    "image/gif": gif,
    "image/jpeg": jpeg,
    "image/png": png,
    "image/webp": webp,
}


def read(media_type: str, source: Source) -> Picture:
    try:
        return READERS[media_type](source)
    except (struct.error, IndexError) as error:
        # It ends before it should.
        raise DamagedError from error
