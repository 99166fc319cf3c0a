"""What is attacked: the application as it is served, in a process of its own, with settings for production."""

import contextlib
import os
import secrets
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from sqlalchemy import orm

from app.models import User
from app.models.users import DEFAULT_ROLE
from tests.building import PASSWORD, <% if on.multi_tenancy %>at_home, <% endif %>make_user

BACKEND = Path(__file__).resolve().parents[1]
AUTH = "/api/v1/auth"
ORIGIN = "https://app.example.com"
START_DEADLINE_S = 30
# Longer than any answer takes, and shorter than what attacks ask the database to sleep.
ANSWER_DEADLINE_S = 15
# Reading the certificates of this machine takes longer than an attack; they are read once.
TRUST = ssl.create_default_context()


def surroundings(**changes: str) -> dict[str, str]:
    """The environment of a server in production; nothing leaves this machine."""
    return {
        **os.environ,
        "ENVIRONMENT": "production",
        "SECRET_KEY": secrets.token_hex(32),
        "CORS_ORIGINS": ORIGIN,
        # The proxy is elsewhere: nobody here is believed about other people's addresses.
        "FORWARDED_ALLOW_IPS": "192.0.2.1",
<% if mail %>
        "SMTP_HOST": "",
<% endif %>
<% if on.payments %>
        # Of nobody, and nothing answers where they would be good.
        "PAYMENTS_PROVIDER": "stripe",
        "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        "STRIPE_API_URL": "http://127.0.0.1:9",
<% endif %>
<% if on.background_jobs %>
        "JOBS_IN_SERVER": "never",
<% endif %>
<% if on.rate_limits %>
        # Attacks are faster than people; the limit of logins stays.
        "RATE_LIMIT_READS_PER_MINUTE": "0",
        "RATE_LIMIT_WRITES_PER_MINUTE": "0",
<% endif %>
        **changes,
    }


def server(port: int) -> list[str]:
    """The command of the container, on this machine alone."""
    where = ["--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", *where]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@dataclass(frozen=True)
class Account:
    """Somebody with an account, signed in over the wire as a browser would."""

    user: User
    login: str
    access: str
    refresh: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}


@dataclass(frozen=True)
class Target:
    url: str
    secret: str
    log: Path
    sessions: orm.sessionmaker[orm.Session]
    # What must not stand in the log.
    confided: list[str] = field(default_factory=list)
    # By role: somebody who only asks, and whom no attack changes.
    known: dict[str, Account] = field(default_factory=dict)

    def client(self) -> httpx2.Client:
        """A stranger: no cookies, no token."""
        return httpx2.Client(
            base_url=self.url, timeout=ANSWER_DEADLINE_S, trust_env=False, verify=TRUST
        )

    def user(self, role: str = DEFAULT_ROLE) -> User:
        """An account that nobody has signed in to."""
        # Logins that no earlier run on the same database used.
        name = f"a{secrets.token_hex(8)}"
        values = {"email": f"{name}@example.com"}
<% if username %>
        values["username"] = name
<% endif %>
        with self.sessions() as db:
<% if on.multi_tenancy %>
            at_home(db)
<% endif %>
            user = make_user(db, role, **values)
            db.refresh(user)
            db.expunge(user)
        return user

    def account(self, role: str = DEFAULT_ROLE) -> Account:
        user = self.user(role)
        return self.sign_in(user, user.<% if username %>username<% else %>email<% endif %>)

    def somebody(self, role: str = DEFAULT_ROLE) -> Account:
        if role not in self.known:
            self.known[role] = self.account(role)
        return self.known[role]

    def sign_in(self, user: User, login: str, password: str = PASSWORD) -> Account:
        with self.client() as client:
            answer = client.post(f"{AUTH}/login", json={"login": login, "password": password})
        assert answer.status_code == 200, answer.text
        access: str = answer.json()["access_token"]
        refresh = refresh_token(answer)
        self.confided.extend([password, access, refresh])
        return Account(user=user, login=login, access=access, refresh=refresh)

    def renew(self, token: str, **headers: str) -> httpx2.Response:
        """Trades a refresh token, as whoever holds it could."""
        with self.client() as client:
<% if cookie %>
            return client.post(
                f"{AUTH}/refresh", headers={"Cookie": f"refresh_token={token}", **headers}
            )
<% else %>
            return client.post(f"{AUTH}/refresh", json={"refresh_token": token}, headers=headers)
<% endif %>

    def log_out(self, token: str) -> httpx2.Response:
        with self.client() as client:
<% if cookie %>
            return client.post(f"{AUTH}/logout", headers={"Cookie": f"refresh_token={token}"})
<% else %>
            return client.post(f"{AUTH}/logout", json={"refresh_token": token})
<% endif %>

    def me(self, token: str) -> httpx2.Response:
        with self.client() as client:
            return client.get(f"{AUTH}/me", headers={"Authorization": f"Bearer {token}"})


def refresh_token(answer: httpx2.Response) -> str:
<% if cookie %>
    # Over plain HTTP a client keeps no cookie that is for HTTPS alone; whoever reads the answer has it.
    token = answer.headers["set-cookie"].partition("refresh_token=")[2].partition(";")[0]
<% else %>
    token: str = answer.json()["refresh_token"]
<% endif %>
    assert token
    return token


@contextlib.contextmanager
def running(log: Path, sessions: orm.sessionmaker[orm.Session]) -> Iterator[Target]:
    port = free_port()
<% if on.attachments %>
    environment = surroundings(FILES_FOLDER=str(log.parent / "files"))
<% else %>
    environment = surroundings()
<% endif %>
    with log.open("w") as output:
        process = subprocess.Popen(
            server(port), cwd=BACKEND, env=environment, stdout=output, stderr=output
        )
        try:
            target = Target(
                url=f"http://127.0.0.1:{port}",
                secret=environment["SECRET_KEY"],
                log=log,
                sessions=sessions,
            )
            wait_for(target, process)
            yield target
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(target: Target, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx2.TransportError), target.client() as client:
            if client.get("/health").status_code == 200:
                return
        time.sleep(0.1)
    message = f"the application did not start:\n{target.log.read_text()}"
    raise RuntimeError(message)
