"""Every URL of the site and what it asks of its visitor; guards and ``./nuan urls`` read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from nuanyang.foundation.access.declared import declared_of


@dataclass(frozen=True, slots=True)
class SiteUrl:
    """One route; ``level`` is empty when the view declares nothing (and is refused)."""

    route: str
    name: str
    level: str
    permission: str
    view: Callable[..., Any]

    def as_dict(self) -> dict[str, str]:
        plain = asdict(self)
        plain.pop("view")
        return plain


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[SiteUrl]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, route, inner)
        elif isinstance(entry, URLPattern):
            declared = declared_of(entry.callback, entry.name)
            yield SiteUrl(
                route=route,
                name=f"{namespace}{entry.name or ''}",
                level=declared.level if declared else "",
                permission=declared.permission if declared else "",
                view=entry.callback,
            )


def all_urls() -> list[SiteUrl]:
    """All routes in the order in which they resolve."""
    return list(_walk(get_resolver().url_patterns, "", ""))
