"""What the makers of the demo city share: the moment, chance, organisations, who works where."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nuanyang.doors.cli.demo_city.chance import Chance
from nuanyang.foundation.access.actors import actor_for
from nuanyang.foundation.access.models import User
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import system_actor
from nuanyang.kernel.actor import Actor

ZONE = ZoneInfo("Asia/Shanghai")

#: How long the story of the city is.
YEAR = timedelta(days=365)

Step = Callable[[datetime], object]
Progress = Callable[[str, str], None]


def installer() -> Actor:
    """Who sets the city up before anybody works there: organisations, places, accounts."""
    return system_actor("demo city")


@dataclass(slots=True)
class Agenda:
    """What is to happen, run in the order of time; what lies after ``end`` has not happened yet."""

    end: datetime
    _waiting: list[tuple[datetime, int, Step]] = field(default_factory=list)
    _count: int = 0

    def add(self, at: datetime, step: Step) -> None:
        """Let ``step`` happen at ``at``, unless that is still to come."""
        if at <= self.end:
            self._count += 1
            heapq.heappush(self._waiting, (at, self._count, step))

    def run(self, tell: Callable[[datetime, int], None]) -> int:
        """Let everything happen; steps may add later ones. Returns how many happened."""
        done = 0
        while self._waiting:
            at, _number, step = heapq.heappop(self._waiting)
            step(at)
            done += 1
            tell(at, done)
        return done


@dataclass(slots=True)
class World:
    """The city while it is being made."""

    now: datetime
    chance: Chance
    agenda: Agenda
    organisations: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    counties: dict[str, list[str]] = field(default_factory=dict)
    vouchers: int = 0

    @property
    def start(self) -> datetime:
        """When the story begins."""
        return self.now - YEAR

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def org(self, code: str) -> Organisation:
        return self.organisations[code]

    def actor(self, username: str) -> Actor:
        return self.actors[username]

    def refresh(self, username: str) -> Actor:
        """Build the actor anew after its roles or circles changed."""
        actor, _places = actor_for(self.users[username], at=self.now)
        assert actor is not None, username
        self.actors[username] = actor
        return actor

    def ago(self, days: float = 0, *, hours: float = 0) -> datetime:
        """A moment so long before now."""
        return self.now - timedelta(days=days, hours=hours)

    def day_at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """A time of day some days ago, never later than now."""
        day = self.today - timedelta(days=days_ago)
        return min(datetime.combine(day, time(hour, minute), ZONE), self.now)
