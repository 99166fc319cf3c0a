"""Signatures as Standard Webhooks (https://www.standardwebhooks.com) has them: HMAC-SHA256 over id, time and body."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from app.config import Settings

SECRET_PREFIX = "whsec_"  # noqa: S105
VERSION = "v1"
# As the standard wants it.
SECRET_BYTES_MIN = 24
SEED_BYTES = 32
# A header can name several signatures while secrets change; more than that is no honest header.
SIGNATURES_MAX = 10


def make_seed() -> str:
    return secrets.token_hex(SEED_BYTES)


def secret_of(settings: Settings, seed: str) -> bytes:
    """The secret of a webhook: nothing in the database tells it."""
    key = settings.secret_key.get_secret_value().encode()
    return hmac.digest(key, f"webhook secret {seed}".encode(), hashlib.sha256)


def write_secret(secret: bytes) -> str:
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def read_secret(text: str) -> bytes:
    """Refuses with words that do not quote it."""
    try:
        secret = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not text.startswith(SECRET_PREFIX) or len(secret) < SECRET_BYTES_MIN:
        message = f"a secret is {SECRET_PREFIX} and the base64 of at least {SECRET_BYTES_MIN} bytes"
        raise ValueError(message)
    return secret


def sign(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.digest(secret, signed, hashlib.sha256)
    return f"{VERSION},{base64.b64encode(digest).decode()}"


def is_signed(
    known: Iterable[bytes], message_id: str, timestamp: int, body: bytes, signatures: str
) -> bool:
    """Whether one of the signatures was made with one of the secrets; how long it takes tells nothing of them."""
    given = signatures.encode().split(b" ")[:SIGNATURES_MAX]
    good = False
    for secret in known:
        expected = sign(secret, message_id, timestamp, body).encode()
        for signature in given:
            good |= hmac.compare_digest(expected, signature)
    return good
