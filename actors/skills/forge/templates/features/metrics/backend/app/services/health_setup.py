"""What the application keeps for its metrics and its health, and who may read them with a token."""

import hmac
import re

from fastapi import FastAPI

from app.config import Settings
from app.models.base import utc_now
from app.services.health_probes import probes
from app.services.request_metrics import RequestMetrics
from app.services.system_health import HealthBoard

# As it may stand after `Bearer` (RFC 6750, 2.1), and too long to be guessed.
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{32,256}=*")


def install(app: FastAPI) -> None:
    settings: Settings = app.state.settings
    refuse_weak_token(settings.metrics_token.get_secret_value())
    app.state.started_at = utc_now()
    app.state.request_metrics = RequestMetrics()
    app.state.health_board = HealthBoard(probes(app))


def refuse_weak_token(token: str) -> None:
    """Stops the start, in words that do not hold the token."""
    if token and not TOKEN.fullmatch(token):
        message = (
            "METRICS_TOKEN needs at least 32 letters and digits: make it by `openssl rand -hex 32`"
        )
        raise ValueError(message)


def is_metrics_token(settings: Settings, given: str) -> bool:
    """In constant time. Without the setting there is no such token: an empty one is none."""
    wanted = settings.metrics_token.get_secret_value()
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())
