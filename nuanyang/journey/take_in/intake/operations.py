"""Writes about requests for help: register, take in after hospital or police, close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.discover.patrols import operations as patrols
from nuanyang.journey.take_in.intake import events, rules
from nuanyang.journey.take_in.intake.choices import BRANCH_RULE, BodyCheck, Mark
from nuanyang.journey.take_in.intake.models import Intake
from nuanyang.journey.take_in.stays import classes
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays import queries as stay_queries
from nuanyang.journey.take_in.stays.choices import ArrivalMode, HelpReason
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.kernel.identity import parse
from nuanyang.kernel.names import NameKind, kind_of, normalise
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries as people_queries
from nuanyang.registry.people.choices import Alert, LinkDecision, NameUse
from nuanyang.registry.people.models import Paper, Person, PersonName
from nuanyang.registry.people.particulars import Particulars


class CannotRegister(Refused):
    """Something essential is missing or impossible; ``field`` names it."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Medical or police disposal: where to, when, who took over, receipt number."""

    to: str
    at: datetime
    contact: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What was said and seen at the desk. ``branch`` is needed unless ``body_check`` is ``able``."""

    particulars: Particulars
    body_check: str
    arrival_mode: str = ArrivalMode.UNKNOWN
    help_reason: str = HelpReason.UNKNOWN
    age_said: str = ""
    stated_age: int | None = None
    marks: tuple[str, ...] = ()
    branch: Branch | None = None


@operation(
    permission="intake.register",
    events=[events.ASKED, events.SENT_TO_HOSPITAL, events.POLICE_CALLED, events.RECOGNISED],
    idempotent=True,
)
def register_request(
    *,
    request: Request,
    at: datetime,
    actor: Actor,
    station_id: int | None = None,
    arrived_at: datetime | None = None,
    person_id: int | None = None,
    not_these: tuple[int, ...] = (),
    encounter_id: int | None = None,
    admit: bool = True,
) -> Intake:
    """Register a request and, for who talks and walks, open the stay in the same transaction; without
    ``admit`` the request waits while it is weighed whether he is to be helped (see ``refusing.refuse``).

    ``arrived_at`` is the true arrival of a late entry. ``person_id``: "that's him"; what is said now
    fills what was not known, and contradicts nothing. ``not_these`` are records that were shown and
    are somebody else: remembered, so that the pair is not proposed again. Help first: an empty name is
    a person whom we cannot name (RS-004).

    :raises CannotRegister: naming the field; :raises stays.CannotAdmit: when the person is in already.
    """
    station = _station(station_id or actor.organisation_id)
    arrived = arrived_at or at
    _check(request, arrived, at)
    person, fresh = _person(request, person_id, station, arrived, actor)
    same = people_queries.same_person_ids(person=person)
    prior = len(stay_queries.stays_of(same))
    intake = Intake(
        station=station,
        person=person,
        asked_at=arrived,
        encounter_id=encounter_id,
        body_check=request.body_check,
        arrival_mode=request.arrival_mode,
        help_reason=request.help_reason,
        age_said=request.age_said[:40],
        stated_age=request.stated_age,
        marks=[m for m in Mark.values if m in request.marks],
        prior_stays=prior,
    )
    if request.branch is not None and request.body_check != BodyCheck.ABLE:
        _branch(intake, request.branch)
    _alerts(intake, arrived, actor)
    if encounter_id is not None:
        patrols.link_person(encounter_id=encounter_id, person_id=person.pk, at=arrived, actor=actor)
    for other_id in not_these if fresh else ():
        people.decide_link(
            person_id=person.pk,
            other_id=other_id,
            decision=LinkDecision.DIFFERENT,
            reason=events.SAID_NO.stored(),
            at=at,
            actor=actor,
        )
    # Last, because the station's next number is held from here to the commit.
    if request.body_check == BodyCheck.ABLE and admit:
        intake.stay = _admit(intake, arrived, actor)
    intake.save()
    _tell(intake, prior, arrived)
    return intake


def _station(station_id: int | None) -> Organisation:
    station = Organisation.objects.filter(pk=station_id, kind="station").first()
    if station is None:
        raise CannotRegister(_("只有救助管理站可以办理求助登记"), code="no_station")
    return station  # type: ignore[no-any-return]


def _check(request: Request, arrived: datetime, at: datetime) -> None:
    if arrived > at:
        raise CannotRegister(_("到站时间不能晚于现在"), field="arrived")
    for value, allowed, name in (
        (request.body_check, BodyCheck.values, "body_check"),
        (request.arrival_mode, ArrivalMode.values, "arrival_mode"),
        (request.help_reason, HelpReason.values, "help_reason"),
    ):
        if value not in allowed:
            raise CannotRegister(_("请从列出的选项中选择"), field=name)
    if request.body_check == BodyCheck.ABLE:
        return
    if request.branch is None or not request.branch.to.strip():
        medical = request.body_check == BodyCheck.MEDICAL
        raise CannotRegister(
            _("请写送到哪家医院") if medical else _("请写报给哪个派出所"),
            field="branch_to",
            rule=BRANCH_RULE[BodyCheck(request.body_check)],
        )
    if request.branch.at > at:
        raise CannotRegister(_("送医或报警的时间不能晚于现在"), field="branch_to")


# ---- who it is --------------------------------------------------------------------------------


def _person(
    request: Request, person_id: int | None, station: Organisation, at: datetime, actor: Actor
) -> tuple[Person, bool]:
    """The person, and whether the record is new."""
    if person_id is None:
        made = people.register(
            particulars=request.particulars,
            at=at,
            actor=actor,
            organisation_id=station.pk,
            organisation_region=station.region,
        )
        return made, True
    person: Person = Person.objects.get(pk=person_id)
    _complete(person, request.particulars, at, actor)
    return person, False


def _complete(person: Person, said: Particulars, at: datetime, actor: Actor) -> None:
    """Add what was not known yet; what contradicts the record stays out of it (a clerk corrects it)."""
    changes: dict[str, Any] = {}
    if not person.sex and said.sex:
        changes["sex"] = said.sex
    if person.birth_date is None and person.birth_year_low is None:
        for name in ("birth_date", "birth_precision", "birth_year_low", "birth_year_high"):
            changes[name] = getattr(said, name)
    if not person.home_region and said.home_region:
        changes["home_region"] = said.home_region
    if not person.home_text and not person.home_region and said.home_text:
        changes["home_text"] = said.home_text
    if changes:
        people.correct(person_id=person.pk, changes=changes, at=at, actor=actor)
        classes.reclassify(person_id=person.pk)
    name = normalise(said.name)
    known = set(PersonName.objects.filter(person=person).values_list("text", flat=True))
    if name and name not in known and kind_of(name) is not NameKind.PLACEHOLDER:
        use = NameUse.ALIAS if person.display_name else NameUse.REAL
        people.add_name(person_id=person.pk, text=name, use=use, at=at, actor=actor)
    number = parse(said.identity_number).number if said.identity_number else ""
    if number and number not in {p.number for p in Paper.objects.filter(person=person)}:
        people.add_paper(person_id=person.pk, number=said.identity_number, at=at, actor=actor)


# ---- what follows -----------------------------------------------------------------------------


def _branch(intake: Intake, branch: Branch) -> None:
    intake.branch_to = branch.to.strip()[:80]
    intake.branch_at = branch.at
    intake.branch_contact = branch.contact.strip()[:80]
    intake.branch_receipt = branch.receipt.strip()[:60]


def _admit(intake: Intake, at: datetime, actor: Actor) -> Stay:
    return stays.admit(
        person_id=intake.person_id,
        station_id=intake.station_id,
        at=at,
        actor=actor,
        arrival_mode=intake.arrival_mode,
        help_reason=intake.help_reason,
        care_zone=rules.care_zone(intake.marks),
        stated_age=intake.stated_age,
        limb_disability=Mark.LIMB in intake.marks,
        mental_illness=Mark.MENTAL in intake.marks,
        dementia_or_intellectual=Mark.DEMENTIA in intake.marks,
    )


def _tell(intake: Intake, prior: int, at: datetime) -> None:
    """Events hang on the stay where there is one, else on the person."""
    root: Any = intake.stay if intake.stay is not None else ("person", intake.person_id)
    whose = intake.person_id
    record(
        events.ASKED,
        root=root,
        person_id=whose,
        at=at,
        payload={"reason": intake.help_reason, "mode": intake.arrival_mode, "check": intake.body_check},
    )
    if intake.body_check == BodyCheck.ABLE and intake.stay is None:
        record(events.WEIGHED, root=root, person_id=whose, at=at)
    if intake.body_check == BodyCheck.MEDICAL:
        payload = {"to": intake.branch_to}
        record(events.SENT_TO_HOSPITAL, root=root, person_id=whose, at=intake.branch_at or at, payload=payload)
    if intake.body_check == BodyCheck.POLICE:
        payload = {"to": intake.branch_to, "receipt": intake.branch_receipt}
        record(events.POLICE_CALLED, root=root, person_id=whose, at=intake.branch_at or at, payload=payload)
    if prior:
        record(events.RECOGNISED, root=root, person_id=whose, at=at, payload={"stays": prior})


def _alerts(intake: Intake, at: datetime, actor: Actor) -> None:
    """What must not be missed about the person from now on."""
    today = local_date(at, zone_of(intake.station))
    card = people_queries.cards([intake.person_id], today=today)[intake.person_id]
    wanted = {
        Alert.MINOR: bool(card.minor),
        Alert.VIOLENCE: intake.help_reason == HelpReason.VIOLENCE,
        Alert.TRAFFICKED: intake.help_reason == HelpReason.TRAFFICKED,
        Alert.INFECTIOUS: Mark.INFECTIOUS in intake.marks,
        Alert.DEMENTIA: Mark.DEMENTIA in intake.marks,
        Alert.MENTAL: Mark.MENTAL in intake.marks,
    }
    for alert, needed in wanted.items():
        if needed and alert not in card.alerts:
            people.raise_alert(person_id=intake.person_id, alert=alert, at=at, actor=actor)


@operation(
    permission="intake.register", events=[events.CAME_AFTER_ALL, events.HELPED_AFTER_ALL], idempotent=True
)
def take_in_after(*, intake_id: int, at: datetime, actor: Actor) -> Intake:
    """Take in somebody who comes from the hospital or the police, or whose conditions were weighed: the stay
    begins at ``at``.

    :raises CannotRegister: when he was taken in or the request was closed.
    """
    intake = _waiting(intake_id)
    intake.stay = _admit(intake, at, actor)
    intake.save(update_fields=["stay"])
    weighed = intake.body_check == BodyCheck.ABLE
    record(events.HELPED_AFTER_ALL if weighed else events.CAME_AFTER_ALL, root=intake.stay, person_id=intake.person_id, at=at)
    return intake


@operation(permission="intake.register", events=[events.CLOSED])
def close_request(*, intake_id: int, reason: str, at: datetime, actor: Actor) -> Intake:
    """Close a request whose person does not come (stays in hospital, taken over by the police or kin)."""
    intake = _waiting(intake_id)
    if len(reason.strip()) < 2:
        raise CannotRegister(_("请写明为什么没有入站"), field="reason")
    intake.closed_at, intake.closed_reason = at, reason.strip()[:200]
    intake.save(update_fields=["closed_at", "closed_reason"])
    record(
        events.CLOSED,
        root=("person", intake.person_id),
        person_id=intake.person_id,
        at=at,
        payload={"reason": intake.closed_reason},
    )
    return intake


def _waiting(intake_id: int) -> Intake:
    intake: Intake | None = (
        Intake.objects.select_for_update(of=("self",)).select_related("station").filter(pk=intake_id).first()
    )
    if intake is None:
        raise NotVisible(f"intake {intake_id}")
    if intake.stay_id is not None or intake.closed_at is not None:
        raise CannotRegister(_("这次求助已经办结"), code="not_waiting")
    return intake


def move_with_stay(stay: Stay, person_id: int) -> None:
    """A stay put under the right person takes its request along (see stays.reassign_person)."""
    for intake in Intake.objects.filter(stay=stay).order_by("id"):
        intake.person_id = person_id
        intake.save(update_fields=["person"])
