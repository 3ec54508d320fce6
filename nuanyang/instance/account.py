"""The account that runs the database.

PostgreSQL refuses to run as root, so root lends it an unprivileged one.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from nuanyang.instance.errors import InstanceError

# In this order: one made for us, PostgreSQL's own, the account that owns nothing.
CANDIDATES = ("nuanyang", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged account of the system."""

    name: str
    uid: int
    gid: int
    home: Path

    def can_enter(self, path: Path) -> bool:
        """True when this account can reach `path` and list or read it.

        Asked by trying, so that access lists count too.
        """
        test = '[ -r "$1" ] && { [ ! -d "$1" ] || [ -x "$1" ]; }'
        answer = subprocess.run(
            ["/bin/sh", "-c", test, "sh", str(path)],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        return answer.returncode == 0

    def give(self, path: Path) -> None:
        """Make `path` this account's own, private folder."""
        os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def database_account() -> Account | None:
    """The account for the database when we are root; None when we are an ordinary user and need no other.

    NUANYANG_DATABASE_USER names one; otherwise the first of `CANDIDATES` that exists.
    """
    if os.geteuid() != 0:
        return None
    named = os.environ.get("NUANYANG_DATABASE_USER", "")
    for name in [named] if named else CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, Path(entry.pw_dir))
    raise InstanceError(
        "数据库不能以 root 身份运行，系统里也没有可用的普通账户。请建立一个：useradd --system nuanyang",
        "The database cannot run as root and no unprivileged account was found. Create one: useradd "
        "--system nuanyang",
    )
