"""Webhooks, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import CurrentAdmin, CurrentSettings, Db
from app.errors import responses
from app.models import Webhook, WebhookDelivery
from app.schemas.base import PageQuery, RecordId, ResultPage
from app.schemas.webhook_admin import (
    WebhookCreate,
    WebhookDeliveryOut,
    WebhookMade,
    WebhookOut,
    WebhookUpdate,
)
from app.services import webhook_admin

router = APIRouter(prefix="/admin/webhooks", tags=["webhooks"])


@router.get(
    "",
    operation_id="list_webhooks",
    summary="Webhooks, the newest first",
    responses=responses(401, 403, 422),
)
def list_webhooks(
    db: Db, _admin: CurrentAdmin, query: Annotated[PageQuery, Query()]
) -> ResultPage[WebhookOut]:
    found, total = webhook_admin.list_webhooks(db, query)
    return ResultPage.of(WebhookOut, found, total, query)


@router.post(
    "",
    operation_id="create_webhook",
    summary="Make a webhook, whose secret is shown this once",
    status_code=201,
    responses=responses(401, 403, 409, 422),
)
def create_webhook(
    db: Db, _admin: CurrentAdmin, settings: CurrentSettings, body: WebhookCreate
) -> WebhookMade:
    return webhook_admin.create(db, settings, body)


@router.patch(
    "/{webhook_id}",
    operation_id="update_webhook",
    summary="Change a webhook, or switch it on or off",
    response_model=WebhookOut,
    responses=responses(401, 403, 404, 422),
)
def update_webhook(
    db: Db,
    _admin: CurrentAdmin,
    settings: CurrentSettings,
    webhook_id: RecordId,
    body: WebhookUpdate,
) -> Webhook:
    return webhook_admin.update(db, settings, webhook_id, body)


@router.delete(
    "/{webhook_id}",
    operation_id="delete_webhook",
    summary="Remove a webhook and its deliveries",
    status_code=204,
    responses=responses(401, 403, 404, 422),
)
def delete_webhook(db: Db, _admin: CurrentAdmin, webhook_id: RecordId) -> None:
    webhook_admin.remove(db, webhook_id)


@router.post(
    "/{webhook_id}/secret",
    operation_id="renew_webhook_secret",
    summary="Give a webhook a new secret, which is shown this once",
    responses=responses(401, 403, 404, 422),
)
def renew_webhook_secret(
    db: Db, _admin: CurrentAdmin, settings: CurrentSettings, webhook_id: RecordId
) -> WebhookMade:
    return webhook_admin.renew_secret(db, settings, webhook_id)


@router.post(
    "/{webhook_id}/test",
    operation_id="send_webhook_test",
    summary="Send a webhook a message that means nothing",
    status_code=202,
    response_model=WebhookDeliveryOut,
    responses=responses(401, 403, 404, 409, 422),
)
def send_webhook_test(db: Db, _admin: CurrentAdmin, webhook_id: RecordId) -> WebhookDelivery:
    return webhook_admin.send_test(db, webhook_id)


@router.get(
    "/{webhook_id}/deliveries",
    operation_id="list_webhook_deliveries",
    summary="What was sent to a webhook, the newest first",
    responses=responses(401, 403, 404, 422),
)
def list_webhook_deliveries(
    db: Db, _admin: CurrentAdmin, webhook_id: RecordId, query: Annotated[PageQuery, Query()]
) -> ResultPage[WebhookDeliveryOut]:
    found, total = webhook_admin.list_deliveries(db, webhook_id, query)
    return ResultPage.of(WebhookDeliveryOut, found, total, query)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/redeliver",
    operation_id="redeliver_webhook",
    summary="Send a webhook the same message again",
    status_code=202,
    response_model=WebhookDeliveryOut,
    responses=responses(401, 403, 404, 409, 422),
)
def redeliver_webhook(
    db: Db, _admin: CurrentAdmin, webhook_id: RecordId, delivery_id: RecordId
) -> WebhookDelivery:
    return webhook_admin.redeliver(db, webhook_id, delivery_id)
