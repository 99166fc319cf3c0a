"""Addresses of clients, as far as they tell one from another."""

import ipaddress

from starlette.requests import HTTPConnection

# Whoever has IPv6 has at least so many bits of it: by whole addresses nobody would ever be held.
IPV6_NETWORK_BITS = 64


def client_network(connection: HTTPConnection) -> str:
    """Where a request or a socket comes from."""
    return network(connection.client.host) if connection.client else ""


def network(address: str) -> str:
    """The server has put the client's address in the place of a proxy's, if that is in FORWARDED_ALLOW_IPS."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
