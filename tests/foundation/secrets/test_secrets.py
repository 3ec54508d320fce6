"""Encryption of named secrets, blind indexes, rotation."""

from __future__ import annotations

import pytest

from nuanyang.foundation.secrets import keyring
from nuanyang.foundation.secrets.crypto import CannotDecrypt, blind, decrypt, encrypt, key_number


@pytest.fixture
def own_keys(tmp_path, settings):
    path = tmp_path / "data-keys.json"
    keyring.create(path)
    settings.DATA_KEYS_FILE = str(path)
    return path


def test_round_trip_and_fresh_nonce(own_keys):
    one, two = (encrypt("11010519491231002X", purpose="p") for _ in range(2))
    assert one != two
    assert decrypt(one, purpose="p") == "11010519491231002X"
    assert b"1949" not in one


def test_wrong_purpose_or_changed_bytes_do_not_decrypt(own_keys):
    value = encrypt("secret", purpose="p")
    with pytest.raises(CannotDecrypt):
        decrypt(value, purpose="q")
    with pytest.raises(CannotDecrypt):
        decrypt(value[:-1] + bytes([value[-1] ^ 1]), purpose="p")


def test_rotation_keeps_old_values_readable_and_index_stable(own_keys):
    old, digest = encrypt("secret", purpose="p"), blind("id", "1")
    number = keyring.add_key()
    assert number == 2
    assert decrypt(old, purpose="p") == "secret"
    assert key_number(encrypt("x", purpose="p")) == 2
    assert blind("id", "1") == digest


def test_key_file_is_private_and_never_overwritten(own_keys):
    assert own_keys.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        keyring.create(own_keys)
