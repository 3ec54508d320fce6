"""Refusing help: by a test applied to its end, on a lawful ground, with a notice; and who is never refused."""

from __future__ import annotations

import pytest

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.documents import queries as documents
from nuanyang.foundation.files import queries as files
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.intake import operations, queries, refusing
from nuanyang.journey.take_in.intake.choices import CRITERIA, RequestState, Standard
from nuanyang.journey.take_in.intake.operations import Branch, CannotRegister, Request
from nuanyang.journey.take_in.intake.refusing import CannotRefuse
from nuanyang.kernel.errors import NotAllowed, NotVisible
from nuanyang.registry.people.particulars import Particulars

pytestmark = pytest.mark.django_db
WORDS = "在本市有住房和工资收入，银行卡有余额，当面核对过"
WHERE = "临江市民政局 0825-2222222"


def asked(actor, now, *, name="郭有才", age=(1980, 1980), **more):
    particulars = Particulars(name=name, sex=1, birth_year_low=age[0] if age else None, birth_year_high=age[1] if age else None)
    request = Request(particulars=particulars, body_check=more.pop("body_check", "able"), arrival_mode="self", **more)
    return operations.register_request(request=request, at=now, actor=actor, admit=False)


def answers(test="132", **changed):
    return {c.value: "yes" for c in CRITERIA[Standard(test)]} | changed


def refuse(actor, intake, now, **changed):
    given = {
        "test": "132", "answers": answers(no_means="no"), "ground": "not_met", "words": WORDS, "complaint_to": WHERE, **changed
    }
    return refusing.refuse(intake_id=intake.pk, at=now, actor=actor, **given)


def test_weighed_first_then_refused_with_its_notice(an, now):
    intake = asked(an, now)
    assert intake.stay is None and intake.state is RequestState.WEIGHING
    notice = refuse(an, intake, now)
    assert notice.number.startswith("不救〔2026〕")
    with acting_as(an):
        found = queries.get_intake(intake_id=intake.pk)
        assert found.state is RequestState.REFUSED
        [version] = documents.versions_of(notice)
        assert files.content_of(version.pdf).startswith(b"%PDF-")
        content = documents.kind_of("refusal_notice").build(intake.pk, now)
        assert WHERE in content.blocks[-1].paragraphs[0] and ["自己解决不了食宿", "不符合"] in content.blocks[1].rows
        names = list(Event.objects.filter(person_id=intake.person_id).order_by("id").values_list("name", flat=True))
    assert {"intake.weighed", "intake.refused", "documents.issued"} <= set(names)
    with pytest.raises(CannotRefuse) as again:
        refuse(an, intake, now)
    assert again.value.code == "not_waiting"
    with pytest.raises(CannotRegister):
        operations.take_in_after(intake_id=intake.pk, at=now, actor=an)


def test_weighed_and_taken_in_after_all(an, now):
    intake = asked(an, now)
    assert operations.take_in_after(intake_id=intake.pk, at=now, actor=an).state is RequestState.ADMITTED
    with acting_as(an):
        assert Event.objects.filter(person_id=intake.person_id, name="intake.helped_after_all").exists()


@pytest.mark.parametrize(
    ("changed", "field", "rule"),
    [
        ({"test": "other"}, "test", None), ({"answers": {"away": "yes"}}, "no_means", "RS-001"),
        ({"test": "xz24"}, "no_kin", "RS-002"), ({"ground": "ill"}, "ground", "RS-080"),
        ({"answers": answers()}, "ground", "RS-001"), ({"answers": answers(no_means="unknown")}, "ground", "RS-001"),
        ({"words": " "}, "words", "RS-003"), ({"complaint_to": ""}, "complaint_to", "RS-008"),
    ],
)  # fmt: skip
def test_half_a_refusal_is_none(an, now, changed, field, rule):
    intake = asked(an, now)
    with pytest.raises(CannotRefuse) as refused:
        refuse(an, intake, now, **changed)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    with acting_as(an):
        assert queries.get_intake(intake_id=intake.pk).state is RequestState.WEIGHING
        assert documents.issued_by(organisation_id=an.organisation_id).documents == []


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"age": (2010, 2012)}, "RS-036"), ({"age": (2007, 2009)}, "RS-036"), ({"marks": ("mental",)}, "RS-004"),
        ({"marks": ("dementia",)}, "RS-004"), ({"help_reason": "violence"}, "RS-004"), ({"help_reason": "trafficked"}, "RS-004"),
    ],
)  # fmt: skip
def test_who_is_never_refused(an, now, more, rule):
    intake = asked(an, now, **more)
    with pytest.raises(CannotRefuse) as refused:
        refuse(an, intake, now)
    assert refused.value.rule == rule and refused.value.hint


def test_illness_is_no_ground(an, now):
    intake = asked(an, now, body_check="medical", branch=Branch("市一医院", now))
    with pytest.raises(CannotRefuse) as refused:
        refuse(an, intake, now)
    assert refused.value.rule == "RS-081"


def test_earlier_visits_are_no_ground(an, now):
    from nuanyang.journey.take_in.intake.choices import Ground

    assert {g.value for g in Ground} == {"not_met", "not_told"}, "illness and coming back are not offered"


def test_who_may(an, bo, chen, patrol, now):
    intake = asked(an, now)
    with pytest.raises(NotAllowed):
        refuse(patrol, intake, now)
    with pytest.raises(NotVisible):
        refuse(chen, intake, now)


def test_another_station_writes_no_papers_about_it(an, chen, now):
    from nuanyang.foundation.documents import operations as issuing
    from nuanyang.registry.people import operations as people

    intake = asked(an, now)
    people.share_with(
        person_id=intake.person_id, organisation_id=chen.organisation_id, organisation_name="射水", reason="核对", at=now, actor=an
    )
    with pytest.raises(NotVisible):
        issuing.issue(kind="registration", subject_id=intake.pk, at=now, actor=chen)


def test_the_registration_form_holds_what_was_said(an, now):
    from nuanyang.foundation.documents import operations as issuing

    request = Request(particulars=Particulars(name="柏春燕", sex=2, identity_number="11010519491231002X"), body_check="able",
                      arrival_mode="police", help_reason="lost", marks=("limb",))  # fmt: skip
    intake = operations.register_request(request=request, at=now, actor=an)
    made = issuing.issue(kind="registration", subject_id=intake.pk, at=now, actor=an)
    assert (made.root, made.root_id, made.person_id) == ("stay", intake.stay_id, intake.person_id)
    with acting_as(an):
        content = documents.kind_of("registration").build(intake.pk, now)
    values = {f.id: f.value for block in content.blocks if hasattr(block, "fields") for f in block.fields}
    assert values["name"] == "柏春燕" and values["id_number"] == "11010519491231002X" and values["stay_number"]
    assert values["marks"] == "肢体残疾" and content.names == {"seeker": "柏春燕"}


def test_the_empty_form_can_be_printed_before_the_power_fails(an, now):
    from nuanyang.engines.documents import render_pdf
    from nuanyang.foundation.documents import sheets

    for code in ("registration", "refusal_notice", "belongings_receipt"):
        kind = documents.kind_of(code)
        with acting_as(an):
            empty = sheets.blank(kind, organisation="临江市救助管理站", mark="", at=now)
        assert render_pdf.render(empty).startswith(b"%PDF-")


# ---- on screen ----------------------------------------------------------------------------------


@pytest.fixture
def desk(client_for, an):
    return client_for(an)


def body(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_from_the_form_to_the_printed_notice(desk, an, now):
    form = {"body_check": "able", "arrival_mode": "self", "name": "郭有才", "sex": "1", "age": "46", "help_reason": "no_means"}
    weighed = desk.post("/take-in/intake/new/", {**form, "weigh": "1"})
    assert weighed.status_code == 302 and weighed["Location"].endswith("/refuse/")
    page = weighed["Location"]
    assert "逐条核对" in body(desk, page)
    given = {"test": "132", "away": "yes", "no_means": "no", "rough": "yes", "ground": "not_met", "words": WORDS}
    missing = desk.post(page, given)
    assert missing.status_code == 422 and WORDS in missing.content.decode(), "nothing typed is lost"
    all_met = desk.post(page, {**given, "no_means": "yes", "complaint_to": WHERE})
    assert all_met.status_code == 422 and "RS-001" in all_met.content.decode()
    assert 'name="no_kin"' in body(desk, f"{page}?test=xz24") and 'name="no_kin"' not in body(desk, f"{page}?test=nonsense")
    done = desk.post(page, {**given, "complaint_to": WHERE})
    assert done.status_code == 302 and done["Location"].startswith("/documents/")
    assert "不予救助通知书" in body(desk, done["Location"])
    intake = page.removesuffix("refuse/")
    assert "不予救助" in body(desk, intake) and "{intake." not in body(desk, intake)
    assert desk.get(page)["Location"] == intake


def test_who_may_not_be_refused_is_said_before_anything_is_asked(desk, an, now):
    child = asked(an, now, age=(2011, 2012))
    html = body(desk, f"/take-in/intake/{child.pk}/refuse/", 409)
    assert "未成年人不能拒绝" in html and "RS-036" in html and "办理入站" in html


def test_out_of_sight_and_not_allowed(client_for, chen, patrol, an, now):
    intake = asked(an, now)
    assert client_for(chen).get(f"/take-in/intake/{intake.pk}/refuse/").status_code == 404
    assert client_for(patrol).get(f"/take-in/intake/{intake.pk}/refuse/").status_code == 403
