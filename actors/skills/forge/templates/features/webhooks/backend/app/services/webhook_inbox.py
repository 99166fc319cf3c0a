"""Messages of other programs: verified, kept once, and handed to a job, which is the place to do something with them."""

import hashlib
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import ApiError, InvalidError, NotFoundError, UnauthenticatedError
from app.models import WebhookMessage
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import see_all
<% endif %>
from app.services import job_queue, webhook_signing
from app.services.job_queue import Running

logger = logging.getLogger(__name__)
RECEIVE = "webhooks.receive"
BODY_BYTES_MAX = 256 * 1024
# How far the sender's clock may be from ours, and how long a message may be under way.
TOLERANCE_S = 5 * 60
SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

Sources = Mapping[str, tuple[bytes, ...]]


class TooLargeError(ApiError):
    status = 413
    code = "too_large"


@dataclass(frozen=True)
class Message:
    source: str
    message_id: str
    body: bytes


def install(app: FastAPI) -> None:
    settings: Settings = app.state.settings
    app.state.webhook_sources = sources_of(settings.webhook_sources.get_secret_value())


def sources_of(text: str) -> Sources:
    """`shop=whsec_…,bank=whsec_…`; what is wrong stops the start, in words that hold no secret."""
    sources: dict[str, tuple[bytes, ...]] = {}
    for number, part in enumerate(filter(None, text.split(",")), start=1):
        name, _, secret = part.strip().partition("=")
        try:
            if not SOURCE.fullmatch(name):
                message = "a name has small letters, digits and hyphens, at most 40"
                raise ValueError(message)
            sources[name] = (*sources.get(name, ()), webhook_signing.read_secret(secret))
        except ValueError as error:
            message = f"WEBHOOK_SOURCES: entry {number} is not right: {error}"
            raise ValueError(message) from None
    return sources


def verify(sources: Sources, message: Message, timestamp: int, signatures: str) -> None:
    known = sources.get(message.source)
    if known is None:
        told = "Nobody of this name may send messages here."
        raise NotFoundError(told)
    signed = webhook_signing.is_signed(
        known, message.message_id, timestamp, message.body, signatures
    )
    if not signed or abs(time.time() - timestamp) > TOLERANCE_S:
        told = "The signature is not good, or too old."
        raise UnauthenticatedError(told)


def keep(db: Session, message: Message) -> None:
    """Once: a message that comes again is the same one, and is answered the same."""
    text = message.body.decode(errors="replace")
    if text.encode() != message.body or "\x00" in text:
        raise InvalidError("body", "Write the message as UTF-8 text.")
    key = hashlib.sha256(f"{message.source} {message.message_id}".encode()).hexdigest()
    values = {
        "source": message.source,
        "message_id": message.message_id,
        "message_key": key,
        "body": text,
    }
<% if on.multi_tenancy %>
    # Whose it is, the message does not say: it is the whole product's, and so is the job.
    see_all(db)
<% endif %>
    if job_queue.insert_once(db, WebhookMessage, values, "message_key"):
        job_queue.enqueue(db, RECEIVE, {"message_key": key})
    db.commit()


def receive(job: Running) -> None:
    """What is done with a message of another program: extend it here, by `message.source`.

    What is changed by `job.db` is kept together with the word that the message was handled.
<% if on.multi_tenancy %>
    The job sees every organisation: find out whose the message is, and work by `enter(job.db, organisation_id)`.
<% endif %>
    """
    key: str = job.payload["message_key"]
    wanted = sa.select(WebhookMessage).where(WebhookMessage.message_key == key)
    message = job.db.scalars(wanted).one_or_none()
    if message is None or message.handled_at is not None:
        return
    logger.info("message %s of %s came in", message.message_id, message.source)
    message.handled_at = utc_now()
