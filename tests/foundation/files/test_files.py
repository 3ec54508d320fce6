"""Files: what is taken, what is not, where the bytes lie, and who gets them."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from datetime import timedelta

import docx as docx_library
import pytest
from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.files import jobs, operations, queries, rules, vault
from nuanyang.foundation.files.forms import StoredFileField
from nuanyang.foundation.files.models import StoredFile
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.foundation.secrets.crypto import CannotDecrypt
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.particulars import Particulars
from tests.factories.cast import NOW

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
WAV = b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data\0\0\0\0"


def picture(form: str = "JPEG", size: tuple[int, int] = (640, 480), **save: object) -> bytes:
    out = io.BytesIO()
    image = Image.effect_noise(size, 40).convert("RGB")
    image.save(out, form, **save)
    return out.getvalue()


def docx() -> bytes:
    """A letter."""
    out = io.BytesIO()
    document = docx_library.Document()
    document.add_paragraph("函")
    document.save(out)
    return out.getvalue()


def with_place() -> bytes:
    """A photo that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "TelephoneMaker"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 31.0, 12.0), 3: "E", 4: (105.0, 34.0, 2.0)})
    return picture(exif=exif)


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    """Blobs of this test alone: the sweep must not meet those of another."""
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": options}


@pytest.fixture
def person(an):
    return people.register(particulars=Particulars(name="吴贵生"), at=NOW, actor=an)


@pytest.fixture
def keep(an, person):
    def store(content: bytes, name: str = "", kind: str = "photo", **more):
        return operations.store(
            kind=kind, root="person", root_id=person.pk, person_id=person.pk, content=content, name=name, at=NOW,
            actor=an, **more,
        )  # fmt: skip

    return store


def refused(kind: str, content: bytes, name: str = "") -> str:
    with pytest.raises(operations.CannotStore) as caught:
        operations.check(kind=kind, content=content, name=name)
    return caught.value.code


# ---- what is taken ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content", "name", "media_type"),
    [
        ("photo", picture(), "IMG_1.JPG", "image/jpeg"),
        ("photo", picture("PNG"), "a.png", "image/png"),
        ("photo", picture("WEBP"), "a.webp", "image/jpeg"),
        ("scan", PDF, "协议.pdf", "application/pdf"),
        ("document", PDF, "", "application/pdf"),
        ("voice", WAV, "录音.wav", "audio/x-wav"),
    ],
)
def test_known_kinds_are_taken(kind, content, name, media_type):
    assert operations.check(kind=kind, content=content, name=name).media_type == media_type


def test_content_decides_not_the_name():
    assert refused("photo", b"<html><script>alert(1)</script></html>", "photo.jpg") == "type"
    assert refused("photo", b"MZ\x90\x00" + b"\0" * 200, "photo.jpg") == "type"
    assert refused("photo", PDF, "photo.jpg") == "type"
    assert refused("scan", PDF, "scan.jpg") == "type_mismatch"
    assert refused("photo", picture(), "photo.png") == "type_mismatch"
    assert refused("photo", picture(), "photo.jpg.exe") == "type_mismatch"
    assert refused("photo", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "a.svg") == "type"
    assert refused("voice", picture(), "") == "type"
    assert refused("diary", picture(), "") == "type"


def test_a_zip_is_no_document():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused("document", out.getvalue(), "a.docx") == "type"


def test_empty_truncated_and_oversized_are_refused():
    assert refused("photo", b"") == "empty"
    assert refused("photo", picture()[:2000], "a.jpg") == "unreadable"
    assert refused("photo", b"\xff\xd8\xff\xe0" + b"\0" * 300) == "unreadable"
    assert refused("photo", picture() + b"\0" * rules.LIMITS["photo"].size) == "too_large"


def bomb(side: int) -> bytes:
    """A small PNG that claims side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_picture_that_would_burst_the_memory_is_refused_before_it_is_decoded(side):
    content = bomb(side)
    assert len(content) < 5_000
    assert refused("photo", content, "a.png") == "too_large"


def test_what_hides_behind_a_picture_is_gone(keep):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("evil.html", "<script>steal()</script>")
    for form, name in (("JPEG", "a.jpg"), ("PNG", "a.png")):
        polyglot = picture(form) + b"<?php system($_GET['x']); ?><script>steal()</script>" + archive.getvalue()
        file = keep(polyglot, name)
        stored = vault.get(file.storage_name)
        assert b"script" not in stored and b"<?php" not in stored and b"PK\x03\x04" not in stored
        assert not zipfile.is_zipfile(io.BytesIO(stored))


def test_place_and_camera_are_gone_and_the_picture_stands_upright(keep):
    content = with_place()
    assert b"TelephoneMaker" in content
    file = keep(content, "a.jpg")
    for name in (file.storage_name, file.thumbnail_name):
        stored = vault.get(name)
        assert b"TelephoneMaker" not in stored and b"Exif" not in stored
        assert not Image.open(io.BytesIO(stored)).getexif()
    assert (file.width, file.height) == (480, 640)


def test_comments_and_texts_of_a_png_are_gone(keep):
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "somebody")
    assert b"somebody" not in vault.get(keep(picture("PNG", pnginfo=info), "a.png").storage_name)


def test_large_photos_shrink_and_have_a_thumbnail(keep):
    file = keep(picture(size=(4000, 1000)), "a.jpg")
    assert (file.width, file.height) == (2560, 640)
    small = Image.open(io.BytesIO(vault.get(file.thumbnail_name)))
    assert small.format == "JPEG" and max(small.size) == 320


def test_see_through_pictures_lie_on_white(keep):
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "PNG")
    stored = Image.open(io.BytesIO(vault.get(keep(out.getvalue(), "a.png").storage_name)))
    assert stored.mode == "RGB" and stored.getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"), ("C:\\fotos\\门口.JPEG", "门口.jpg"), ("a\u202egpj.exe", "agpj.jpg"),
        ("x\r\nSet-Cookie: a=b.jpg", "xSet-Cookie  a=b.jpg"), ("", "file.jpg"), ("...", "file.jpg"),
        ("长" * 300 + ".jpg", "长" * 90 + ".jpg"),
    ],
)  # fmt: skip
def test_names_are_harmless(name, shown):
    assert rules.clean_name(name, ending="jpg") == shown


# ---- where it lies ----------------------------------------------------------------------------


def test_bytes_lie_encrypted_under_random_names(keep):
    file = keep(PDF, "协议.pdf", kind="scan")
    with default_storage.open(file.storage_name) as blob:
        raw = blob.read()
    assert PDF not in raw and b"%PDF" not in raw
    assert "协议" not in file.storage_name and len(file.storage_name) == 35
    assert file.sha256 == hashlib.sha256(PDF).hexdigest() and file.size == len(PDF)


def test_a_blob_moved_or_changed_does_not_decrypt(keep):
    one, two = keep(PDF, kind="scan"), keep(PDF + b"\n", kind="scan")
    with default_storage.open(one.storage_name) as blob:
        raw = blob.read()
    path = default_storage.path(two.storage_name)
    with open(path, "wb") as target:
        target.write(raw)
    with pytest.raises(CannotDecrypt):
        vault.get(two.storage_name)


def test_a_record_out_of_sight_takes_no_file_and_leaves_no_blob(chen, person):
    before = set(vault.names())
    with pytest.raises(Exception, match="row-level security"):
        operations.store(
            kind="scan", root="person", root_id=person.pk, content=PDF, name="a.pdf", at=NOW, actor=chen
        )
    assert set(vault.names()) == before


def test_orphans_are_swept_after_a_day(keep, monkeypatch):
    kept = keep(picture(), "a.jpg")
    with pytest.raises(RuntimeError), transaction.atomic():
        lost = keep(PDF, kind="scan")
        raise RuntimeError("rolled back")
    jobs.sweep()
    assert lost.storage_name in set(vault.names()), "young blobs may still get their row"
    monkeypatch.setattr(jobs, "GRACE", timedelta(seconds=-5))
    jobs.sweep()
    assert lost.storage_name not in set(vault.names())
    assert {kept.storage_name, kept.thumbnail_name} <= set(vault.names())


def test_the_same_upload_twice_is_one_file(keep):
    once = keep(picture(), "a.jpg", idempotency_key="phone-1")
    again = keep(picture(), "a.jpg", idempotency_key="phone-1")
    assert once.pk == again.pk


# ---- who gets it ------------------------------------------------------------------------------


def test_pictures_and_pdf_show_documents_are_saved_and_nothing_is_kept(keep, an, client_for):
    client = client_for(an)
    photo = client.get(f"/files/{keep(picture(), '门口.jpg').pk}/")
    assert photo["Content-Type"] == "image/jpeg" and photo["Content-Disposition"].startswith("inline")
    file = keep(PDF, "协议.pdf", kind="scan")
    scan = client.get(f"/files/{file.pk}/")
    assert scan.content == PDF and scan["Content-Type"] == "application/pdf"
    assert scan["Content-Disposition"].startswith("inline") and "%E5%8D%8F" in scan["Content-Disposition"]
    saved = client.get(f"/files/{file.pk}/?save")
    assert saved.content == PDF and saved["Content-Disposition"].startswith("attachment")
    letter = client.get(f"/files/{keep(docx(), '函.docx', kind='document').pk}/")
    assert letter["Content-Disposition"].startswith("attachment")
    for answer in (photo, scan, saved, letter):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_pdf_that_is_a_page_as_well_is_served_as_pdf_alone(keep, an, client_for):
    both = PDF[:9] + b"<html><script>alert(1)</script></html>" + PDF[9:]
    answer = client_for(an).get(f"/files/{keep(both, 'a.pdf', kind='scan').pk}/")
    assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"


def test_what_shows_in_the_browser_can_be_neither_markup_nor_script():
    assert sorted(rules.SHOWN) == ["application/pdf", "image/jpeg", "image/png", "image/webp"]


def test_thumbnails_are_for_pictures(keep, an, client_for):
    client = client_for(an)
    assert client.get(f"/files/{keep(picture(), 'a.jpg').pk}/thumbnail/")["Content-Type"] == "image/jpeg"
    assert client.get(f"/files/{keep(PDF, kind='scan').pk}/thumbnail/").status_code == 404


def test_another_organisation_finds_nothing(keep, bo, chen, city, client_for):
    file = keep(picture(), "a.jpg")
    for path in (f"/files/{file.pk}/", f"/files/{file.pk}/thumbnail/"):
        assert client_for(chen).get(path).status_code == 404
        assert client_for(bo).get(path).status_code == 200
        assert client_for(city).get(path).status_code == 404, "a face tells the name that is masked for him"
    assert client_for(bo).post(f"/files/{file.pk}/").status_code == 405
    assert client_for(bo).get("/files/999999/").status_code == 404


def test_sealing_the_person_hides_the_files(keep, an, chief, person, client_for, station_id):
    from nuanyang.foundation.access import operations as access

    file = keep(picture(), "a.jpg")
    circle = access.make_circle(
        organisation_id=station_id, user_ids=[chief.user_id], purpose="受害人", at=NOW, actor=chief
    )
    people.seal(person_id=person.pk, circle_id=circle.pk, reason="受害人", at=NOW, actor=chief)
    assert client_for(an).get(f"/files/{file.pk}/").status_code == 404
    assert client_for(chief).get(f"/files/{file.pk}/").status_code == 200


def test_a_removed_file_is_gone_and_its_going_is_known(keep, an, bo, patrol, person, django_capture_on_commit_callbacks):
    file = keep(picture(), "a.jpg")
    for actor, kind in ((patrol, NotVisible), (an, operations.CannotStore)):
        with pytest.raises(kind):
            operations.remove(file_id=file.pk, reason="", at=NOW, actor=actor)
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove(file_id=file.pk, reason="传错了人", at=NOW, actor=bo)
        operations.remove(file_id=file.pk, reason="传错了人", at=NOW, actor=bo)
    assert not default_storage.exists(file.storage_name) and not default_storage.exists(file.thumbnail_name)
    with acting_as(an):
        assert queries.files_of(root="person", root_id=person.pk) == []
        assert queries.files_of_person(person_id=person.pk) == []
        with pytest.raises(NotVisible):
            queries.get_file(file_id=file.pk)
    with acting_as(system_actor("tests")):
        told = list(Event.objects.filter(name__startswith="files.").order_by("id").values_list("name", flat=True))
        assert StoredFile.objects.get(pk=file.pk).removed_reason == "传错了人"
    assert told == ["files.stored", "files.removed"]


def test_lists_are_by_record_and_kind(keep, an, person):
    photo, scan = keep(picture(), "a.jpg"), keep(PDF, kind="scan")
    with acting_as(an):
        assert [f.pk for f in queries.files_of(root="person", root_id=person.pk)] == [photo.pk, scan.pk]
        assert [f.pk for f in queries.files_of(root="person", root_id=person.pk, kind="scan")] == [scan.pk]
        assert [f.pk for f in queries.files_of_person(person_id=person.pk)] == [scan.pk, photo.pk]


# ---- forms ------------------------------------------------------------------------------------


def test_a_form_refuses_what_cannot_be_stored():
    field = StoredFileField(kind="photo")
    good = field.clean(SimpleUploadedFile("a.jpg", picture()))
    assert good.read(3) == b"\xff\xd8\xff"
    assert ".jpg" in field.widget.attrs["accept"]
    for content, name, code in ((PDF, "a.pdf", "type"), (picture(), "a.png", "type_mismatch"),
                                (b"\0" * (rules.LIMITS["photo"].size + 1), "a.jpg", "too_large")):
        with pytest.raises(forms.ValidationError) as caught:
            field.clean(SimpleUploadedFile(name, content))
        assert caught.value.code == code


def test_a_form_says_what_may_be_sent_instead():
    field = StoredFileField(kind="scan")
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(SimpleUploadedFile("a.gif", b"GIF89a" + b"\0" * 40))
    assert "不能上传这种文件；可以上传：jpg、pdf、png、webp" in caught.value.messages
