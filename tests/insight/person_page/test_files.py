"""Photographs, scans and voice notes on the person page: kept, seen, heard, taken away; the portrait."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.files import queries as files
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries
from nuanyang.registry.people.likeness import CannotShow
from tests.foundation.files.test_files import PDF, WAV, picture
from tests.insight.scene import register, resident

pytestmark = pytest.mark.django_db
#: The first bytes of what a browser records.
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x04" + b"\0" * 900
ADD = ("files/photo/new/", "files/scan/new/", "files/voice/new/")


@pytest.fixture
def scene(an, bo, now):
    return resident(an, bo, now)


@pytest.fixture
def desk(client_for, an):
    return client_for(an)


def upload(client, scene, kind="photo", name="a.jpg", content=b"", **more):
    content = content or picture()
    return client.post(f"{scene.path}files/{kind}/new/", {"file": SimpleUploadedFile(name, content), "note": "", **more})


def kept(actor, scene):
    with acting_as(actor):
        return files.files_of_person(person_id=scene.person.pk)


def portrait_of(actor, scene):
    with acting_as(actor):
        return queries.get_person(person_id=scene.person.pk).portrait_id


def body(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("path", ADD)
def test_the_form_opens_in_place_with_our_own_words(desk, scene, path):
    html = body(desk, scene.path + path)
    assert "<html" in html and "multipart/form-data" in html and "file-pick" in html and "必填" in html
    alone = desk.get(scene.path + path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in alone and 'id="files"' in alone and 'type="file"' in alone
    assert ("data-recorder" in alone) is ("voice" in path) and ("data-file-capture" in alone) is ("photo" in path)


def test_a_photograph_is_kept_and_seen(desk, an, scene):
    response = upload(desk, scene, name="门口.jpg", note=" 站内 拍摄 ")
    assert response["Location"] == f"{scene.path}#files"
    (file,) = kept(an, scene)
    assert (file.kind, file.root, file.root_id, file.note, file.organisation_id) == (
        "photo", "person", scene.person.pk, "站内 拍摄", an.organisation_id,
    )  # fmt: skip
    html = body(desk, scene.path)
    assert f"/files/{file.pk}/thumbnail/" in html and 'alt="站内 拍摄"' in html and "门口.jpg" in html and "上传照片" in html


def test_a_recording_of_the_browser_is_kept_and_heard(desk, an, scene):
    assert upload(desk, scene, "voice", "录音.webm", WEBM, note="剑川，豆腐干").status_code == 302
    (file,) = kept(an, scene)
    assert file.media_type == "audio/webm"
    html = body(desk, scene.path)
    assert "<audio controls" in html and f'src="/files/{file.pk}/"' in html and "剑川，豆腐干" in html
    whole = desk.get(f"/files/{file.pk}/")
    assert whole["Content-Type"] == "audio/webm" and whole["Accept-Ranges"] == "bytes" and whole.content == WEBM
    assert whole["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    "asked,status,told,content",
    [("bytes=0-3", 206, f"bytes 0-3/{len(WEBM)}", WEBM[:4]), ("bytes=10-", 206, f"bytes 10-{len(WEBM) - 1}/{len(WEBM)}", WEBM[10:]),
     ("bytes=-5", 206, f"bytes {len(WEBM) - 5}-{len(WEBM) - 1}/{len(WEBM)}", WEBM[-5:]),
     (f"bytes={len(WEBM)}-", 416, f"bytes */{len(WEBM)}", b""), ("bytes=-", 200, None, WEBM), ("lines=1-2", 200, None, WEBM)],
)  # fmt: skip
def test_a_player_may_ask_for_a_stretch(desk, an, scene, asked, status, told, content):
    upload(desk, scene, "voice", "录音.webm", WEBM)
    answer = desk.get(f"/files/{kept(an, scene)[0].pk}/", headers={"Range": asked})
    assert (answer.status_code, answer.get("Content-Range"), answer.content) == (status, told, content)


@pytest.mark.parametrize(
    "kind,name,content,words",
    [("photo", "a.pdf", PDF, "不能上传这种文件"), ("voice", "a.jpg", picture(), "不能上传这种文件"), ("scan", "a.jpg", PDF, "名字却是")],
)
def test_what_cannot_be_kept_is_refused_and_the_words_stay(desk, an, scene, kind, name, content, words):
    response = upload(desk, scene, kind, name, content, note="左手有疤")
    html = response.content.decode()
    assert response.status_code == 422 and words in html and 'value="左手有疤"' in html
    assert desk.post(f"{scene.path}files/{kind}/new/", {"note": "左手有疤"}).status_code == 422
    assert kept(an, scene) == []


def test_a_photograph_becomes_the_portrait_with_or_after_the_upload(desk, an, scene):
    upload(desk, scene, portrait="on")
    (first,) = kept(an, scene)
    html = body(desk, scene.path)
    assert f'<img src="/files/{first.pk}/thumbnail/" alt="欧阳春晓 的照片"' in html and "选定肖像" in html
    upload(desk, scene)
    second = kept(an, scene)[0]
    assert desk.post(f"{scene.path}files/{second.pk}/portrait/").status_code == 302
    assert desk.post(f"{scene.path}files/{second.pk}/portrait/").status_code == 302
    assert portrait_of(an, scene) == second.pk
    assert desk.post(f"{scene.path}portrait/none/").status_code == 302
    assert portrait_of(an, scene) is None and "band-photo-none" in body(desk, scene.path)
    with acting_as(an):
        told = Event.objects.filter(name__startswith="people.portrait").order_by("id").values_list("name", flat=True)
        assert list(told) == ["people.portrait_chosen", "people.portrait_chosen", "people.portrait_taken_down"]


def test_only_an_own_photograph_is_a_portrait(desk, an, now, scene):
    upload(desk, scene, "scan", "a.pdf", PDF)
    scan = kept(an, scene)[0]
    other = register(an, now, "张三")
    theirs = people.keep_file(person_id=other.pk, kind="photo", content=picture(), name="a.jpg", at=now, actor=an)
    with pytest.raises(CannotShow):
        people.set_portrait(person_id=scene.person.pk, file_id=scan.pk, at=now, actor=an)
    with pytest.raises(NotVisible):
        people.set_portrait(person_id=scene.person.pk, file_id=theirs.pk, at=now, actor=an)
    assert "只有照片可以作为肖像" in desk.post(f"{scene.path}files/{scan.pk}/portrait/", follow=True).content.decode()
    assert desk.post(f"{scene.path}files/{theirs.pk}/portrait/").status_code == 404
    assert portrait_of(an, scene) is None


def test_a_file_goes_for_a_reason_and_the_portrait_with_it(desk, an, scene):
    upload(desk, scene, portrait="on")
    (file,) = kept(an, scene)
    remove = f"{scene.path}files/{file.pk}/remove/"
    assert "删除这份文件" in body(desk, remove)
    assert desk.post(remove, {"reason": ""}).status_code == 422 and desk.post(remove, {"reason": "错"}).status_code == 422
    assert desk.post(remove, {"reason": "传错了人"})["Location"] == f"{scene.path}#files"
    assert kept(an, scene) == [] and portrait_of(an, scene) is None
    assert desk.get(f"/files/{file.pk}/").status_code == 404 and "传错了人" in body(desk, scene.path)


def test_a_file_goes_only_from_the_person_it_belongs_to(desk, an, now, scene):
    upload(desk, scene)
    (file,) = kept(an, scene)
    other = register(an, now, "张三")
    with pytest.raises(NotVisible):
        people.remove_file(person_id=other.pk, file_id=file.pk, reason="传错了人", at=now, actor=an)
    assert desk.post(f"/people/{other.pk}/files/{file.pk}/remove/", {"reason": "传错了人"}).status_code == 404
    assert kept(an, scene) == [file]


def test_strangers_find_nothing_and_who_may_not_edit_adds_nothing(client_for, desk, an, chen, patrol, scene):
    upload(desk, scene, portrait="on")
    (file,) = kept(an, scene)
    stranger, looker = client_for(chen), client_for(patrol)
    for path in (*ADD, "files/", f"files/{file.pk}/remove/"):
        assert stranger.get(scene.path + path).status_code == 404, path
    for path in (f"files/{file.pk}/portrait/", "portrait/none/"):
        assert stranger.post(scene.path + path).status_code == 404, path
        assert looker.post(scene.path + path).status_code == 403, path
    assert upload(stranger, scene).status_code == 404 and upload(looker, scene).status_code == 403
    html = body(looker, scene.path)
    assert f"/files/{file.pk}/thumbnail/" in html and "设为肖像" not in html and "files/photo/new" not in html


def test_the_overseer_learns_that_there_is_a_photograph_and_no_more(client_for, desk, an, city, scene):
    upload(desk, scene, name="欧阳.jpg", note="欧阳的弟弟", portrait="on")
    upload(desk, scene, "voice", "录音.webm", WEBM)
    photo = kept(an, scene)[1]
    client = client_for(city)
    for path in (scene.path, f"{scene.path}files/"):
        html = body(client, path)
        assert "照片" in html and f"/files/{photo.pk}/" not in html and "欧阳的弟弟" not in html and "<audio" not in html
    assert client.get(f"/files/{photo.pk}/").status_code == 404
    assert client.get(f"/files/{photo.pk}/thumbnail/").status_code == 404


def test_a_sealed_persons_photograph_is_for_the_circle_and_its_opening_is_logged(client_for, desk, an, chief, now, scene):
    upload(desk, scene, portrait="on")
    (file,) = kept(an, scene)
    circle = access.make_circle(
        organisation_id=chief.organisation_id, user_ids=[chief.user_id], purpose="保护", at=now, actor=chief
    )
    people.seal(person_id=scene.person.pk, circle_id=circle.pk, reason="遭受暴力", at=now, actor=chief)
    for path in (f"/files/{file.pk}/", f"/files/{file.pk}/thumbnail/", f"{scene.path}files/"):
        assert desk.get(path).status_code == 404
    inside = client_for(chief)
    assert f"/files/{file.pk}/thumbnail/" in body(inside, scene.path)
    assert inside.get(f"/files/{file.pk}/").status_code == 200
    with acting_as(chief.with_keys(f"c:{circle.pk}")):
        pages = [e.payload["page"] for e in Event.objects.filter(name="audit.read_sealed").order_by("id")]
    assert pages == [scene.path, f"/files/{file.pk}/"]


def test_who_looks_in_an_emergency_reads_and_changes_nothing(client_for, desk, an, chen, now, scene):
    upload(desk, scene, portrait="on")
    (file,) = kept(an, scene)
    stranger = client_for(chen)
    stranger.post("/people/emergency/", {"number": scene.person.number, "reason": "昏迷送医，查过敏史", "hours": 2})
    html = body(stranger, scene.path)
    assert f"/files/{file.pk}/thumbnail/" in html
    for offered in ("撤下肖像", "/remove/", "particulars/", "names/new", "papers/new", "alerts/new", "photo/new", "/links/new"):
        assert offered not in html, offered
    for form in ("particulars/", "names/new/", "papers/new/", "alerts/new/", "files/photo/new/", "links/new/"):
        answer = stranger.get(f"{scene.path}{form}")
        assert answer.status_code == 302 and answer["Location"] == scene.path, form
        assert stranger.post(f"{scene.path}{form}", {"display_name": "", "text": "x"}).status_code == 404, form
    assert stranger.post(f"{scene.path}files/{file.pk}/remove/", {"reason": "不想留"}).status_code == 404
    assert stranger.post(f"{scene.path}portrait/none/").status_code == 404
    assert upload(stranger, scene, "scan", "病历.pdf", PDF).status_code == 404
    assert kept(an, scene) == [file] and portrait_of(an, scene) == file.pk
    assert stranger.get(f"/files/{file.pk}/").status_code == 200
    with acting_as(an):
        pages = {e.payload["page"] for e in Event.objects.filter(name="audit.read_emergency")}
    assert {scene.path, f"/files/{file.pk}/"} <= pages


def test_in_an_emergency_the_number_is_shown_for_a_reason(client_for, an, chen, now, scene):
    paper = people.add_paper(person_id=scene.person.pk, number="11010519491231002X", at=now, actor=an)
    stranger = client_for(chen)
    stranger.post("/people/emergency/", {"number": scene.person.number, "reason": "昏迷送医，查过敏史", "hours": 2})
    shown = stranger.post(f"{scene.path}papers/{paper.pk}/reveal/", {"reason": "医院登记要用"})
    assert shown.status_code == 200 and "11010519491231002X" in shown.content.decode()
    with acting_as(an):
        assert Event.objects.get(name="people.revealed").actor_id == chen.user_id


def test_more_files_than_the_card_shows_have_a_page(desk, an, now, scene):
    for n in range(33):
        people.keep_file(
            person_id=scene.person.pk, kind="scan", content=PDF, name=f"第{n}页.pdf", at=now, actor=an
        )
    html = body(desk, scene.path)
    assert html.count('class="file"') == 6 and f"{scene.path}files/" in html
    first = desk.get(f"{scene.path}files/")
    second = desk.get(first.context["older_url"])
    names = [f["name"] for page in (first, second) for f in page.context["files"]]
    assert names == [f"第{n}页.pdf" for n in reversed(range(33))]
    assert desk.get(f"{scene.path}files/?before=x").status_code == 200


def test_however_many_files_the_page_asks_as_often(desk, an, now, scene):
    people.keep_file(person_id=scene.person.pk, kind="scan", content=PDF, name="a.pdf", at=now, actor=an)
    counts = []
    for _round in range(2):
        desk.get(scene.path)
        with CaptureQueriesContext(connection) as captured:
            desk.get(scene.path)
        counts.append(len(captured))
        for _n in range(9):
            people.keep_file(person_id=scene.person.pk, kind="voice", content=WAV, name="a.wav", at=now, actor=an)
    assert counts[0] == counts[1] <= 48


def test_a_linked_records_files_are_shown_and_managed_there(desk, an, now, scene):
    other = register(an, now, "欧阳春小")
    people.keep_file(person_id=other.pk, kind="photo", content=picture(), name="旧照.jpg", at=now, actor=an)
    people.decide_link(person_id=scene.person.pk, other_id=other.pk, decision="same", reason="照片一致", at=now, actor=an)
    html = body(desk, scene.path)
    assert "旧照.jpg" in html and f"/people/{other.pk}/files/" not in html


def test_english_words_of_the_files_card(desk, scene):
    desk.cookies["django_language"] = "en"
    html = body(desk, scene.path + "files/voice/new/")
    for words in ("录音", "选择文件", "开始录音", "说了什么"):
        assert words not in html, words
