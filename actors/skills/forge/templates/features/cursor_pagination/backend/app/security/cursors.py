"""Cursors: where a list goes on, signed together with what the list was asked for, so that one fits its own list alone."""

import base64
import datetime as dt
import decimal
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

MAC_BYTES = 16
# How values stand in a cursor; what is not listed is JSON already.
WRITTEN: dict[type, Callable[[Any], str]] = {
    dt.datetime: lambda value: f"t{value.isoformat()}",
    dt.date: lambda value: f"d{value.isoformat()}",
    decimal.Decimal: lambda value: f"n{value}",
    uuid.UUID: lambda value: f"u{value.hex}",
    str: lambda value: f"s{value}",
}
READ: dict[str, Callable[[str], Any]] = {
    "t": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "n": decimal.Decimal,
    "u": uuid.UUID,
    "s": str,
}


def key_from(secret: str) -> bytes:
    """A key of their own: nothing else that is signed with the secret passes for a cursor."""
    return hmac.digest(secret.encode(), b"list cursors", hashlib.sha256)


def write(key: bytes, scope: str, values: Sequence[Any]) -> str:
    plain = [WRITTEN[type(it)](it) if type(it) in WRITTEN else it for it in values]
    return sealed(key, scope, json.dumps(plain, ensure_ascii=False).encode())


def read(key: bytes, scope: str, cursor: str) -> list[Any] | None:
    """The values, if the cursor was written with this key for this scope and is whole."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[MAC_BYTES:]
    except ValueError:
        return None
    if not hmac.compare_digest(sealed(key, scope, text), cursor):
        return None
    values: list[Any] = json.loads(text)
    return [READ[it[0]](it[1:]) if isinstance(it, str) else it for it in values]


def sealed(key: bytes, scope: str, text: bytes) -> str:
    mac = hmac.digest(key, scope.encode() + b"\0" + text, hashlib.sha256)[:MAC_BYTES]
    return base64.urlsafe_b64encode(mac + text).rstrip(b"=").decode()
