"""WeCom (企业微信): an application's text message to a member.

``gettoken`` and ``message/send`` of the WeCom server API; the token is kept until it expires.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from nuanyang.adapters.messages.texts import Text
from nuanyang.adapters.messages.transport import MessageFailed, call

#: Invalid, expired, or not given: a fresh token helps.
TOKEN_PROBLEMS = frozenset({40014, 41001, 42001})
BUSY = frozenset({-1, 45009, 45033})


@dataclass(slots=True)
class WeCom:
    """The company, its application and that one's secret."""

    corp: str
    secret: str
    agent: int
    url: str = "https://qyapi.weixin.qq.com"
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    def send(self, to: str, code: str, count: int, text: Text) -> None:
        """:raises MessageFailed: unreachable, refused, or an unknown member."""
        answer = self._send(to, text)
        if answer.get("errcode") in TOKEN_PROBLEMS:
            self._until = 0.0
            answer = self._send(to, text)
        problem = answer.get("errcode", 0)
        if problem:
            raise MessageFailed(f"WeCom {problem}", retry=problem in BUSY)
        if answer.get("invaliduser"):
            raise MessageFailed("WeCom knows no such member", retry=False)

    def _send(self, to: str, text: Text) -> dict[str, Any]:
        query = urlencode({"access_token": self._access_token()})
        body = {"touser": to, "msgtype": "text", "agentid": self.agent, "text": {"content": text.body}}
        return call(f"{self.url}/cgi-bin/message/send?{query}", body=body)

    def _access_token(self) -> str:
        if time.monotonic() < self._until:
            return self._token
        query = urlencode({"corpid": self.corp, "corpsecret": self.secret})
        answer = call(f"{self.url}/cgi-bin/gettoken?{query}")
        if answer.get("errcode") or not answer.get("access_token"):
            raise MessageFailed(f"WeCom token {answer.get('errcode')}", retry=answer.get("errcode") in BUSY)
        self._token = str(answer["access_token"])
        self._until = time.monotonic() + max(60, int(answer.get("expires_in", 7200)) - 300)
        return self._token
