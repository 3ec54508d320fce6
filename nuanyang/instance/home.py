"""The home folder: everything one installation keeps on disk.

postgres/   the embedded database (belongs to the account that runs it)
keys/       passwords and keys, every file 0600
files/      photos, scans, voice notes
logs/       one file per process
run/        what is running now: lock, state
demo.json   accounts of the demo city (0600)
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nuanyang.instance.errors import InstanceError

SECRET_KEY_BYTES = 48


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of one installation; nothing is created before `prepare`."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def state(self) -> Path:
        return self.run / "state.json"

    @property
    def demo_accounts(self) -> Path:
        return self.root / "demo.json"

    @property
    def secret_key(self) -> Path:
        return self.keys / "django.key"

    @property
    def postgres_passwords(self) -> Path:
        return self.keys / "postgres.json"

    def prepare(self) -> Home:
        """Create the folders that are missing, readable by their owner only; existing ones keep their
        rights.
        """
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.keys, self.files, self.logs, self.run):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise InstanceError(
                f"无法建立数据目录 {self.root}：{error.strerror}。请用 NUANYANG_HOME 指定一个可写的目录。",
                f"Cannot create the home folder {self.root}: {error.strerror}. Set NUANYANG_HOME to a "
                "folder you can write.",
            ) from error
        return self

    def is_empty(self) -> bool:
        """True when nothing has been installed here: no folder, or an empty one."""
        return not self.root.exists() or (self.root.is_dir() and not any(self.root.iterdir()))

    def ensure_secret_key(self) -> Path:
        """Create the signing key of the web application at the first start; return its path."""
        if not self.secret_key.exists():
            write_private(self.secret_key, secrets.token_urlsafe(SECRET_KEY_BYTES))
        return self.secret_key


def home_from(environment: Mapping[str, str] | None = None) -> Home:
    """The home named by NUANYANG_HOME, else `~/.nuanyang`."""
    named = (os.environ if environment is None else environment).get("NUANYANG_HOME", "")
    return Home(Path(named).expanduser().absolute() if named else Path.home() / ".nuanyang")


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 in one step: readers see the old content or the new, never a half."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:  # mkstemp creates it 0600
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
