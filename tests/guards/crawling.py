"""What the crawl of the demo city looks for: leaks of canaries, writes by GET, dead links."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlparse

from django.db import connection
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from pypinyin import lazy_pinyin

from nuanyang.foundation.scope.acting import running_operation
from nuanyang.insight.verification.canaries import Canary
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.masking import mask_name

# ---- what may show -------------------------------------------------------------------------------


def sight(actor: Actor, canary: Canary) -> str:
    """``full``, ``masked`` (region oversight) or ``none`` (not even that there is somebody)."""
    if not set(actor.keys) & set(canary.viewer_keys):
        return "none"
    return "full" if actor.names_visible(canary.viewer_keys) else "masked"


def traces(canary: Canary) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What would give a canary away: kind → (text, who may read it)."""
    return {
        "name": (canary.name, ("full",)),
        "pinyin": ("".join(lazy_pinyin(canary.name)), ("full",)),
        "masked name": (mask_name(canary.name), ("full", "masked")),
        "number": (canary.person, ("full", "masked")),
        "link": (f"/people/{canary.person_id}/", ("full", "masked")),
    }


def leaks(text: str, actor: Actor, canaries: list[Canary], *, said: str = "", echoed: int = 0) -> list[str]:
    """Traces of canaries that this actor must not read; ``said`` (a query) may stand there ``echoed`` times."""
    found = []
    for canary in canaries:
        seen = sight(actor, canary)
        for kind, (trace, allowed) in traces(canary).items():
            times = text.count(trace)
            if trace == said:
                times -= echoed
            if times > 0 and seen not in allowed:
                found.append(f"{kind} of {canary.name} ({canary.organisation})")
    return found


def text_of(response: HttpResponse) -> str:
    """Everything that goes over the wire: headers, cookies, the body; office files unpacked."""
    head = "\n".join(f"{k}: {v}" for k, v in response.items()) + response.cookies.output()
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            inside = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
        return html.unescape("\n".join([head, *packed.namelist(), *inside]))
    told = body.decode("utf-8", "replace")
    if "json" in response.get("Content-Type", "") and told.strip():
        told = json.dumps(json.loads(told), ensure_ascii=False)
    return html.unescape(head + "\n" + told)


# ---- GET never writes ----------------------------------------------------------------------------

READS = re.compile(r"^[\s(]*(SELECT|SET|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SHOW|WITH)\b", re.I)
HIDDEN_WRITES = re.compile(r"\bnextval\b|\bsetval\b|nuan_set_viewers|\b(INSERT|UPDATE|DELETE)\b", re.I)
#: Who was here: kept by the sign-in itself.
KEPT_BY_SIGN_IN = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM) \"(django_session|usersessions_usersession|axes_\w+)\"", re.I)
#: The one thing a page may leave behind: that a sealed record was read.
READ_LOG = "access.log_sealed_read"


def writes(sql: str, operation: str = "") -> bool:
    """Whether a statement changes something that a page must not change."""
    if operation == READ_LOG or KEPT_BY_SIGN_IN.match(sql):
        return False
    if not READS.match(sql):
        return True
    return bool(HIDDEN_WRITES.search(re.sub(r"FOR (NO KEY )?UPDATE|\"[^\"]*\"|'[^']*'", "", sql)))


@contextmanager
def watched() -> Iterator[list[str]]:
    """Collects every writing statement of the block."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if writes(sql, running_operation()):
            found.append(sql[:160])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


# ---- going from link to link ---------------------------------------------------------------------

LINK = re.compile(r"""(?:href|hx-get|data-url|action)=["']([^"'#]+)""")
#: So many pages of one kind are enough.
OF_A_KIND = 2
NOT_FOLLOWED = ("/static/", "/accounts/logout", "/accounts/oidc", "/media/")


@dataclass
class Crawl:
    """One visitor's walk through the site: every page is looked at by ``look(address, response)``."""

    client: Any
    look: Callable[[str, HttpResponse], None]
    most: int = 400

    def run(self, *starts: str) -> dict[str, int]:
        """Walk from the start pages; address → status of every page that was opened."""
        waiting, statuses, kinds = list(starts), {}, {}
        while waiting and len(statuses) < self.most:
            address = waiting.pop(0)
            kind = self._kind(address)
            if address in statuses or kind is None or kinds.get(kind, 0) >= OF_A_KIND:
                continue
            kinds[kind] = kinds.get(kind, 0) + 1
            response = self.client.get(address)
            statuses[address] = response.status_code
            self.look(address, response)
            if response.status_code in (301, 302, 303):
                waiting.append(urljoin(address, response["Location"]))
            elif "html" in response.get("Content-Type", ""):
                waiting += [urljoin(address, html.unescape(link)) for link in LINK.findall(response.content.decode())]
        return statuses

    @staticmethod
    def _kind(address: str) -> tuple[str, ...] | None:
        """What kind of page it is: the view and the names in the query; None for what is not ours."""
        parts = urlparse(address)
        if parts.netloc or parts.scheme or not parts.path.startswith("/") or parts.path.startswith(NOT_FOLLOWED):
            return None
        try:
            match = resolve(parts.path)
        except Resolver404:
            return ("nowhere", parts.path)
        return (match.view_name, *sorted({p.split("=")[0] for p in parts.query.split("&") if p}))
