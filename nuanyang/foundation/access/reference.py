"""Reference data of access: the built-in roles."""

from __future__ import annotations

from nuanyang.foundation.access.models import Role
from nuanyang.foundation.access.roles import built_in_roles


def load_roles() -> None:
    """Bring the role table into line with ``data/roles.yaml``."""
    for role in built_in_roles():
        Role.objects.update_or_create(
            code=role.code,
            defaults={
                "name_zh": role.name_zh,
                "name_en": role.name_en,
                "permissions": list(role.permissions),
                "oversees": role.oversees,
            },
        )
