"""Writes about street encounters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.viewers import add_viewers, keys_for, organisation_key, set_viewers
from nuanyang.journey.discover.patrols import events
from nuanyang.journey.discover.patrols.choices import ApparentAge, Condition, Given, NotComing, Outcome
from nuanyang.journey.discover.patrols.models import Encounter
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people.choices import SexChoice
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.sealing import viewers_of_root


class CannotRecord(Refused):
    """Something essential is missing or contradicts the first look."""


class CannotTell(Refused):
    """Who came, or was never on the way here, cannot be said not to come."""


class CannotLinkPerson(Refused):
    """The encounter is already linked to somebody else."""


@operation(permission="patrols.record", events=[events.RECORDED], idempotent=True)
def record_encounter(
    *,
    place: str,
    condition: str,
    outcome: str,
    met_at: datetime,
    at: datetime,
    actor: Actor,
    region: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    sex: int = SexChoice.UNKNOWN,
    apparent_age: str = ApparentAge.UNCLEAR,
    seen: str = "",
    given: Sequence[str] = (),
    station_id: int | None = None,
) -> Encounter:
    """Record whom one met and what came of it; ``station_id`` when brought to a station, which then sees it.

    Nobody is taken along against his will (381 art 11, RS-006), and nobody ill goes to the station
    before a doctor has looked (RS-013).

    :raises CannotRecord: naming the field that is wrong.
    """
    assert actor.organisation_id is not None
    _check(place, condition, outcome, met_at, at, station_id)
    organisations = [actor.organisation_id]
    if station_id is not None:
        station = Organisation.objects.filter(pk=station_id, kind="station").first()
        if station is None:
            raise CannotRecord(_("请选择送到哪个救助站"), field="station")
        organisations.append(station_id)
    encounter = Encounter(
        organisation_id=actor.organisation_id,
        met_at=met_at,
        place=place.strip()[:120],
        region=region or actor.region,
        latitude=latitude,
        longitude=longitude if latitude is not None else None,
        sex=sex,
        apparent_age=apparent_age,
        condition=condition,
        seen=seen.strip()[:400],
        given=[g for g in Given.values if g in set(given)],
        outcome=outcome,
        station_id=station_id,
        viewer_keys=keys_for(organisations=organisations, regions=[region or actor.region]),
    )
    encounter.save()
    record(
        events.RECORDED,
        root=encounter,
        at=met_at,
        payload={"condition": condition, "outcome": outcome, "region": encounter.region},
    )
    return encounter


def _check(place: str, condition: str, outcome: str, met_at: datetime, at: datetime, station_id: int | None) -> None:
    if not place.strip():
        raise CannotRecord(_("请写在哪里遇到的"), field="place")
    if condition not in Condition.values or outcome not in Outcome.values:
        raise CannotRecord(_("请从列出的选项中选择"), field="condition")
    if met_at > at:
        raise CannotRecord(_("时间不能晚于现在"), field="met_at")
    if outcome == Outcome.TO_STATION and station_id is None:
        raise CannotRecord(_("请选择送到哪个救助站"), field="station")
    if outcome != Outcome.TO_STATION and station_id is not None:
        raise CannotRecord(_("没有送到救助站，不用选救助站"), field="station")
    if outcome == Outcome.TO_STATION and condition == Condition.REFUSES:
        raise CannotRecord(
            _("本人不愿意，不能带走"), field="outcome", rule="RS-006", hint=_("给物资和求助卡，约好再来")
        )
    if outcome == Outcome.TO_STATION and condition == Condition.ILL:
        raise CannotRecord(
            _("受伤或发病的先送医，不直接送站"),
            field="outcome",
            rule="RS-013",
            hint=_("拨打 120 或送定点医院，出院后再接到站里"),
        )


@operation(permission="intake.register", events=[events.NOT_COMING])
def did_not_come(*, encounter_id: int, reason: str, at: datetime, actor: Actor) -> Encounter:
    """The station says that somebody who was on the way to it does not come; the list of arrivals forgets him.

    Said by the station to which he was to be brought. Should he come all the same, intake links him as usual.

    :raises CannotTell: without a reason, for who came, or for who was on the way to another place.
    """
    encounter: Encounter | None = Encounter.objects.select_for_update().filter(pk=encounter_id).first()
    if encounter is None:
        raise NotVisible(f"encounter {encounter_id}")
    if encounter.station_id is None or encounter.station_id != actor.organisation_id:
        raise CannotTell(_("这个人不是送到本站的"), code="not_ours")
    if encounter.person_id is not None:
        raise CannotTell(_("这个人已经到站登记"), code="came", hint=_("登记错了人，请在那次在站里更正。"))
    if reason not in NotComing.values:
        raise CannotTell(_("请选择原因"), code="reason", field="reason")
    if encounter.not_coming == reason:
        nothing_happened()
        return encounter
    encounter.not_coming, encounter.not_coming_at = reason, at
    encounter.save(update_fields=["not_coming", "not_coming_at"])
    record(events.NOT_COMING, root=encounter, at=at, payload={"reason": reason})
    return encounter


@operation(permission="intake.register", events=[events.LINKED])
def link_person(*, encounter_id: int, person_id: int, at: datetime, actor: Actor) -> Encounter:
    """Say who it was: the station that takes the person in links the encounter.

    Whoever recorded the encounter learns that it was linked, and sees the person only if he may.

    :raises CannotLinkPerson: when it is linked to somebody else already.
    """
    encounter: Encounter | None = Encounter.objects.select_for_update().filter(pk=encounter_id).first()
    if encounter is None:
        raise NotVisible(f"encounter {encounter_id}")
    person: Person = Person.objects.get(pk=person_id)
    if encounter.person_id == person_id:
        nothing_happened()
        return encounter
    if encounter.person_id is not None:
        raise CannotLinkPerson(_("这次街面发现已经对应了另一个人"), code="linked_already")
    encounter.person = person
    encounter.not_coming, encounter.not_coming_at = "", None  # he came after all; the history keeps what was said
    encounter.save(update_fields=["person", "not_coming", "not_coming_at"])
    if person.sealed:
        set_viewers(encounter, viewers_of_root(person, organisations=[], regions=[]))
    elif actor.organisation_id is not None and organisation_key(actor.organisation_id) not in encounter.viewer_keys:
        add_viewers(encounter, [organisation_key(actor.organisation_id)])
    record(
        events.LINKED,
        root=encounter,
        person_id=person_id,
        at=at,
        payload={"met": encounter.met_at.date().isoformat(), "encounter": encounter.pk},
    )
    return encounter
