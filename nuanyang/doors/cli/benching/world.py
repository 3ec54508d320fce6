"""The world that is measured: a bureau over many stations, one of them with exactly 500 residents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

RESIDENTS = 500
CITY = "510900"
COUNTIES = ("510903", "510904", "510921", "510923", "510981")
#: People of an ordinary station; one in five comes twice, which makes about 2,500 stays.
PEOPLE_OF_A_STATION = 2_080
PASSWORD = "long-enough-for-measuring"


@dataclass(frozen=True, slots=True)
class Station:
    """A station to fill: so many people, so many of whom are in now."""

    id: int
    code: str
    region: str
    people: int
    residents: int


@dataclass(frozen=True, slots=True)
class World:
    """Organisations and the accounts that send the requests."""

    bureau_id: int
    stations: tuple[Station, ...]
    bureau_officer: str
    chief_of_500: str
    chief: str

    @property
    def full_station(self) -> Station:
        """The one with 500 residents."""
        return self.stations[0]

    @property
    def usual_station(self) -> Station:
        """One of the others."""
        return self.stations[1]


def sizes(persons: int) -> list[int]:
    """People by station: first the full one, then ordinary ones that share the rest evenly."""
    full = min(RESIDENTS, max(1, persons // 2))
    rest = max(1, persons - full)
    count = max(1, round(rest / PEOPLE_OF_A_STATION))
    return [full, *(rest // count + (n < rest % count) for n in range(count))]


def found(persons: int, *, at: datetime) -> World:
    """Found organisations and accounts through their operations; Django acts as the application's role."""
    from nuanyang.foundation.orgs import operations as orgs
    from nuanyang.foundation.scope.acting import system_actor

    actor = system_actor("bench")
    bureau = orgs.add(
        code="bench-bureau", name="临江市民政局", kind="bureau", region=CITY, parent_code="", at=at, actor=actor
    )
    stations = []
    for number, people in enumerate(sizes(persons)):
        region = CITY if number == 0 else COUNTIES[number % len(COUNTIES)]
        made = orgs.add(
            code=f"bench-{number}", name=f"临江市第{number + 1}救助管理站", kind="station", region=region,
            parent_code="bench-bureau", at=at, actor=actor,
        )  # fmt: skip
        residents = people if number == 0 else min(60, people // 3)
        stations.append(Station(int(made.pk), str(made.code), region, people, residents))
    accounts = (
        ("bench-bureau", "科员", int(bureau.pk), "bureau_officer"),
        ("bench-full", "站长甲", stations[0].id, "station_chief"),
        ("bench-chief", "站长乙", stations[1].id, "station_chief"),
    )
    for username, display_name, organisation_id, role in accounts:
        _account(username, display_name, organisation_id, role, at)
    return World(int(bureau.pk), tuple(stations), *(a[0] for a in accounts))


def _account(username: str, display_name: str, organisation_id: int, role: str, at: datetime) -> None:
    from nuanyang.foundation.access import operations as access
    from nuanyang.foundation.scope.acting import system_actor

    actor = system_actor("bench")
    user = access.add_user(username=username, display_name=display_name, password=PASSWORD, at=at, actor=actor)
    access.grant_role(user_id=user.pk, organisation_id=organisation_id, role=role, at=at, actor=actor)
