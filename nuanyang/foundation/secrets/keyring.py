"""Data keys: in a file outside the database, never in settings or backups of the database.

The file (``NUANYANG_DATA_KEYS_FILE``, mode 0600) holds JSON::

    {"current": 2, "encryption": {"1": "<base64 of 32 bytes>", "2": "…"}, "index": "<base64>"}

``current`` encrypts; older keys still decrypt until a rotation has rewritten everything. The
index key never rotates alone: it would make every blind index unfindable.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Keyring:
    """The encryption keys by number, which of them encrypts, and the index key."""

    current: int
    encryption: dict[int, bytes]
    index: bytes


def _path() -> Path:
    return Path(settings.DATA_KEYS_FILE)


def create(path: Path) -> None:
    """Write a new key file with one key; refuses to overwrite."""
    keys = {"current": 1, "encryption": {"1": _random()}, "index": _random()}
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(keys, file)


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@lru_cache(maxsize=4)
def _load(path: str, modified_ns: int) -> Keyring:
    raw = json.loads(Path(path).read_text())
    return Keyring(
        current=int(raw["current"]),
        encryption={int(n): base64.b64decode(k) for n, k in raw["encryption"].items()},
        index=base64.b64decode(raw["index"]),
    )


def keyring() -> Keyring:
    """The keys in force; a rotated file is noticed by its modification time.

    :raises ImproperlyConfigured: when the file is missing or unreadable.
    """
    # Thousands of digests a second are asked for: plain strings, no Path.
    path = str(settings.DATA_KEYS_FILE)
    try:
        return _load(path, os.stat(path).st_mtime_ns)
    except (OSError, ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            f"数据密钥文件 {path} 无法读取 / cannot read the data keys: {error}"
        ) from error


#: The number is one byte of every value.
HIGHEST = 255


def _rewrite(raw: dict[str, Any]) -> None:
    """Replace the file whole, so that no reader ever meets half of it."""
    path = _path()
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(raw, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def add_key() -> int:
    """Add an encryption key, make it current, return its number (first step of a rotation).

    :raises ImproperlyConfigured: after 255 keys.
    """
    raw = json.loads(_path().read_text())
    number = max(int(n) for n in raw["encryption"]) + 1
    if number > HIGHEST:
        raise ImproperlyConfigured("密钥编号已用完 / no key numbers left")
    raw["encryption"][str(number)] = _random()
    raw["current"] = number
    _rewrite(raw)
    return number


def drop_keys(numbers: Collection[int]) -> None:
    """Forget keys that nothing is encrypted with any more.

    :raises ValueError: for the current key.
    """
    raw = json.loads(_path().read_text())
    if int(raw["current"]) in numbers:
        raise ValueError("the current key stays")
    raw["encryption"] = {n: k for n, k in raw["encryption"].items() if int(n) not in numbers}
    _rewrite(raw)
