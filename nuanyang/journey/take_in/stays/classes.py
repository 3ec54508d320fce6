"""The rows of the station report into which a stay falls, kept on the stay.

Kept, because the report counts thousands of stays at once; recomputed by every operation that
changes what they follow from (arrival, the person's particulars, links of a stay to a person).
"""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from nuanyang.engines.station_report.facts import StayClasses, StayFact, classify
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.ages import Age
from nuanyang.kernel.identity import parse
from nuanyang.registry.people.choices import BirthPrecision
from nuanyang.registry.people.models import Paper, Person

_SEX = {1: "male", 2: "female"}
_PRECISION = {BirthPrecision.MONTH: "month", BirthPrecision.YEAR: "year"}


def fact_of(stay: Stay, person: Person, numbers: Iterable[str] = ()) -> StayFact:
    """What the report needs of a stay: as stated at arrival, else as the person's record says."""
    birth = stay.stated_birth or person.birth_date
    born = next((b for n in numbers if (b := parse(n).birth_date) is not None), None)
    return StayFact(
        stay_id=stay.pk,
        person_id=person.cluster_id or person.pk,
        arrived_on=stay.arrived_at.astimezone(ZoneInfo(stay.station.timezone)).date(),
        sex=_SEX.get(stay.stated_sex or person.sex, ""),
        birth=birth,
        birth_precision=_PRECISION.get(BirthPrecision(person.birth_precision), "day"),  # type: ignore[arg-type]
        identity_birth=born,
        age=_age(stay, person),
        origin_code=stay.stated_origin or person.home_region,
        origin_hint=stay.origin_hint,  # type: ignore[arg-type]
        departure=stay.departure_mode,
    )


def _age(stay: Stay, person: Person) -> Age:
    if stay.stated_age is not None:
        return Age(low=stay.stated_age, high=stay.stated_age, stated=stay.stated_age)
    if person.birth_year_low is None or person.birth_year_high is None:
        return Age()
    year = stay.arrived_at.year
    low, high = year - person.birth_year_high, year - person.birth_year_low
    if stay.import_key and high > low:
        high -= 1  # a ledger's years of birth reach one further back, for birthdays still to come
    # nobody stated one figure: both ends count, and where they lie in two groups neither is told
    return Age(low=low, high=high, stated=(low + high) // 2, estimated=True, span=high > low)


def classes_of(stay: Stay, person: Person, numbers: Iterable[str] = ()) -> StayClasses:
    """The classes of one stay."""
    return classify(fact_of(stay, person, numbers), stay.station.region)


def apply(stay: Stay, person: Person, numbers: Iterable[str] = ()) -> list[str]:
    """Set the class fields on an instance; returns their names for ``save(update_fields=…)``."""
    told = classes_of(stay, person, numbers)
    stay.origin_class, stay.sex_class, stay.age_class = told.origin, told.sex, told.age_band
    stay.age_years, stay.age_conflict = told.age_years, told.age_conflict
    return ["origin_class", "sex_class", "age_class", "age_years", "age_conflict"]


def reclassify(*, person_id: int) -> None:
    """Bring all stays of a person into line after his particulars changed; inside an operation."""
    person: Person = Person.objects.get(pk=person_id)
    numbers = [p.number for p in Paper.objects.filter(person_id=person_id, valid=True).order_by("id")]
    for stay in Stay.objects.select_related("station").filter(person_id=person_id).order_by("id"):
        stay.save(update_fields=apply(stay, person, numbers))
