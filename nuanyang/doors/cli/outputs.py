"""Files that a command is asked to write: looked at before anything else is done."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from nuanyang.instance.errors import InstanceError


def writable(named: str, *, other_than: str = "") -> Path:
    """The path to write to.

    :raises InstanceError: (exit 2) a folder, a folder that is missing or may not be written, or the file
    that is read (``other_than``).
    """
    path = Path(named).expanduser()
    folder = path.parent
    if path.is_dir():
        raise _refusal(named, "这是文件夹，请写文件名", "it is a folder, name a file")
    if not folder.is_dir():
        raise _refusal(named, f"没有文件夹 {folder}", f"there is no folder {folder}")
    if other_than and path.exists() and Path(other_than).exists() and path.samefile(other_than):
        raise _refusal(named, "这是要读取的文件，不能覆盖", "it is the file that is read")
    try:
        if path.exists():
            if not os.access(path, os.W_OK):
                raise PermissionError(13, "Permission denied")
        else:
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise _refusal(named, why, why) from error
    return path


def write(path: Path, content: bytes) -> None:
    """Write the file. :raises InstanceError: (exit 2) when the disk is full or the folder went away meanwhile."""
    try:
        path.write_bytes(content)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise _refusal(str(path), why, why) from error


def _refusal(named: str, zh: str, en: str) -> InstanceError:
    return InstanceError(f"无法写入 {named}：{zh}。", f"Cannot write {named}: {en}.", status=2)
