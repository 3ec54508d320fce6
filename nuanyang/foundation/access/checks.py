"""Start-up checks: roles and operations name permissions that exist."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from nuanyang.foundation.access.permissions import PERMISSIONS
from nuanyang.foundation.access.roles import built_in_roles
from nuanyang.foundation.audit.operation import OPERATIONS


@register()
def permissions_exist(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Errors nuanyang.E010/E011 for roles and operations with unknown permissions."""
    problems: list[CheckMessage] = []
    for role in built_in_roles():
        unknown = sorted(set(role.permissions) - PERMISSIONS.keys())
        if unknown:
            problems.append(
                Error(f"role {role.code} names unknown permissions {unknown}", id="nuanyang.E010")
            )
    for info in OPERATIONS.values():
        if info.permission not in PERMISSIONS:
            problems.append(
                Error(f"{info.name} asks for unknown {info.permission!r}", id="nuanyang.E011")
            )
    return problems
