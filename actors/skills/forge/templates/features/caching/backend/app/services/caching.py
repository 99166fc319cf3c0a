"""Builds the cache from the settings, and lets it see what every engine of the product changes."""

import hashlib
from pathlib import Path

import sqlalchemy as sa
from fastapi import FastAPI

from app.config import Settings
from app.services.answer_cache import AnswerCache
from app.services.cache_store import RedisStore
from app.services.cache_watch import watch
from app.services.cached_records import all_shown

PRODUCT = "<<= app.product.slug =>>"


def install(app: FastAPI) -> None:
    app.state.answer_cache = attach(app.state.engine, app.state.settings)


def attach(engine: sa.Engine, settings: Settings) -> AnswerCache:
    """The cache of whoever uses this engine. Without an address it keeps nothing."""
    url = settings.redis_url.get_secret_value()
    store = RedisStore(url, prefix(settings.database_url)) if url else None
    cache = AnswerCache(store, settings.cache_ttl_seconds)
    watch(engine, cache, frozenset(all_shown()))
    return cache


def prefix(database_url: str) -> str:
    """By the database, so that nobody is shown what stands in another one: all processes have to name it alike."""
    url = sa.make_url(database_url)
    query = sorted((name, str(value)) for name, value in url.query.items())
    database = url.database or ""
    if url.get_backend_name() == "sqlite" and database not in ("", ":memory:"):
        # The same name in another folder is another file.
        database = str(Path(database).resolve())
    place = f"{url.host} {url.port} {database} {query}"
    return f"{PRODUCT}:{hashlib.sha256(place.encode()).hexdigest()[:16]}"
