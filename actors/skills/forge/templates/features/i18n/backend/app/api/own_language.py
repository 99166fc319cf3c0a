"""The language of one's own account: errors and e-mails are in it, wherever they are read."""

from fastapi import APIRouter, Request

from app.api.deps import CurrentUser, Db
from app.errors import responses
from app.models import User
from app.schemas.own_language import LanguageChoice, LanguageOut
from app.services.languages import remember

router = APIRouter(tags=["language"])


@router.get(
    "/auth/me/language",
    operation_id="get_own_language",
    summary="The language that one's own account has chosen",
    response_model=LanguageOut,
    responses=responses(401, 403),
)
def get_own_language(user: CurrentUser) -> User:
    return user


@router.patch(
    "/auth/me/language",
    operation_id="choose_own_language",
    summary="Choose the language of one's own account",
    response_model=LanguageOut,
    responses=responses(401, 403, 422),
)
def choose_own_language(request: Request, db: Db, user: CurrentUser, body: LanguageChoice) -> User:
    user.language = body.language
    db.commit()
    remember(request, body.language)
    return user
