"""Link, don't merge: decisions that are remembered, explained and can be undone."""

from __future__ import annotations

import pytest

from nuanyang.foundation.audit.queries import timeline
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotAllowed
from nuanyang.registry.people import operations, queries
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.operations import CannotLink, Particulars


@pytest.fixture
def people(an, now):
    return [
        operations.register(particulars=Particulars(name=n), at=now, actor=an).pk for n in ("甲一", "甲二", "甲三", "乙一")
    ]


def link(actor, now, a, b, decision="same", reason="同一张照片"):
    return operations.decide_link(
        person_id=a, other_id=b, decision=decision, reason=reason, at=now, actor=actor
    )


def cluster(actor, person_id):
    with acting_as(actor):
        return queries.same_person_ids(person=queries.get_person(person_id=person_id))


def test_links_join_clusters_and_undoing_parts_them_again(an, now, people):
    a, b, c, d = people
    link(an, now, a, b)
    middle = link(an, now, c, b)
    for each in (a, b, c):
        assert cluster(an, each) == [a, b, c]
    assert cluster(an, d) == [d]
    operations.undo_link(link_id=middle.pk, reason="认错了", at=now, actor=an)
    assert cluster(an, a) == [a, b] and cluster(an, c) == [c]


def test_undoing_the_link_to_the_oldest_record_renames_the_cluster(an, now, people):
    a, b, c, _d = people
    first = link(an, now, a, b)
    link(an, now, b, c)
    operations.undo_link(link_id=first.pk, reason="不是", at=now, actor=an)
    assert cluster(an, a) == [a] and cluster(an, b) == [b, c] == cluster(an, c)


def test_a_ring_of_links_holds_when_one_is_undone(an, now, people):
    a, b, c, _d = people
    link(an, now, a, b)
    link(an, now, b, c)
    third = link(an, now, a, c)
    operations.undo_link(link_id=third.pk, reason="重复", at=now, actor=an)
    assert cluster(an, a) == [a, b, c]


def test_both_stories_tell_of_the_decision(an, now, people):
    a, b, *_ = people
    made = link(an, now, b, a, reason="证件号相同")
    operations.undo_link(link_id=made.pk, reason="看错", at=now, actor=an)
    with acting_as(an):
        for one, other in ((a, b), (b, a)):
            told = [(e.name, e.payload["other"], e.payload["reason"]) for e in timeline(person_id=one)[:2]]
            number = f"R{other:07d}"
            assert told == [("people.unlinked", number, "看错"), ("people.linked", number, "证件号相同")]


def test_a_rejected_pair_stays_apart_and_is_remembered(an, now, people):
    a, b, *_ = people
    link(an, now, a, b, decision="different", reason="年龄差二十岁")
    assert cluster(an, a) == [a]
    with acting_as(an):
        (decision,) = queries.decisions_about(person_id=b)
    assert (decision.decision, decision.reason, decision.decided_by_id) == ("different", "年龄差二十岁", an.user_id)
    with pytest.raises(CannotLink):
        link(an, now, b, a)


def test_a_decided_pair_may_be_decided_anew_after_undoing(an, now, people):
    a, b, *_ = people
    rejected = link(an, now, a, b, decision="different")
    operations.undo_link(link_id=rejected.pk, reason="新证据", at=now, actor=an)
    link(an, now, a, b)
    assert cluster(an, b) == [a, b]
    with acting_as(an):
        assert [d.decision for d in queries.decisions_about(person_id=a)] == ["same"]


def test_undoing_twice_changes_nothing(an, now, people):
    a, b, *_ = people
    made = link(an, now, a, b)
    operations.undo_link(link_id=made.pk, reason="一", at=now, actor=an)
    assert operations.undo_link(link_id=made.pk, reason="二", at=now, actor=an).undone_reason == "一"


def test_a_record_cannot_be_linked_to_itself_nor_by_an_unknown_word(an, now, people):
    with pytest.raises(CannotLink):
        link(an, now, people[0], people[0])
    with pytest.raises(CannotLink):
        link(an, now, people[0], people[1], decision="perhaps")


def test_nobody_links_to_what_he_may_not_know_of(an, chen, now, people):
    stranger = operations.register(particulars=Particulars(name="丙一"), at=now, actor=chen)
    with pytest.raises(Person.DoesNotExist):
        link(an, now, people[0], stranger.pk)
    assert cluster(chen, stranger.pk) == [stranger.pk]


def test_a_cluster_shows_only_its_visible_records(an, chen, system, now, people, other_station_id):
    theirs = operations.register(particulars=Particulars(name="甲一"), at=now, actor=chen)
    link(system, now, people[0], theirs.pk)
    assert cluster(an, people[0]) == [people[0]]
    assert cluster(chen, theirs.pk) == [theirs.pk]
    operations.share_with(
        person_id=people[0], organisation_id=other_station_id, organisation_name="射水县救助管理站",
        reason="同一人", at=now, actor=an,
    )
    assert cluster(chen, theirs.pk) == [people[0], theirs.pk]


def test_linking_needs_its_permission(an, now, people, worker_at_home):
    with pytest.raises(NotAllowed):
        link(worker_at_home, now, people[0], people[1])
