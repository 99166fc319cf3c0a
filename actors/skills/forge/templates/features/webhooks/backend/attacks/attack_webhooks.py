"""Making the server call what only it can reach, and messages that nobody sent."""

import httpx2
import pytest

from app.security.rules import ADMIN
from attacks.target import Account, Target
from tests.test_webhooks import EVENTS, HOOKS


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost:5432/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://192.168.0.1/",
        "https://172.16.0.1/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://example.com@127.0.0.1/",
        "http://example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
    ],
)
def attack_on_what_is_inside(url: str, target: Target, stranger: httpx2.Client) -> None:
    """Not even for an administrator; what only turns out later to lead inside is refused when it is called."""
    admin = target.somebody(ADMIN)

    made = stranger.post(HOOKS, json={"url": url, "events": EVENTS[:1]}, headers=admin.headers)

    assert made.status_code == 422, made.text


def attack_by_whoever_is_no_administrator(stranger: httpx2.Client, intruder: Account) -> None:
    body = {"url": "https://evil.example/", "events": EVENTS[:1]}

    assert stranger.post(HOOKS, json=body).status_code == 401
    assert stranger.post(HOOKS, json=body, headers=intruder.headers).status_code == 403
    assert stranger.get(HOOKS, headers=intruder.headers).status_code == 403


def attack_by_a_message_that_nobody_signed(stranger: httpx2.Client) -> None:
    signed = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
    for source in ("shop", "../users", "unknown"):
        answer = stranger.post(f"/api/v1/webhooks/in/{source}", json={}, headers=signed)
        assert answer.status_code in (401, 404), source
