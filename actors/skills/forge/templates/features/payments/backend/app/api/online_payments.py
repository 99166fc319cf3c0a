"""Payments: one's own, and all of them for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import CurrentAdmin, CurrentUser, Db
from app.api.payment_desk import CurrentDesk
from app.errors import responses
from app.schemas.base import RecordId, ResultPage
from app.schemas.online_payments import PaymentListQuery, PaymentOut, PaymentRow
from app.services import payment_admin, payment_views

router = APIRouter(tags=["payments"])


@router.get(
    "/online-payments/{payment_id}",
    operation_id="get_online_payment",
    summary="How far one's own payment is",
    responses=responses(401, 403, 404, 422),
)
def get_online_payment(db: Db, user: CurrentUser, payment_id: RecordId) -> PaymentOut:
    return payment_views.own(db, user, payment_id)


@router.get(
    "/admin/online-payments",
    operation_id="list_online_payments",
    summary="Payments, the newest first",
    responses=responses(401, 403, 422),
)
def list_online_payments(
    db: Db, _admin: CurrentAdmin, query: Annotated[PaymentListQuery, Query()]
) -> ResultPage[PaymentRow]:
    found, total = payment_admin.list_payments(db, query)
    return ResultPage.of(PaymentRow, found, total, query)


@router.post(
    "/admin/online-payments/{payment_id}/refund",
    operation_id="refund_online_payment",
    summary="Give back all that was paid",
    responses=responses(401, 403, 404, 409, 422),
)
def refund_online_payment(
    db: Db, admin: CurrentAdmin, desk: CurrentDesk, payment_id: RecordId
) -> PaymentRow:
    return payment_admin.refund(db, desk, admin, payment_id)
