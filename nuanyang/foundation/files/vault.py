"""Bytes in and out of the storage, encrypted; a blob moved to another name does not decrypt."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from nuanyang.foundation.secrets.crypto import decrypt_bytes, encrypt_bytes


def _purpose(name: str) -> str:
    return f"files.content:{name}"


def put(content: bytes) -> str:
    """Store encrypted under a fresh random name, which is returned."""
    token = uuid.uuid4().hex
    name = f"{token[:2]}/{token}"
    saved: str = default_storage.save(name, ContentFile(encrypt_bytes(content, purpose=_purpose(name))))
    if saved != name:  # cannot happen with random names; a changed name would not decrypt
        raise FileExistsError(saved)
    return name


def get(name: str) -> bytes:
    """The plain bytes. :raises CannotDecrypt: changed or moved. :raises FileNotFoundError: gone."""
    with default_storage.open(name) as blob:
        return decrypt_bytes(blob.read(), purpose=_purpose(name))


def drop(*names: str) -> None:
    """Remove blobs; missing ones are fine."""
    for name in names:
        if name:
            default_storage.delete(name)


def names() -> Iterator[str]:
    """Every blob there is."""
    folders = default_storage.listdir("")[0] if default_storage.exists("") else []
    for folder in sorted(folders):
        if len(folder) == 2:
            for token in sorted(default_storage.listdir(folder)[1]):
                yield f"{folder}/{token}"
