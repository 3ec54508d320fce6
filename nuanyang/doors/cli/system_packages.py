"""What the browser tests and the documents need from the operating system: a Chromium and a font with every
Chinese character.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from nuanyang.doors.cli.say import say

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)
FONT_PATTERN = "NotoSansCJK*"


def missing() -> list[str]:
    """Names of the Debian packages whose content is not here."""
    absent = [] if any(shutil.which(name) for name in BROWSERS) else ["chromium"]
    return absent if has_font() else [*absent, "fonts-noto-cjk"]


def has_font() -> bool:
    """True when Noto Sans CJK is installed."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(next(folder.rglob(FONT_PATTERN), None) for folder in folders if folder.is_dir())


def ensure() -> None:
    """Install what is missing on Debian as root; elsewhere say what is missing and how to get it."""
    absent = missing()
    if not absent:
        return
    names = " ".join(absent)
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        say(
            f"缺少 {names}，需要它们的测试会失败。Debian/Ubuntu：sudo apt install {names}；"
            "其他系统请安装 Chromium 与 Noto Sans CJK 字体",
            f"Missing {names}; tests that need them will fail. Debian/Ubuntu: sudo apt install {names}; "
            "elsewhere install Chromium and the Noto Sans CJK fonts",
        )
        return
    say(f"正在安装 {names}", f"Installing {names}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *absent]):
        subprocess.run(["apt-get", *words], env=environment, check=False)
    if left := missing():
        say(
            f"未能安装 {' '.join(left)}，需要它们的测试会失败",
            f"Could not install {' '.join(left)}; tests that need them will fail",
        )
