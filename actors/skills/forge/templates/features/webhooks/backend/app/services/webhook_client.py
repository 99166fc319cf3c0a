"""Sending to an address that somebody else chose: it must not reach what is not open to the world, nor hold us up."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

# For each step, and for all of them together: who sends a byte now and then is not waited for.
STEP_S = 5.0
DEADLINE_S = 10.0
# Of the answer nothing more is read.
ANSWER_BYTES = 500
# Addresses of one name that are tried.
ADDRESSES_MAX = 3

# What IPv6 has given out for the open internet; of that, what leads elsewhere or nowhere.
OPEN_6 = ipaddress.IPv6Network("2000::/3")
CLOSED_6 = tuple(
    ipaddress.IPv6Network(network)
    # Tunnels and other protocols of their own, examples, and IPv4 addresses in disguise.
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# What the library takes for open and is not.
CLOSED_4 = tuple(
    ipaddress.IPv4Network(network)
    # Protocol assignments, relays, and where a cloud talks to its machines.
    for network in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")
)


class UnsafeTargetError(Exception):
    """The address is one that webhooks do not reach."""


@dataclass(frozen=True)
class Answer:
    duration_ms: int
    status: int | None = None
    text: str = ""
    # Why there was no answer.
    error: str | None = None

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def is_public(address: str) -> bool:
    """Whether anybody in the world could reach it, too."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        return ip in OPEN_6 and not any(ip in network for network in CLOSED_6)
    closed = any(ip in network for network in CLOSED_4)
    return ip.is_global and not ip.is_multicast and not closed


def resolve(host: str, port: int, *, private: bool) -> Sequence[tuple[Any, Any]]:
    """Families and addresses of a name, all of them checked: what is connected to afterwards is what was checked here."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [(family, address) for family, _, _, _, address in found]
    if not private and not all(is_public(str(address[0])) for _, address in addresses):
        message = "The address leads into a private network."
        raise UnsafeTargetError(message)
    return addresses[:ADDRESSES_MAX]


class Connection(http.client.HTTPConnection):
    """To addresses that were checked; the name stays in the Host header and in what the certificate must say."""

    def __init__(self, host: str, port: int, addresses: Sequence[Any], *, tls: bool) -> None:
        super().__init__(host, port, timeout=STEP_S)
        self.default_port = 443 if tls else 80
        self.is_over = False
        self._addresses = addresses
        self._tls = ssl.create_default_context() if tls else None
        self._wire: socket.socket | None = None

    def connect(self) -> None:
        for last, (family, address) in enumerate(self._addresses, start=1):
            self.sock = self._wire = socket.socket(family, socket.SOCK_STREAM)
            self.sock.settimeout(STEP_S)
            try:
                self.sock.connect(address)
            except OSError:
                self.sock.close()
                if last == len(self._addresses):
                    raise
            else:
                break
        if self._tls is not None:
            self.sock = self._wire = self._tls.wrap_socket(self.sock, server_hostname=self.host)

    def end(self) -> None:
        """Called by another thread: whoever waits for this connection waits no more."""
        self.is_over = True
        if self._wire is not None:
            with contextlib.suppress(OSError):
                # Not the method of a TLS socket, which would say goodbye first.
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)


def post(url: str, headers: Mapping[str, str], body: bytes, *, private: bool) -> Answer:
    """Never raises for what the other side does: the answer says how it went."""
    began = time.monotonic()
    status, text, error = None, "", None
    try:
        status, text = _exchange(url, headers, body, private=private)
    except (UnsafeTargetError, OSError, http.client.HTTPException, ValueError) as problem:
        error = told(problem)
    duration_ms = round((time.monotonic() - began) * 1000)
    return Answer(duration_ms=duration_ms, status=status, text=text, error=error)


def _exchange(
    url: str, headers: Mapping[str, str], body: bytes, *, private: bool
) -> tuple[int, str]:
    target = urlsplit(url)
    tls = target.scheme == "https"
    host, port = target.hostname or "", target.port or (443 if tls else 80)
    addresses = resolve(host, port, private=private)
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    connection = Connection(host, port, addresses, tls=tls)
    alarm = threading.Timer(DEADLINE_S, connection.end)
    alarm.daemon = True
    alarm.start()
    try:
        connection.request("POST", path, body, dict(headers))
        response = connection.getresponse()
        if connection.is_over:
            # Its end is taken for the end of the headers.
            raise TimeoutError
        with response:
            beginning = b""
            # The status says all that counts.
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                beginning = response.read1(ANSWER_BYTES)
            return response.status, printable(beginning)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if connection.is_over:
            raise TimeoutError from error
        raise
    finally:
        alarm.cancel()
        connection.close()


def printable(answer: bytes) -> str:
    text = answer.decode(errors="replace")
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def told(problem: Exception) -> str:
    """In words for administrators, who cannot see more of the network by them than anybody could."""
    if isinstance(problem, UnsafeTargetError):
        return str(problem)
    if isinstance(problem, socket.gaierror):
        return "The name of the host is not known."
    if isinstance(problem, TimeoutError):
        return "It took too long."
    if isinstance(problem, ssl.SSLError):
        return "The connection is not safe: its certificate was not accepted."
    if isinstance(problem, ConnectionRefusedError):
        return "Nothing answers at this address."
    if isinstance(problem, OSError):
        return "The connection was not made, or broke."
    return "What came back is no HTTP."
