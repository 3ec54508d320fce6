"""Typed readers of environment variables, with ``_FILE`` variants for secrets."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable, or what the file named by ``<name>_FILE`` holds.

    :raises ImproperlyConfigured: when neither is set and there is no default.
    """
    if name in os.environ:
        return os.environ[name]
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text().strip()
    if default is None:
        raise ImproperlyConfigured(f"请设置环境变量 {name} / set the variable {name}")
    return default


def boolean(name: str, default: bool) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value in ("1", "yes", "true", "on"):
        return True
    if value in ("0", "no", "false", "off", ""):
        return False
    raise ImproperlyConfigured(f"{name}: yes / no, not {value!r}")


def integer(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: a whole number, not {value!r}") from error


def words(name: str, default: str = "") -> list[str]:
    return [w.strip() for w in text(name, default).split(",") if w.strip()]


def database(url: str, *, pool: bool) -> dict[str, object]:
    """Django's settings for a ``postgresql://`` URL."""
    parts = urlparse(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured("DATABASE_URL: postgresql://user:password@host:port/name")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    if pool:
        options["pool"] = {
            "min_size": 1,
            "max_size": integer("NUANYANG_DATABASE_POOL", 12),
            "timeout": 30,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "127.0.0.1",
        "PORT": str(parts.port or 5432),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
    }
