"""The requests behind each figure, drawn from the people that were built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from nuanyang.doors.cli.benching import synthetic
from nuanyang.doors.cli.benching.client import Request, Step
from nuanyang.doors.cli.benching.world import Station, World

#: The register shows so many people on a page; the hundredth begins behind 99 of them.
PAGE = 40
PAGES_BEFORE = 99
TOKEN = "benchbenchbenchbenchbenchbenchbe"


@dataclass(frozen=True, slots=True)
class Sample:
    """Whom and what the requests ask for."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]
    long_stories: tuple[int, ...]
    last_of_page_99: int
    today: date


def sample(world: World, *, today: date, random: Random, station: Station | None = None) -> Sample:
    """Draw people, long stories from ``station`` (a usual one); reads as the system, through Django."""
    from django.db import connection

    from nuanyang.foundation.scope.acting import acting_as, system_actor
    from nuanyang.registry.people.models import Paper, Person, PersonName

    with acting_as(system_actor("bench"), read_only=True):
        last = Person.objects.order_by("-id").values_list("id", flat=True)[0]
        drawn = sorted({random.randint(1, last) for _ in range(600)})
        names = tuple(PersonName.objects.filter(person_id__in=drawn).order_by("id").values_list("text", flat=True))
        papers = tuple(p.number for p in Paper.objects.filter(person_id__in=drawn).order_by("id"))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT person_id FROM audit_event WHERE organisation_id = %s AND person_id IS NOT NULL"
                " GROUP BY person_id HAVING count(*) BETWEEN 26 AND 36 ORDER BY person_id LIMIT 100",
                [(station or world.usual_station).id],
            )
            stories = tuple(row[0] for row in cursor.fetchall())
            cursor.execute(
                "SELECT person_id FROM people_listing WHERE viewer_key = %s ORDER BY person_id DESC OFFSET %s LIMIT 1",
                ["r:510900", PAGES_BEFORE * PAGE - 1],
            )
            row = cursor.fetchone()
    return Sample(names, papers, stories, int(row[0]) if row else last, today)


def searches(found: Sample, random: Random) -> Iterator[str]:
    """As people search: a whole name most often, then pinyin, part of a name, initials, number, part of it."""
    from nuanyang.engines.matching.phonetics import readings_of

    while True:
        name = random.choice(found.names)
        yield name
        yield "".join(next(readings_of(name), (name,)))
        yield name[-2:]
        yield random.choice(found.names)
        yield "".join(syllable[0] for syllable in next(readings_of(random.choice(found.names)), ("z", "s")))
        yield random.choice(found.numbers)
        yield random.choice(found.names)
        yield random.choice(found.numbers)[-4:]
        yield random.choice(found.numbers)[6:14]


@dataclass(frozen=True, slots=True)
class Signed:
    """Cookies of the three accounts."""

    bureau: str
    full: str
    chief: str


def steps(world: World, found: Sample, signed: Signed, seed: int) -> dict[str, Iterator[Step]]:
    """Endless steps for each figure, in the order in which they are measured."""
    from django.urls import reverse

    random, register = Random(seed), reverse("people:index")
    year = {"from": (found.today - timedelta(days=365)).isoformat(), "to": found.today.isoformat()}
    report = f"{reverse('reports:station')}?" + urlencode({"station": world.usual_station.code, **year})
    wanted = searches(found, Random(seed))

    def one(make: Callable[[], Request]) -> Iterator[Step]:
        while True:
            yield (make(),)

    return {
        "search": one(lambda: Request(f"{reverse('search')}?" + urlencode({"q": next(wanted)}), signed.bureau, expect=(200, 302))),
        "person": one(lambda: Request(reverse("people:person", args=[random.choice(found.long_stories)]), signed.chief)),
        "residents": one(lambda: Request(reverse("stays:index"), signed.full)),
        "list_1": one(lambda: Request(register, signed.bureau)),
        "list_100": one(lambda: Request(f"{register}?before={found.last_of_page_99}", signed.bureau)),
        "register": registrations(signed, found.today, Random(seed)),
        "report": one(lambda: Request(report, signed.chief)),
    }


def registrations(signed: Signed, today: date, random: Random) -> Iterator[Step]:
    """Look whether he came before, then take him in; nobody is taken in twice."""
    from django.urls import reverse

    serial = random.randrange(1_000_000, 9_000_000)
    while True:
        serial += 1
        who = synthetic.someone(random, today)
        number = synthetic.number(random, home=who.home, born=who.born, sex=who.sex)
        # The serial number makes the name unique: three characters stand for six digits.
        name = synthetic.name(random)[0] + "".join(synthetic.GIVEN[serial // 90**k % 90] for k in range(3))
        said = (
            ("body_check", "able"), ("arrival_mode", "police"), ("name", name), ("sex", str(who.sex)),
            ("age", who.born.isoformat()), ("home", ""), ("home_region", who.home), ("identity_number", number),
            ("help_reason", "no_means"), ("arrived", ""),
        )  # fmt: skip
        yield (
            Request(reverse("intake:who"), f"{signed.chief}; csrftoken={TOKEN}", said, TOKEN),
            Request(
                reverse("intake:new"), f"{signed.chief}; csrftoken={TOKEN}",
                (*said, ("person", "new"), ("key", f"bench-{seed_of(random)}-{serial}")), TOKEN, (302, 303),
            ),
        )  # fmt: skip


def seed_of(random: Random) -> str:
    """A part of a key that two runs do not share."""
    return f"{random.getrandbits(48):x}"


def sign_in(username: str) -> str:
    """The session cookie of an account that has signed in with its second factor."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from nuanyang.foundation.access.models import User

    user: Any = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["second_factor"] = True
    session.save()
    return f"sessionid={session.session_key}"


def signed_in(world: World) -> Signed:
    """All three accounts signed in."""
    return Signed(sign_in(world.bureau_officer), sign_in(world.chief_of_500), sign_in(world.chief))
