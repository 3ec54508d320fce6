"""AES-256-GCM for named secrets and keyed digests to find them again.

Ciphertext layout: 1 byte key number, 12 bytes nonce, ciphertext with 16 bytes tag. The purpose
(``people.identity.number``) is authenticated, so a value moved to another column does not decrypt.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nuanyang.foundation.secrets.keyring import keyring


class CannotDecrypt(ValueError):
    """The key is missing or the value was tampered with."""


def encrypt(text: str, *, purpose: str) -> bytes:
    """Encrypt ``text`` for ``purpose`` with the current key."""
    return encrypt_bytes(text.encode(), purpose=purpose)


def encrypt_bytes(data: bytes, *, purpose: str) -> bytes:
    """Encrypt a file's bytes for ``purpose`` with the current key."""
    keys = keyring()
    nonce = os.urandom(12)
    sealed = AESGCM(keys.encryption[keys.current]).encrypt(nonce, data, purpose.encode())
    return bytes([keys.current]) + nonce + sealed


def decrypt(value: bytes, *, purpose: str) -> str:
    """Decrypt what :func:`encrypt` made.

    :raises CannotDecrypt: wrong purpose, missing key or changed bytes.
    """
    return decrypt_bytes(value, purpose=purpose).decode()


def decrypt_bytes(value: bytes, *, purpose: str) -> bytes:
    """Decrypt what :func:`encrypt_bytes` made.

    :raises CannotDecrypt: wrong purpose, missing key or changed bytes.
    """
    value = bytes(value)
    key = keyring().encryption.get(value[0])
    if key is None:
        raise CannotDecrypt(f"key {value[0]} is not in the key file")
    try:
        return AESGCM(key).decrypt(value[1:13], value[13:], purpose.encode())
    except InvalidTag as error:
        raise CannotDecrypt(purpose) from error


def key_number(value: bytes) -> int:
    """Which key encrypted this value."""
    return bytes(value)[0]


def blind(kind: str, text: str) -> int:
    """A keyed digest of ``kind`` and ``text`` as a signed 64-bit integer, for blind indexes."""
    return blind_many([(kind, text)])[0]


def blind_many(pairs: Iterable[tuple[str, str]]) -> list[int]:
    """The digests of many (kind, text) pairs, in order; an import asks for thousands a second."""
    key, digest, number = keyring().index, hmac.digest, int.from_bytes
    return [
        number(digest(key, f"{kind}\x00{text}".encode(), "sha256")[:8], "big", signed=True) for kind, text in pairs
    ]
