"""A ledger row as a person's particulars and as a stay."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from nuanyang.engines.ledger.departures import OTHER
from nuanyang.engines.ledger.model import LedgerRow
from nuanyang.engines.station_report.facts import classify
from nuanyang.engines.station_report.from_ledger import facts_of
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.take_in.ledger import words
from nuanyang.journey.take_in.ledger.reading import KeyedRow
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.registry.people.choices import BirthPrecision, NameUse
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.particulars import Particulars

END_OF_DAY = time(23, 59, 59)
_PRECISION = {"day": BirthPrecision.DAY, "month": BirthPrecision.MONTH, "year": BirthPrecision.YEAR}


def particulars_of(row: LedgerRow) -> Particulars:
    """Who the row is about. A stand-in such as 无名氏28 is kept as what somebody was called."""
    low, high = _birth_years(row)
    return Particulars(
        name=row.name if row.name_known else "",
        other_names=((row.name, NameUse.HEARD.value),) if row.name and not row.name_known else (),
        sex=int(row.sex) if row.sex.known else 0,
        birth_date=row.birth.value,
        birth_precision=_PRECISION.get(row.birth.precision, BirthPrecision.UNKNOWN)
        if row.birth.value
        else (BirthPrecision.ESTIMATED if low is not None else BirthPrecision.UNKNOWN),
        birth_year_low=low,
        birth_year_high=high,
        home_region=row.origin_code,
        home_text=row.origin_text[:200],
        identity_number=row.identity_text,
    )


def _birth_years(row: LedgerRow) -> tuple[int | None, int | None]:
    if row.birth.value is not None or row.arrived.value is None or not row.age.known:
        return None, None
    year = row.arrived.value.year
    low = row.age.low if row.age.low is not None else row.age.stated
    high = row.age.high if row.age.high is not None else row.age.stated
    if low is None or high is None:
        return None, None
    return year - high - 1, year - low


def birth_of(row: LedgerRow) -> date | None:
    """The birth date as stated, else from a valid identity number."""
    return row.birth.value or row.identity.birth_date


def stay_of(
    keyed: KeyedRow, *, person: Person, station: Organisation, number: str, viewer_keys: list[str],
    doubts: tuple[str, ...] = (),
) -> Stay:
    """The unsaved stay of a row, with what was stated at arrival; ``doubts``: codes beside those of the row."""
    row, zone = keyed.row, ZoneInfo(station.timezone)
    arrived_at = row.arrived.at(zone)
    assert arrived_at is not None  # a row without a day of arrival is refused
    departure = "" if row.departure == "still_in" else row.departure
    [fact] = facts_of([row])
    told = classify(fact, station.region)
    return Stay(
        station=station,
        person=person,
        number=number,
        arrived_at=arrived_at,
        left_at=left_at(row, arrived_at, zone),
        arrival_mode=words.arrival_mode(row.arrival_mode),
        help_reason=words.help_reason(row.reason),
        departure_mode=departure,
        departure_text=row.departure_text[:200] if departure == OTHER else "",
        stated_age=None if row.age.span else row.age.stated,
        stated_sex=int(row.sex) if row.sex.known else None,
        stated_birth=birth_of(row),
        stated_origin=row.origin_code,
        origin_class=told.origin,
        sex_class=told.sex,
        age_class=told.age_band,
        age_years=told.age_years,
        age_conflict=told.age_conflict,
        origin_hint=row.origin_hint,
        limb_disability="limb_disability" in row.key_groups,
        mental_illness="mental_illness" in row.key_groups,
        dementia_or_intellectual="dementia_or_intellectual" in row.key_groups,
        flags=sorted({*doubts, *(flag.code for flag in row.flags)}),
        import_key=keyed.key,
        viewer_keys=viewer_keys,
    )


def left_at(row: LedgerRow, arrived_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment of leaving; a day without a time of day ends with that day."""
    moment = row.left.at(zone, END_OF_DAY)
    return max(moment, arrived_at) if moment is not None else None
