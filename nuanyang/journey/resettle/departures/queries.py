"""Reads about leaving: what is open to somebody, what was done, who is to leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.journey.resettle.departures import rules
from nuanyang.journey.resettle.departures.models import Departure
from nuanyang.journey.take_in.belongings import queries as belongings
from nuanyang.journey.take_in.belongings.choices import Category
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import visible_stays, zone_of
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import queries as people
from nuanyang.registry.people import rules as person_rules
from nuanyang.registry.people.choices import Alert
from nuanyang.registry.people.models import Person


def law_at(*, region: str, on: date) -> rules.Law:
    """The rules of leaving as they hold for a region on a day. One query."""
    book = rulebook.book()
    return rules.Law({rule_id: book.rule(rule_id, region=region, on=on) for rule_id in rules.RULES})


def leaver_of(stay: Stay, *, on: date) -> rules.Leaver:
    """What the gates need to know of the person of a stay."""
    person = people.get_person(person_id=stay.person_id)
    alerts = {a.alert for a in people.open_alerts(person_id=person.pk)}
    age, low = _ages(person, stay, on)
    minor = person_rules.is_minor(
        on, birth=person.birth_date, year_low=person.birth_year_low, year_high=person.birth_year_high
    )
    return rules.Leaver(
        age=age, age_low=low, minor=bool(minor) if minor is not None else Alert.MINOR in alerts,
        sex=person.sex, mental_sign=stay.mental_illness or Alert.MENTAL in alerts,
        intellectual_sign=stay.dementia_or_intellectual or Alert.DEMENTIA in alerts,
        hardly_walks=stay.limb_disability or Alert.DISABLED in alerts,
    )


def _ages(person: Person, stay: Stay, on: date) -> tuple[int | None, int | None]:
    """Best estimate and least possible age: birth date, else span of years, else as stated at arrival."""
    if person.birth_date is not None:
        exact = person_rules.age_on(on, birth=person.birth_date, year_low=None, year_high=None)
        return exact, exact
    age = person_rules.age_on(
        on, birth=None, year_low=person.birth_year_low, year_high=person.birth_year_high
    )
    if age is not None and person.birth_year_high is not None:
        return age, max(0, on.year - person.birth_year_high - 1)
    return stay.stated_age, None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the desk needs to let somebody leave."""

    stay: Stay
    leaver: rules.Leaver
    law: rules.Law


def desk(*, stay_id: int, at: datetime) -> Desk:
    """The open stay, its person as the gates see him, and the law of the station.

    :raises NotVisible: when there is no such stay for this actor.
    """
    stay = stays.get_stay(stay_id=stay_id)
    on = local_date(at, zone_of(stay.station))
    kept = belongings.in_custody(stay_id=stay_id)
    leaver = replace(leaver_of(stay, on=on), kept=len(kept), kept_papers=sum(b.category == Category.PAPERS for b in kept))
    return Desk(stay, leaver, law_at(region=stay.station.region, on=on))


def get_departure(*, departure_id: int) -> Departure:
    """The departure with its stay, station and papers.

    :raises NotVisible: when there is none for this actor.
    """
    found = (
        Departure.objects.select_related("stay__station", "voucher", "collector")
        .prefetch_related("escorts")
        .filter(pk=departure_id, stay__in=visible_stays())
        .first()
    )
    if found is None:
        raise NotVisible(f"departure {departure_id}")
    return found  # type: ignore[no-any-return]


def departure_of(*, stay_id: int) -> Departure | None:
    """The papers of a stay's end, or None (still in, or imported from a ledger)."""
    return Departure.objects.filter(stay_id=stay_id, stay__in=visible_stays()).first()  # type: ignore[no-any-return]


def left_lately(*, station_id: int, now: datetime, days: int = 30, limit: int = 50) -> list[Stay]:
    """Stays that ended in the last days, latest first."""
    query = visible_stays().filter(
        station_id=station_id, left_at__gt=now - timedelta(days=days), left_at__lte=now
    )
    return list(query.select_related("departure").order_by("-left_at", "-id")[:limit])
