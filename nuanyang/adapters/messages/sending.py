"""``send``: the one way a message leaves the house; which channels there are is configuration.

``settings.MESSAGES`` holds ``fake`` (True: nothing leaves, messages are remembered in ``outbox``),
``base_url``, and for each channel its settings or nothing.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from nuanyang.adapters.messages import texts
from nuanyang.adapters.messages.email import Email
from nuanyang.adapters.messages.sms import Sms
from nuanyang.adapters.messages.texts import Text
from nuanyang.adapters.messages.transport import MessageFailed
from nuanyang.adapters.messages.wecom import WeCom

CHANNELS = ("wecom", "email", "sms")


class Channel(Protocol):
    """The shape of a channel."""

    def send(self, to: str, code: str, count: int, text: Text) -> None:
        """Send, or raise MessageFailed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the fake remembers."""

    channel: str
    to: str
    code: str
    text: Text


#: What the fake was given in this process, latest last.
outbox: deque[Sent] = deque(maxlen=1000)


@dataclass(frozen=True, slots=True)
class Fake:
    """Remembers instead of sending: for tests and the demo."""

    channel: str

    def send(self, to: str, code: str, count: int, text: Text) -> None:
        outbox.append(Sent(self.channel, to, code, text))


def configured() -> tuple[str, ...]:
    """The channels that can be used, the preferred one first."""
    if settings.MESSAGES["fake"]:
        return CHANNELS
    return tuple(c for c in CHANNELS if settings.MESSAGES.get(c))


@lru_cache(maxsize=8)
def _wecom(corp: str, secret: str, agent: int, url: str) -> WeCom:
    return WeCom(corp, secret, agent, url)  # kept: it holds the access token


def _channel(name: str) -> Channel:
    chosen = settings.MESSAGES
    if name not in configured():
        raise MessageFailed(f"{name} is not configured", retry=False)
    if chosen["fake"]:
        return Fake(name)
    if name == "email":
        return Email()
    if name == "sms":
        return Sms(**chosen["sms"])
    return _wecom(**chosen["wecom"])


def send(channel: str, to: str, template_code: str, *, link: str, count: int, language: str = "zh-hans") -> None:
    """Send the template to an address of the channel.

    :raises PersonalData: a link or count that could carry more than it should.
    :raises MessageFailed: not configured, refused or unreachable.
    """
    text = texts.render(
        template_code, link=link, count=count, base_url=settings.MESSAGES["base_url"], language=language
    )
    if not to:
        raise MessageFailed("no address", retry=False)
    _channel(channel).send(to, template_code, count, text)
