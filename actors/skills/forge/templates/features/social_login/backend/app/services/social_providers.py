"""Google and GitHub: where they ask people, and how it is found out who came back.

Google's ID token comes straight from Google's own server over TLS, whose certificate is checked. OpenID Connect Core
(3.1.3.7, 6) lets that stand in the place of the token's signature: its keys would come over the same TLS, so that whoever
could forge the one could forge the other. Issuer, audience, expiry and nonce are checked as ever. No token of a provider is kept.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode

import jwt
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from app.config import Settings
from app.models.social_identities import ProviderName
from app.schemas.base import NO_NUL, Email
from app.services.fetching import FetchError, fetch_json
from app.services.social_flows import Proof

# How far the clocks of two servers may be apart.
CLOCKS_APART_S = 60
Subject = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=NO_NUL)]


class ProviderError(Exception):
    """The provider did not say who it is, or not in a way that can be trusted."""


@dataclass(frozen=True)
class Profile:
    subject: str
    # Only one that the provider has confirmed.
    email: str | None
    name: str
    handle: str


@dataclass(frozen=True)
class Client:
    """What a provider knows this product by."""

    id: str
    secret: str
    redirect_uri: str


class Provider(ABC):
    name: ClassVar[ProviderName]
    title: ClassVar[str]
    scope: ClassVar[str]

    def __init__(self, settings: Settings, client: Client) -> None:
        self.settings = settings
        self.client = client

    def page(self, proof: Proof) -> str:
        """Where people are asked."""
        query = {
            "client_id": self.client.id,
            "redirect_uri": self.client.redirect_uri,
            "response_type": "code",
            "scope": self.scope,
            "state": proof.state,
            "code_challenge": proof.challenge,
            "code_challenge_method": "S256",
            **self.asked(proof),
        }
        return f"{self.page_url()}?{urlencode(query)}"

    def identify(self, code: str, proof: Proof) -> Profile:
        """Whom the provider gave the code to."""
        try:
            return self.profile(code, proof)
        except (FetchError, jwt.InvalidTokenError, ValidationError) as error:
            # What pydantic says repeats what it was given.
            reason = "unexpected values" if isinstance(error, ValidationError) else str(error)
            raise ProviderError(reason) from None

    def trade(self, url: str, code: str, proof: Proof) -> Any:  # noqa: ANN401
        form = {
            "grant_type": "authorization_code",
            "client_id": self.client.id,
            "client_secret": self.client.secret,
            "code": code,
            "redirect_uri": self.client.redirect_uri,
            "code_verifier": proof.verifier,
        }
        return fetch_json(url, form=form)

    @abstractmethod
    def page_url(self) -> str: ...

    def asked(self, _proof: Proof) -> dict[str, str]:
        """What this provider is asked beside what all are."""
        return {}

    @abstractmethod
    def profile(self, code: str, proof: Proof) -> Profile: ...


class GoogleTokens(BaseModel):
    id_token: str


class GoogleClaims(BaseModel):
    sub: Subject
    nonce: str
    email: Email | None = None
    email_verified: bool = False
    name: str = ""


class Google(Provider):
    name = "google"
    title = "Google"
    scope = "openid email profile"

    def page_url(self) -> str:
        return f"{self.settings.google_url}/o/oauth2/v2/auth"

    def asked(self, proof: Proof) -> dict[str, str]:
        return {"nonce": proof.nonce, "prompt": "select_account"}

    def profile(self, code: str, proof: Proof) -> Profile:
        answer = self.trade(f"{self.settings.google_token_url}/token", code, proof)
        claims = self.claims(GoogleTokens.model_validate(answer).id_token)
        if not compare_digest(claims.nonce.encode(), proof.nonce.encode()):
            message = "the ID token is of another sign-in"
            raise ProviderError(message)
        email = claims.email if claims.email_verified else None
        return Profile(claims.sub, email, claims.name, handle=claims.name)

    def claims(self, id_token: str) -> GoogleClaims:
        claims = jwt.decode(
            id_token,
            audience=self.client.id,
            # Google writes its name both ways.
            issuer=[self.settings.google_url, self.settings.google_url.removeprefix("https://")],
            leeway=CLOCKS_APART_S,
            options={
                # See the top of this module: TLS says who made it.
                "verify_signature": False,
                "verify_aud": True,
                "verify_exp": True,
                "verify_iat": True,
                "verify_iss": True,
                "strict_aud": True,
                "require": ["aud", "exp", "iat", "iss", "nonce", "sub"],
            },
        )
        return GoogleClaims.model_validate(claims)


class GithubTokens(BaseModel):
    access_token: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,512}$")]


class GithubUser(BaseModel):
    # Names are given up and taken by others; the number stays a person's own.
    id: Annotated[int, Field(ge=1, lt=2**63)]
    login: Annotated[str, StringConstraints(max_length=100)]
    name: str | None = None


class GithubAddress(BaseModel):
    email: str
    primary: bool
    verified: bool


ADDRESSES = TypeAdapter(list[GithubAddress])
EMAIL = TypeAdapter[str](Email)


class Github(Provider):
    name = "github"
    title = "GitHub"
    scope = "user:email"

    def page_url(self) -> str:
        return f"{self.settings.github_url}/login/oauth/authorize"

    def profile(self, code: str, proof: Proof) -> Profile:
        answer = self.trade(f"{self.settings.github_url}/login/oauth/access_token", code, proof)
        token = GithubTokens.model_validate(answer).access_token
        user = GithubUser.model_validate(self.ask("user", token))
        addresses = ADDRESSES.validate_python(self.ask("user/emails?per_page=100", token))
        good = [address.email for address in addresses if address.primary and address.verified]
        email = EMAIL.validate_python(good[0]) if good else None
        return Profile(str(user.id), email, user.name or user.login, handle=user.login)

    def ask(self, path: str, token: str) -> Any:  # noqa: ANN401
        return fetch_json(f"{self.settings.github_api_url}/{path}", token=token)


def configured(settings: Settings) -> dict[ProviderName, Provider]:
    """The providers that the settings have an id and a secret for."""
    keys = {
        Google: (settings.google_client_id, settings.google_client_secret),
        Github: (settings.github_client_id, settings.github_client_secret),
    }
    return {
        kind.name: kind(settings, client_of(settings, kind.name, key, secret.get_secret_value()))
        for kind, (key, secret) in keys.items()
        if key and secret.get_secret_value()
    }


def client_of(settings: Settings, name: ProviderName, key: str, secret: str) -> Client:
    # From the settings, not from the request: a header must not choose where codes are sent.
    callback = f"{settings.social_login_url}/api/v1/auth/social/{name}/callback"
    return Client(id=key, secret=secret, redirect_uri=callback)
