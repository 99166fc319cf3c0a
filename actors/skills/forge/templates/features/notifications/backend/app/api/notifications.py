"""One's own notifications, and how one is told."""

from typing import Annotated
<% if app.parts.frontend %>
from urllib.parse import quote
<% endif %>

from fastapi import APIRouter, Query<% if app.parts.frontend %>

from fastapi.responses import RedirectResponse<% endif %>


from app.api.deps import CurrentSettings, CurrentUser, Db
from app.errors import responses
from app.schemas.base import RecordId, ResultPage
from app.schemas.notifications import (
    NotificationOut,
    NotificationQuery,
    PreferencesOut,
    PreferencesUpdate,
    ReadUntil,
    UnreadNotifications,
    UnsubscribeToken,
)
from app.services import notification_mail, notifications

router = APIRouter(prefix="/notifications", tags=["notifications"])


@router.get(
    "",
    operation_id="list_notifications",
    summary="What concerns oneself, unread first or newest first",
    responses=responses(401, 403, 422),
)
def list_notifications(
    db: Db, user: CurrentUser, query: Annotated[NotificationQuery, Query()]
) -> ResultPage[NotificationOut]:
    found, total = notifications.list_own(db, user, query)
    return ResultPage.of(NotificationOut, found, total, query)


@router.get(
    "/unread",
    operation_id="count_unread_notifications",
    summary="How many notifications are unread",
    responses=responses(401, 403),
)
def count_unread_notifications(db: Db, user: CurrentUser) -> UnreadNotifications:
    return UnreadNotifications(unread=notifications.count_unread(db, user))


@router.post(
    "/read",
    operation_id="read_notifications",
    summary="Mark a notification and all before it as read",
    status_code=204,
    responses=responses(401, 403, 404, 422),
)
def read_notifications(db: Db, user: CurrentUser, body: ReadUntil) -> None:
    notifications.mark_read_until(db, user, body.until)


@router.get(
    "/preferences",
    operation_id="get_notification_preferences",
    summary="How one is told, for each kind of event",
    responses=responses(401, 403),
)
def get_notification_preferences(db: Db, user: CurrentUser) -> PreferencesOut:
    return notifications.preferences(db, user)


@router.patch(
    "/preferences",
    operation_id="update_notification_preferences",
    summary="Choose how one is told, for each kind of event",
    responses=responses(401, 403, 422),
)
def update_notification_preferences(
    db: Db, user: CurrentUser, body: PreferencesUpdate
) -> PreferencesOut:
    return notifications.choose(db, user, body.model_dump(exclude_unset=True))


@router.post(
    "/unsubscribe",
    operation_id="unsubscribe_from_notifications",
    summary="Turn off e-mails with the token of one of them",
    status_code=204,
    responses=responses(422),
)
def unsubscribe_from_notifications(
    db: Db, settings: CurrentSettings, token: UnsubscribeToken
) -> None:
    """What mail programs ask for of themselves (RFC 8058): signed out, and with a body that says nothing more."""
    notifications.turn_off_mail(db, notification_mail.read_token(settings, token))


<% if app.parts.frontend %>
@router.get("/unsubscribe", include_in_schema=False)
async def show_unsubscribe(settings: CurrentSettings, token: UnsubscribeToken) -> RedirectResponse:
    """Where mail programs that cannot do it themselves lead people: to look at a link changes nothing."""
    page = f"{settings.public_url.rstrip('/')}/turn-off-emails#token={quote(token, safe='')}"
    return RedirectResponse(page, 303)


<% endif %>
@router.post(
    "/{notification_id}/read",
    operation_id="read_notification",
    summary="Mark one notification as read",
    status_code=204,
    responses=responses(401, 403, 404, 422),
)
def read_notification(db: Db, user: CurrentUser, notification_id: RecordId) -> None:
    notifications.mark_read(db, user, notification_id)


@router.delete(
    "/{notification_id}",
    operation_id="remove_notification",
    summary="Remove one notification",
    status_code=204,
    responses=responses(401, 403, 404, 422),
)
def remove_notification(db: Db, user: CurrentUser, notification_id: RecordId) -> None:
    notifications.remove(db, user, notification_id)
