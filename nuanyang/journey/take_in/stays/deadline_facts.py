"""What deadlines need to know of a stay: when it began and ended, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from nuanyang.foundation.audit.models import FieldChange
from nuanyang.foundation.deadlines import operations as deadlines
from nuanyang.foundation.deadlines.choices import Fact
from nuanyang.foundation.deadlines.facts import Facts, Happened
from nuanyang.journey.take_in.stays.choices import DepartureMode, HelpReason
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.choices import Alert
from nuanyang.registry.people.queries import PersonCard

ROOT = "stay"


def active_ids() -> Iterable[int]:
    """Stays that can still gain or move a deadline: those that are open."""
    return Stay.objects.filter(left_at__isnull=True, departure_mode="").order_by("id").values_list("id", flat=True)


def facts_of(stay_ids: Sequence[int]) -> list[Facts]:
    """The facts of these stays; a constant number of queries."""
    stays = list(Stay.objects.filter(pk__in=stay_ids).select_related("station").order_by("id"))
    if not stays:
        return []
    whose = [s.person_id for s in stays]
    # Ages only decide whether somebody is of age; the latest arrival is close enough to tell.
    cards = people.cards(whose, today=local_date(max(s.arrived_at for s in stays)))
    known_since = _identity_established(whose)
    hidden = people.hidden(whose)
    return [
        _facts(s, cards[s.person_id], known_since, hidden=s.person_id in hidden)
        for s in stays if s.person_id in cards
    ]  # fmt: skip


def _identity_established(person_ids: Iterable[int]) -> dict[int, Happened]:
    """When each identity became known after the record was opened, from the field history."""
    changes = (
        FieldChange.objects.filter(record="person", record_id__in=list(person_ids), new_values__identity_known=True)
        .order_by("id")
        .values_list("record_id", "changed_at")
    )
    return {person: Happened(Fact.IDENTITY_ESTABLISHED, at) for person, at in changes}


#: Who came for these reasons is looked for, or may not be free to say who he is.
_SEARCHED_FOR = frozenset({HelpReason.LOST, HelpReason.TRAFFICKED, HelpReason.SEEKING_KIN})


def _stated(stay: Stay, card: PersonCard) -> bool:
    """Whether an adult's own word is enough to look him up, so that no search for kin begins (RS-043).

    Not of a minor, nor where there are signs that he may not know, nor of who was lost or trafficked.
    """
    signs = stay.mental_illness or stay.dementia_or_intellectual or {Alert.MENTAL, Alert.DEMENTIA} & set(card.alerts)
    return card.identity_stated and card.minor is False and not signs and stay.help_reason not in _SEARCHED_FOR


def _facts(stay: Stay, card: PersonCard, known_since: dict[int, Happened], *, hidden: bool) -> Facts:
    violence = stay.help_reason == HelpReason.VIOLENCE or Alert.VIOLENCE in card.alerts
    happened = [Happened(Fact.ENTERED, stay.arrived_at)]
    if violence:
        happened.append(Happened(Fact.SHELTERED, stay.arrived_at))
    if violence or hidden:
        happened.append(Happened(Fact.HIDDEN, stay.arrived_at))
    if stay.person_id in known_since:
        happened.append(known_since[stay.person_id])
    if stay.left_at is not None:
        left = Fact.DIED if stay.departure_mode == DepartureMode.DIED else Fact.LEFT
        happened.append(Happened(left, stay.left_at))
    return Facts(
        root=ROOT,
        root_id=stay.pk,
        organisation_id=stay.station_id,
        region=stay.station.region,
        happened=tuple(happened),
        person_id=stay.person_id,
        age=card.age,
        minor=bool(card.minor),
        mental_sign=stay.mental_illness or Alert.MENTAL in card.alerts,
        intellectual_sign=stay.dementia_or_intellectual or Alert.DEMENTIA in card.alerts,
        identity_known=card.identity_known or _stated(stay, card),
        violence_shelter=violence,
        zone=str(zone_of(stay.station)),
    )


def reconcile(stay: Stay, *, at: datetime) -> None:
    """Bring the stay's deadlines into line; called by every operation that changes its facts."""
    deadlines.reconcile_many(facts_of([stay.pk]), at=at)


def reconcile_all(stay_ids: Sequence[int], *, at: datetime) -> None:
    """The same for many stays at once (imports)."""
    if stay_ids:
        deadlines.reconcile_many(facts_of(stay_ids), at=at)
