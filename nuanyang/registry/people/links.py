"""Clusters of linked records, kept up to date by the operations on links."""

from __future__ import annotations

from nuanyang.foundation.scope.acting import acting_as, running_operation, system_actor
from nuanyang.registry.people.choices import LinkDecision
from nuanyang.registry.people.models import Person, PersonLink
from nuanyang.registry.people.rules import clusters


def rebuild_clusters(people: list[Person]) -> None:
    """Recompute the clusters touched by these records.

    A cluster may reach beyond what the actor sees, so the system computes it; it writes only
    ``cluster_id``, which shows nothing but that two records are one person.
    """
    with acting_as(system_actor("rebuild clusters"), operation=running_operation()):
        wanted = {p.cluster_id or p.pk for p in people} | {p.pk for p in people}
        members = set(
            Person.objects.filter(cluster_id__in=wanted).order_by("id").values_list("id", flat=True)
        ) | {p.pk for p in people}
        pairs = list(
            PersonLink.objects.filter(
                decision=LinkDecision.SAME, undone_at__isnull=True, low_id__in=members,
                high_id__in=members,
            ).order_by("id").values_list("low_id", "high_id")
        )
        for person_id, cluster in clusters(members, pairs).items():
            Person.objects.filter(pk=person_id).exclude(cluster_id=cluster).update(cluster_id=cluster)
