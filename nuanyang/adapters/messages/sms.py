"""Short messages through an HTTP gateway.

One POST of ``{"to", "template", "params", "text"}`` with a bearer token; any 2xx is accepted. The
operator's gateway turns it into its provider's call (providers ask for registered templates, hence
the code and the parameters beside the text).
"""

from __future__ import annotations

from dataclasses import dataclass

from nuanyang.adapters.messages.texts import Text
from nuanyang.adapters.messages.transport import call


@dataclass(frozen=True, slots=True)
class Sms:
    """Where the gateway is and its token."""

    url: str
    token: str

    def send(self, to: str, code: str, count: int, text: Text) -> None:
        """:raises MessageFailed: see ``transport.call``."""
        body = {"to": to, "template": code, "params": {"count": count}, "text": text.body}
        call(self.url, body=body, headers={"Authorization": f"Bearer {self.token}"})
