"""The check at the door, things in custody, and that nobody leaves without them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from nuanyang.foundation.audit.models import Event, FieldChange
from nuanyang.foundation.documents import operations as documents
from nuanyang.foundation.documents import queries as document_queries
from nuanyang.foundation.files import queries as files
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.belongings import operations, queries
from nuanyang.journey.take_in.belongings.choices import Place
from nuanyang.journey.take_in.belongings.operations import Brought, CannotCheck, CannotKeep, Checked
from nuanyang.journey.take_in.belongings.rules import Thing, read_list
from nuanyang.kernel.errors import NotAllowed, NotVisible
from tests.journey.take_in.stays.builders import make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(an, now):
    return make_stay(an, now, "李国生")


@pytest.fixture
def woman(an, now):
    return make_stay(an, now, "柏春燕", sex=2)


def keep(actor, stay, now, text="手机 A-12\n身份证\n现金 120 元 A-12", place=Place.CUSTODY):
    things = [Brought(t, place) for t in read_list(text)]
    operations.register_things(stay_id=stay.pk, things=things, at=now, actor=actor)
    with acting_as(actor):
        return queries.belongings_of(stay_id=stay.pk)


def move(actor, stay, now, things, place, to=""):
    return operations.move_things(
        stay_id=stay.pk, belonging_ids=[t.pk for t in things], place=place, to=to, at=now, actor=actor
    )


def events_of(actor, stay):
    with acting_as(actor):
        found = Event.objects.filter(root="stay", root_id=stay.pk, name__startswith="belongings.").order_by("id")
        return [(e.name, e.payload) for e in found]


# ---- the door -----------------------------------------------------------------------------------


def test_a_woman_is_checked_by_a_woman(an, woman, now):
    with pytest.raises(CannotCheck) as refused:
        operations.note_check(stay_id=woman.pk, checked=Checked("安静", 1, "clear"), at=now, actor=an)
    assert (refused.value.rule, refused.value.field) == ("RS-017", "checker_sex")
    operations.note_check(stay_id=woman.pk, checked=Checked(" 周 岚 ", 2, "clear", "李明"), at=now, actor=an)
    with acting_as(an):
        [check] = queries.checks_of(stay_id=woman.pk)
    assert (check.checker_name, check.witness_name) == ("周 岚", "李明")
    assert events_of(an, woman) == [("belongings.checked", {"result": "clear"})]


@pytest.mark.parametrize(
    ("checked", "field"),
    [
        (Checked("", 1, "clear"), "checker_name"), (Checked("安静", 0, "clear"), "checker_sex"),
        (Checked("安静", 1, "maybe"), "result"), (Checked("安静", 1, "found"), "note"), (Checked("安静", 1, "refused"), "note"),
    ],
)  # fmt: skip
def test_half_a_check_is_none(an, stay, now, checked, field):
    with pytest.raises(CannotCheck) as refused:
        operations.note_check(stay_id=stay.pk, checked=checked, at=now, actor=an)
    assert refused.value.field == field


# ---- custody ------------------------------------------------------------------------------------


def test_things_are_registered_kept_and_handed_back(an, stay, now):
    things = keep(an, stay, now)
    assert [(t.name, t.category, t.amount_fen, t.bag) for t in things] == [
        ("手机", "valuable", None, "A-12"), ("身份证", "papers", None, ""), ("现金 120 元", "cash", 12000, "A-12"),
    ]  # fmt: skip
    with acting_as(an):
        assert queries.in_custody_counts(stay_ids=[stay.pk]) == {stay.pk: 3}
        assert len(queries.in_custody(stay_id=stay.pk)) == 3
    move(an, stay, now, things[:1], Place.RETURNED)
    move(an, stay, now, things, Place.RETURNED)
    with acting_as(an):
        assert queries.unsettled(stay_id=stay.pk) == [] == queries.in_custody(stay_id=stay.pk)
    assert [p for n, p in events_of(an, stay) if n == "belongings.moved"] == [
        {"category": "valuable", "count": 1, "place": "returned"}, {"category": "papers", "count": 1, "place": "returned"},
        {"category": "cash", "count": 1, "place": "returned"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("thing", "place", "rule"),
    [
        (Thing("水果刀", "prohibited"), Place.WITH_OWNER, "RS-018"), (Thing("手机", "valuable"), Place.CUSTODY, "RS-018"),
        (Thing("现金", "cash", 1, 100), Place.CUSTODY, "RS-018"), (Thing("帽子", "ordinary"), Place.RETURNED, None),
        (Thing(" ", "ordinary"), Place.CUSTODY, None), (Thing("帽子", "hats"), Place.CUSTODY, None),
    ],
)  # fmt: skip
def test_what_may_not_be(an, stay, now, thing, place, rule):
    with pytest.raises(CannotKeep) as refused:
        operations.register_things(stay_id=stay.pk, things=[Brought(thing, place)], at=now, actor=an)
    assert refused.value.rule == rule and refused.value.field == "things"
    with pytest.raises(CannotKeep):
        operations.register_things(stay_id=stay.pk, things=[], at=now, actor=an)


def test_papers_are_never_withheld(an, stay, now):
    _phone, papers, _cash = keep(an, stay, now)
    with pytest.raises(CannotKeep) as refused:
        move(an, stay, now, [papers], Place.UNCLAIMED, "忘了")
    assert (refused.value.rule, refused.value.code) == ("RS-007", "papers")
    move(an, stay, now, [papers], Place.RETURNED)


def test_to_the_police_to_kin_or_unclaimed_says_to_whom_or_why(an, stay, now):
    knife, coat = keep(an, stay, now, "水果刀\n大衣")
    for place in (Place.POLICE, Place.TO_KIN, Place.UNCLAIMED):
        with pytest.raises(CannotKeep) as refused:
            move(an, stay, now, [knife], place, " ")
        assert refused.value.field == "to"
    move(an, stay, now, [knife], Place.POLICE, "南门派出所 王警官")
    move(an, stay, now, [coat], Place.UNCLAIMED, "本人不要了")
    with acting_as(an):
        assert [t.place for t in queries.unsettled(stay_id=stay.pk)] == [Place.UNCLAIMED]
    with pytest.raises(CannotKeep):
        move(an, stay, now, [knife], Place.RETURNED)
    for place in (Place.CUSTODY, Place.WITH_OWNER, "nowhere"):
        with pytest.raises(CannotKeep):
            move(an, stay, now, [coat], place, "x")
    with pytest.raises(CannotKeep):
        operations.move_things(stay_id=stay.pk, belonging_ids=[0], place=Place.RETURNED, to="", at=now, actor=an)


def test_a_correction_has_a_reason_and_the_old_words_stay(an, system, stay, now):
    phone, *_rest = keep(an, stay, now)
    with pytest.raises(CannotKeep):
        operations.correct_thing(
            belonging_id=phone.pk, thing=Thing("手机（碎屏）", "valuable", 2, None, "A-13"), note="", reason=" ", at=now, actor=an
        )
    operations.correct_thing(
        belonging_id=phone.pk, thing=Thing("手机（碎屏）", "valuable", 2, None, "A-13"), note="屏幕碎", reason="数错了", at=now, actor=an
    )
    with acting_as(an):
        assert queries.get_belonging(belonging_id=phone.pk).count == 2
    with acting_as(system):
        change = FieldChange.objects.filter(record="belonging", record_id=phone.pk).latest("id")
        assert change.old_values["name"] == "手机"
    with pytest.raises(CannotKeep) as refused:
        operations.correct_thing(
            belonging_id=phone.pk, thing=Thing("手机", "valuable"), note="", reason="去掉袋号", at=now, actor=an
        )
    assert refused.value.code == "bag"


def test_a_photograph_stays_with_the_thing(an, stay, now):
    phone, *_rest = keep(an, stay, now)
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "grey").save(out, "JPEG")
    operations.photograph(belonging_id=phone.pk, content=out.getvalue(), name="手机.jpg", at=now, actor=an)
    with acting_as(an):
        assert files.get_file(file_id=queries.get_belonging(belonging_id=phone.pk).photo_id).note == "手机"


def test_who_may(an, bo, chen, patrol, city, stay, now):
    with pytest.raises(NotAllowed):
        keep(patrol, stay, now)
    with pytest.raises(NotVisible):
        keep(chen, stay, now)
    things = keep(an, stay, now)
    with pytest.raises(NotVisible):
        move(chen, stay, now, things, Place.RETURNED)
    with acting_as(chen):
        assert queries.belongings_of(stay_id=stay.pk) == []


def test_all_that_is_kept_is_handed_back_at_once(an, chen, stay, now):
    keep(an, stay, now)
    with pytest.raises(NotVisible):
        operations.hand_back_all(stay_id=stay.pk, at=now, actor=chen)
    assert len(operations.hand_back_all(stay_id=stay.pk, at=now, actor=an)) == 3
    assert operations.hand_back_all(stay_id=stay.pk, at=now, actor=an) == []
    with acting_as(an):
        assert queries.in_custody(stay_id=stay.pk) == []


def test_the_receipt_lists_what_is_kept(an, stay, now):
    keep(an, stay, now)
    operations.note_check(stay_id=stay.pk, checked=Checked("安静", 1, "clear"), at=now, actor=an)
    made = documents.issue(kind="belongings_receipt", subject_id=stay.pk, at=now, actor=an)
    assert made.number.startswith("物管〔2026〕")
    with acting_as(an):
        content = document_queries.kind_of("belongings_receipt").build(stay.pk, now)
    assert content.names == {"owner": "李国生"}
    assert [row[0] for row in content.blocks[1].rows] == ["手机", "身份证", "现金 120 元"]
    assert content.blocks[1].rows[2][2] == "120.00 元"
