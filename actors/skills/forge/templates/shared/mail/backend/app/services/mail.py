"""Sending e-mail: a port, the server behind it, and what stands in where there is none."""

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
<% if on.notifications %>
from email.policy import EmailPolicy
<% endif %>
from email.utils import formatdate, make_msgid
from typing import Protocol

from app.config import Settings

logger = logging.getLogger(__name__)
# A server that takes longer is away.
TIMEOUT_S = 10
<% if on.notifications %>
UNSUBSCRIBE = "List-Unsubscribe"
<% endif %>


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str
<% if on.notifications %>
    # Where a program may turn such e-mails off by itself, if they can be turned off.
    unsubscribe: str = ""
<% endif %>


class Mailer(Protocol):
    def send(self, mail: Mail) -> None: ...


class SmtpMailer:
    """Delivers to the server that the settings name; its certificate is checked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, mail: Mail) -> None:
        settings = self._settings
        with self._server() as server:
            if settings.smtp_username:
                server.login(settings.smtp_username, settings.smtp_password.get_secret_value())
            server.send_message(message(mail, settings.mail_from))

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        host, port = self._settings.smtp_host, self._settings.smtp_port
        if self._settings.smtp_security == "tls":
            context = ssl.create_default_context()
            with smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context) as server:
                yield server
            return
        with smtplib.SMTP(host, port, timeout=TIMEOUT_S) as server:
            if self._settings.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            yield server


class LoggingMailer:
    """Where no server is set up. Only in development is the text shown: it can hold a token."""

    def __init__(self, *, shows_text: bool) -> None:
        self._shows_text = shows_text

    def send(self, mail: Mail) -> None:
        if self._shows_text:
            logger.warning(
                "no mail server is set up; to %s: %s\n%s", mail.to, mail.subject, mail.text
            )
        else:
            logger.error("no mail server is set up: “%s” was not sent", mail.subject)


def mailer_for(settings: Settings) -> Mailer:
    if settings.smtp_host:
        return SmtpMailer(settings)
    return LoggingMailer(shows_text=settings.environment == "development")


<% if on.notifications %>
class WholeAddresses(EmailPolicy):
    """Folds headers as usual, but for the one that holds an address: folded it would be encoded, and no program knew it."""

    def fold(self, name: str, value: str) -> str:
        if name == UNSUBSCRIBE:
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == UNSUBSCRIBE:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


def message(mail: Mail, sender: str) -> EmailMessage:
    written = EmailMessage(policy=WholeAddresses())
    if mail.unsubscribe:
        written[UNSUBSCRIBE] = f"<{mail.unsubscribe}>"
        # RFC 8058: a program may post to the address without asking anybody.
        written["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
<% else %>
def message(mail: Mail, sender: str) -> EmailMessage:
    written = EmailMessage()
<% endif %>
    written["From"] = sender
    # Refuses a line break, which would begin a header of somebody else's choice.
    written["To"] = mail.to
    written["Subject"] = mail.subject
    written["Date"] = formatdate()
    written["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or None)
    # Answering machines stay silent.
    written["Auto-Submitted"] = "auto-generated"
    written.set_content(mail.text)
    return written
