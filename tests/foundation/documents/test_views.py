"""Documents on screen: issue, sign, make anew, void; kinds, empty forms, official layouts."""

from __future__ import annotations

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nuanyang.foundation.documents import operations, queries
from nuanyang.foundation.scope.acting import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for, an):
    return client_for(an)


@pytest.fixture
def made(desk, kind, person, an):
    answer = desk.post(f"/documents/issue/sample/{person.pk}/")
    assert answer.status_code == 302
    with acting_as(an):
        return queries.issued_by(organisation_id=an.organisation_id).documents[0]


def body(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_issued_by_one_press_and_opened_again_by_the_next(desk, made, person):
    html = body(desk, f"/documents/{made.pk}/")
    for words in ("试验〔2026〕", "还没有签", "求助人", "非官方版式", "打开打印", "第 1 版"):
        assert words in html, words
    again = desk.post(f"/documents/issue/sample/{person.pk}/")
    assert again["Location"] == f"/documents/{made.pk}/"
    assert made.number in body(desk, "/documents/")
    assert desk.get(f"/documents/issue/sample/{person.pk}/").status_code == 405


def test_a_character_without_a_font_says_where(desk, kind, an, now):
    from nuanyang.registry.people import operations as people
    from nuanyang.registry.people.particulars import Particulars

    person = people.register(particulars=Particulars(name="王\U000e0101"), at=now, actor=an)
    answer = desk.post(f"/documents/issue/sample/{person.pk}/")
    assert answer.status_code == 409 and "U+E0101" in answer.content.decode()


def test_the_printed_page_opens_in_the_browser(desk, made, an):
    with acting_as(an):
        [version] = queries.versions_of(made)
    answer = desk.get(f"/files/{version.pdf_id}/")
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith("inline")


def test_signed_on_the_screen_on_paper_or_not_at_all(desk, made, drawn):
    address = f"/documents/{made.pk}/sign/seeker/"
    assert "䶮𠮷" in body(desk, address), "who should sign is known"
    for given, words in (
        ({"manner": "screen", "name": "䶮𠮷"}, "请先在框里签名"),
        ({"manner": "paper", "name": "䶮𠮷"}, "请上传签好名的纸"),
        ({"manner": "refused"}, "请写见证人"),
        ({"manner": "screen", "name": "甲", "image": "data:image/png;base64,不是"}, "没有传完整"),
        ({"manner": "screen", "name": "甲", "image": "data:image/png;base64,aGFsbG8="}, "不能上传这种文件"),
    ):
        answer = desk.post(address, given)
        assert answer.status_code == 422 and words in answer.content.decode(), words
    png = "data:image/png;base64," + base64.b64encode(drawn).decode()
    assert desk.post(address, {"manner": "screen", "name": "䶮𠮷", "image": png}).status_code == 302
    html = body(desk, f"/documents/{made.pk}/")
    assert "第 2 版" in html and "加上签名" in html and "重签" in html
    scan = SimpleUploadedFile("签字页.png", drawn, "image/png")
    answer = desk.post(f"/documents/{made.pk}/sign/officer/", {"manner": "paper", "name": "安静", "scan": scan})
    assert answer.status_code == 302 and "第 3 版" in body(desk, f"/documents/{made.pk}/")
    assert desk.get(f"/documents/{made.pk}/sign/nobody/").status_code == 404


def test_made_anew_and_void_for_a_reason(desk, made):
    for verb in ("again", "void"):
        assert desk.post(f"/documents/{made.pk}/{verb}/", {"reason": ""}).status_code == 422
    assert desk.post(f"/documents/{made.pk}/again/", {"reason": "姓名更正"}).status_code == 302
    assert desk.post(f"/documents/{made.pk}/void/", {"reason": "写错了人"}).status_code == 302
    html = body(desk, f"/documents/{made.pk}/")
    assert "这份文书已经作废" in html and "写错了人" in html and "/sign/" not in html
    refused = desk.post(f"/documents/{made.pk}/void/", {"reason": "再作废"})
    assert refused.status_code == 422 and "已经作废" in refused.content.decode()


def test_the_whole_number_opens_where_it_was_issued_for_who_may_issue(client_for, an, chen, system, made, person, now, station_id):
    from nuanyang.registry.people import operations as people
    from tests.factories.cast import make_user

    colleague = make_user(system, "nan", "护理员", station_id, "carer")
    people.share_with(
        person_id=person.pk, organisation_id=chen.organisation_id, organisation_name="射水", reason="转送", at=now, actor=an
    )
    with acting_as(an):
        [version] = queries.versions_of(made)
    for who in (colleague, chen):
        html = body(client_for(who), f"/documents/{made.pk}/")
        assert made.number in html and "䶮𠮷" not in html and "/files/" not in html and "/sign/" not in html
        assert client_for(who).get(f"/files/{version.pdf_id}/").status_code == 404
        assert client_for(who).get(f"/documents/{made.pk}/sign/seeker/").status_code in (403, 404)


def test_a_look_at_a_sealed_persons_document_is_logged(client_for, chief, made, person, now):
    from nuanyang.foundation.audit.models import Event
    from nuanyang.registry.people import operations as people

    people.seal_within(person_id=person.pk, user_ids=[], reason="对方在找她", at=now, actor=chief)
    boss = client_for(chief)
    body(boss, f"/documents/{made.pk}/")
    with acting_as(boss_actor(chief)):
        assert Event.objects.filter(name="audit.read_sealed", person_id=person.pk, actor_id=chief.user_id).exists()


def boss_actor(chief):
    """As his next request is built, with the circle he is in."""
    from django.utils import timezone

    from nuanyang.foundation.access.actors import actor_for
    from nuanyang.foundation.access.models import User

    return actor_for(User.objects.get(pk=chief.user_id), at=timezone.now())[0]


def test_who_sees_the_record_sees_it_and_nobody_else(client_for, chen, bo, patrol, made):
    assert client_for(chen).get(f"/documents/{made.pk}/").status_code == 404
    assert made.number in body(client_for(bo), f"/documents/{made.pk}/")
    for address in (f"/documents/{made.pk}/sign/seeker/", f"/documents/{made.pk}/void/"):
        assert client_for(chen).get(address).status_code == 404
        assert client_for(patrol).get(address).status_code == 403


def test_kinds_with_their_fields_and_the_empty_form(desk, client_for, chief, kind, template, an):
    assert "试验表" in body(desk, "/documents/kinds/")
    html = body(desk, "/documents/kinds/sample/")
    assert "{{ name }}" in html and "{{ seeker_name }}" in html and "上传官方模板" not in html
    empty = desk.get("/documents/kinds/sample/blank/")
    assert empty.content.startswith(b"%PDF-") and empty["Content-Type"] == "application/pdf"
    assert desk.get("/documents/kinds/nothing/").status_code == 404
    boss = client_for(chief)
    bad = boss.post("/documents/kinds/sample/template/", {"file": SimpleUploadedFile("a.docx", template("{{ shoe }}"))})
    assert bad.status_code == 422 and "shoe" in bad.content.decode()
    good = boss.post("/documents/kinds/sample/template/", {"file": SimpleUploadedFile("市局.docx", template("{{ name }}"))})
    assert good.status_code == 302 and "市局.docx" in body(boss, "/documents/kinds/sample/")
    with acting_as(chief):
        [own] = queries.templates_of(organisation_id=chief.organisation_id).values()
    assert desk.post(f"/documents/templates/{own.pk}/end/").status_code == 403
    assert boss.post(f"/documents/templates/{own.pk}/end/").status_code == 302
    assert "没有官方模板" in body(boss, "/documents/kinds/sample/")


def test_a_list_of_documents_asks_as_often_for_many(desk, kind, an, now, django_assert_max_num_queries):
    from nuanyang.registry.people import operations as people
    from nuanyang.registry.people.particulars import Particulars

    def one_more(n):
        person = people.register(particulars=Particulars(name=f"王某{n}"), at=now, actor=an)
        operations.issue(kind="sample", subject_id=person.pk, at=now, actor=an)

    one_more(0)
    body(desk, "/documents/")
    with django_assert_max_num_queries(40) as few:
        body(desk, "/documents/")
    asked = len(few.captured_queries)
    for n in range(1, 4):
        one_more(n)
    with django_assert_max_num_queries(asked):
        body(desk, "/documents/")
