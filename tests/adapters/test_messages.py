"""Messages: no personal data, each channel as its provider wants it, failures told apart."""

from __future__ import annotations

import json
import smtplib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail

from nuanyang.adapters import messages
from nuanyang.adapters.messages import sending, texts
from nuanyang.adapters.messages.transport import MessageFailed, call
from nuanyang.adapters.messages.wecom import WeCom


class Gateway:
    """Answers what it is told to and keeps what it was sent."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.answers: list[tuple[int, Any]] = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None:
                return

            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def _answer(self, body: Any) -> None:
                gateway.asked.append((self.path, dict(self.headers), body))
                status, answer = gateway.answers.pop(0) if gateway.answers else (200, {})
                raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    running = Gateway()
    yield running
    running.close()


def configure(settings, **channels):
    settings.MESSAGES = {"fake": False, "base_url": "https://nuan.example", "email": False, "sms": None, "wecom": None, **channels}


# ---- no personal data -------------------------------------------------------------------------


def test_templates_tell_a_count_and_a_link_alone():
    for code, template in texts.TEMPLATES.items():
        texts.check_template(str(template))
        assert "%(count)s" in str(template), code


@pytest.mark.parametrize("template", ["%(name)s 到期", "找 %(person)s，%(count)s 件", "%(phone)d"])
def test_a_template_that_names_somebody_is_refused(template, monkeypatch):
    monkeypatch.setitem(texts.TEMPLATES, "bad", template)
    with pytest.raises(texts.PersonalData):
        texts.render("bad", link="/today/", count=1, base_url="https://nuan.example", language="zh-hans")


@pytest.mark.parametrize(
    "link",
    ["/search/?q=吴贵生", "/people/吴贵生/", "https://elsewhere/", "//elsewhere/x", "/a b", "today/", "/x?name=wu", "/" + "a" * 200, ""],
)
def test_a_link_is_a_plain_path(link):
    with pytest.raises(texts.PersonalData):
        texts.check_parameters(link, 1)


@pytest.mark.parametrize("count", ["吴贵生", True, -1, 1.5, None])
def test_a_count_is_a_number(count):
    with pytest.raises(texts.PersonalData):
        texts.check_parameters("/today/", count)


def test_the_receivers_language_is_used():
    chinese = texts.render("due_today", link="/today/", count=3, base_url="https://nuan.example/", language="zh-hans")
    assert chinese.body == "【暖阳】今天有 3 件事到期，详见 https://nuan.example/today/"
    assert chinese.subject == "暖阳：今天有 3 件事到期"


# ---- the fake ---------------------------------------------------------------------------------


def test_in_tests_and_the_demo_nothing_leaves(settings, gateway):
    assert settings.MESSAGES["fake"] is True
    settings.MESSAGES = {**settings.MESSAGES, "sms": {"url": gateway.url, "token": "t"}}
    messages.outbox.clear()
    messages.send("sms", "13800000000", "due_today", link="/today/", count=2)
    [sent] = messages.outbox
    assert (sent.channel, sent.to, sent.code) == ("sms", "13800000000", "due_today")
    assert gateway.asked == [] and mail.outbox == []


def test_only_what_is_configured_is_offered(settings):
    configure(settings, email=True)
    assert messages.configured() == ("email",)
    with pytest.raises(MessageFailed) as failed:
        messages.send("sms", "138", "news", link="/", count=1)
    assert not failed.value.retry
    with pytest.raises(MessageFailed):
        messages.send("email", "", "news", link="/", count=1)


# ---- e-mail -----------------------------------------------------------------------------------


def test_e_mail_has_subject_and_link(settings):
    configure(settings, email=True)
    messages.send("email", "an@example.org", "visits_due", link="/follow-up/", count=4)
    [letter] = mail.outbox
    assert letter.to == ["an@example.org"] and "4" in letter.subject
    assert letter.body.endswith("https://nuan.example/follow-up/")


@pytest.mark.parametrize(
    ("problem", "retry"),
    [
        (smtplib.SMTPRecipientsRefused({}), False), (smtplib.SMTPServerDisconnected(), True),
        (ConnectionRefusedError(), True),
    ],
)  # fmt: skip
def test_mail_servers_that_fail(settings, monkeypatch, problem, retry):
    configure(settings, email=True)

    def fail(self, *args, **kwargs):
        raise problem

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    with pytest.raises(MessageFailed) as failed:
        messages.send("email", "an@example.org", "news", link="/", count=1)
    assert failed.value.retry is retry


# ---- SMS --------------------------------------------------------------------------------------


def test_the_gateway_gets_text_template_and_token(settings, gateway):
    configure(settings, sms={"url": f"{gateway.url}/send", "token": "secret"})
    messages.send("sms", "13800000000", "due_today", link="/today/", count=2)
    [(path, headers, body)] = gateway.asked
    assert path == "/send" and headers["Authorization"] == "Bearer secret"
    assert body == {
        "to": "13800000000", "template": "due_today", "params": {"count": 2},
        "text": "【暖阳】今天有 2 件事到期，详见 https://nuan.example/today/",
    }  # fmt: skip


@pytest.mark.parametrize(("status", "retry"), [(400, False), (401, False), (429, True), (500, True), (503, True)])
def test_gateways_that_refuse(settings, gateway, status, retry):
    configure(settings, sms={"url": gateway.url, "token": "t"})
    gateway.answers = [(status, {})]
    with pytest.raises(MessageFailed) as failed:
        messages.send("sms", "138", "news", link="/", count=1)
    assert failed.value.retry is retry and "138" not in str(failed.value)


def test_an_unreachable_gateway_and_strange_addresses():
    with pytest.raises(MessageFailed) as failed:
        call("http://127.0.0.1:9/")
    assert failed.value.retry
    with pytest.raises(MessageFailed) as failed:
        call("file:///etc/passwd")
    assert not failed.value.retry


def test_an_answer_that_is_no_json(gateway):
    gateway.answers = [(200, b"<html>"), (200, b""), (200, [1])]
    with pytest.raises(MessageFailed):
        call(gateway.url)
    assert call(gateway.url) == {} and call(gateway.url) == {}


# ---- WeCom ------------------------------------------------------------------------------------


@pytest.fixture
def wecom(gateway) -> WeCom:
    return WeCom("corp", "secret", 7, gateway.url)


TOKEN = (200, {"errcode": 0, "access_token": "tok", "expires_in": 7200})


def push(channel: WeCom) -> None:
    text = texts.render("news", link="/notices/", count=1, base_url="https://nuan.example", language="zh-hans")
    channel.send("an", "news", 1, text)


def test_wecom_takes_a_token_once_and_sends(gateway, wecom):
    gateway.answers = [TOKEN, (200, {"errcode": 0}), (200, {"errcode": 0})]
    push(wecom)
    push(wecom)
    paths = [urlsplit(path).path for path, _headers, _body in gateway.asked]
    assert paths == ["/cgi-bin/gettoken", "/cgi-bin/message/send", "/cgi-bin/message/send"]
    assert parse_qs(urlsplit(gateway.asked[0][0]).query) == {"corpid": ["corp"], "corpsecret": ["secret"]}
    assert parse_qs(urlsplit(gateway.asked[1][0]).query) == {"access_token": ["tok"]}
    assert gateway.asked[1][2]["touser"] == "an" and gateway.asked[1][2]["agentid"] == 7


def test_an_expired_token_is_renewed_once(gateway, wecom):
    gateway.answers = [TOKEN, (200, {"errcode": 42001}), TOKEN, (200, {"errcode": 0})]
    push(wecom)
    assert len(gateway.asked) == 4
    gateway.answers = [(200, {"errcode": 42001}), TOKEN, (200, {"errcode": 42001})]
    with pytest.raises(MessageFailed):
        push(wecom)


@pytest.mark.parametrize(
    ("answer", "retry"), [({"errcode": 60011}, False), ({"errcode": -1}, True), ({"errcode": 0, "invaliduser": "an"}, False)]
)
def test_wecom_that_refuses(gateway, wecom, answer, retry):
    gateway.answers = [TOKEN, (200, answer)]
    with pytest.raises(MessageFailed) as failed:
        push(wecom)
    assert failed.value.retry is retry


def test_wecom_without_a_token(gateway, wecom):
    gateway.answers = [(200, {"errcode": 40001})]
    with pytest.raises(MessageFailed) as failed:
        push(wecom)
    assert not failed.value.retry and "secret" not in str(failed.value)


def test_wecom_by_configuration(settings, gateway):
    configure(settings, wecom={"corp": "c", "secret": "s", "agent": 1, "url": gateway.url})
    gateway.answers = [TOKEN, (200, {"errcode": 0})]
    messages.send("wecom", "an", "news", link="/notices/", count=1)
    assert len(gateway.asked) == 2
    assert "tok" not in repr(sending._channel("wecom"))
