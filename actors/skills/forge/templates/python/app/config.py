"""Settings from the environment. A secret that is missing, short or well known stops the start."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_FILE = Path(__file__).resolve().parents[2] / ".env"

# HS256 wants a key of at least 256 bits (RFC 7518, 3.2).
SECRET_KEY_LENGTH_MIN = 32
KNOWN_SECRETS = (
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "password",
    "your-secret",
    "example",
)
<% if on.caching %>

REDIS_SCHEMES = ("redis://", "rediss://", "unix://")
<% endif %>


class DatabaseSettings(BaseSettings):
    """What migrations need: they run without the application's secrets."""

    # What is refused at the start is a secret more often than not: it must not stand in the log.
    model_config = SettingsConfigDict(env_file=ENV_FILE, extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(min_length=1)


<% if on.full_text_search %>
class SearchSettings(BaseSettings):
    """What the index of the search is made by; changing it takes `python -m app.search_rebuild`."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, extra="ignore", hide_input_in_errors=True)

    # Which forms of a word are one: `simple` for none.
    search_language: Literal[
        "simple",
        "danish",
        "dutch",
        "english",
        "finnish",
        "french",
        "german",
        "hungarian",
        "italian",
        "norwegian",
        "portuguese",
        "romanian",
        "russian",
        "spanish",
        "swedish",
        "turkish",
    ] = "english"


<% endif %>
<% if on.password_policy %>
class PasswordSettings(DatabaseSettings):
    """What passwords are held to, by the application and by the command that makes administrators."""

    # How many of the last passwords, the present one among them, cannot be chosen again.
    password_reuse_refused: int = Field(default=5, ge=0, le=24)
    password_needs_upper: bool = False
    password_needs_digit: bool = False
    password_needs_sign: bool = False
    # 0 for never: people who have to change passwords choose worse ones.
    password_expires_days: int = Field(default=0, ge=0, le=3650)


class Settings(PasswordSettings):
<% else %>
class Settings(DatabaseSettings):
<% endif %>
    environment: Literal["development", "test", "production"] = "production"
    secret_key: SecretStr
    cors_origins: Annotated[list[str], NoDecode] = []
    access_token_minutes: int = Field(default=<<= app.choices.access_minutes =>>, ge=1, le=120)
    refresh_token_days: int = Field(default=<<= app.choices.refresh_days =>>, ge=1, le=90)
    login_attempts_per_minute: int = Field(default=<<= app.choices.login_attempts_per_minute =>>, ge=1, le=60)
<% for setting in settings %>
    <<= setting =>>
<% endfor %>

    @field_validator("cors_origins", mode="before")
    @classmethod
    def split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return [origin.strip() for origin in value.split(",") if origin.strip()]
        return value

    @field_validator("cors_origins")
    @classmethod
    def refuse_every_origin(cls, origins: list[str]) -> list[str]:
        for origin in origins:
            if not origin.startswith(("http://", "https://")) or origin.endswith("/"):
                message = (
                    f"{origin!r} is not an origin: write scheme and host, as https://example.com"
                )
                raise ValueError(message)
        return origins

<% if on.caching %>
    @field_validator("redis_url")
    @classmethod
    def refuse_other_stores(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not url.get_secret_value().startswith(REDIS_SCHEMES):
            message = "REDIS_URL is written as redis://:password@host:6379/0, or rediss:// over TLS"
            raise ValueError(message)
        return url

<% endif %>
    @model_validator(mode="after")
    def refuse_weak_secret(self) -> Self:
        secret = self.secret_key.get_secret_value()
        if len(secret) < SECRET_KEY_LENGTH_MIN:
            message = f"SECRET_KEY needs at least {SECRET_KEY_LENGTH_MIN} characters"
            raise ValueError(message)
        if len(set(secret)) < 8 or any(word in secret.lower() for word in KNOWN_SECRETS):
            message = "SECRET_KEY is a well-known or repetitive value: make one at random"
            raise ValueError(message)
        return self
