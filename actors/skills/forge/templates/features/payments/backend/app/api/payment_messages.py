"""Messages of the payment provider."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request

from app.api.deps import Db
from app.api.payment_desk import CurrentDesk
from app.errors import ApiError, responses
from app.schemas.online_payments import MessageTaken
from app.services import payment_settling
from app.services.payment_settling import BODY_BYTES_MAX

router = APIRouter(prefix="/payments", tags=["payments"])

Signature = Annotated[str, Header(alias="stripe-signature", min_length=1, max_length=4000)]
ANY_JSON = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


class TooLargeMessageError(ApiError):
    status = 413
    code = "too_large"


@dataclass(frozen=True)
class Raw:
    """As it came: what is signed are its bytes."""

    body: bytes
    signature: str


async def read_message(request: Request, signature: Signature) -> Raw:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES_MAX:
            message = f"A message has at most {BODY_BYTES_MAX // 1024} KiB."
            raise TooLargeMessageError(message)
    return Raw(bytes(body), signature)


@router.post(
    "/webhook",
    operation_id="take_payment_message",
    summary="Take a signed message of the payment provider",
    responses=responses(400, 413, 422),
    openapi_extra=ANY_JSON,
)
def take_payment_message(
    message: Annotated[Raw, Depends(read_message)], db: Db, desk: CurrentDesk
) -> MessageTaken:
    payment_settling.take(db, desk.signing_secrets, message.body, message.signature)
    return MessageTaken()
