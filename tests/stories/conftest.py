"""Stories: the real server on a database of its own, a real chromium, real sign-in."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import database

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/stories/" in str(item.path):
            item.add_marker("story")
            # Stories of one world share a server: keep them on one worker.
            item.add_marker(pytest.mark.xdist_group("stories"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Site:
    """A running server with its accounts."""

    url: str
    accounts: dict[str, dict[str, str]]
    organisations: dict[str, int]
    environment: dict[str, str]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product against the same database."""
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=240
        )

    def with_people(self, *wishes: dict[str, object]) -> list[dict[str, Any]]:
        """People at the rescue station, see ``people.py``."""
        done = self.command("tests.stories.people", json.dumps(wishes, ensure_ascii=False))
        assert done.returncode == 0, done.stderr[-3000:]
        made: list[dict[str, Any]] = json.loads(done.stdout)
        return made


@pytest.fixture(scope="session")
def site(worker_id: str) -> Iterator[Site]:
    """The production server process and a job worker on a fresh clone of the template."""
    name = f"{os.environ['TEST_DATABASE_TEMPLATE']}_story_{worker_id}"
    database.create(name, template=os.environ["TEST_DATABASE_TEMPLATE"])
    port = free_port()
    environment = {
        **database.environment_for(name),
        "DJANGO_SETTINGS_MODULE": "nuanyang.config.settings",
        "NUANYANG_BASE_URL": f"http://localhost:{port}",
        "NUANYANG_DB_ROLE": "app",
        "NUANYANG_DATABASE_POOLED": "yes",
    }
    made = subprocess.run(
        [sys.executable, "-m", "tests.stories.world"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr[-3000:]
    world = json.loads(made.stdout)
    log = open(Path(environment["NUANYANG_HOME"]) / f"story-{worker_id}.log", "w")  # noqa: SIM115
    children = [
        subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, env=environment, stdout=log, stderr=log)
        for words in (
            ["nuanyang.doors.cli.web", "127.0.0.1", str(port), "1", "8"],
            ["django", "procrastinate", "worker", "--concurrency", "1"],
        )
    ]
    try:
        _wait_for(f"http://localhost:{port}/healthz", children[0], log.name)
        yield Site(f"http://localhost:{port}", world["accounts"], world["organisations"], environment)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)
        log.close()
        database.drop(name)


def _wait_for(url: str, child: subprocess.Popen[bytes], log: str) -> None:
    for _attempt in range(240):
        assert child.poll() is None, Path(log).read_text("utf-8")[-3000:]
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server did not answer: " + Path(log).read_text("utf-8")[-3000:])


def totp(seed: str) -> str:
    """The code of this half minute (RFC 6238), as an authenticator shows it."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(seed, counter)))


@pytest.fixture(scope="session")
def sessions() -> dict[str, object]:
    """Cookies by user: a code of the authenticator opens the door once in half a minute."""
    return {}


@pytest.fixture
def sign_in(site: Site, chromium, sessions) -> Iterator[Callable[..., object]]:  # type: ignore[no-untyped-def]
    """``sign_in("desk", DESK)``: a page signed in by password and code, as people do it."""
    contexts = []

    def enter(who: str, size: dict[str, int] = DESK, **options: object):  # type: ignore[no-untyped-def]
        context = chromium.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", storage_state=sessions.get(who), **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch(page)
        if who in sessions:
            page.goto(f"{site.url}/today/")
            return page
        account = site.accounts[who]
        page.goto(f"{site.url}/accounts/login/")
        page.fill("[name=login]", who)
        page.fill("[name=password]", account["password"])
        page.press("[name=password]", "Enter")
        page.wait_for_selector("[name=code]")
        page.fill("[name=code]", totp(account["totp_seed"]))
        page.press("[name=code]", "Enter")
        page.wait_for_url("**/today/**")
        sessions[who] = context.storage_state()
        return page

    yield enter
    for context in contexts:
        context.close()


#: What the console says although all is well: a refusal that was asked for; a question that the next
#: keystroke replaced (htmx tells both events of an aborted request as errors).
NO_PROBLEM = ("status of 4", "htmx:sendAbort", "htmx:afterRequest")


def watch(page) -> None:  # type: ignore[no-untyped-def]
    """Collect in ``page.problems`` what goes wrong in the page's scripts."""
    page.problems = []
    page.on(
        "console",
        lambda m: page.problems.append(m.text)
        if m.type == "error" and not any(words in m.text for words in NO_PROBLEM)
        else None,
    )
    page.on("pageerror", lambda e: page.problems.append(str(e)))


def serious_findings(page) -> list[str]:  # type: ignore[no-untyped-def]
    """axe-core's serious and critical findings on the page as it stands."""
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in result["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@pytest.fixture
def picture() -> Callable[..., None]:
    """``picture(page, "desk-intake")``: a screenshot for the guides, kept when asked for."""
    folder = os.environ.get("NUANYANG_SCREENSHOTS", "")

    def take(page, name: str) -> None:  # type: ignore[no-untyped-def]
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder) / f"{name}.png"))

    return take


def fits(page) -> bool:  # type: ignore[no-untyped-def]
    """Nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
