"""The way to Stripe's API: TLS, limited in time and size, and led nowhere else.

The library's plain client follows no redirect and takes no proxy from the environment.
"""

import ssl
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from app.services.stripe_gateway import Answer, NoAnswerError

# A server that is silent for longer is away; one that keeps sending for longer does so on purpose.
SILENCE_S = 8
ANSWER_S = 12
ANSWER_BYTES_MAX = 512 * 1024
CHUNK_BYTES = 16 * 1024

# Certificates and names of hosts are checked.
_TLS = ssl.create_default_context()


class HttpTransport:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._scheme, self._place, self._base = parts.scheme, parts.netloc, parts.path

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        connection = self._connect()
        try:
            connection.request(method, self._base + path, body, dict(headers))
            response = connection.getresponse()
            known = {name.lower(): value for name, value in response.getheaders()}
            return Answer(status=response.status, body=read(response), headers=known)
        except (OSError, HTTPException) as error:
            # Its name alone: the text of some says what was sent.
            raise NoAnswerError(type(error).__name__) from error
        finally:
            connection.close()

    def _connect(self) -> HTTPConnection:
        if self._scheme == "https":
            return HTTPSConnection(self._place, timeout=SILENCE_S, context=_TLS)
        # The settings take this for the machine itself alone.
        return HTTPConnection(self._place, timeout=SILENCE_S)


def read(response: HTTPResponse) -> bytes:
    deadline = time.monotonic() + ANSWER_S
    body = b""
    while chunk := response.read1(CHUNK_BYTES):
        body += chunk
        if len(body) > ANSWER_BYTES_MAX or time.monotonic() > deadline:
            message = "long"
            raise NoAnswerError(message)
    return body
