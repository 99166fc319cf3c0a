"""Webhooks as administrators make, change, try and remove them."""

import contextlib
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import ConflictError, InvalidError, NotFoundError
from app.models import Id, Webhook, WebhookDelivery
from app.models.base import utc_now
from app.schemas.base import PageQuery
from app.schemas.webhook_admin import (
    TEST_EVENT,
    WebhookCreate,
    WebhookMade,
    WebhookOut,
    WebhookUpdate,
)
from app.services import job_queue, webhook_capture, webhook_client, webhook_signing
from app.services.records import page_of

# Each change of a record becomes a message to every one of them.
WEBHOOKS_MAX = 20
SWITCHED_OFF = "An administrator switched it off."


def list_webhooks(db: Session, query: PageQuery) -> tuple[Sequence[Webhook], int]:
    newest = sa.select(Webhook).order_by(Webhook.created_at.desc(), Webhook.id)
    return page_of(db, newest, query)


def get(db: Session, webhook_id: Id) -> Webhook:
    webhook = db.get(Webhook, webhook_id)
    if webhook is None:
        message = "There is no such webhook."
        raise NotFoundError(message)
    return webhook


def create(db: Session, settings: Settings, body: WebhookCreate) -> WebhookMade:
    check(settings, body.url)
    count = db.scalar(sa.select(sa.func.count()).select_from(Webhook)) or 0
    if count >= WEBHOOKS_MAX:
        message = f"There are {WEBHOOKS_MAX} webhooks already. Remove one of them first."
        raise ConflictError(message)
    webhook = Webhook(url=body.url, events=list(body.events), seed=webhook_signing.make_seed())
    db.add(webhook)
    db.commit()
    return with_secret(settings, webhook)


def update(db: Session, settings: Settings, webhook_id: Id, body: WebhookUpdate) -> Webhook:
    webhook = get(db, webhook_id)
    values = body.model_dump(exclude_unset=True)
    if "url" in values:
        check(settings, body.url)
    is_active = values.pop("is_active", webhook.is_active)
    for name, value in values.items():
        setattr(webhook, name, value)
    if is_active and not webhook.is_active:
        webhook.disabled_at = webhook.disabled_why = webhook.failing_since = None
    elif not is_active and webhook.is_active:
        webhook.disabled_at, webhook.disabled_why = utc_now(), SWITCHED_OFF
    db.commit()
    return webhook


def renew_secret(db: Session, settings: Settings, webhook_id: Id) -> WebhookMade:
    """The one before is good no more from now on."""
    webhook = get(db, webhook_id)
    webhook.seed = webhook_signing.make_seed()
    db.commit()
    return with_secret(settings, webhook)


def remove(db: Session, webhook_id: Id) -> None:
    webhook = get(db, webhook_id)
    db.execute(sa.delete(Webhook).where(Webhook.id == webhook.id))
    db.commit()


def send_test(db: Session, webhook_id: Id) -> WebhookDelivery:
    webhook = active(db, webhook_id)
    data = {"message": "This is a test."}
    message_id = webhook_capture.put(db, webhook.id, TEST_EVENT, data)
    db.commit()
    wanted = sa.select(WebhookDelivery).where(WebhookDelivery.message_id == message_id)
    return db.scalars(wanted).one()


def list_deliveries(
    db: Session, webhook_id: Id, query: PageQuery
) -> tuple[Sequence[WebhookDelivery], int]:
    webhook = get(db, webhook_id)
    of_it = sa.select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
    newest = of_it.order_by(WebhookDelivery.created_at.desc(), WebhookDelivery.id)
    return page_of(db, newest, query)


def redeliver(db: Session, webhook_id: Id, delivery_id: Id) -> WebhookDelivery:
    """The same message under the same id, so that the receiver knows it if it has it."""
    webhook = active(db, webhook_id)
    delivery = db.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.webhook_id != webhook.id:
        message = "There is no such delivery."
        raise NotFoundError(message)
    delivery.state = "waiting"
    job_queue.enqueue(db, webhook_capture.DELIVER, {"message_id": delivery.message_id})
    db.commit()
    return delivery


def active(db: Session, webhook_id: Id) -> Webhook:
    webhook = get(db, webhook_id)
    if not webhook.is_active:
        message = "This webhook is switched off. Switch it on first."
        raise ConflictError(message)
    return webhook


def with_secret(settings: Settings, webhook: Webhook) -> WebhookMade:
    secret = webhook_signing.write_secret(webhook_signing.secret_of(settings, webhook.seed))
    return WebhookMade(**WebhookOut.model_validate(webhook).model_dump(), secret=secret)


def check(settings: Settings, url: str) -> None:
    """Says at once what sending would say later; where a name leads is looked up at each attempt alone."""
    try:
        target = urlsplit(url)
        host, port = target.hostname or "", target.port
    except ValueError as error:
        raise InvalidError("url", "This is not an address of the web.") from error
    if not host or port == 0:
        raise InvalidError("url", "This is not an address of the web.")
    if target.scheme == "http" and settings.environment == "production":
        raise InvalidError("url", "The address must begin with https://.")
    if "@" in target.netloc:
        raise InvalidError("url", "The address must hold no user name or password.")
    if not settings.webhook_private_targets and is_private(host):
        raise InvalidError("url", "The address leads into a private network.")


def is_private(host: str) -> bool:
    """Of a host that is written as numbers; a name may lead anywhere."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    # `127.1` and `0x7f000001` are the same address to whatever connects.
    with contextlib.suppress(OSError):
        host = socket.inet_ntoa(socket.inet_aton(host))
    try:
        return not webhook_client.is_public(host)
    except ValueError:
        return False
