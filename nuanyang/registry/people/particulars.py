"""What is known of somebody on first contact, and how it becomes records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from nuanyang.foundation.scope.acting import SYSTEM_KEY
from nuanyang.kernel.identity import IdentityPaper, parse
from nuanyang.kernel.names import normalise
from nuanyang.registry.people import index
from nuanyang.registry.people.choices import BirthPrecision, NameUse
from nuanyang.registry.people.models import Paper, Person, PersonName


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of somebody on first contact; everything may be empty.

    ``birth_year_low`` and ``birth_year_high`` bound an estimated age. ``identity_number`` is kept
    as said, also when it is wrong (it is flagged then). ``other_names``: (text, use) pairs.
    """

    name: str = ""
    sex: int = 0
    birth_date: date | None = None
    birth_precision: str = BirthPrecision.UNKNOWN
    birth_year_low: int | None = None
    birth_year_high: int | None = None
    home_region: str = ""
    home_text: str = ""
    identity_number: str = ""
    identity_kind: str = ""
    other_names: tuple[tuple[str, str], ...] = field(default=())


def person_of(particulars: Particulars, paper: IdentityPaper | None, viewer_keys: list[str]) -> Person:
    """An unsaved person: what a valid number says fills what nobody stated."""
    person = Person(
        display_name=normalise(particulars.name)[:80],
        sex=particulars.sex,
        birth_date=particulars.birth_date,
        birth_precision=particulars.birth_precision,
        birth_year_low=particulars.birth_year_low,
        birth_year_high=particulars.birth_year_high,
        home_region=particulars.home_region,
        home_text=particulars.home_text,
        viewer_keys=viewer_keys,
    )
    if paper is not None and paper.valid:
        person.identity_known = True
        if person.birth_date is None and paper.birth_date is not None:
            person.birth_date, person.birth_precision = paper.birth_date, BirthPrecision.DAY
        person.sex = person.sex or int(paper.sex or 0)
    return person


def paper_of(particulars: Particulars) -> IdentityPaper | None:
    """The paper that the particulars name, or None."""
    if not particulars.identity_number.strip():
        return None
    return parse(particulars.identity_number, particulars.identity_kind or None)


def insert_people(many: Sequence[Particulars], viewer_keys: list[str]) -> list[Person]:
    """Insert people with names, papers and search entries; called inside an operation.

    A handful of statements, whatever the number of people.
    """
    papers = [paper_of(p) for p in many]
    people: list[Person] = Person.objects.bulk_create(
        [person_of(p, paper, viewer_keys) for p, paper in zip(many, papers, strict=True)]
    )
    PersonName.objects.bulk_create(
        PersonName(person=person, text=text, use=use)
        for person, particulars in zip(people, many, strict=True)
        for text, use in names_of(person, particulars)
    )
    Paper.objects.bulk_create(
        Paper(
            person=person, kind=paper.kind, number=paper.number, valid=paper.valid,
            problems=list(paper.problems),
        )
        for person, paper in zip(people, papers, strict=True)
        if paper is not None
    )
    _write_entries(people, many, papers)
    return people


def names_of(person: Person, particulars: Particulars) -> list[tuple[str, str]]:
    """The names to keep, each text once."""
    named = [(person.display_name, NameUse.REAL.value)] if person.display_name else []
    others = [(normalise(text)[:120], use) for text, use in particulars.other_names]
    return list({text: (text, use) for text, use in (*others, *named) if text}.values())


def _write_entries(
    people: Sequence[Person], many: Sequence[Particulars], papers: Sequence[IdentityPaper | None]
) -> None:
    ids, digests, viewers = [], [], []
    for person, particulars, paper in zip(people, many, papers, strict=True):
        found = index.name_digests([person.display_name, *(t for t, _use in particulars.other_names)])
        found |= index.paper_digests([paper.number] if paper else [])
        ids.append(person.pk)
        digests.append("{" + ",".join(map(str, sorted(found))) + "}")
        viewers.append("{" + ",".join(f'"{k}"' for k in person.viewer_keys if k != SYSTEM_KEY) + "}")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_searchentry (person_id, viewers, digests)"
            " SELECT id, v::text[], d::bigint[] FROM unnest(%s::bigint[], %s::text[], %s::text[])"
            " AS r (id, v, d)",
            [ids, viewers, digests],
        )
        cursor.execute(
            "INSERT INTO people_listing (viewer_key, person_id)"
            " SELECT k, id FROM unnest(%s::bigint[], %s::text[]) AS r (id, v),"
            " LATERAL unnest(r.v::text[]) AS k",
            [ids, viewers],
        )
