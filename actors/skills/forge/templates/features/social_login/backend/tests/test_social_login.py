"""Sign-in through providers, against one that runs here: used as people use it, and attacked as others would."""

import datetime as dt
import logging
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError
from sqlalchemy import orm

from app.config import Settings
from app.models import RefreshToken, SocialIdentity, SpentFlow, User
from app.models.base import utc_now
<% if on.multi_tenancy %>
<% if username %>
from app.models.users import DEFAULT_ROLE
<% endif %>
from app.organisation_scope import everywhere
<% else %>
from app.models.users import DEFAULT_ROLE
<% endif %>
from app.security import passwords
from app.security.passwords import NO_PASSWORD, verify_password
from app.security.rate_limit import RateLimiter
<% if on.multi_tenancy %>
from app.security.rules import ADMIN
<% endif %>
from app.security.tokens import InvalidTokenError, make_access_token, read_access_token
from app.services import fetching, social_flows, social_login
from tests.building import PASSWORD, Person, <% if username %>make_user, <% endif %>missing_id, wire
from tests.social_provider import CLIENT_ID, CLIENT_SECRET, Human, LocalProvider, local_provider

AUTH = "/api/v1/auth"
SOCIAL = f"{AUTH}/social"
HOME = "https://testserver"
NEW_PASSWORD = "another horse battery staple"
BOTH = pytest.mark.parametrize("name", ["google", "github"])
TOKEN_PATHS = {"google": "/token", "github": "/login/oauth/access_token"}


@pytest.fixture
def provider() -> Iterator[LocalProvider]:
    with local_provider() as provider:
        yield provider


@pytest.fixture(autouse=True)
def offered(app: FastAPI, settings: Settings, provider: LocalProvider) -> Iterator[None]:
    secret = SecretStr(CLIENT_SECRET)
    values = {
        "social_login_url": HOME,
        "google_client_id": CLIENT_ID,
        "google_client_secret": secret,
        "google_url": provider.url,
        "google_token_url": provider.url,
        "github_client_id": CLIENT_ID,
        "github_client_secret": secret,
        "github_url": provider.url,
        "github_api_url": provider.url,
    }
    app.state.settings = settings.model_copy(update=values)
    app.state.social_limiter = RateLimiter(social_login.ATTEMPTS_MAX, window_s=60)
    yield
    app.state.settings = settings


def start(client: TestClient, name: str = "google", **query: str) -> str:
    """The provider's page that the browser is sent to."""
    response = client.get(f"{SOCIAL}/{name}/start", params=query, follow_redirects=False)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def come_back(client: TestClient, url: str) -> dict[str, str]:
    """What the page of the client is told."""
    response = client.get(url, follow_redirects=False)
    assert response.status_code == 303, response.text
    parts = urlsplit(response.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{HOME}/signed-in"
    return {key: values[0] for key, values in parse_qs(parts.query).items()}


def go(client: TestClient, provider: LocalProvider, name: str = "google") -> dict[str, str]:
    return come_back(client, provider.visit(start(client, name)))


def bearer(answer: Any) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def sign_in(client: TestClient, provider: LocalProvider, name: str = "google") -> dict[str, str]:
    assert "problem" not in go(client, provider, name)
    return bearer(client.post(f"{SOCIAL}/session"))


def log_in(client: TestClient, user: User, password: str = PASSWORD) -> dict[str, str]:
    body = {"login": user.<<= py.login_column =>>, "password": password}
    return bearer(client.post(f"{AUTH}/login", json=body))


def link(client: TestClient, provider: LocalProvider, headers: Any, name: str = "google") -> Any:
    response = client.post(f"{SOCIAL}/{name}/link", headers=headers)
    assert response.status_code == 200, response.text
    return come_back(client, provider.visit(response.json()["url"]))


def ways(client: TestClient, headers: Any) -> Any:
    return client.get(f"{SOCIAL}/identities", headers=headers).json()


def count(db: orm.Session, model: type[Any]) -> int:
<% if on.multi_tenancy %>
    with everywhere(db):
        return db.scalar(sa.select(sa.func.count()).select_from(model)) or 0
<% else %>
    return db.scalar(sa.select(sa.func.count()).select_from(model)) or 0
<% endif %>


def the_one(db: orm.Session, model: Any) -> Any:
<% if on.multi_tenancy %>
    """Whoever comes by a provider makes an organisation of their own."""
    with everywhere(db):
        return db.scalars(sa.select(model)).one()
<% else %>
    return db.scalars(sa.select(model)).one()
<% endif %>


def flow_cookie(client: TestClient) -> str:
    cookie = client.cookies.get("social_flow")
    assert cookie is not None
    return cookie


def a_while_ago(db: orm.Session) -> None:
    """Every session began longer ago than is fresh."""
    began = utc_now() - social_login.FRESH_FOR
<% if on.multi_tenancy %>
    with everywhere(db):
        db.execute(sa.update(RefreshToken).values(created_at=began))
        db.commit()
<% else %>
    db.execute(sa.update(RefreshToken).values(created_at=began))
    db.commit()
<% endif %>


def test_a_provider_without_settings_is_not_offered(
    app: FastAPI, client: TestClient, member: Person
) -> None:
    both = client.get(SOCIAL).json()
    assert [it["title"] for it in both] == ["Google", "GitHub"]
    only = {"github_client_id": "", "google_client_secret": SecretStr("")}
    app.state.settings = app.state.settings.model_copy(update=only)

    assert client.get(SOCIAL).json() == []
    for name in ("google", "github"):
        assert client.get(f"{SOCIAL}/{name}/start", follow_redirects=False).status_code == 404
        assert client.get(f"{SOCIAL}/{name}/callback", follow_redirects=False).status_code == 404
        linking = client.post(f"{SOCIAL}/{name}/link", headers=member.headers)
        assert linking.status_code == 404
    assert client.get(f"{SOCIAL}/myspace/start", follow_redirects=False).status_code == 422


def test_the_way_there(client: TestClient, provider: LocalProvider) -> None:
    response = client.get(
        f"{SOCIAL}/google/start", headers={"Host": "evil.example"}, follow_redirects=False
    )

    page = urlsplit(response.headers["Location"])
    query = parse_qs(page.query)
    assert f"{page.scheme}://{page.netloc}" == provider.url
    assert query["redirect_uri"] == [f"{HOME}/api/v1/auth/social/google/callback"]
    assert query["code_challenge_method"] == ["S256"]
    cookie = response.headers["set-cookie"]
    for attribute in ("HttpOnly", "Secure", "SameSite=lax", f"Path={SOCIAL}", "Max-Age=600"):
        assert attribute in cookie
    # Neither the secret of the cookie nor the verifier is on its way to the provider.
    flow = social_flows.unseal(client_settings(client), cookie.split("=", 1)[1].split(";")[0])
    assert flow is not None
    for secret in (flow.secret, flow.proof().verifier, CLIENT_SECRET):
        assert secret not in page.query


def client_settings(client: TestClient) -> Settings:
    settings: Settings = client.app.state.settings  # type: ignore[attr-defined]
    return settings


@BOTH
def test_somebody_new_gets_an_account(
    name: str, client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    provider.human.email = "Ada@Example.com"

    headers = sign_in(client, provider, name)

    me = client.get(f"{AUTH}/me", headers=headers).json()
    assert (me["email"], me["display_name"]) == ("ada@example.com", "Ada Lovelace")
    assert (me["role"], me["is_active"]) == (<% if on.multi_tenancy %>ADMIN<% else %>DEFAULT_ROLE<% endif %>, True)
    identity = the_one(db, SocialIdentity)
    assert (identity.provider, identity.person) == (name, f"{name}:1001")
    assert wire(identity.user_id) == me["id"]
    assert the_one(db, User).password_hash == NO_PASSWORD


@BOTH
def test_who_comes_again_has_the_same_account(
    name: str, client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    first = client.get(f"{AUTH}/me", headers=sign_in(client, provider, name)).json()
    # The person is known by the number alone, whatever became of address and name.
    provider.human = Human(email="other@example.com", verified=False, name="", login="other")

    again = client.get(f"{AUTH}/me", headers=sign_in(client, provider, name)).json()

    assert again == first
    assert count(db, User) == 1


def test_one_number_at_two_providers_is_two_people(
    client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    sign_in(client, provider, "google")
    provider.human.email = "grace@example.com"
    sign_in(client, provider, "github")

    assert count(db, User) == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("  Ada \n Lovelace\x00\u202e ", "Ada Lovelace"),
        ("", "New account"),
        ("<b>Ada</b>", "<b>Ada</b>"),
        ("a" * 500, "a" * 100),
    ],
    ids=["invisible", "none", "markup stays text", "long"],
)
def test_names_are_cleaned(
    name: str, shown: str, client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    provider.human.name = name

    sign_in(client, provider)

    assert the_one(db, User).display_name == shown
<% if username %>


@pytest.mark.parametrize(
    ("login", "username"),
    [
        ("Ada-L", "ada-l"),
        ("Ådä Løve", "ada.lve"),
        ("x", "person"),
        ("日本", "person"),
        ("a" * 90, "a" * 30),
    ],
)
def test_user_names_are_made_of_handles(
    login: str, username: str, client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    provider.human.login = login

    sign_in(client, provider, "github")

    assert the_one(db, User).username == username


def test_a_user_name_that_is_taken_gets_a_number(
    client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    taken = make_user(db, DEFAULT_ROLE, username="ada-l")

    me = client.get(f"{AUTH}/me", headers=sign_in(client, provider, "github")).json()

    assert me["username"].startswith("ada-l-")
    assert me["id"] != wire(taken.id)
<% endif %>


def test_tokens_are_in_no_address_and_handed_over_once(
    client: TestClient, provider: LocalProvider
) -> None:
    told = go(client, provider)
    assert told.keys() == {"provider", "next"}
    cookie = flow_cookie(client)

    opened = client.post(f"{SOCIAL}/session")

    assert opened.status_code == 200
<% if cookie %>
    assert "refresh_token" not in opened.json()
    assert client.post(f"{AUTH}/refresh").status_code == 200
<% else %>
    refresh = {"refresh_token": opened.json()["refresh_token"]}
    assert client.post(f"{AUTH}/refresh", json=refresh).status_code == 200
<% endif %>
    assert client.cookies.get("social_flow") is None
    assert client.post(f"{SOCIAL}/session").status_code == 403
    replayed = client.post(f"{SOCIAL}/session", headers={"Cookie": f"social_flow={cookie}"})
    assert replayed.status_code == 403
<% if cookie %>


def test_another_site_opens_no_session(client: TestClient, provider: LocalProvider) -> None:
    go(client, provider)

    foreign = client.post(f"{SOCIAL}/session", headers={"Origin": "https://evil.example"})

    assert foreign.status_code == 403
    assert client.post(f"{SOCIAL}/session", headers={"Origin": HOME}).status_code == 200
<% endif %>


def test_a_sign_in_that_is_not_finished_opens_no_session(
    client: TestClient, provider: LocalProvider
) -> None:
    start(client)

    assert client.post(f"{SOCIAL}/session").status_code == 403
    assert client.post(f"{SOCIAL}/session", headers={"Cookie": "social_flow=x"}).status_code == 403


def test_an_answer_that_another_browser_asked_for_is_refused(
    app: FastAPI, client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    attacker = TestClient(app, base_url=HOME)
    url = provider.visit(start(attacker))

    assert come_back(client, url)["problem"] == "expired"
    start(client)
    assert come_back(client, url)["problem"] == "expired"

    # Refused before the provider is asked, so that the code is not spent either.
    assert provider.asked == []
    assert count(db, User) == 0


def test_a_state_is_good_once(client: TestClient, db: orm.Session, provider: LocalProvider) -> None:
    page = start(client)
    cookie = flow_cookie(client)
    assert "problem" not in come_back(client, provider.visit(page))
    again = TestClient(client.app, base_url=HOME, cookies={"social_flow": cookie})

    assert come_back(again, provider.visit(page))["problem"] == "expired"
    assert count(db, SpentFlow) == 1


def test_a_code_is_good_once_and_for_its_own_flow(
    app: FastAPI, client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    stolen = parse_qs(urlsplit(provider.visit(start(TestClient(app, base_url=HOME)))).query)
    own = parse_qs(urlsplit(provider.visit(start(client))).query)
    url = f"{SOCIAL}/google/callback?state={own['state'][0]}&code="

    # The state fits the browser, but the code was made for another challenge.
    assert come_back(client, url + stolen["code"][0])["problem"] == "failed"
    assert count(db, User) == 0

    page = start(client)
    cookie = flow_cookie(client)
    back = provider.visit(page)
    assert "problem" not in come_back(client, back)
    again = TestClient(client.app, base_url=HOME, cookies={"social_flow": cookie})
    assert come_back(again, back)["problem"] == "failed"


def test_an_answer_of_one_provider_is_none_of_another(
    client: TestClient, provider: LocalProvider
) -> None:
    back = provider.visit(start(client, "github"))

    told = come_back(client, back.replace("/github/", "/google/"))

    assert told["problem"] == "expired"
    assert provider.asked == []


def test_a_flow_runs_out(
    client: TestClient, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(social_flows.GOOD_FOR, "sign_in", dt.timedelta(seconds=-1))
    page = start(client)
    # A browser would have dropped it.
    assert client.cookies.get("social_flow") is None
    assert come_back(client, provider.visit(page))["problem"] == "expired"

    expired = social_flows.begin("sign_in", "google", "/")
    sealed = social_flows.seal(client_settings(client), expired)
    assert social_flows.unseal(client_settings(client), sealed) is None


def test_flows_and_access_tokens_are_not_each_other(settings: Settings, member: Person) -> None:
    flow = social_flows.seal(settings, social_flows.begin("session", "google", "/", member.user.id))
    access = make_access_token(settings, member.user.id, uuid.uuid4())

    with pytest.raises(InvalidTokenError):
        read_access_token(settings, flow)
    assert social_flows.unseal(settings, access) is None
    assert social_flows.unseal(settings, flow) is not None
    other = settings.model_copy(update={"secret_key": SecretStr("x" * 32)})
    assert social_flows.unseal(other, flow) is None


def test_marks_of_spent_flows_do_not_pile_up(
    client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    sign_in(client, provider)
<% if on.multi_tenancy %>
    with everywhere(db):
        db.execute(sa.update(SpentFlow).values(expires_at=utc_now() - dt.timedelta(seconds=1)))
        db.commit()
<% else %>
    db.execute(sa.update(SpentFlow).values(expires_at=utc_now() - dt.timedelta(seconds=1)))
    db.commit()
<% endif %>

    go(client, provider)

    assert count(db, SpentFlow) == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another-client"]},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"iat": 2**40},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "1" * 256},
        {"sub": "a\x00b"},
        {"email": "no address"},
        {"exp": None},
    ],
    ids=str,
)
def test_id_tokens_that_are_refused(
    claims: dict[str, Any], client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    provider.claims = claims

    assert go(client, provider)["problem"] == "failed"
    assert count(db, User) == 0


@BOTH
def test_an_address_that_is_not_confirmed_makes_no_account(
    name: str, client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    provider.human.verified = False

    page = start(client, name)
    cookie = flow_cookie(client)
    assert come_back(client, provider.visit(page))["problem"] == "unverified"
    assert count(db, User) == count(db, SocialIdentity) == 0
    # That way is gone too: it cannot be tried until it fits.
    provider.human.verified = True
    again = TestClient(client.app, base_url=HOME, cookies={"social_flow": cookie})
    assert come_back(again, provider.visit(page))["problem"] == "expired"


@BOTH
def test_nobody_takes_an_account_over_with_its_address(
    name: str, client: TestClient, db: orm.Session, member: Person, provider: LocalProvider
) -> None:
    provider.human.email = member.user.email.upper()

    told = go(client, provider, name)

    assert told["problem"] == "address_taken"
    assert count(db, SocialIdentity) == 0
    assert client.post(f"{SOCIAL}/session").status_code == 403
    # Whoever has the account signs in to it and links.
    headers = log_in(client, member.user)
    assert link(client, provider, headers, name)["linked"] == "yes"
    me = client.get(f"{AUTH}/me", headers=sign_in(client, provider, name)).json()
    assert me["id"] == wire(member.user.id)


<% if on.feature_flags %>
@BOTH
def test_nobody_new_comes_in_while_signing_up_is_closed(
    name: str,
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    provider: LocalProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app.state.feature_flags, "killed", frozenset({"registration"}))
    assert go(client, provider, name)["problem"] == "registration_closed"
    assert count(db, User) == 0
    monkeypatch.undo()
    sign_in(client, provider, name)
    # Who has an account is no newcomer.
    monkeypatch.setattr(app.state.feature_flags, "killed", frozenset({"registration"}))
    sign_in(client, provider, name)
    assert count(db, User) == 1


<% endif %>
def test_a_closed_account_stays_closed(
    client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    sign_in(client, provider)
    assert "problem" not in go(client, provider)
<% if on.multi_tenancy %>
    with everywhere(db):
        db.execute(sa.update(User).values(is_active=False))
        db.commit()
<% else %>
    db.execute(sa.update(User).values(is_active=False))
    db.commit()
<% endif %>

    # Closed between the provider and the session, and before.
    assert client.post(f"{SOCIAL}/session").status_code == 403
    assert go(client, provider)["problem"] == "closed"


DEEP = b"[" * 50_000
WRONG_ANSWERS = {
    "500": (500, b"{}"),
    "garbage": (200, b"\xff\xfe<html>"),
    "of another shape": (200, b'["id_token"]'),
    "deep": (200, DEEP),
    "long": (200, b'"' + b"a" * fetching.ANSWER_BYTES_MAX + b'"'),
    "sent elsewhere": (302, b"{}"),
    "refused": (200, b'{"error": "bad_verification_code"}'),
    "a token with a line break": (200, b'{"access_token": "a\\r\\nX: y", "id_token": "a.b.c"}'),
}


@BOTH
@pytest.mark.parametrize("answer", WRONG_ANSWERS.values(), ids=WRONG_ANSWERS)
def test_a_provider_that_misbehaves_signs_nobody_in(
    name: str,
    answer: tuple[int, bytes],
    client: TestClient,
    db: orm.Session,
    provider: LocalProvider,
    caplog: pytest.LogCaptureFixture,
) -> None:
    provider.answers = {TOKEN_PATHS[name]: answer}
    back = provider.visit(start(client, name))

    with caplog.at_level(logging.DEBUG):
        told = come_back(client, back)

    assert told["problem"] == "failed"
    assert count(db, User) == 0
    assert provider.asked == [TOKEN_PATHS[name]]
    assert "confirmed nobody" in caplog.text
    ours = "".join(it.getMessage() for it in caplog.records if it.name.startswith("app."))
    assert CLIENT_SECRET not in ours
    assert parse_qs(urlsplit(back).query)["code"][0] not in ours


@pytest.mark.parametrize("path", ["/user", "/user/emails"])
@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'{"id": "1001", "login": 5}', b'{"id": true}', b'[{"email": "a"}]']
)
def test_a_person_who_is_not_described_is_nobody(
    path: str, body: bytes, client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    provider.answers = {path: (200, body)}

    told = go(client, provider, "github")

    assert told["problem"] in ("failed", "unverified")
    assert count(db, User) == 0


def test_a_slow_provider_is_not_waited_for(
    client: TestClient, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "ANSWER_S", 0.2)
    provider.slow = {"/token"}

    assert go(client, provider)["problem"] == "failed"


def test_a_provider_that_is_away(app: FastAPI, client: TestClient, provider: LocalProvider) -> None:
    back = provider.visit(start(client))
    # Nothing listens on the port of discarded data.
    away = {"google_token_url": "http://127.0.0.1:9"}
    app.state.settings = app.state.settings.model_copy(update=away)

    assert come_back(client, back)["problem"] == "failed"


def test_certificates_are_checked(provider: LocalProvider) -> None:
    # A server that speaks in the clear gets nothing.
    with pytest.raises(fetching.FetchError, match="SSLError"):
        fetching.fetch_json(provider.url.replace("http:", "https:"))
    context = fetching._TLS
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        ("access_denied", "denied"),
        ("server_error", "failed"),
        ("<script>alert(1)</script>", "failed"),
        ("x\r\nSet-Cookie: a=b", "failed"),
    ],
)
def test_what_a_provider_says_is_not_repeated(
    error: str, problem: str, client: TestClient, provider: LocalProvider
) -> None:
    state = parse_qs(urlsplit(start(client, next="/somewhere")).query)["state"][0]
    query = {"error": error, "error_description": "<img src=x>", "state": state}

    response = client.get(f"{SOCIAL}/google/callback", params=query, follow_redirects=False)

    location = response.headers["Location"]
    assert location == f"{HOME}/signed-in?provider=google&next=%2Fsomewhere&problem={problem}"
    assert response.text == ""
    assert "a=b" not in str(response.headers)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/a\\..\\b",
        "/\t/evil.example",
        "/ /evil.example",
        "/a\r\nLocation: https://evil.example",
        "",
        "/" + "a" * 300,
    ],
)
def test_the_way_on_leads_nowhere_else(path: str, client: TestClient) -> None:
    response = client.get(f"{SOCIAL}/google/start", params={"next": path}, follow_redirects=False)

    assert response.status_code == 422
    assert client.cookies.get("social_flow") is None


def test_the_way_on_is_kept(client: TestClient, provider: LocalProvider) -> None:
    path = "/things/1?q=a%20b&sort=-created_at"

    told = come_back(client, provider.visit(start(client, next=path)))

    assert told["next"] == path


def test_linking_and_unlinking(client: TestClient, member: Person, provider: LocalProvider) -> None:
    headers = log_in(client, member.user)
    assert ways(client, headers) == {"has_password": True, "identities": []}

    told = link(client, provider, headers)

    assert (told["linked"], told["next"]) == ("yes", "/account")
    [identity] = ways(client, headers)["identities"]
    assert (identity["provider"], identity["shown_as"]) == ("google", "ada@example.com")
    # Twice is once.
    assert link(client, provider, headers)["linked"] == "yes"
    assert len(ways(client, headers)["identities"]) == 1
    # It opened no session: whose is known already.
    assert client.post(f"{SOCIAL}/session").status_code == 403

    url = f"{SOCIAL}/identities/{identity['id']}"
    assert client.delete(url, headers=headers).status_code == 204
    assert client.delete(url, headers=headers).status_code == 404
    assert ways(client, headers)["identities"] == []


def test_an_address_need_not_be_confirmed_to_be_linked(
    client: TestClient, member: Person, provider: LocalProvider
) -> None:
    provider.human.verified = False
    headers = log_in(client, member.user)

    assert link(client, provider, headers)["linked"] == "yes"
    # One that is not confirmed is not shown either: it may be anybody's.
    assert ways(client, headers)["identities"][0]["shown_as"] == "Ada Lovelace"


def test_an_identity_of_another_account_is_not_linked(
    client: TestClient, db: orm.Session, member: Person, provider: LocalProvider
) -> None:
    sign_in(client, provider)
    headers = log_in(client, member.user)

    assert link(client, provider, headers)["problem"] == "identity_taken"
    assert count(db, SocialIdentity) == 1
    assert ways(client, headers)["identities"] == []


def test_a_link_that_another_browser_began_is_refused(
    app: FastAPI, client: TestClient, db: orm.Session, member: Person, provider: LocalProvider
) -> None:
    """Else a victim who follows the attacker's link would hand their identity to the attacker's account."""
    attacker = TestClient(app, base_url=HOME)
    headers = log_in(attacker, member.user)
    page = attacker.post(f"{SOCIAL}/google/link", headers=headers).json()["url"]

    assert come_back(client, provider.visit(page))["problem"] == "expired"
    assert count(db, SocialIdentity) == 0


def test_a_link_to_an_account_that_was_closed_meanwhile(
    client: TestClient, db: orm.Session, member: Person, provider: LocalProvider
) -> None:
    headers = log_in(client, member.user)
    page = client.post(f"{SOCIAL}/google/link", headers=headers).json()["url"]
<% if on.multi_tenancy %>
    with everywhere(db):
        db.execute(sa.update(User).values(is_active=False))
        db.commit()
<% else %>
    db.execute(sa.update(User).values(is_active=False))
    db.commit()
<% endif %>

    assert come_back(client, provider.visit(page))["problem"] == "closed"
    assert count(db, SocialIdentity) == 0


def test_links_are_limited(
    client: TestClient, member: Person, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = log_in(client, member.user)
    page = client.post(f"{SOCIAL}/github/link", headers=headers).json()["url"]
    cookie = flow_cookie(client)
    link(client, provider, headers)
    monkeypatch.setattr(social_login, "IDENTITIES_MAX", 1)

    assert client.post(f"{SOCIAL}/github/link", headers=headers).status_code == 409
    client.cookies.set("social_flow", cookie, domain="testserver.local", path=SOCIAL)
    assert come_back(client, provider.visit(page))["problem"] == "limit"


def test_somebody_else_s_identity_is_not_unlinked(
    client: TestClient, db: orm.Session, member: Person, provider: LocalProvider
) -> None:
    sign_in(client, provider)
    theirs = the_one(db, SocialIdentity)
    headers = log_in(client, member.user)

    for identity_id in (theirs.id, missing_id()):
        url = f"{SOCIAL}/identities/{identity_id}"
        assert client.delete(url, headers=headers).status_code == 404
    assert count(db, SocialIdentity) == 1


def test_the_last_way_in_stays(app: FastAPI, client: TestClient, provider: LocalProvider) -> None:
    headers = sign_in(client, provider)
    [only] = ways(client, headers)["identities"]
    url = f"{SOCIAL}/identities/{only['id']}"

    refused = client.delete(url, headers=headers)

    assert refused.status_code == 409
    assert "only way" in refused.json()["error"]["message"]
    # Another one does, but not while its provider is not offered.
    link(client, provider, headers, "github")
    before = app.state.settings
    app.state.settings = before.model_copy(update={"github_client_id": ""})
    assert client.delete(url, headers=headers).status_code == 409
    app.state.settings = before
    assert client.delete(url, headers=headers).status_code == 204
    [left] = ways(client, headers)["identities"]
    assert client.delete(f"{SOCIAL}/identities/{left['id']}", headers=headers).status_code == 409


def test_unlinking_ends_other_sessions(
    client: TestClient, db: orm.Session, member: Person, provider: LocalProvider
) -> None:
    headers = log_in(client, member.user)
    link(client, provider, headers)
    sign_in(client, provider)
    [identity] = ways(client, headers)["identities"]

    client.delete(f"{SOCIAL}/identities/{identity['id']}", headers=headers)

    live = sa.select(sa.func.count()).where(RefreshToken.revoked_at.is_(None))
<% if on.multi_tenancy %>
    with everywhere(db):
        assert db.scalar(live) == 1
<% else %>
    assert db.scalar(live) == 1
<% endif %>


def test_an_account_without_a_password_chooses_one(
    client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    headers = sign_in(client, provider)
    assert ways(client, headers)["has_password"] is False
    url = f"{SOCIAL}/password"
    assert client.post(url, json={"new_password": "short"}, headers=headers).status_code == 422
    body = {"new_password": NEW_PASSWORD}

    assert client.post(url, json=body, headers=headers).status_code == 204

    assert ways(client, headers)["has_password"] is True
    assert client.post(url, json=body, headers=headers).status_code == 409
    user = the_one(db, User)
    headers = log_in(client, user, NEW_PASSWORD)
    [only] = ways(client, headers)["identities"]
    gone = client.delete(f"{SOCIAL}/identities/{only['id']}", headers=headers)
    assert gone.status_code == 204


def test_no_password_is_right_where_there_is_none(
    client: TestClient, db: orm.Session, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = sign_in(client, provider)
    user = the_one(db, User)
    verified: list[str] = []

    class Watched:
        def verify(self, password_hash: str, password: str) -> bool:
            verified.append(password_hash)
            return hasher.verify(password_hash, password)

    hasher = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Watched())
    # The last one is right for the hash that stands in for nobody's.
    for password in (PASSWORD, NO_PASSWORD or "!", "no account has this password"):
        assert not verify_password(password, user.password_hash)
        assert not verify_password(password, None)
    # As much work as for any other account, so that the time tells nothing.
    assert verified == [passwords._NOBODY] * 6
    login = {"login": user.<<= py.login_column =>>, "password": "no account has this password"}
    assert client.post(f"{AUTH}/login", json=login).status_code == 401
    change = {"current_password": "no account has this password", "new_password": NEW_PASSWORD}
    assert client.post(f"{AUTH}/password", json=change, headers=headers).status_code == 422


def test_only_a_fresh_login_changes_how_one_signs_in(
    client: TestClient, db: orm.Session, member: Person, provider: LocalProvider
) -> None:
    headers = sign_in(client, provider)
    [identity] = ways(client, headers)["identities"]
    a_while_ago(db)
    changes = [
        ("POST", f"{SOCIAL}/github/link", None),
        ("DELETE", f"{SOCIAL}/identities/{identity['id']}", None),
        ("POST", f"{SOCIAL}/password", {"new_password": NEW_PASSWORD}),
    ]

    for method, url, body in changes:
        # A session that is old, one that nobody began, and none.
        for caller, status in ((headers, 403), (member.headers, 403), ({}, 401)):
            response = client.request(method, url, json=body, headers=caller)
            assert response.status_code == status, url
    assert client.cookies.get("social_flow") is None


def test_a_session_that_was_ended_is_not_fresh(
    client: TestClient, db: orm.Session, provider: LocalProvider
) -> None:
    headers = sign_in(client, provider)
<% if on.multi_tenancy %>
    with everywhere(db):
        db.execute(sa.update(RefreshToken).values(revoked_at=utc_now()))
        db.commit()
<% else %>
    db.execute(sa.update(RefreshToken).values(revoked_at=utc_now()))
    db.commit()
<% endif %>

    assert client.post(f"{SOCIAL}/google/link", headers=headers).status_code == 403


def test_who_comes_too_often_waits(client: TestClient) -> None:
    for path in ("google/start", "google/callback"):
        url = f"{SOCIAL}/{path}"
        answers = [
            client.get(url, follow_redirects=False).status_code
            for _ in range(social_login.ATTEMPTS_MAX + 1)
        ]
        assert answers == [303] * social_login.ATTEMPTS_MAX + [429]


def test_two_answers_at_the_same_moment_make_one_account(
    client: TestClient, db: orm.Session, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, provider)
    # The second one looked before the first was written.
    monkeypatch.setattr(social_login, "find", lambda *_: None)
    provider.human.email = "other@example.com"

    assert go(client, provider)["problem"] == "failed"
    assert (count(db, User), count(db, SocialIdentity)) == (1, 1)


@pytest.mark.parametrize(
    "values",
    [
        {"google_url": "http://accounts.google.com"},
        {"google_token_url": "http://127.0.0.1.evil.example"},
        {"github_api_url": "ftp://api.github.com"},
        {"github_url": "https://github.com/"},
        {"social_login_url": "https://app.example.com/"},
    ],
    ids=str,
)
def test_addresses_that_settings_refuse(values: dict[str, str], settings: Settings) -> None:
    known = {
        "database_url": settings.database_url,
        "secret_key": settings.secret_key.get_secret_value(),
    }
    Settings.model_validate(known)

    with pytest.raises(ValidationError):
        Settings.model_validate({**known, **values})
