"""Files as programs write them, small: with what they tell of people, and with what hides behind their end."""

import io
import struct
import zipfile
import zlib

# Must be in no picture that was kept.
SECRET = b"N 48 51.5 E 2 17.7"
# An archive behind the end of a picture: both programs would open the file.
HIDDEN = b"PK\x03\x04 hidden"


def jpeg_part(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def exif(turned: int, order: str = ">") -> bytes:
    first = b"MM\0*" if order == ">" else b"II*\0"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0)
    directory = struct.pack(f"{order}IH", 8, 1) + entries + bytes(4)
    return jpeg_part(0xE1, b"Exif\0\0" + first + directory + SECRET)


def jpeg(turned: int = 6, order: str = ">", width: int = 3, height: int = 2) -> bytes:
    return b"".join(
        [
            b"\xff\xd8",
            jpeg_part(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
            exif(turned, order),
            jpeg_part(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
            jpeg_part(0xED, b"Photoshop 3.0\0" + SECRET),
            jpeg_part(0xE2, b"ICC_PROFILE\0\1\1colours"),
            jpeg_part(0xFE, SECRET),
            jpeg_part(0xDB, bytes(65)),
            jpeg_part(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"),
            # Two scans, the first with a stuffed byte and a restart.
            jpeg_part(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56",
            b"\xff" + jpeg_part(0xDA, b"\1\1\0\0\x3f\0") + b"\x78",
            b"\xff\xd9",
            HIDDEN,
        ]
    )


def png_part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 1, height: int = 1) -> bytes:
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            png_part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            png_part(b"tEXt", b"Location\0" + SECRET),
            png_part(b"eXIf", b"MM\0*" + SECRET),
            png_part(b"prVt", SECRET),
            png_part(b"IDAT", zlib.compress(b"\0\xff\0\0")),
            png_part(b"IEND", b""),
            HIDDEN,
        ]
    )


def gif(width: int = 1, height: int = 1) -> bytes:
    return b"".join(
        [
            b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff",
            b"\x21\xfe" + bytes([len(SECRET)]) + SECRET + b"\0",
            b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0",
            b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0",
            b"\x21\xf9\4\0\0\0\0\0",
            b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2\x44\1\0",
            b"\x3b",
            HIDDEN,
        ]
    )


def webp_part(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def webp(width: int = 1, height: int = 1) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    told = bytes([0x0C, 0, 0, 0]) + size
    shown = bytes.fromhex("2f0000000010071011118888fe0700")
    parts = [
        webp_part(b"VP8X", told),
        webp_part(b"VP8L", shown),
        webp_part(b"EXIF", b"MM\0*" + SECRET),
        webp_part(b"XMP ", SECRET),
    ]
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body + HIDDEN


def webp_lossy() -> bytes:
    body = b"WEBP" + webp_part(b"VP8 ", b"\0\0\0\x9d\x01\x2a\1\0\1\0")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def archive(*names: str, first: str = "") -> bytes:
    """With a media type as its first file, where one is given."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        if first:
            made.writestr("mimetype", first)
        for name in names:
            made.writestr(name, "content", zipfile.ZIP_DEFLATED)
    return file.getvalue()


PDF = b"%PDF-1.7\n%%EOF\n"
