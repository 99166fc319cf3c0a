"""Google and GitHub on this machine: a server that asks nobody, checks what is sent to it, and misbehaves on demand."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

from app.models.base import utc_now

CLIENT_ID = "the-client"
CLIENT_SECRET = "the-secret-of-the-client"


@dataclass
class Human:
    """Who sits in front of the browser, as the provider knows them."""

    subject: str = "1001"
    email: str = "ada@example.com"
    verified: bool = True
    name: str = "Ada Lovelace"
    login: str = "ada-l"


@dataclass
class Grant:
    human: Human
    challenge: str
    nonce: str
    redirect_uri: str


@dataclass
class LocalProvider:
    url: str
    human: Human = field(default_factory=Human)
    # Claims of ID tokens that are not as they should be; None leaves one out.
    claims: dict[str, Any] = field(default_factory=dict)
    # Answers in place of the right ones, by path: a status and a body.
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    # Paths whose answer comes byte by byte, and never ends.
    slow: set[str] = field(default_factory=set)
    grants: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Human] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def visit(self, page: str) -> str:
        """What a browser does with the provider's page; answers with where it is sent back to."""
        parts = urlsplit(page)
        connection = HTTPConnection(parts.netloc, timeout=10)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert answer.status == 302, text
        return answer.headers["Location"]

    def ask(self, query: Mapping[str, str]) -> str:
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert len(query["state"]) >= 43
        code = secrets.token_urlsafe(16)
        self.grants[code] = Grant(
            self.human, query["code_challenge"], query.get("nonce", ""), query["redirect_uri"]
        )
        back = urlencode({"code": code, "state": query["state"]})
        return f"{query['redirect_uri']}?{back}"

    def trade(self, form: Mapping[str, str]) -> dict[str, Any]:
        """A code is good once, for the client that asked, with the verifier of the challenge."""
        grant = self.grants.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (
            grant is not None
            and form.get("client_secret") == CLIENT_SECRET
            and form.get("redirect_uri") == grant.redirect_uri
            and challenge == grant.challenge
        )
        if grant is None or not right:
            return {"error": "invalid_grant"}
        token = secrets.token_urlsafe(16)
        self.tokens[token] = grant.human
        return {"access_token": token, "token_type": "bearer", "id_token": self.id_token(grant)}

    def id_token(self, grant: Grant) -> str:
        now = int(utc_now().timestamp())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": grant.human.subject,
            "email": grant.human.email,
            "email_verified": grant.human.verified,
            "name": grant.human.name,
            "nonce": grant.nonce,
            "iat": now,
            "exp": now + 3600,
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, secrets.token_hex(32))

    def person(self, path: str, token: str) -> Any:
        human = self.tokens[token]
        if path == "/user":
            return {"id": int(human.subject), "login": human.login, "name": human.name}
        return [
            {"email": "old@example.com", "primary": False, "verified": True},
            {"email": human.email, "primary": True, "verified": human.verified},
        ]


class Handler(BaseHTTPRequestHandler):
    provider: LocalProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path in ("/o/oauth2/v2/auth", "/login/oauth/authorize"):
            back = self.provider.ask(one_each(parts.query))
            self.send_response(302)
            self.send_header("Location", back)
            self.end_headers()
            return
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self.reply(parts.path, lambda: self.provider.person(parts.path, token))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.reply(self.path, lambda: self.provider.trade(one_each(body)))

    def reply(self, path: str, right: Any) -> None:
        self.provider.asked.append(path)
        status, body = self.provider.answers.get(path, (200, b""))
        body = body or json.dumps(right()).encode()
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{self.provider.url}/elsewhere")
        self.end_headers()
        if path in self.provider.slow:
            self.drip()
        else:
            self.wfile.write(body)

    def drip(self) -> None:
        while not self.provider.over.wait(0.05):
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, *_: Any) -> None:
        """Tests need no log of it."""


def one_each(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def local_provider() -> Iterator[LocalProvider]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = LocalProvider(f"http://127.0.0.1:{server.server_port}")
        Handler.provider = provider
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield provider
        provider.over.set()
        server.shutdown()
        thread.join()
