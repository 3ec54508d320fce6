"""What may be stored: types by content, limits by kind, names without tricks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype

MEGABYTE = 1024 * 1024
IMAGES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
SOUNDS = {
    "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/x-wav": "wav", "audio/wav": "wav",
    "audio/amr": "amr", "audio/aac": "aac", "video/webm": "webm", "audio/webm": "webm", "video/mp4": "m4a",
}  # fmt: skip
#: Browsers record sound into containers whose first bytes are those of a film.
HEARD_AS = {"video/webm": "audio/webm", "video/mp4": "audio/mp4"}
OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
PDF = {"application/pdf": "pdf"}
#: What a browser shows by itself without running anything of ours: pictures, PDF, sounds. The rest is saved.
SHOWN = frozenset((*IMAGES, *PDF))
#: File endings that mean the same type.
SAME_ENDING = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "m4b": "m4a", "mp4": "m4a", "oga": "ogg", "opus": "ogg", "weba": "webm"}


@dataclass(frozen=True, slots=True)
class Limit:
    """What one kind of file allows: bytes, types with their ending, pixels, the longer side kept."""

    size: int
    types: dict[str, str]
    pixels: int = 0
    side: int = 0


LIMITS: dict[str, Limit] = {
    "photo": Limit(12 * MEGABYTE, IMAGES, pixels=50_000_000, side=2560),
    "scan": Limit(20 * MEGABYTE, {**IMAGES, **PDF}, pixels=80_000_000, side=4096),
    "voice": Limit(20 * MEGABYTE, SOUNDS),
    "document": Limit(20 * MEGABYTE, {**PDF, **OFFICE, **IMAGES}, pixels=80_000_000, side=4096),
    # Made here, kept byte for byte.
    "issued": Limit(20 * MEGABYTE, {**PDF, **OFFICE}),
    # Drawn on the screen: dark lines, a few kilobytes.
    "signature": Limit(MEGABYTE, {"image/png": "png"}, pixels=4_000_000, side=1200),
}


def sniff(content: bytes) -> str:
    """The media type by the content's first bytes; empty when it is none that we know."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    found = filetype.guess(content[:8192])
    return str(found.mime) if found else ""


def ending_of(name: str) -> str:
    """The ending of a file name in lower case, doubles made one (``jpeg`` is ``jpg``)."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    return SAME_ENDING.get(ending, ending)


def clean_name(name: str, *, ending: str) -> str:
    """A name to show: no folders, no control or direction characters, the true ending, 100 characters."""
    stem = PurePosixPath(name.replace("\\", "/").rstrip("/")).name
    if "." in stem.strip("."):
        stem = stem.rpartition(".")[0]
    stem = "".join(c for c in unicodedata.normalize("NFC", stem) if unicodedata.category(c)[0] != "C")
    stem = re.sub(r'[<>:"/\\|?*]+', " ", stem).strip(" .")
    return f"{stem[:90] or 'file'}.{ending}"
