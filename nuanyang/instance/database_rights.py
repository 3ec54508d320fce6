"""May this database role serve the application? Row-level security does not bind owners and superusers."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg

from nuanyang.instance.errors import InstanceError

QUESTION = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls,
       (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
           AND pg_has_role(r.oid, c.relowner, 'MEMBER')),
       EXISTS (SELECT 1 FROM pg_roles other
                WHERE (other.rolsuper OR other.rolbypassrls) AND pg_has_role(r.oid, other.oid, 'MEMBER'))
FROM pg_roles r WHERE r.rolname = current_user
"""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may do beyond working with rows.

    `owned`: tables it owns itself or through a role it belongs to.
    """

    role: str
    superuser: bool
    bypasses: bool
    owned: int

    def refusal(self) -> InstanceError | None:
        """Why the application must not use this role; None when it may."""
        if self.superuser:
            why = ("是超级用户", "is a superuser")
        elif self.bypasses:
            why = ("可以绕过行级安全", "bypasses row-level security")
        elif self.owned:
            why = (f"拥有 {self.owned} 张表", f"owns {self.owned} tables")
        else:
            return None
        return InstanceError(
            f"拒绝启动：DATABASE_URL 的角色 {self.role} {why[0]}，行级安全对它无效。"
            "请为应用另建普通角色，表归 DATABASE_OWNER_URL 的角色所有。",
            f"Refusing to serve: role {self.role} of DATABASE_URL {why[1]}; row-level security does not "
            "bind it. "
            "Make a plain role for the application; the role of DATABASE_OWNER_URL owns the tables.",
        )


def rights(url: str) -> Rights:
    """Ask the server what the role of `url` may do.

    :raises InstanceError: the server cannot be reached or refuses the role; the message holds no password.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(QUESTION).fetchone()
    except psycopg.OperationalError as error:
        parts = urlsplit(url)
        place, reason = (
            f"{parts.hostname}:{parts.port or 5432}{parts.path}",
            str(error).strip().splitlines()[-1],
        )
        raise InstanceError(
            f"无法连接数据库 {place}：{reason}", f"Cannot connect to the database {place}: {reason}"
        ) from error
    if row is None:
        raise InstanceError("数据库没有返回角色信息。", "The database gave no answer about the role.")
    role, superuser, bypasses, owned, through_another = row
    return Rights(role, superuser, bypasses or (through_another and not superuser), owned)
