"""Sending a message to a webhook, noting how it went, and switching off what has failed for long."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

# Jobs change records, too: importing this has their changes told as those of requests are.
import app.services.webhook_capture  # noqa: F401
from app.config import Settings
from app.models import Webhook, WebhookDelivery, WebhookMessage
from app.models.base import utc_now
from app.services import webhook_client, webhook_signing
from app.services.job_queue import JobError, Running
from app.services.webhook_client import Answer

DISABLED_AFTER = dt.timedelta(days=3)
KEPT = dt.timedelta(days=30)
GONE = 410
OFF = "The webhook is switched off."


def deliver(job: Running) -> None:
    """At least once: the receiver knows by the id of the message what it has already."""
    db = job.db
    message_id: str = job.payload["message_id"]
    wanted = sa.select(WebhookDelivery).where(WebhookDelivery.message_id == message_id)
    delivery = db.scalars(wanted).one_or_none()
    if delivery is None or delivery.state == "delivered":
        # The webhook was removed, or another attempt was faster.
        return
    webhook = db.get_one(Webhook, delivery.webhook_id)
    if not webhook.is_active:
        delivery.state, delivery.error = "failed", OFF
        return
    # No transaction is open while somebody else's server takes its time.
    db.commit()
    answer = send(job.settings, webhook, delivery)
    note(db, webhook, delivery, answer, is_last=job.is_last)
    db.commit()
    if not answer.is_success and webhook.is_active:
        raise JobError(delivery.error or "")


def send(settings: Settings, webhook: Webhook, delivery: WebhookDelivery) -> Answer:
    body = delivery.body.encode()
    timestamp = int(utc_now().timestamp())
    secret = webhook_signing.secret_of(settings, webhook.seed)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "<<= app.product.slug =>>-webhooks",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": webhook_signing.sign(secret, delivery.message_id, timestamp, body),
    }
    return webhook_client.post(webhook.url, headers, body, private=settings.webhook_private_targets)


def note(
    db: Session, webhook: Webhook, delivery: WebhookDelivery, answer: Answer, *, is_last: bool
) -> None:
    now = utc_now()
    delivery.attempts += 1
    delivery.attempted_at = now
    delivery.duration_ms = answer.duration_ms
    delivery.status = answer.status
    delivery.answer = answer.text or None
    delivery.error = None if answer.is_success else problem(answer)
    if answer.is_success:
        delivery.state = "delivered"
        note_health(db, webhook, None)
        return
    delivery.state = "failed" if is_last else "waiting"
    since = webhook.failing_since or now
    note_health(db, webhook, since)
    if answer.status == GONE:
        disable(webhook, delivery, "The address answered that it is gone.")
    elif since <= now - DISABLED_AFTER:
        disable(webhook, delivery, f"Nothing has arrived there for {DISABLED_AFTER.days} days.")


def problem(answer: Answer) -> str:
    if answer.status is None:
        return answer.error or ""
    if 300 <= answer.status < 400:
        return f"It answered {answer.status}: redirects are not followed."
    return f"It answered {answer.status}."


def note_health(db: Session, webhook: Webhook, failing_since: dt.datetime | None) -> None:
    """Not by the object: that something fails for a while is no change that anybody made."""
    if webhook.failing_since != failing_since:
        statement = sa.update(Webhook).where(Webhook.id == webhook.id)
        db.execute(statement.values(failing_since=failing_since))


def disable(webhook: Webhook, delivery: WebhookDelivery, why: str) -> None:
    webhook.disabled_at, webhook.disabled_why = utc_now(), why
    delivery.state = "failed"


def forget_old(job: Running) -> None:
    for model in (WebhookDelivery, WebhookMessage):
        job.db.execute(sa.delete(model).where(model.created_at < utc_now() - KEPT))
