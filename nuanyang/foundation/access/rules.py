"""Who may manage whose account and give which role; plain facts in, reasons out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

#: Kinds of organisation whose people oversee a region by their office.
OVERSEEING_KINDS = frozenset({"bureau", "sub_district", "department"})
#: Holders run the administration itself and may give roles beyond their own permissions.
ADMINISTERS = "orgs.manage"


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role as far as granting it is concerned."""

    permissions: frozenset[str]
    oversees: bool


def within(region: str, outer: str) -> bool:
    """Whether ``region`` lies in ``outer`` (GB/T 2260 codes, ``510903`` in ``510900``)."""
    significant = outer
    while len(significant) > 6 and significant.endswith("000"):
        significant = significant[:-3]
    while 2 < len(significant) <= 6 and significant.endswith("00"):
        significant = significant[:-2]
    return region.startswith(significant)


def grant_objection(
    role: RoleFacts, *, own: Collection[str], region: str, organisation_region: str, organisation_kind: str
) -> str:
    """Why an actor with the permissions ``own`` may not give the role: a code, or nothing.

    ``beyond_own``: the role may do what the actor may not. ``wide_region``: its region reaches beyond
    the organisation's. ``no_office``: the organisation does not oversee anybody.
    """
    if not role.permissions <= set(own) and ADMINISTERS not in own:
        return "beyond_own"
    if region and not within(region, organisation_region):
        return "wide_region"
    if role.oversees and organisation_kind not in OVERSEEING_KINDS:
        return "no_office"
    return ""


def manage_objection(
    *, own_id: int | None, target_id: int, own: Collection[str], held: Iterable[str], elsewhere: bool
) -> str:
    """Why an actor may not manage the account: ``self``, ``beyond_own``, ``elsewhere``, or nothing.

    ``held``: what the account may do in the actor's organisation; ``elsewhere``: it also holds a role
    in an organisation that is not below the actor's.
    """
    if own_id == target_id:
        return "self"
    if elsewhere:
        return "elsewhere"
    if not set(held) <= set(own) and ADMINISTERS not in own:
        return "beyond_own"
    return ""
