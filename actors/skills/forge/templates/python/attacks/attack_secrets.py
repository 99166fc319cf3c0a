"""Starting with what everybody knows."""

import subprocess

import pytest

from attacks.target import BACKEND, START_DEADLINE_S, free_port, server, surroundings

SECRETS = {
    "none": "",
    "short": "a1b2c3d4e5f6",
    "well-known": "changeme-changeme-changeme-changeme",
    "one letter": "a" * 64,
    "an example's": "your-secret-key-goes-here-1234567890",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def attack_on_a_careless_start(secret: str) -> None:
    """The server does not start, and does not write down what it was given."""
    refused = start(SECRET_KEY=secret)

    assert "SECRET_KEY" in refused
    assert not secret or secret not in refused


def attack_on_every_origin() -> None:
    assert "origin" in start(CORS_ORIGINS="*")


def start(**settings: str) -> str:
    """What a server that must not start says."""
    ended = subprocess.run(
        server(free_port()),
        cwd=BACKEND,
        env=surroundings(**settings),
        capture_output=True,
        text=True,
        timeout=START_DEADLINE_S,
        check=False,
    )
    assert ended.returncode != 0
    return ended.stdout + ended.stderr
