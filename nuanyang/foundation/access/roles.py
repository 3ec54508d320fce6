"""The built-in roles, read from ``data/roles.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class RoleData:
    """A role as the file says it."""

    code: str
    name_zh: str
    name_en: str
    permissions: tuple[str, ...]
    oversees: bool


@cache
def built_in_roles() -> tuple[RoleData, ...]:
    """All roles of the file, in its order."""
    raw = yaml.safe_load((Path(__file__).parent / "data" / "roles.yaml").read_text("utf-8"))
    return tuple(
        RoleData(
            code=code,
            name_zh=entry["name"]["zh"],
            name_en=entry["name"]["en"],
            permissions=tuple(entry["permissions"]),
            oversees=bool(entry.get("oversees", False)),
        )
        for code, entry in raw.items()
    )
