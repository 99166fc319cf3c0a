"""JSON over HTTPS from servers that the settings name: limited in time and size, and led nowhere else.

The library's plain client: unlike `urllib.request` it follows no redirect, takes no proxy from the environment, and opens
no other kind of address, so that nothing of this has to be switched off.
"""

import json
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

# A server that is silent for longer is away.
SILENCE_S = 5
# One that keeps sending for longer does so on purpose.
ANSWER_S = 10
ANSWER_BYTES_MAX = 128 * 1024
CHUNK_BYTES = 16 * 1024

# Certificates and names of hosts are checked.
_TLS = ssl.create_default_context()


class FetchError(Exception):
    """No answer, or none that can be used. Its text says nothing of what was sent or answered."""


def fetch_json(url: str, *, form: Mapping[str, str] | None = None, token: str = "") -> Any:  # noqa: ANN401
    """What a server answers to a GET, or to a POST if there is a form."""
    parts = urlsplit(url)
    headers = {"Accept": "application/json", "User-Agent": "social-login"}
    body = None
    if form is not None:
        body = urlencode(form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = connect(parts.scheme, parts.netloc)
    try:
        connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        if answer.status != 200:
            message = f"the answer was {answer.status}"
            raise FetchError(message)
        return json.loads(read(answer))
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        message = f"there was no answer that could be read ({type(error).__name__})"
        raise FetchError(message) from error
    finally:
        connection.close()


def connect(scheme: str, place: str) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(place, timeout=SILENCE_S, context=_TLS)
    # The settings take this for the machine itself alone.
    return HTTPConnection(place, timeout=SILENCE_S)


def read(answer: HTTPResponse) -> bytes:
    deadline = time.monotonic() + ANSWER_S
    body = b""
    while chunk := answer.read1(CHUNK_BYTES):
        body += chunk
        if len(body) > ANSWER_BYTES_MAX:
            message = "the answer was too long"
            raise FetchError(message)
        if time.monotonic() > deadline:
            message = "the answer took too long"
            raise FetchError(message)
    return body
