"""Canaries: people with unmistakable names, one per organisation, planted by the demo city.

If a canary's name shows up for somebody whose scope does not hold it, something leaks.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from nuanyang.foundation.access.models import Circle
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import SYSTEM_KEY, acting_as, system_actor
from nuanyang.registry.people.models import Person

#: A rare character that no generator uses in names, so that a canary is found by its text alone.
MARK = "燚"


@dataclass(frozen=True, slots=True)
class Canary:
    """A canary and the viewer keys that may see it."""

    organisation: str
    name: str
    person: str
    person_id: int
    viewer_keys: list[str]
    sealed: bool

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def planted() -> list[Canary]:
    """All canaries, by organisation code."""
    with acting_as(system_actor("list canaries"), read_only=True):
        codes = {f"o:{i}": code for i, code in Organisation.objects.values_list("id", "code")}
        circles = Circle.objects.order_by("id").values_list("id", "organisation_id")
        codes |= {f"c:{i}": codes[f"o:{of}"] for i, of in circles}
        found = list(Person.objects.filter(display_name__startswith=MARK).order_by("id"))
    return [
        Canary(
            organisation=next((codes[k] for k in p.viewer_keys if k in codes), ""),
            name=p.display_name,
            person=p.number,
            person_id=p.pk,
            viewer_keys=[k for k in p.viewer_keys if k != SYSTEM_KEY],
            sealed=p.sealed,
        )
        for p in found
    ]
