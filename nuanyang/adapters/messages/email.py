"""E-mail through Django's mail settings."""

from __future__ import annotations

from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage

from nuanyang.adapters.messages.texts import Text
from nuanyang.adapters.messages.transport import MessageFailed


@dataclass(frozen=True, slots=True)
class Email:
    """Plain text, one receiver."""

    def send(self, to: str, code: str, count: int, text: Text) -> None:
        """:raises MessageFailed: the mail server refuses or cannot be reached."""
        try:
            EmailMessage(text.subject, text.body, to=[to]).send()
        except SMTPRecipientsRefused as error:
            raise MessageFailed("the receiver was refused", retry=False) from error
        except (SMTPException, OSError) as error:
            raise MessageFailed(f"mail server: {type(error).__name__}", retry=True) from error
