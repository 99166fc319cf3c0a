"""Signatures of Stripe's messages: HMAC-SHA256 over the time and the raw body, in the header `Stripe-Signature`."""

import hashlib
import hmac
import time
from collections.abc import Sequence

# How old a message may be, and how far the clocks may be apart.
TOLERANCE_S = 300
# More would only cost time.
SIGNATURES_MAX = 16
SCHEME = "v1"


def sign(secret: str, timestamp: int, body: bytes) -> str:
    signed = f"{timestamp}.".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def header(secret: str, body: bytes, timestamp: int | None = None) -> str:
    moment = int(time.time()) if timestamp is None else timestamp
    return f"t={moment},{SCHEME}={sign(secret, moment, body)}"


def is_signed(secrets: Sequence[str], body: bytes, value: str, now: float | None = None) -> bool:
    """Whether one of the secrets made one of the signatures, not too long ago."""
    timestamp, signatures = parsed(value)
    moment = time.time() if now is None else now
    if timestamp is None or abs(moment - timestamp) > TOLERANCE_S:
        return False
    matches = False
    for secret in filter(None, secrets):
        expected = sign(secret, timestamp, body).encode()
        for signature in signatures:
            # All of them, and each in constant time: how long it takes tells nothing.
            matches |= hmac.compare_digest(expected, signature.encode())
    return matches


def parsed(value: str) -> tuple[int | None, Sequence[str]]:
    """`t=1700000000,v1=…,v1=…,v0=…`: the time, and the signatures of the scheme that is known."""
    pairs = [part.strip().partition("=") for part in value.split(",")]
    times = [text for name, _, text in pairs if name == "t"]
    signatures = [text for name, _, text in pairs if name == SCHEME]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) < 12):
        return None, ()
    return int(times[0]), signatures[:SIGNATURES_MAX]
