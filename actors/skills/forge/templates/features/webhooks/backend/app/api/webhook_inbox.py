"""Messages of other programs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request

from app.api.deps import Db
from app.errors import responses
from app.schemas.webhook_admin import MessageAccepted
from app.services import webhook_inbox
from app.services.webhook_inbox import BODY_BYTES_MAX, Message, TooLargeError

router = APIRouter(prefix="/webhooks/in", tags=["webhooks"])

SourceName = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9-]+$")]
MessageId = Annotated[
    str, Header(alias="webhook-id", min_length=1, max_length=256, pattern=r"^[!-~]+$")
]
Timestamp = Annotated[int, Header(alias="webhook-timestamp", ge=0, le=2**40)]
Signatures = Annotated[str, Header(alias="webhook-signature", max_length=2000)]
ANY_JSON = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


async def read_body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES_MAX:
            message = f"A message has at most {BODY_BYTES_MAX // 1024} KiB."
            raise TooLargeError(message)
    return bytes(body)


async def verified(
    request: Request,
    source: SourceName,
    message_id: MessageId,
    timestamp: Timestamp,
    signatures: Signatures,
) -> Message:
    """Before anything is looked up: who cannot sign costs next to nothing."""
    message = Message(source=source, message_id=message_id, body=await read_body(request))
    webhook_inbox.verify(request.app.state.webhook_sources, message, timestamp, signatures)
    return message


@router.post(
    "/{source}",
    operation_id="receive_webhook",
    summary="Take a signed message of another program",
    status_code=202,
    responses=responses(401, 404, 413, 422),
    openapi_extra=ANY_JSON,
)
def receive_webhook(message: Annotated[Message, Depends(verified)], db: Db) -> MessageAccepted:
    webhook_inbox.keep(db, message)
    return MessageAccepted()
