"""Writes about people: register, correct, link, reveal, open in an emergency.

Sharing and sealing are written in ``confidence``, files and the portrait in ``likeness``; both are called from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record, record_many
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.viewers import keys_for
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused
from nuanyang.kernel.identity import parse
from nuanyang.kernel.names import normalise
from nuanyang.registry.people import events, index, links
from nuanyang.registry.people.choices import Alert, Correctable, LinkDecision, NameUse
from nuanyang.registry.people.confidence import CannotShare as CannotShare
from nuanyang.registry.people.confidence import give_sight as give_sight
from nuanyang.registry.people.confidence import let_in as let_in
from nuanyang.registry.people.confidence import seal as seal
from nuanyang.registry.people.confidence import seal_within as seal_within
from nuanyang.registry.people.confidence import share_with as share_with
from nuanyang.registry.people.confidence import take_back as take_back
from nuanyang.registry.people.confidence import take_out as take_out
from nuanyang.registry.people.confidence import unseal as unseal
from nuanyang.registry.people.emergency import break_glass as break_glass
from nuanyang.registry.people.emergency import close_glass as close_glass
from nuanyang.registry.people.likeness import keep_file as keep_file
from nuanyang.registry.people.likeness import remove_file as remove_file
from nuanyang.registry.people.likeness import set_portrait as set_portrait
from nuanyang.registry.people.models import Paper, Person, PersonAlert, PersonLink, PersonName
from nuanyang.registry.people.particulars import Particulars, insert_people


class CannotChangePerson(Refused):
    """The particulars contradict each other or name something unknown."""


class CannotLink(Refused):
    """The pair is already decided, or is one record."""


class CannotReveal(Refused):
    """A secret is shown only for a reason."""


@operation(permission="people.edit", events=[events.REGISTERED])
def register(
    *, particulars: Particulars, at: datetime, actor: Actor, organisation_id: int | None = None,
    organisation_region: str = "",
) -> Person:
    """Open a record for somebody not known yet; an empty name is a person we cannot name.

    ``organisation_id`` defaults to the actor's. Its region's keys let the bureau oversee it.
    """
    owner = organisation_id or actor.organisation_id
    assert owner is not None
    [person] = insert_people([particulars], _first_viewers(owner, organisation_region or actor.region))
    record(events.REGISTERED, root=person, at=at, payload={"number": person.number})
    return person


@operation(permission="people.edit", events=[events.REGISTERED])
def register_many(
    *, many: Sequence[Particulars], at: datetime, actor: Actor, organisation_id: int,
    organisation_region: str,
) -> list[Person]:
    """Open a record for each of ``many``, in order; the same as :func:`register` for each of them."""
    people = insert_people(many, _first_viewers(organisation_id, organisation_region))
    record_many(
        events.REGISTERED, root="person", rows=[(p.pk, p.pk, at, {"number": p.number}) for p in people]
    )
    return people


def _first_viewers(owner_id: int, region: str) -> list[str]:
    """The organisation, and who oversees its region; nobody there learns of people in a concealed shelter."""
    concealed = Organisation.objects.filter(pk=owner_id, concealed=True).exists()
    return keys_for(organisations=[owner_id], regions=[] if concealed else [region])


CORRECTABLE = frozenset(Correctable.values)


@operation(permission="people.edit", events=[events.CHANGED])
def correct(*, person_id: int, changes: dict[str, object], at: datetime, actor: Actor) -> Person:
    """Correct particulars; the database keeps what stood there before.

    :raises CannotChangePerson: for a field that is not a particular.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    unknown = set(changes) - CORRECTABLE
    if unknown:
        raise CannotChangePerson(_("不能这样修改：%(fields)s") % {"fields": ", ".join(sorted(unknown))})
    wanted = dict(changes)
    if "display_name" in wanted:
        wanted["display_name"] = normalise(str(wanted["display_name"]))[:80]
    changed = [f for f, value in sorted(wanted.items()) if getattr(person, f) != value]
    if not changed:
        nothing_happened()
        return person
    for name in changed:
        setattr(person, name, wanted[name])
    person.save(update_fields=changed)
    if "display_name" in changed and person.display_name:
        PersonName.objects.get_or_create(person=person, text=person.display_name)
    index.reindex(person)
    record(events.CHANGED, root=person, at=at, payload={"fields": changed})
    return person


@operation(permission="people.edit", events=[events.NAME_ADDED])
def add_name(*, person_id: int, text: str, use: str, at: datetime, actor: Actor) -> PersonName:
    """Add another name; the first one given to a nameless person becomes his display name."""
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    clean = normalise(text)[:120]
    if not clean or use not in NameUse.values:
        raise CannotChangePerson(_("请填写姓名"), field="name")
    name, created = PersonName.objects.get_or_create(person=person, text=clean, defaults={"use": use})
    if not created:
        nothing_happened()
        return name  # type: ignore[no-any-return]
    if not person.display_name and use == NameUse.REAL:
        person.display_name = clean[:80]
        person.save(update_fields=["display_name"])
    index.reindex(person)
    record(events.NAME_ADDED, root=person, at=at, payload={"use": use})
    return name  # type: ignore[no-any-return]


@operation(permission="people.edit", events=[events.PAPER_ADDED])
def add_paper(
    *, person_id: int, number: str, at: datetime, actor: Actor, kind: str = ""
) -> Paper:
    """Add an identity paper; a wrong number is kept and flagged, one already there is not doubled.

    :raises CannotChangePerson: without a number.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    parsed = parse(number, kind or None)
    if not parsed.number:
        raise CannotChangePerson(_("请填写证件号码"), field="number")
    for there in Paper.objects.filter(person=person).order_by("id"):
        if there.number == parsed.number:
            nothing_happened()
            return there  # type: ignore[no-any-return]
    paper = Paper(
        person=person, kind=parsed.kind, number=parsed.number, valid=parsed.valid,
        problems=list(parsed.problems),
    )
    paper.save()
    if parsed.valid and not person.identity_known:
        person.identity_known = True
        person.save(update_fields=["identity_known"])
    index.reindex(person)
    record(events.PAPER_ADDED, root=person, at=at, payload={"kind": paper.kind})
    return paper


@operation(permission="people.edit", events=[events.ALERT_RAISED])
def raise_alert(
    *, person_id: int, alert: str, at: datetime, actor: Actor, note: str = ""
) -> PersonAlert:
    """Mark something that must not be missed; what is marked already stays as it is.

    :raises CannotChangePerson: for a mark that does not exist.
    """
    if alert not in Alert.values:
        raise CannotChangePerson(_("没有这种提醒"), field="alert")
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    there = PersonAlert.objects.filter(person=person, alert=alert, ended_at__isnull=True)
    if alert != Alert.OTHER and (raised := there.order_by("id").first()) is not None:
        nothing_happened()
        return raised  # type: ignore[no-any-return]
    raised = PersonAlert(person=person, alert=alert, note=note[:200], raised_at=at)
    raised.save()
    record(events.ALERT_RAISED, root=person, at=at, payload={"alert": alert})
    return raised


@operation(permission="people.edit", events=[events.ALERT_ENDED])
def end_alert(*, alert_id: int, at: datetime, actor: Actor) -> PersonAlert:
    """Take a mark back."""
    alert: PersonAlert = PersonAlert.objects.get(pk=alert_id, ended_at__isnull=True)
    alert.ended_at = at
    alert.save(update_fields=["ended_at"])
    record(
        events.ALERT_ENDED, root=("person", alert.person_id), at=at,
        payload={"alert": alert.alert},
    )
    return alert


@operation(permission="people.link", events=[events.LINKED, events.REJECTED])
def decide_link(
    *, person_id: int, other_id: int, decision: str, reason: str, at: datetime, actor: Actor,
    evidence: dict[str, object] | None = None,
) -> PersonLink:
    """Remember that two records are one person, or that they are not.

    :raises CannotLink: for one record, or a pair that is decided (undo first).
    """
    if decision not in LinkDecision.values:
        raise CannotLink(_("请选择是不是同一人"), field="decision")
    low_id, high_id = sorted((person_id, other_id))
    if low_id == high_id:
        raise CannotLink(_("这是同一份档案"))
    people = list(Person.objects.select_for_update().filter(pk__in=(low_id, high_id)).order_by("id"))
    if len(people) != 2:
        raise Person.DoesNotExist
    if PersonLink.objects.filter(low=people[0], high=people[1], undone_at__isnull=True).exists():
        raise CannotLink(_("这两份档案已经作过认定，请先撤销"))
    link = PersonLink(
        low=people[0], high=people[1], decision=decision, reason=reason[:300],
        evidence=evidence or {}, decided_by_id=actor.user_id, decided_at=at,
    )
    link.save()
    kind = events.LINKED if decision == LinkDecision.SAME else events.REJECTED
    if decision == LinkDecision.SAME:
        links.rebuild_clusters(people)
    for person, other in (people, people[::-1]):
        record(kind, root=person, at=at, payload={"other": other.number, "reason": reason[:300]})
    return link


@operation(permission="people.link", events=[events.UNLINKED])
def undo_link(*, link_id: int, reason: str, at: datetime, actor: Actor) -> PersonLink:
    """Take a decision back; both histories remain as they were."""
    link: PersonLink = PersonLink.objects.select_for_update().get(pk=link_id)
    if link.undone_at is not None:
        nothing_happened()
        return link
    link.undone_at, link.undone_reason = at, reason[:300]
    link.save(update_fields=["undone_at", "undone_reason"])
    people = list(Person.objects.filter(pk__in=(link.low_id, link.high_id)).order_by("id"))
    links.rebuild_clusters(people)
    for person, other in (people, people[::-1]):
        record(events.UNLINKED, root=person, at=at, payload={"other": other.number, "reason": reason[:300]})
    return link


@operation(permission="people.reveal", events=[events.REVEALED], lent=True)
def reveal_number(*, paper_id: int, reason: str, at: datetime, actor: Actor) -> str:
    """The whole identity number, for a reason that is kept.

    :raises CannotReveal: without a reason.
    """
    if len(reason.strip()) < 2:
        raise CannotReveal(_("请写明查看证件号码的理由"), field="reason", rule="DP-012")
    paper: Paper = Paper.objects.get(pk=paper_id)
    record(events.REVEALED, root=("person", paper.person_id), at=at, payload={"reason": reason.strip()[:200]})
    return str(paper.number)
