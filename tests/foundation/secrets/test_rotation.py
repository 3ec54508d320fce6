"""Changing the data key: everything readable before, during and after; interrupted and resumed."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from nuanyang.doors.cli import keys as command
from nuanyang.foundation.access import key_rotation, second_factor
from nuanyang.foundation.access.models import User
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.files import operations as files
from nuanyang.foundation.files import vault
from nuanyang.foundation.files.models import StoredFile
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.foundation.secrets import keyring, rotation
from nuanyang.foundation.secrets.crypto import CannotDecrypt
from nuanyang.foundation.secrets.fields import SecretField
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries
from nuanyang.registry.people.models import Paper
from nuanyang.registry.people.particulars import Particulars
from tests.factories.cast import NOW

pytestmark = pytest.mark.django_db
NUMBERS = ["51090319800101001X", "510903197512120021", "510903199003030037"]


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    """A key file and a storage of this test alone."""
    settings.DATA_KEYS_FILE = str(tmp_path / "keys" / "data-keys.json")
    keyring.create(Path(settings.DATA_KEYS_FILE))
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": options}


@pytest.fixture
def secrets_kept(an):
    """Three papers, a file, TOTP and recovery codes."""
    made = []
    for n, number in enumerate(NUMBERS):
        person = people.register(particulars=Particulars(name=f"人{n}"), at=NOW, actor=an)
        made.append(people.add_paper(person_id=person.pk, number=number, at=NOW, actor=an))
    files.store(
        kind="scan", root="person", root_id=made[0].person_id, content=b"%PDF-1.7 secret", name="a.pdf", at=NOW, actor=an
    )
    user = User.objects.get(pk=an.user_id)
    second_factor.add_totp(user=user, seed="JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    return user


def everything(system, user) -> tuple[list[str], bytes, str, list[str]]:
    with acting_as(system):
        numbers = sorted(p.number for p in Paper.objects.order_by("id"))
        [file] = StoredFile.objects.order_by("id")
        content = vault.get(file.storage_name)
    seed = decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    return numbers, content, seed, codes


def used(system) -> set[int]:
    with acting_as(system):
        return {key for counts in rotation.by_key().values() for key in counts}


def rotate(capsys, batch: int = 2) -> str:
    assert command.run(Namespace(verb="rotate", batch=batch)) == 0
    return capsys.readouterr().out


def test_everything_is_rewritten_and_reads_the_same(system, secrets_kept, capsys):
    before = everything(system, secrets_kept)
    assert used(system) == {1}
    assert "新密钥 2" in rotate(capsys)
    assert used(system) == {2}
    assert everything(system, secrets_kept) == before
    assert before[0] == sorted(NUMBERS) and before[2] == "JBSWY3DPEHPK3PXP"


def test_people_are_found_by_number_after_it(system, an, secrets_kept, capsys):
    rotate(capsys)
    with acting_as(an):
        assert [hit.card.name for hit in queries.search(NUMBERS[1], today=NOW.date())] == ["人1"]


def test_an_interrupted_rotation_goes_on_without_another_key(system, secrets_kept, capsys):
    keyring.add_key()
    key_rotation.rotate_batch(store="people_paper.number", after=0, size=1, at=NOW, actor=system)
    assert used(system) == {1, 2}
    before = everything(system, secrets_kept)
    assert "接着换到第 2 号密钥" in rotate(capsys)
    assert keyring.keyring().current == 2 and used(system) == {2}
    assert everything(system, secrets_kept) == before


def test_old_keys_are_forgotten_only_when_nothing_needs_them(system, secrets_kept, capsys):
    keyring.add_key()
    command.run(Namespace(verb="prune"))
    assert set(keyring.keyring().encryption) == {1, 2}
    rotate(capsys)
    command.run(Namespace(verb="prune"))
    assert set(keyring.keyring().encryption) == {2}
    assert everything(system, secrets_kept)[0] == sorted(NUMBERS)
    with pytest.raises(ValueError, match="current key"):
        keyring.drop_keys([2])


def test_without_its_key_nothing_opens(system, secrets_kept, settings):
    path = Path(settings.DATA_KEYS_FILE)
    raw = json.loads(path.read_text())
    raw["encryption"]["1"] = keyring._random()
    path.write_text(json.dumps(raw))
    with acting_as(system), pytest.raises(CannotDecrypt):
        list(Paper.objects.order_by("id"))


def test_old_blobs_go_and_the_row_names_the_new(system, secrets_kept, capsys, django_capture_on_commit_callbacks):
    before = set(vault.names())
    with django_capture_on_commit_callbacks(execute=True):
        rotate(capsys)
    assert len(before) == 1 and len(set(vault.names())) == 1 and not before & set(vault.names())


def test_seeds_from_before_encryption_are_encrypted(system, an, capsys):
    user = User.objects.get(pk=an.user_id)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    assert command.run(Namespace(verb="status", as_json=False)) == 1
    assert "接着换" in rotate(capsys)
    stored = Authenticator.objects.get(user=user).data["secret"]
    assert stored.startswith("n1:") and decrypt(stored) == "JBSWY3DPEHPK3PXP"


def test_status_tells_keys_and_counts(system, secrets_kept, capsys):
    assert command.run(Namespace(verb="status", as_json=True)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["current"] == 1 and told["values"]["people_paper.number"] == {"1": 3}
    keyring.add_key()
    assert command.run(Namespace(verb="status", as_json=False)) == 1
    assert "people_paper.number" in capsys.readouterr().out


def test_a_rotation_is_in_the_log_without_secrets(system, secrets_kept, capsys):
    rotate(capsys)
    rotate(capsys)
    with acting_as(system):
        told = list(Event.objects.filter(name="access.keys_rotated").order_by("id").values_list("payload", flat=True))
    assert {e["store"] for e in told} == {"people_paper.number", "files.content", "access.second_factor"}
    assert not any(number in str(told) for number in NUMBERS)


def test_every_secret_column_is_known():
    columns = {
        f"{m._meta.db_table}.{f.column}"
        for m in apps.get_models()
        for f in m._meta.local_concrete_fields
        if isinstance(f, SecretField)
    }
    assert columns and columns <= {s.name for s in rotation.stores()}


def test_key_numbers_end_before_they_overflow(settings):
    path = Path(settings.DATA_KEYS_FILE)
    raw = json.loads(path.read_text())
    raw["encryption"]["255"] = raw["encryption"]["1"]
    path.write_text(json.dumps(raw))
    with pytest.raises(ImproperlyConfigured):
        keyring.add_key()
