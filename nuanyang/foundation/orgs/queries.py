"""Reads about organisations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Q, When
from django.db.models.functions import Now

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible


def get_organisation(*, code: str) -> Organisation:
    """The organisation with this code.

    :raises NotVisible: when there is none for this actor.
    """
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise NotVisible(code)
    return found  # type: ignore[no-any-return]


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Names by id of the organisations that the actor may know of."""
    return dict(Organisation.objects.filter(id__in=set(ids)).values_list("id", "name"))


def is_concealed(organisation_id: int | None) -> bool:
    """Whether it is a shelter that nobody must find; what the actor may not know of is not."""
    return Organisation.objects.filter(pk=organisation_id, concealed=True).exists()


#: As many stations as a chooser or a page offers; others are found by name or code, or on the next page.
STATIONS_OFFERED = 100


@dataclass(frozen=True, slots=True)
class Stations:
    """Some stations, by code (one's own first), and whether there are more than these."""

    found: list[Organisation]
    more: bool


def stations_of(
    actor: Actor, *, also: str = "", text: str = "", after: str = "", limit: int = STATIONS_OFFERED
) -> Stations:
    """Stations whose affairs the actor follows: his own, those of the regions he oversees, the one with
    the code ``also``; for who has neither, those that he may know of.

    ``text``: only those with these words in name or code. ``after``: those with a greater code (own last read).
    """
    his = Q(pk=actor.organisation_id)
    for key in actor.keys:
        if key.startswith("r:"):
            his |= Q(region__startswith=_significant(key[2:]))
    everywhere = stations = Organisation.objects.filter(kind="station")
    for word in text.split():
        stations = stations.filter(Q(name__icontains=word) | Q(code__icontains=word))
    own_first = Case(When(pk=actor.organisation_id, then=0), default=1)
    ordered = stations.filter(code__gt=after).exclude(pk=actor.organisation_id) if after else stations
    ordered = ordered.order_by(own_first, "code")
    found = list(ordered.filter(his)[: limit + 1])
    if not found and not everywhere.filter(his).exists():
        found = list(ordered[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if also and also not in {s.code for s in found}:
        found += list(Organisation.objects.filter(kind="station", code=also))
    return Stations(found, more)


def _significant(region: str) -> str:
    """What all codes within the region begin with: ``510900`` → ``5109``, ``510000`` → ``51``."""
    if region.endswith("0000"):
        return region[:2]
    return region[:4] if region.endswith("00") else region


def at_home_of(region: str) -> Organisation | None:
    """Who visits people in this region: the social-work station of the place itself, else of the nearest
    place around it up to the city, else the first of the same county. Of another county none, however near:
    whoever is told learns of the person.
    """
    stations = Organisation.objects.filter(kind="social_work_station", ended_on__isnull=True)
    places = [region[:length].ljust(6, "0") for length in (12, 9, 6, 4) if len(region) >= length]
    written = {p: (p, p.ljust(9, "0"), p.ljust(12, "0")) for p in places}
    around = {o.region: o for o in stations.filter(region__in=set().union(*written.values())).order_by("-code")}
    for place in places:
        for code in written[place]:
            if code in around:
                return around[code]  # type: ignore[no-any-return]
    county = region[:6]
    if len(county) < 6 or county.endswith("00"):
        return None
    return stations.filter(region__startswith=county).order_by("region", "code").first()  # type: ignore[no-any-return]


#: At most so many lines of the tree on one page; what lies deeper opens from its parent.
TREE_CAP = 150


@dataclass(frozen=True, slots=True)
class TreeLine:
    """An organisation in the tree: how deep, how many below it, and whether those follow here."""

    organisation: Organisation
    depth: int
    children: int
    unfolded: bool
    users: int


def tree(*, root_id: int | None = None, cap: int = TREE_CAP) -> list[TreeLine]:
    """The tree (below ``root_id``, or all of it) in reading order, whole levels as far as ``cap`` allows.

    Ended organisations stay out. Two queries whatever the size.
    """
    rows = list(Organisation.objects.filter(ended_on__isnull=True).order_by("code"))
    known = {o.pk for o in rows}
    below: dict[int | None, list[Organisation]] = {}
    for row in rows:
        # Whose parent ended or is concealed from this actor stands at the top.
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    shown = _levels(below, root_id, cap)
    users = _user_counts(shown)
    lines: list[TreeLine] = []

    def walk(parent: int | None, depth: int) -> None:
        for each in below.get(parent, ()):
            if each.pk not in shown:
                continue
            children = below.get(each.pk, [])
            unfolded = bool(children) and children[0].pk in shown
            lines.append(TreeLine(each, depth, len(children), unfolded, users.get(each.pk, 0)))
            walk(each.pk, depth + 1)

    walk(root_id, 0)
    return lines


def _levels(below: dict[int | None, list[Organisation]], root_id: int | None, cap: int) -> set[int]:
    """Ids level by level; a set of children is shown whole or not at all (the first level always)."""
    shown: set[int] = set()
    level = below.get(root_id, [])
    shown.update(o.pk for o in level)
    while level:
        following: list[Organisation] = []
        for parent in level:
            children = below.get(parent.pk, [])
            if children and len(shown) + len(children) <= cap:
                shown.update(o.pk for o in children)
                following += children
        level = following
    return shown


def _user_counts(ids: Iterable[int]) -> dict[int, int]:
    """How many people hold a role now, by organisation."""
    counted = (
        Organisation.objects.filter(id__in=set(ids), assignments__valid_from__lte=Now())
        .filter(Q(assignments__valid_to__isnull=True) | Q(assignments__valid_to__gt=Now()))
        .order_by("id")
        .annotate(users=Count("assignments__user_id", distinct=True))
    )
    return dict(counted.values_list("id", "users"))


def role_counts(*, organisation_id: int) -> list[tuple[str, str, int]]:
    """Roles held now at the organisation: Chinese name, English name, number of people."""
    counted = (
        Organisation.objects.filter(id=organisation_id, assignments__valid_from__lte=Now())
        .filter(Q(assignments__valid_to__isnull=True) | Q(assignments__valid_to__gt=Now()))
        .order_by("assignments__role_id")
        .values_list("assignments__role__name_zh", "assignments__role__name_en")
        .annotate(people=Count("assignments__user_id", distinct=True))
    )
    return list(counted)


def find(text: str, *, kind: str = "", limit: int = 50) -> list[TreeLine]:
    """Organisations by part of the name or code, and kind, as lines without a tree; by code."""
    query = Organisation.objects.filter(ended_on__isnull=True)
    if kind:
        query = query.filter(kind=kind)
    for word in text.split():
        query = query.filter(Q(name__icontains=word) | Q(code__icontains=word))
    found = list(query.order_by("code")[:limit])
    users = _user_counts(o.pk for o in found)
    return [TreeLine(o, 0, 0, True, users.get(o.pk, 0)) for o in found]
