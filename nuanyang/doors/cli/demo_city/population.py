"""Who comes: made-up people with homes, ages, papers and reasons in the shares of a real station.

The shares follow ten months of a station's survey: 1,321 men and 403 women of 1,724; 238 minors and
281 old people; 436 from other provinces; 89 with a disabled limb, 107 mentally ill, 39 with dementia.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from nuanyang.doors.cli.demo_city import places
from nuanyang.doors.cli.demo_city.chance import Chance
from nuanyang.doors.cli.demo_city.names import full_name
from nuanyang.doors.cli.demo_city.world import World
from nuanyang.journey.take_in.stays.choices import HelpReason
from nuanyang.kernel.identity import check_digit
from nuanyang.registry.people.choices import BirthPrecision, SexChoice
from nuanyang.registry.people.particulars import Particulars

MALE_SHARE = 1321 / 1724
BANDS: dict[str, float] = {"minor": 238, "working": 1194, "old": 281}
AGES = {"minor": (5, 17), "working": (18, 59), "old": (60, 84)}
OUT_OF_PROVINCE = 436 / 1724
#: Of those from the province, so many are from the city itself.
FROM_THE_CITY = 0.45

REASONS: dict[str, float] = {
    HelpReason.NO_MEANS: 34, HelpReason.NO_WORK: 24, HelpReason.ROBBED: 12, HelpReason.LOST: 11,
    HelpReason.SEEKING_KIN: 11, HelpReason.ILL: 4, HelpReason.PYRAMID: 2, HelpReason.OTHER: 2,
}  # fmt: skip
REASONS_OF_MINORS: dict[str, float] = {HelpReason.LOST: 5, HelpReason.SEEKING_KIN: 3, HelpReason.NO_MEANS: 2}

#: Numbers that no registry gives out in the ordinary course: the last of a day's sequence.
SEQUENCES = {SexChoice.MALE: (991, 993, 995, 997, 999), SexChoice.FEMALE: (990, 992, 994, 996, 998)}


@dataclass(frozen=True, slots=True)
class Profile:
    """A made-up person and what is seen of him."""

    particulars: Particulars
    sex: SexChoice
    age: int
    home: str
    reason: str
    marks: tuple[str, ...] = ()

    @property
    def minor(self) -> bool:
        return self.age < 18

    @property
    def helpless(self) -> bool:
        """May not leave alone."""
        return self.minor or "mental" in self.marks or "dementia" in self.marks


def identity_number(home: str, birth: date, sex: SexChoice, nth: int) -> str:
    """A number with a right check digit that nobody bears."""
    body = f"{home[:6]}{birth:%Y%m%d}{SEQUENCES[sex][nth % 5]:03d}"
    return body + check_digit(body)


def birth_of(world: World, age: int) -> date:
    """A birth date that makes somebody ``age`` years old today."""
    return world.today - timedelta(days=int(age * 365.25) + world.chance.whole(5, 355))


def known_person(
    world: World, *, name: str = "", sex: SexChoice, age: int, home: str, number: bool = True, home_text: str = "",
    other_names: tuple[tuple[str, str], ...] = (),
) -> Particulars:  # fmt: skip
    """Particulars of somebody whose birth date we know, with papers unless ``number`` is False."""
    birth = birth_of(world, age)
    return Particulars(
        name=name or full_name(world.chance, sex=sex, birth_year=birth.year, province=home[:2]),
        sex=sex,
        birth_date=birth,
        birth_precision=BirthPrecision.DAY,
        home_region=home,
        home_text=home_text,
        identity_number=identity_number(home, birth, sex, world.chance.whole(0, 4)) if number else "",
        other_names=other_names,
    )


def unknown_person(world: World, *, sex: SexChoice, age: int, heard: str, home_text: str) -> Particulars:
    """Particulars of somebody who cannot say who he is."""
    return Particulars(
        sex=sex,
        birth_precision=BirthPrecision.ESTIMATED,
        birth_year_low=world.today.year - age - 4,
        birth_year_high=world.today.year - age + 4,
        home_text=home_text,
        other_names=((heard, "heard"),) if heard else (),
    )


def home_of(world: World) -> str:
    """A county: of the city, of the province, or of another one."""
    chance = world.chance
    if chance.yes(OUT_OF_PROVINCE):
        return chance.pick(world.counties[chance.weighted(places.OTHER_PROVINCES)])
    here = [c for c in world.counties[places.PROVINCE] if c.startswith(places.CITY[:4])]
    if chance.yes(FROM_THE_CITY):
        return chance.pick(here)
    return chance.pick([c for c in world.counties[places.PROVINCE] if c not in here])


def somebody(world: World) -> Profile:
    """One more person, by chance."""
    chance = world.chance
    sex = SexChoice.MALE if chance.yes(MALE_SHARE) else SexChoice.FEMALE
    band = chance.weighted(BANDS)
    age = chance.whole(*AGES[band])
    home = home_of(world)
    marks = _marks(chance, age)
    reason = chance.weighted(REASONS_OF_MINORS if band == "minor" else REASONS)
    certainty = chance.weighted({"papers": 84, "said": 13, "unknown": 3})
    if certainty == "unknown" and band != "minor":
        said = f"{places.ACCENTS.get(home[:2], '口音不明')}，说不清家在哪里"
        heard = f"老{chance.weighted({'张': 2, '李': 2, '王': 2, '三': 1, '五': 1})}" if chance.yes(0.5) else ""
        unknown = unknown_person(world, sex=sex, age=age, heard=heard, home_text=said)
        return Profile(unknown, sex, age, "", HelpReason.NO_MEANS, (*marks, "dementia") if age >= 60 else marks)
    known = known_person(world, sex=sex, age=age, home=home, number=certainty == "papers")
    return Profile(known, sex, age, home, reason, marks)


def _marks(chance: Chance, age: int) -> tuple[str, ...]:
    found: list[str] = []
    if chance.yes(89 / 1724):
        found.append("limb")
    if age >= 16 and chance.yes(107 / 1724):
        found.append("mental")
    if chance.yes(0.08 if age >= 60 else 0.01):
        found.append("dementia")
    if chance.yes(0.03):
        found.append("observe")
    return tuple(dict.fromkeys(found))
