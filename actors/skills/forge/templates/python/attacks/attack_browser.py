"""What another site makes somebody's browser do, and what a browser may do with our answers."""

<% if cookie %>
from http.cookies import SimpleCookie

<% endif %>
import httpx2
import pytest
<% if cookie %>
from sqlalchemy import orm
<% endif %>

from attacks.target import AUTH, ORIGIN, Account<% if cookie %>, Target<% endif %>

from tests.building import PASSWORD
<% if cookie %>
from tests.cases import ALL_CASES
<% endif %>

FOREIGN = [
    "https://evil.example",
    "null",
    f"{ORIGIN}.evil.example",
    "https://evil-app.example.com",
    ORIGIN.replace("https", "http"),
    f"{ORIGIN}:8443",
    "https://app.example.com@evil.example",
]
SCRIPT = "<script>alert(1)</script>"


<% if cookie %>
@pytest.mark.parametrize("origin", FOREIGN)
def attack_with_the_victims_cookie(origin: str, target: Target, victim: Account) -> None:
    """The cookie is sent along, as by a browser that knows no SameSite: nothing is renewed, nobody is logged out."""
    cookie = {"Cookie": f"refresh_token={victim.refresh}", "Origin": origin}
    with target.client() as browser:
        renewed = browser.post(f"{AUTH}/refresh", headers=cookie)
        ended = browser.post(f"{AUTH}/logout", headers=cookie)

    assert renewed.status_code == ended.status_code == 403
    assert "set-cookie" not in renewed.headers
    assert target.renew(victim.refresh).status_code == 200


def attack_with_the_cookie_alone(target: Target, db: orm.Session, victim: Account) -> None:
    """The cookie opens the renewal of a session and nothing else."""
    cookie = {"Cookie": f"refresh_token={victim.refresh}"}
    with target.client() as browser:
        assert browser.get(f"{AUTH}/me", headers=cookie).status_code == 401
        for case in ALL_CASES.values():
            if case.resource.rule("create").anonymous:
                continue
            body = case.payload(db, victim.user)
            assert browser.post(case.path, json=body, headers=cookie).status_code == 401


def attack_on_the_cookie(stranger: httpx2.Client, victim: Account) -> None:
    answer = stranger.post(f"{AUTH}/login", json={"login": victim.login, "password": PASSWORD})
    cookie = SimpleCookie(answer.headers["set-cookie"])["refresh_token"]

    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "strict"
    assert cookie["path"] == AUTH
    assert not cookie["domain"]


<% else %>
def attack_by_cookies(stranger: httpx2.Client, victim: Account) -> None:
    """There are none that another site could make a browser send."""
    answer = stranger.post(f"{AUTH}/login", json={"login": victim.login, "password": PASSWORD})

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


<% endif %>
@pytest.mark.parametrize("origin", FOREIGN)
def attack_by_reading_answers_elsewhere(
    origin: str, stranger: httpx2.Client, victim: Account
) -> None:
    asks = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
    before = stranger.options(f"{AUTH}/me", headers=asks)
    answer = stranger.get(f"{AUTH}/me", headers={**victim.headers, "Origin": origin})

    for headers in (before.headers, answer.headers):
        assert "access-control-allow-origin" not in headers


def attack_by_a_form(stranger: httpx2.Client, victim: Account) -> None:
    """What a plain form of another site can send without asking first is no request of ours."""
    body = f'{{"login": "{victim.login}", "password": "{PASSWORD}"}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = stranger.post(f"{AUTH}/login", content=body, headers={"Content-Type": kind})
        assert answer.status_code in (400, 415, 422), kind


def attack_by_script_in_answers(stranger: httpx2.Client, victim: Account) -> None:
    """What people write comes back as data that no browser runs, also where it asks for a page, and in errors."""
    page = {"Accept": "text/html", **victim.headers}
    asked = [
        stranger.get(f"{AUTH}/me", headers=page),
        stranger.patch(f"{AUTH}/me", json={"display_name": SCRIPT}, headers=page),
        stranger.get(f"/api/v1/{SCRIPT}", headers=page),
        stranger.post(f"{AUTH}/login", json={SCRIPT: SCRIPT}, headers=page),
        stranger.get("/health", headers={"X-Request-ID": SCRIPT}),
    ]
    for answer in asked:
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert SCRIPT not in str(answer.headers)


def attack_by_framing(stranger: httpx2.Client) -> None:
    for path in ("/health", "/api/v1/nowhere", f"{AUTH}/me", "/docs"):
        headers = stranger.get(path).headers
        assert headers["x-frame-options"] == "DENY", path
        assert "max-age" in headers["strict-transport-security"], path


def attack_by_dividing_headers(stranger: httpx2.Client) -> None:
    """A value of a request that is repeated in an answer ends no header."""
    for value in ("a%0d%0aSet-Cookie:x=1", "a\u010aSet-Cookie:x=1"):
        answer = stranger.get("/health", params={"x": value}, headers={"X-Request-ID": "a\tb"})
        assert "set-cookie" not in answer.headers
        assert answer.headers["x-request-id"] != "a\tb"
