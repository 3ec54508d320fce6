"""docs/reference/api.md, made from the addresses, their declarations and the shapes below."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern

from nuanyang.doors.partner_api import urls
from nuanyang.foundation.access.declared import declared_of

PERSON = {
    "id": 17, "number": "R0000017", "name": "吴贵生", "named": True, "masked": False, "sex": "male", "age": 46,
    "age_estimated": False, "minor": False, "home": "四川省遂宁市船山区", "home_region": "510903",
    "identity_known": True, "sealed": False, "alerts": ["epilepsy"],
}  # fmt: skip
BED = {"id": 5, "code": "101-03", "room": "101"}
STAY = {
    "id": 8, "number": "2603-0012", "station": "one", "arrived_at": "2026-03-02T01:30:00+00:00", "left_at": None,
    "departure_mode": None, "bed": BED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a program sends and gets; method and permission are the view's own."""

    method: str
    answer: dict[str, Any]
    parameters: tuple[tuple[str, str], ...] = field(default=())


ENDPOINTS: dict[str, Endpoint] = {
    "me": Endpoint("GET", {
        "user": {"username": "an", "name": "安静"}, "organisation": {"id": 2, "code": "one", "region": "510900"},
        "permissions": ["people.view", "stays.view"],
    }),
    "people": Endpoint(
        "GET", {"results": [{**PERSON, "reason": "initials", "weight": 0.6}]},
        (("q", "What to look for: characters, pinyin, initials, record number, identity number or a part of it. At most 80 characters; at most 50 results, best first."),),
    ),
    "person": Endpoint("GET", PERSON),
    "residents": Endpoint(
        "GET", {"results": [{**STAY, "day": 3, "person": PERSON}], "next_before": 8},
        (
            ("show", "`all` (as a rule), `unknown` (identity not established) or `no_bed`."),
            ("before", "`next_before` of the page before; pages hold 50. `null` is the end."),
        ),
    ),
    "stay": Endpoint("GET", {**STAY, "person": PERSON}),
    "free_beds": Endpoint(
        "GET", {"results": [{**BED, "sex": "male", "age_band": "any", "health_zone": "general"}]},
        (("stay", "Id of a resident: only beds that suit him, the best first, each with `objections` that warn."),),
    ),
    "assign_bed": Endpoint(
        "POST", {"stay_id": 8, "bed": BED, "since": "2026-03-02T01:30:00+00:00"},
        (
            ("bed_id", "The bed. Required."),
            ("at", "Since when, with time zone, not in the future; now when left out."),
            ("reason", "Why somebody moves who has another bed; without it that is refused (`has_bed`)."),
            ("override_kind", "`family`, `medical` or `no_other_bed`, where a zone rule may be overruled."),
            ("override_reason", "Why; kept with the bed use."),
            ("Idempotency-Key (header)", "A key of your choice. The same key for the same stay does it once and answers the same."),
        ),
    ),
}  # fmt: skip

INTRODUCTION = """A small JSON interface for programs. It opens nothing that the pages do not open: the same permissions, the same scope, the same operations, the same log.

- **Address**: everything below `/api/v1/`.
- **Sign-in**: `Authorization: Bearer nyt_…`. `./nuan token --user ACCOUNT --days 30` prints a token once. It acts as that account at its first organisation. A browser's cookie opens nothing here.
- **Language** of messages: `Accept-Language: zh-CN` or `en`. Codes and keys are the same in both.
- **Times** are ISO 8601 with a zone. Names are masked where the account oversees a region only; sealed people outside one's circle do not exist."""

REFUSALS = """Every refusal has one shape:

```json
{"error": {"code": "bed_taken", "message": "床位 101-03 刚刚被别人占用", "hint": "现在空着的：101-02", "field": "bed", "rule": "RS-031", "data": {"free": [{"id": 4, "code": "101-02"}]}}}
```

| Status | When |
|---|---|
| 400 | A parameter or the body is missing or malformed; `field` names it. |
| 401 | No token, or one that is wrong or over (`unauthorised`). |
| 403 | The account's roles do not include it (`forbidden`, `data.permission`), or it has none (`no_role`). |
| 404 | Nothing there, or nothing that the account may know of (`not_found`). |
| 405 | Another method; `Allow` names the right one. |
| 409 | The operation says no; `rule` names the rule, `hint` the lawful next step, `data` what helps. |"""


def patterns() -> dict[str, URLPattern]:
    """The addresses by name, without the one for everything else."""
    return {str(p.name): p for p in urls.urlpatterns if not str(p.name).startswith("unknown")}


def document(*, note: str) -> str:
    """The page; ``note`` says what made it."""
    parts = ["# The API", note, INTRODUCTION, *(_part(name, p) for name, p in patterns().items()), "## Refusals", REFUSALS]
    return "\n\n".join(parts) + "\n"


def _part(name: str, pattern: URLPattern) -> str:
    endpoint, declared = ENDPOINTS[name], declared_of(pattern.callback, name)
    assert declared is not None
    route = re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
    asks = f"Permission `{declared.permission}`." if declared.permission else "Any account with a role."
    lines = [f"## {endpoint.method} /api/v1/{route}", f"{(pattern.callback.__doc__ or '').strip()} {asks}"]
    if endpoint.parameters:
        rows = "\n".join(f"| `{key}` | {text} |" for key, text in endpoint.parameters)
        lines.append(f"| {'Body' if endpoint.method == 'POST' else 'Query'} | |\n|---|---|\n{rows}")
    lines.append("```json\n" + json.dumps(endpoint.answer, ensure_ascii=False, indent=1) + "\n```")
    return "\n\n".join(lines)
