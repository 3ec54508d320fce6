"""Writes that decide who may know of a person: share, seal, the circle, lift the seal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.access.models import CircleMember
from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.viewers import add_viewers, circle_key, keys_for, organisation_key, set_viewers
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people import events, rules, sealing, sight
from nuanyang.registry.people.models import Person


class CannotShare(Refused):
    """A sealed record stays within its circle; who sees it in an emergency only decides nothing."""


def _held(person: Person, actor: Actor) -> None:
    """Refuse who sees the record through an emergency alone: he could keep for good what was lent for hours."""
    if actor.kind != "system" and not rules.sees_by_right(person.viewer_keys, actor.keys):
        raise CannotShare(_("紧急查阅期间不能改变谁看得到这份档案"), code="glass", rule="DP-017")


def _reason(text: str) -> str:
    said = " ".join(text.split())[:300]
    if len(said) < 2:
        raise CannotShare(_("请写明理由"), field="reason")
    return said


@operation(permission="people.edit", events=[events.SHARED])
def share_with(
    *, person_id: int, organisation_id: int, organisation_name: str, reason: str, at: datetime,
    actor: Actor,
) -> Person:
    """Let another organisation see the record (a hand-over names its reason).

    :raises CannotShare: for a sealed record; only its circle may know of it.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    if person.sealed:
        raise CannotShare(
            _("密封的档案不能共享给整个机构"), rule="DP-017", hint=_("请把对方的经办人加进知情人名单")
        )
    if organisation_key(organisation_id) in person.viewer_keys:
        nothing_happened()
        return person
    add_viewers(person, [organisation_key(organisation_id)])
    # That a concealed shelter knows somebody is told to the shelter alone: its name says where she is.
    concealed = Organisation.objects.filter(pk=organisation_id, concealed=True).exists()
    record(
        events.SHARED, root=("organisation", organisation_id) if concealed else person, person_id=person.pk, at=at,
        payload={"organisation": organisation_name, "to": organisation_id, "reason": reason},
    )
    return person


@operation(permission="people.edit", events=[events.UNSHARED])
def take_back(*, person_id: int, organisation_id: int, reason: str, at: datetime, actor: Actor) -> Person:
    """End a share: the organisation knows of the record no longer. What it was told before stays in the story.

    :raises CannotShare: it was not let in by a share, or keeps records of its own about the person by now;
        without a reason; by who sees the record in an emergency only.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    _held(person, actor)
    said = _reason(reason)
    if organisation_key(organisation_id) not in person.viewer_keys:
        nothing_happened()
        return person
    organisation = next((o for o in sight.may_be_taken_back(person, actor=actor) if o.pk == organisation_id), None)
    if organisation is None:
        raise CannotShare(
            _("不能收回：这个机构自己也有这个人的记录，或者不是经共享看到的"), field="organisation",
            hint=_("请与对方商量"),
        )
    record(
        events.UNSHARED, root=person, at=at,
        payload={"organisation": organisation.name, "to": organisation_id, "reason": said},
    )
    set_viewers(person, [k for k in person.viewer_keys if k != organisation_key(organisation_id)])
    return person


@operation(permission="people.edit", events=[events.SHARED])
def give_sight(*, person_id: int, organisation_id: int, reason: str, at: datetime, actor: Actor) -> Person:
    """Share by hand with an organisation that the actor may know of, for a reason.

    :raises CannotShare: sealed, without a reason, by who sees the record in an emergency only.
    :raises NotVisible: an organisation that ended, or that is concealed.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    _held(person, actor)
    said = _reason(reason)
    organisation = Organisation.objects.filter(pk=organisation_id, concealed=False, ended_on__isnull=True).first()
    if organisation is None:
        raise NotVisible(f"organisation {organisation_id}")
    return share_with(
        person_id=person_id, organisation_id=organisation_id, organisation_name=organisation.name, reason=said,
        at=at, actor=actor,
    )


@operation(permission="people.seal", events=[events.SEALED])
def seal(
    *, person_id: int, circle_id: int, reason: str, at: datetime, actor: Actor
) -> Person:
    """Seal: from now on only the circle sees the record, in every list, count and search.

    :raises CannotShare: by who sees the record in an emergency only.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    _held(person, actor)
    person.sealed, person.circle_id = True, circle_id
    person.save(update_fields=["sealed", "circle_id"])
    record(events.SEALED, root=person, at=at, payload={"reason": reason})
    keys = keys_for(circles=[circle_id])
    sealing.set_all(person, keys)
    set_viewers(person, keys)
    return person


@operation(permission="people.seal", events=[events.SEALED])
def seal_within(*, person_id: int, user_ids: Iterable[int], reason: str, at: datetime, actor: Actor) -> Person:
    """Seal into a new circle of these people and the actor, who could not lift the seal otherwise.

    :raises CannotShare: sealed already, without a reason, in an emergency only. :raises NotVisible: an
    account that the actor cannot know.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    _held(person, actor)
    said = _reason(reason)
    if person.sealed:
        raise CannotShare(_("这份档案已经密封"), hint=_("请在知情人名单里增减人"))
    assert actor.user_id is not None and actor.organisation_id is not None
    members = list(dict.fromkeys([actor.user_id, *user_ids]))
    _known(members[1:], at)
    circle = access.make_circle(
        organisation_id=actor.organisation_id, user_ids=members, purpose=said, at=at, actor=actor
    )
    return seal(person_id=person_id, circle_id=circle.pk, reason=said, at=at, actor=actor)


def _known(user_ids: Iterable[int], at: datetime) -> None:
    wanted = set(user_ids)
    if wanted - {u.pk for u in sight.people_at_work(ids=wanted, at=at)}:
        raise NotVisible("account")


def _circle_of(person: Person, actor: Actor) -> int:
    """The circle of a sealed person for one of its members.

    :raises CannotShare: not sealed, or the actor is no member.
    """
    if person.circle_id is None or not person.sealed:
        raise CannotShare(_("这份档案没有密封"))
    if actor.kind != "system" and circle_key(person.circle_id) not in actor.keys:
        raise CannotShare(_("只有知情人能改变知情人名单"), code="glass", rule="DP-017")
    return int(person.circle_id)


@operation(permission="people.seal", events=[events.CONFIDED])
def let_in(*, person_id: int, user_id: int, reason: str, at: datetime, actor: Actor) -> Person:
    """One more member of the circle; who is in already stays.

    :raises CannotShare: not sealed, no member, without a reason. :raises NotVisible: an unknown account.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    circle_id, said = _circle_of(person, actor), _reason(reason)
    _known([user_id], at)
    member, created = CircleMember.objects.get_or_create(circle_id=circle_id, user_id=user_id)
    if not created and (member.valid_to is None or member.valid_to > at):
        nothing_happened()
        return person
    if not created:
        member.valid_to = None
        member.save(update_fields=["valid_to"])
    record(events.CONFIDED, root=person, at=at, payload={"user": user_id, "reason": said})
    return person


@operation(permission="people.seal", events=[events.UNCONFIDED])
def take_out(*, person_id: int, user_id: int, reason: str, at: datetime, actor: Actor) -> Person:
    """A member leaves the circle and from then on knows of nobody in it.

    :raises CannotShare: oneself (somebody has to stay), not sealed, no member, without a reason.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    circle_id, said = _circle_of(person, actor), _reason(reason)
    if user_id == actor.user_id:
        raise CannotShare(_("不能移出自己"), hint=_("请另一位知情人来移出"))
    gone, _by_model = CircleMember.objects.filter(circle_id=circle_id, user_id=user_id).delete()
    if not gone:
        nothing_happened()
        return person
    record(events.UNCONFIDED, root=person, at=at, payload={"user": user_id, "reason": said})
    return person


@operation(permission="people.seal", events=[events.UNSEALED])
def unseal(*, person_id: int, reason: str, at: datetime, actor: Actor) -> Person:
    """Lift the seal: the actor's organisation sees the record again, its region oversees it.

    Other organisations that saw it before are not let in again by this; sharing names its reason. Who
    oversees the region learns nothing of people in a concealed shelter.

    :raises CannotShare: by who is not in the circle.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    if not person.sealed:
        nothing_happened()
        return person
    _circle_of(person, actor)
    assert actor.organisation_id is not None
    person.sealed, person.circle_id = False, None
    person.save(update_fields=["sealed", "circle_id"])
    record(events.UNSEALED, root=person, at=at, payload={"reason": reason[:300]})
    keys = sealing.viewers_of_root(person, organisations=[actor.organisation_id], regions=[actor.region])
    set_viewers(person, keys)
    sealing.set_all(person, keys)
    return person
