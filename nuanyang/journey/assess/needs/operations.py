"""Writes: assess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.journey.assess.needs import events
from nuanyang.journey.assess.needs.choices import Domain, Level
from nuanyang.journey.assess.needs.models import Assessment, Finding
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused
from nuanyang.registry.people.models import Person


class CannotAssess(Refused):
    """Nothing was marked, or a domain or level does not exist."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one domain: level 0–3 and a note."""

    level: int
    note: str = ""


@operation(permission="needs.assess", events=[events.ASSESSED], idempotent=True)
def assess(
    *, person_id: int, findings: Mapping[str, Found], note: str, at: datetime, actor: Actor
) -> Assessment:
    """Add a version of the person's assessment; ``findings`` maps domain to what was found.

    :raises CannotAssess: without a finding, or for an unknown domain or level.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    if not findings:
        raise CannotAssess(_("请至少标出一个方面"), field="domains", code="nothing_marked")
    for domain, found in findings.items():
        if domain not in Domain.values or found.level not in Level.values:
            raise CannotAssess(_("没有这样的方面或程度"), field=f"level_{domain}", code="unknown")
    assert actor.organisation_id is not None
    last = Assessment.objects.filter(person=person).aggregate(last=Max("version"))["last"] or 0
    assessment = Assessment(
        person=person, version=last + 1, organisation_id=actor.organisation_id, assessed_at=at,
        assessed_by_id=actor.user_id, assessed_by_name=actor.name[:60], note=note.strip(),
    )
    assessment.save()
    for domain in Domain.values:
        if domain in findings:
            found = findings[domain]
            Finding(
                assessment=assessment, domain=domain, level=found.level, note=found.note.strip()[:300]
            ).save()
    record(
        events.ASSESSED, root=person, at=at,
        payload={"version": assessment.version, "domains": len(findings)},
    )
    return assessment
