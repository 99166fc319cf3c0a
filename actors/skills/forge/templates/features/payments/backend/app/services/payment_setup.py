"""Which payment provider the product works with; what is missing for it stops the start, in words that hold no secret."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import FastAPI
from pydantic import SecretStr

from app.config import Settings
from app.services import (
    local_checkout,
    payment_freeze,
    payment_hold,
    payment_settling,
    stripe_signature,
)
from app.services.local_stripe import LocalStripe
from app.services.payment_gateway import Gateway
from app.services.stripe_gateway import StripeGateway
from app.services.stripe_http import HttpTransport

LOCAL = "/api/v1/payments/local"
LOCAL_KEY = SecretStr("sk_test_local")


@dataclass(frozen=True)
class Desk:
    """Where payments are begun, and by whose signatures they are known."""

    gateway: Gateway
    # In small letters, as the provider writes it.
    currency: str
    # Where people reach the product.
    home: str
    signing_secrets: Sequence[str]


def install(app: FastAPI) -> None:
    settings: Settings = app.state.settings
    payment_freeze.keep_paid_for(app.state.sessions)
    payment_hold.keep_paid(app.state.engine)
    app.state.payment_desk = local(app, settings) if is_local(settings) else stripe(settings)


def is_local(settings: Settings) -> bool:
    if settings.payments_provider == "stripe":
        return False
    if settings.environment == "production":
        message = (
            "PAYMENTS_PROVIDER: in production it has to be stripe; the local one takes no money"
        )
        raise ValueError(message)
    return True


def signing_secrets(settings: Settings) -> list[str]:
    parts = settings.stripe_webhook_secret.get_secret_value().split(",")
    return [part.strip() for part in parts if part.strip()]


def stripe(settings: Settings) -> Desk:
    secrets = signing_secrets(settings)
    if not settings.stripe_secret_key.get_secret_value().strip():
        message = "STRIPE_SECRET_KEY is empty: payments with Stripe need it"
        raise ValueError(message)
    if not secrets:
        message = "STRIPE_WEBHOOK_SECRET is empty: without it no payment is ever believed"
        raise ValueError(message)
    transport = HttpTransport(settings.stripe_api_url)
    return Desk(
        gateway=StripeGateway(transport, settings.stripe_secret_key),
        currency=settings.payments_currency.lower(),
        home=settings.payments_url,
        signing_secrets=secrets,
    )


def local(app: FastAPI, settings: Settings) -> Desk:
    """The double, whose messages are signed and checked as Stripe's are."""
    key = settings.secret_key.get_secret_value().encode()
    secret = f"whsec_{hmac.new(key, b'local payments', hashlib.sha256).hexdigest()}"
    pages = f"{settings.payments_url}{LOCAL}/pay"

    def deliver(body: bytes) -> None:
        with app.state.sessions() as db:
            payment_settling.take(db, [secret], body, stripe_signature.header(secret, body))

    double = LocalStripe(pages=pages, deliver=deliver)
    app.state.local_stripe = double
    app.mount(LOCAL, local_checkout.application(double))
    return Desk(
        gateway=StripeGateway(double, LOCAL_KEY, own=f"{pages}/"),
        currency=settings.payments_currency.lower(),
        home=settings.payments_url,
        signing_secrets=[secret],
    )
