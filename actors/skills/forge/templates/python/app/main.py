"""Builds the application: `uvicorn --factory app.main:create_app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app.api import health, router
<% if on.metrics %>
from app.api.system_health import monitoring
<% endif %>
from app.config import Settings
from app.database import <% if postgres %>limit_times, <% endif %>make_engine, make_sessions
from app.errors import CrashMiddleware, add_handlers, responses
from app.security.headers import SecurityHeadersMiddleware
from app.security.rate_limit import RateLimiter
<% if on.i18n %>
from app.services.languages import LanguageMiddleware
<% endif %>
<% if on.metrics %>
from app.services.request_metrics import MetricsMiddleware
<% endif %>
<% if startup and serving %>
from app.startup import install, serving
<% elif startup %>
from app.startup import install
<% elif serving %>
from app.startup import serving
<% endif %>


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    engine = make_engine(settings.database_url)
<% if postgres %>
    limit_times(engine)
<% endif %>

    @asynccontextmanager
<% if serving %>
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with serving(app):
            yield
<% else %>
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
<% endif %>
        engine.dispose()

    app = FastAPI(
        title=<<= py.title =>>,
        version="0.1.0",
        lifespan=lifespan,
        responses=responses(400, <% if on.rate_limits %>429, <% endif %>503),
    )
    app.state.settings = settings
    app.state.engine = engine
    app.state.sessions = make_sessions(engine)
    app.state.login_limiter = RateLimiter(settings.login_attempts_per_minute, window_s=60)
    add_handlers(app)
<% if startup %>
    install(app)
<% endif %>
    # The last one added is the outermost: even an answer to a crash gets the headers.
    app.add_middleware(CrashMiddleware)
<% if on.i18n %>
    app.add_middleware(LanguageMiddleware)
<% endif %>
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_credentials=True,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
<% if on.rate_limits %>
        expose_headers=[
            "X-Request-ID",
            "Retry-After",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset",
        ],
<% else %>
        expose_headers=["X-Request-ID", "Retry-After"],
<% endif %>
    )
    app.add_middleware(SecurityHeadersMiddleware, https_only=settings.environment == "production")
<% if on.metrics %>
    app.add_middleware(MetricsMiddleware, metrics=app.state.request_metrics)
<% endif %>
    app.include_router(health.router)
<% if on.metrics %>
    app.include_router(monitoring)
<% endif %>
    app.include_router(router)
    return app
