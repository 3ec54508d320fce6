"""Registering, correcting, naming, papers and alerts."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from nuanyang.foundation.audit.models import Event, FieldChange
from nuanyang.foundation.audit.queries import timeline
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotAllowed
from nuanyang.registry.people import operations, queries
from nuanyang.registry.people.models import Paper, Person, PersonAlert, PersonName
from nuanyang.registry.people.operations import CannotChangePerson, Particulars

TODAY = date(2026, 3, 2)
#: A number with a right check digit: born 1980-01-01, a man, area 511102.
NUMBER = "511102198001010019"


def register(actor, now, **particulars):
    return operations.register(particulars=Particulars(**particulars), at=now, actor=actor)


@pytest.fixture
def number() -> str:
    from nuanyang.kernel.identity import check_digit

    return NUMBER[:17] + check_digit(NUMBER[:17])


def names(person_id):
    return {n.text: n.use for n in queries.names_of(person_id=person_id)}


def test_a_valid_number_tells_birth_sex_and_that_the_identity_is_known(an, now, number):
    person = register(an, now, name=" 张 三 ", identity_number=number)
    assert (person.display_name, person.birth_date, person.sex) == ("张三", date(1980, 1, 1), 1)
    assert person.identity_known and person.number == f"R{person.pk:07d}" and person.alone
    with acting_as(an):
        (paper,) = queries.papers_of(person_id=person.pk)
    assert paper.valid and paper.masked_number == number[0] + "*" * 16 + number[-1]


def test_a_wrong_number_is_kept_and_flagged_and_proves_nothing(an, now, number):
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    person = register(an, now, name="张三", identity_number=wrong)
    assert not person.identity_known and person.birth_date is None
    with acting_as(an):
        (paper,) = queries.papers_of(person_id=person.pk)
        assert Paper.objects.get(pk=paper.id).number == wrong
    assert not paper.valid and paper.problems


def test_somebody_without_a_name_is_called_by_the_number(an, now):
    person = register(an, now)
    with acting_as(an):
        card = queries.cards([person.pk], today=TODAY)[person.pk]
        assert queries.names_of(person_id=person.pk) == []
    assert card.name == f"无名氏 {person.number}" and not card.named and not card.masked
    assert card.age_text == "" and card.minor is None


def test_the_same_name_given_twice_is_kept_once(an, now):
    person = register(
        an, now, name="张三", other_names=(("张 三", "alias"), ("阿三", "nickname"), ("阿三", "alias"), ("  ", "alias"))
    )
    with acting_as(an):
        assert names(person.pk) == {"张三": "real", "阿三": "alias"}


def test_names_of_all_kinds_are_kept_as_they_are_written(an, now):
    for name in ("阿卜杜拉·买买提", "བཀྲ་ཤིས", "ئابدۇللا", "José Álvarez", "欧阳修文"):
        person = register(an, now, name=name)
        with acting_as(an):
            assert queries.cards([person.pk], today=TODAY)[person.pk].name == name


def test_registering_records_who_for_which_organisation(an, now, station_id):
    person = register(an, now, name="张三")
    with acting_as(an):
        (event,) = Event.objects.filter(person_id=person.pk)
    assert (event.name, event.actor_id, event.organisation_id) == ("people.registered", an.user_id, station_id)
    assert "张三" not in str(event.payload)


def test_who_may_not_edit_cannot_register(patrol, volunteer, now):
    for actor in (patrol, volunteer):
        with pytest.raises(NotAllowed):
            register(actor, now, name="张三")


def test_a_correction_keeps_what_stood_there_before(an, now):
    person = register(an, now, name="张三", sex=1)
    operations.correct(person_id=person.pk, changes={"display_name": "张 珊", "sex": 2}, at=now, actor=an)
    with acting_as(an):
        found = queries.get_person(person_id=person.pk)
        assert (found.display_name, found.sex) == ("张珊", 2)
        assert names(person.pk) == {"张三": "real", "张珊": "real"}
        change = FieldChange.objects.filter(record="person", record_id=person.pk).latest("id")
        assert change.old_values == {"display_name": "张三", "sex": 1}
        assert change.operation == "people.correct" and change.actor == str(an.user_id)


def test_a_correction_is_told_in_words_whatever_the_language_of_the_writer(an, now):
    person = register(an, now, name="张三")
    with override("en"):
        operations.correct(
            person_id=person.pk, changes={"birth_year_low": 1980, "birth_year_high": 1984, "sex": 1}, at=now, actor=an
        )
    with acting_as(an):
        told = timeline(person_id=person.pk)[0]
        assert told.payload == {"fields": ["birth_year_high", "birth_year_low", "sex"]}
        assert told.sentence == "更正资料：年龄、性别"


def test_a_correction_that_changes_nothing_records_nothing(an, now):
    person = register(an, now, name="张三")
    operations.correct(person_id=person.pk, changes={"display_name": "张三"}, at=now, actor=an)
    with acting_as(an):
        assert [e.name for e in timeline(person_id=person.pk)] == ["people.registered"]


def test_what_is_no_particular_cannot_be_corrected(an, now):
    person = register(an, now, name="张三")
    with pytest.raises(CannotChangePerson, match="sealed"):
        operations.correct(person_id=person.pk, changes={"sealed": True}, at=now, actor=an)
    with acting_as(an):
        assert not queries.get_person(person_id=person.pk).sealed


def test_a_stranger_cannot_correct_what_he_may_not_know_of(an, chen, now):
    person = register(an, now, name="张三")
    with pytest.raises(Person.DoesNotExist):
        operations.correct(person_id=person.pk, changes={"sex": 1}, at=now, actor=chen)


def test_the_first_real_name_becomes_the_name_of_the_nameless(an, now):
    person = register(an, now)
    operations.add_name(person_id=person.pk, text="阿珍", use="heard", at=now, actor=an)
    with acting_as(an):
        assert queries.get_person(person_id=person.pk).display_name == ""
    operations.add_name(person_id=person.pk, text="段阿珍", use="real", at=now, actor=an)
    operations.add_name(person_id=person.pk, text="段 阿珍", use="real", at=now, actor=an)
    with acting_as(an):
        assert queries.get_person(person_id=person.pk).display_name == "段阿珍"
        assert names(person.pk) == {"阿珍": "heard", "段阿珍": "real"}
        assert [e.name for e in timeline(person_id=person.pk)].count("people.name_added") == 2


@pytest.mark.parametrize("text,use", [("", "real"), ("  ", "alias"), ("张三", "pet")])
def test_a_name_needs_text_and_a_known_use(an, now, text, use):
    person = register(an, now)
    with pytest.raises(CannotChangePerson):
        operations.add_name(person_id=person.pk, text=text, use=use, at=now, actor=an)
    with acting_as(an):
        assert not PersonName.objects.filter(person_id=person.pk).exists()


def test_a_valid_paper_settles_the_identity_and_is_not_doubled(an, now, number):
    person = register(an, now, name="张三")
    first = operations.add_paper(person_id=person.pk, number=number, at=now, actor=an)
    again = operations.add_paper(person_id=person.pk, number=f" {number[:6]} {number[6:]} ", at=now, actor=an)
    assert first.pk == again.pk
    with acting_as(an):
        assert queries.get_person(person_id=person.pk).identity_known
        assert len(queries.papers_of(person_id=person.pk)) == 1
        told = [e for e in timeline(person_id=person.pk) if e.name == "people.paper_added"]
    assert [(e.payload, e.sentence) for e in told] == [({"kind": "resident_id"}, "登记证件：居民身份证")]


def test_a_paper_needs_a_number(an, now):
    person = register(an, now, name="张三")
    with pytest.raises(CannotChangePerson):
        operations.add_paper(person_id=person.pk, number="  ", at=now, actor=an)


def test_alerts_are_raised_once_ended_and_raised_anew(an, now):
    person = register(an, now, name="张三")
    first = operations.raise_alert(person_id=person.pk, alert="allergy", note="青霉素", at=now, actor=an)
    assert operations.raise_alert(person_id=person.pk, alert="allergy", at=now, actor=an).pk == first.pk
    with acting_as(an):
        assert queries.cards([person.pk], today=TODAY)[person.pk].alerts == ("allergy",)
    operations.end_alert(alert_id=first.pk, at=now, actor=an)
    with acting_as(an):
        assert queries.open_alerts(person_id=person.pk) == []
    with pytest.raises(PersonAlert.DoesNotExist):
        operations.end_alert(alert_id=first.pk, at=now, actor=an)
    assert operations.raise_alert(person_id=person.pk, alert="allergy", at=now, actor=an).pk != first.pk


def test_two_other_remarks_stand_side_by_side(an, now):
    person = register(an, now, name="张三")
    for note in ("怕狗", "听力差"):
        operations.raise_alert(person_id=person.pk, alert="other", note=note, at=now, actor=an)
    with acting_as(an):
        assert [a.note for a in queries.open_alerts(person_id=person.pk)] == ["怕狗", "听力差"]


def test_an_unknown_alert_is_refused(an, now):
    person = register(an, now, name="张三")
    with pytest.raises(CannotChangePerson):
        operations.raise_alert(person_id=person.pk, alert="dragon", at=now, actor=an)


def test_a_stranger_cannot_end_an_alert(an, chen, now):
    person = register(an, now, name="张三")
    alert = operations.raise_alert(person_id=person.pk, alert="allergy", at=now, actor=an)
    with pytest.raises(PersonAlert.DoesNotExist):
        operations.end_alert(alert_id=alert.pk, at=now, actor=chen)


def test_many_at_once_are_what_one_by_one_would_be(an, now):
    many = [Particulars(name=n, sex=1) for n in ("张三", "李四", "")]
    made = operations.register_many(
        many=many, at=now, actor=an, organisation_id=an.organisation_id, organisation_region="510900"
    )
    with acting_as(an):
        assert Event.objects.filter(name="people.registered", person_id__in=[p.pk for p in made]).count() == 3
        found = queries.search("lisi", today=now.date())
    assert [hit.card.id for hit in found] == [made[1].pk]
    assert made[0].viewer_keys == register(an, now, name="王五").viewer_keys
