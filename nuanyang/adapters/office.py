"""LibreOffice, where it is installed: a docx becomes a PDF. Nothing else is asked of it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 90


def available() -> str | None:
    """Path of the program, or None."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def to_pdf(docx: bytes) -> bytes | None:
    """The PDF; None where LibreOffice is missing or does not manage: the docx is there all the same.

    Runs with a profile of its own in a folder that is gone afterwards, without macros or network use of ours.
    """
    program = available()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="nuanyang-office-") as folder:
        source = Path(folder, "document.docx")
        source.write_bytes(docx)
        command = [
            program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--convert-to", "pdf",
            "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
            return Path(folder, "document.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            return None
