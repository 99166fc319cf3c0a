"""E-mails are in the language of whom they are sent to."""

import pytest
<% if on.account_mail %>
from sqlalchemy import orm

from app.config import Settings
from app.services import account_mail
from app.services.languages import DEFAULT, LANGUAGES, of_account, say
from tests.building import Person
<% else %>

from app.services.languages import DEFAULT, LANGUAGES, of_account
<% endif %>

CHOSEN = [None, *LANGUAGES]


@pytest.mark.parametrize("chosen", CHOSEN)
def test_an_account_without_a_choice_gets_the_default(chosen: str | None) -> None:
    assert of_account(chosen) == (chosen or DEFAULT)
    assert of_account("xx") == DEFAULT
<% if on.account_mail %>


@pytest.mark.parametrize("chosen", CHOSEN)
def test_the_way_to_a_new_password_is_told_in_the_language_of_the_account(
    chosen: str | None, db: orm.Session, settings: Settings, member: Person
) -> None:
    member.user.language = chosen
    db.commit()
    mail = account_mail.reset_mail(settings, member.user.email)(db)
    assert mail is not None
    wanted = "Choose a new password for {product}"
    assert mail.subject == say(chosen or DEFAULT, wanted, product=account_mail.PRODUCT)
    assert "{" not in mail.text


@pytest.mark.parametrize("chosen", CHOSEN)
def test_an_address_is_confirmed_in_the_language_of_the_account(
    chosen: str | None, db: orm.Session, settings: Settings, member: Person
) -> None:
    member.user.language = chosen
    db.commit()
    mail = account_mail.verification_mail(settings, member.user.id)(db)
    assert mail is not None
    assert mail.text.startswith(say(chosen or DEFAULT, "An account was made with this address."))
<% endif %>
