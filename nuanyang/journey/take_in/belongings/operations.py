"""Writes: check at the door, register what somebody brought, hand it back or on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.files import operations as files
from nuanyang.foundation.files.choices import FileKind
from nuanyang.journey.take_in.belongings import events, queries, rules
from nuanyang.journey.take_in.belongings.choices import AFTER_CUSTODY, Category, Place, Result
from nuanyang.journey.take_in.belongings.models import Belonging, SecurityCheck
from nuanyang.journey.take_in.belongings.rules import Thing
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people.choices import SexChoice


class CannotCheck(Refused):
    """Somebody of the other sex may not check, or something is missing."""


class CannotKeep(Refused):
    """Nothing to register, or a thing that may not be where it is said to be."""


def _own_stay(stay_id: int, actor: Actor) -> Stay:
    """A stay of the actor's own station: others see it, they do not keep its things."""
    stay: Stay | None = Stay.objects.select_for_update().select_related("person").filter(pk=stay_id).first()
    if stay is None or (actor.kind == "user" and stay.station_id != actor.organisation_id):
        raise NotVisible(f"stay {stay_id}")
    return stay


# ---- the door -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """A security check: by whom, with whom beside, what came of it."""

    checker_name: str
    checker_sex: int
    result: str
    witness_name: str = ""
    note: str = ""


@operation(permission="stays.manage", events=[events.CHECKED])
def note_check(*, stay_id: int, checked: Checked, at: datetime, actor: Actor) -> SecurityCheck:
    """Record the security check.

    :raises CannotCheck: by somebody of the other sex (RS-017), without a name, found or refused without a word.
    """
    stay = _own_stay(stay_id, actor)
    name = " ".join(checked.checker_name.split())[:60]
    if not name:
        raise CannotCheck(_("请写检查人的姓名"), field="checker_name")
    if checked.checker_sex not in (SexChoice.MALE, SexChoice.FEMALE):
        raise CannotCheck(_("请选择检查人的性别"), field="checker_sex")
    if checked.result not in Result.values:
        raise CannotCheck(_("请选择检查结果"), field="result")
    if not rules.may_check(person_sex=stay.person.sex, checker_sex=checked.checker_sex):
        raise CannotCheck(
            _("安全检查由同性工作人员做"), code="other_sex", rule=rules.CHECK, field="checker_sex",
            hint=_("请同性的同事来检查；没有同性同事在班时先只收看得见的危险物品，等同事到了再查"),
        )
    if checked.result != Result.CLEAR and not checked.note.strip():
        raise CannotCheck(_("请写明发现了什么，或者为什么不接受检查"), field="note")
    made = SecurityCheck(
        stay=stay, checked_at=at, checker_name=name, checker_sex=checked.checker_sex,
        witness_name=" ".join(checked.witness_name.split())[:60], result=checked.result,
        note=" ".join(checked.note.split())[:300], recorded_by_id=actor.user_id,
    )
    made.save()
    record(events.CHECKED, root=stay, person_id=stay.person_id, at=at, payload={"result": checked.result})
    return made


# ---- register -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Brought:
    """A thing as it is registered: where it is from now on."""

    thing: Thing
    place: str = Place.CUSTODY
    note: str = ""


@operation(permission="stays.manage", events=[events.TAKEN], idempotent=True)
def register_things(*, stay_id: int, things: Sequence[Brought], at: datetime, actor: Actor) -> Stay:
    """Register what somebody brought along, kept by the station or left with him.

    :raises CannotKeep: nothing; a dangerous thing left with the person; a sealed bag without a number for what is
        valuable or cash (RS-018).
    """
    stay = _own_stay(stay_id, actor)
    if not things:
        raise CannotKeep(_("请写带了什么；什么都没带就不用登记"), field="things")
    for brought in things:
        _check_thing(brought)
    Belonging.objects.bulk_create(
        Belonging(
            stay=stay, name=b.thing.name[:80], category=b.thing.category, count=b.thing.count,
            amount_fen=b.thing.amount_fen if b.thing.category == Category.CASH else None, bag=b.thing.bag[:20],
            note=" ".join(b.note.split())[:200], place=b.place, taken_at=at, taken_by_name=actor.name[:60],
            **({"moved_at": at, "moved_by_name": actor.name[:60]} if b.place not in (Place.CUSTODY, Place.WITH_OWNER) else {}),
        )
        for b in things
    )
    kept = sum(b.place == Place.CUSTODY for b in things)
    record(
        events.TAKEN, root=stay, person_id=stay.person_id, at=at, payload={"count": len(things), "kept": kept}
    )
    return stay


def _check_thing(brought: Brought) -> None:
    thing = brought.thing
    if not thing.name.strip():
        raise CannotKeep(_("请写物品的名称"), field="things")
    if thing.category not in Category.values:
        raise CannotKeep(_("请选择物品的类别"), field="things")
    if brought.place not in (Place.CUSTODY, Place.WITH_OWNER, Place.POLICE):
        raise CannotKeep(_("刚登记的物品只能由站里代管、本人带着，或者交公安"), field="things")
    if thing.category == Category.PROHIBITED and brought.place == Place.WITH_OWNER:
        raise CannotKeep(
            _("“%(name)s”是危险品，不能留在本人身上") % {"name": thing.name}, rule=rules.CUSTODY, field="things",
            hint=_("站里代管，或者交公安"),
        )
    if brought.place == Place.CUSTODY and thing.category in (Category.VALUABLE, Category.CASH) and not thing.bag.strip():
        raise CannotKeep(
            _("“%(name)s”要封存编号：请写袋号") % {"name": thing.name}, code="bag", rule=rules.CUSTODY, field="things"
        )


@operation(permission="stays.manage", events=[events.CORRECTED])
def correct_thing(*, belonging_id: int, thing: Thing, note: str, reason: str, at: datetime, actor: Actor) -> Belonging:
    """Correct what was registered; what it said before stays in the field history.

    :raises CannotKeep: without a reason, a dangerous thing with the person, a valuable without a bag.
    """
    found = _own_thing(belonging_id, actor)
    said = " ".join(reason.split())[:200]
    if len(said) < 2:
        raise CannotKeep(_("请写明原因"), field="reason")
    if found.place in (Place.CUSTODY, Place.WITH_OWNER):
        _check_thing(Brought(thing, found.place))
    found.name, found.category, found.count, found.bag = thing.name[:80], thing.category, thing.count, thing.bag[:20]
    found.amount_fen = thing.amount_fen if thing.category == Category.CASH else None
    found.note = " ".join(note.split())[:200]
    found.save(update_fields=["name", "category", "count", "bag", "amount_fen", "note"])
    record(events.CORRECTED, root=found.stay, person_id=found.stay.person_id, at=at, payload={"reason": said})
    return found


def _own_thing(belonging_id: int, actor: Actor) -> Belonging:
    found: Belonging | None = (
        Belonging.objects.select_for_update(of=("self",)).select_related("stay").filter(pk=belonging_id).first()
    )
    if found is None or (actor.kind == "user" and found.stay.station_id != actor.organisation_id):
        raise NotVisible(f"belonging {belonging_id}")
    return found


@operation(permission="stays.manage", events=[events.CORRECTED])
def photograph(*, belonging_id: int, content: bytes, name: str, at: datetime, actor: Actor) -> Belonging:
    """Keep a photograph of the thing as it was taken in."""
    found = _own_thing(belonging_id, actor)
    file = files.store(
        kind=FileKind.PHOTO, root="stay", root_id=found.stay_id, person_id=found.stay.person_id, content=content, name=name,
        note=found.name, at=at, actor=actor,
    )
    found.photo_id = file.pk
    found.save(update_fields=["photo_id"])
    record(
        events.CORRECTED, root=found.stay, person_id=found.stay.person_id, at=at,
        payload={"reason": events.PHOTOGRAPHED.stored()},
    )
    return found


# ---- hand back ----------------------------------------------------------------------------------


@operation(permission="stays.manage", events=[events.MOVED])
def move_things(
    *, stay_id: int, belonging_ids: Iterable[int], place: str, to: str, at: datetime, actor: Actor
) -> list[Belonging]:
    """Hand back, pass on to the police or kin, or note that nobody claims them; in one go.

    ``to``: who received (kin, police station), or why unclaimed.

    :raises CannotKeep: nothing chosen; a place that does not follow; papers unclaimed while the person is in;
        a dangerous thing handed back; no receiver where one is needed.
    """
    return _move(_own_stay(stay_id, actor), belonging_ids, place, to, at, actor)


def _move(
    stay: Stay, belonging_ids: Iterable[int], place: str, to: str, at: datetime, actor: Actor
) -> list[Belonging]:
    wanted = set(belonging_ids)
    things = list(Belonging.objects.select_for_update().filter(stay=stay, pk__in=wanted).order_by("id"))
    if not things or len(things) != len(wanted):
        raise CannotKeep(_("请选择物品"), field="things")
    if place not in AFTER_CUSTODY:
        raise CannotKeep(_("请选择物品的去向"), field="place")
    moved = [t for t in things if t.place != place]
    if not moved:
        nothing_happened()
        return things
    for thing in moved:
        _check_move(thing, stay, place, to)
    for thing in moved:
        thing.place, thing.moved_at, thing.moved_by_name = place, at, actor.name[:60]
        thing.moved_to = " ".join(to.split())[:120]
        thing.save(update_fields=["place", "moved_at", "moved_by_name", "moved_to"])
    for category in dict.fromkeys(t.category for t in moved):
        count = sum(t.count for t in moved if t.category == category)
        record(
            events.MOVED, root=stay, person_id=stay.person_id, at=at,
            payload={"category": category, "count": count, "place": place},
        )
    return things


def _check_move(thing: Belonging, stay: Stay, place: str, to: str) -> None:
    if place == Place.RETURNED and thing.category == Category.PROHIBITED and thing.place != Place.CUSTODY:
        raise CannotKeep(_("“%(name)s”已经交出去了") % {"name": thing.name}, field="things")
    if place != Place.RETURNED and not to.strip():
        raise CannotKeep(
            _("请写为什么无人领取") if place == Place.UNCLAIMED else _("请写交给了谁"), field="to"
        )
    if place == Place.UNCLAIMED and thing.category == Category.PAPERS and stay.open:
        raise CannotKeep(
            _("证件是本人的，人还在站就要随时交还"), code="papers", rule=rules.NEVER_WITHHELD, field="place"
        )


@operation(permission="departures.discharge", events=[events.MOVED])
def hand_back_all(*, stay_id: int, at: datetime, actor: Actor) -> list[Belonging]:
    """Hand back whatever is in custody: counted and signed for as somebody leaves (RS-019)."""
    stay = _own_stay(stay_id, actor)
    kept = [b.pk for b in queries.in_custody(stay_id=stay_id)]
    if not kept:
        nothing_happened()
        return []
    return _move(stay, kept, Place.RETURNED, "", at, actor)
