"""Reads about accounts: who works here with which role, what an account did, who is signed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from nuanyang.foundation.access import rules
from nuanyang.foundation.access.models import Assignment, BrokenGlass, Role, User
from nuanyang.foundation.access.second_factor import FACTORS
from nuanyang.foundation.audit import queries as audit
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.kernel.actor import current_actor
from nuanyang.kernel.errors import NotVisible

PAGE = 100


@dataclass(frozen=True, slots=True)
class Held:
    """A role that an account holds, held or will hold at an organisation."""

    id: int
    user_id: int
    role: str
    label: str
    region: str
    valid_from: datetime
    valid_to: datetime | None
    deputy_for: str

    def running(self, at: datetime) -> bool:
        return self.valid_from <= at and (self.valid_to is None or self.valid_to > at)


@dataclass(frozen=True, slots=True)
class Account:
    """An account in the list of its organisation."""

    user: User
    roles: tuple[Held, ...]
    second_factor: bool


def role_label(role: Role) -> str:
    """The role's name in the reader's language."""
    return role.name_en if (get_language() or "").startswith("en") else role.name_zh


def _held(assignment: Assignment) -> Held:
    deputy_for = assignment.deputy_for
    return Held(
        assignment.pk, assignment.user_id, assignment.role_id, role_label(assignment.role), assignment.region,
        assignment.valid_from, assignment.valid_to, str(deputy_for) if deputy_for else "",
    )


def in_force(at: datetime) -> QuerySet[Assignment]:
    """Assignments that hold at this moment."""
    return Assignment.objects.filter(  # type: ignore[no-any-return]
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), valid_from__lte=at
    )


def accounts_of(*, organisation_id: int, at: datetime, after: str = "") -> tuple[list[Account], str]:
    """Accounts with a role here, now or before, by account name; and where the next page begins.

    Three queries whatever the number.
    """
    ids = Assignment.objects.filter(organisation_id=organisation_id).values("user_id")
    users = list(User.objects.filter(pk__in=ids, username__gt=after).order_by("username")[: PAGE + 1])
    more, users = len(users) > PAGE, users[:PAGE]
    rows = accounts(users=users, organisation_id=organisation_id, at=at)
    return rows, users[-1].username if more else ""


def accounts(*, users: list[User], organisation_id: int, at: datetime) -> list[Account]:
    """These accounts with the roles that they hold or will hold here; two queries."""
    ids = [u.pk for u in users]
    held = _by_user(Assignment.objects.filter(organisation_id=organisation_id, user_id__in=ids))
    with_factor = set(
        Authenticator.objects.filter(user_id__in=ids, type__in=FACTORS).values_list("user_id", flat=True)
    )
    return [
        Account(u, tuple(h for h in held.get(u.pk, ()) if h.valid_to is None or h.valid_to > at), u.pk in with_factor)
        for u in users
    ]


def _by_user(assignments: QuerySet[Assignment]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = {}
    for assignment in assignments.select_related("role", "deputy_for").order_by("id"):
        found.setdefault(assignment.user_id, []).append(_held(assignment))
    return found


def account_at(*, username: str, organisation_id: int) -> tuple[User, list[Held]]:
    """An account and all roles it held here, the latest first.

    :raises NotVisible: when it never held one here.
    """
    user = User.objects.filter(username__iexact=username).first()
    held = _by_user(Assignment.objects.filter(organisation_id=organisation_id, user=user)) if user else {}
    if user is None or user.pk not in held:
        raise NotVisible(username)
    return user, sorted(held[user.pk], key=lambda h: (h.valid_to is not None, -h.id))


def colleagues(*, organisation_id: int, at: datetime) -> list[User]:
    """Active accounts with a role here now, by name."""
    ids = in_force(at).filter(organisation_id=organisation_id).values("user_id")
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("display_name", "id"))


def permissions_at(*, user_id: int, organisation_id: int, at: datetime) -> frozenset[str]:
    """What the account may do at the organisation now."""
    held = in_force(at).filter(user_id=user_id, organisation_id=organisation_id).select_related("role").order_by("id")
    return frozenset(p for a in held for p in a.role.permissions)


def works_beyond(*, user_id: int, organisation_id: int, at: datetime) -> bool:
    """Whether the account also holds a role in an organisation that is not this one or below it."""
    places = set(in_force(at).filter(user_id=user_id).order_by("id").values_list("organisation_id", flat=True))
    known, level = {organisation_id}, {organisation_id}
    while places - known and level:
        level = set(Organisation.objects.filter(parent_id__in=level).values_list("id", flat=True)) - known
        known |= level
    return bool(places - known)


def roles() -> list[Role]:
    """All roles, in the order in which they were made known."""
    return list(Role.objects.order_by("code"))


def grantable_roles(*, own: Collection[str], kind: str, region: str) -> list[Role]:
    """The roles that somebody with the permissions ``own`` may give in such an organisation."""
    return [
        role
        for role in roles()
        if not rules.grant_objection(
            rules.RoleFacts(frozenset(role.permissions), role.oversees), own=own, region="",
            organisation_region=region, organisation_kind=kind,
        )
    ]


def names_of_users(ids: Iterable[int | None]) -> dict[int, str]:
    """Display names by id; one query."""
    wanted = {i for i in ids if i is not None}
    return {u.pk: str(u) for u in User.objects.filter(pk__in=wanted)}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A running sign-in of an account."""

    id: int
    address: str
    device: str
    since: datetime
    last_seen: datetime
    current: bool


def sessions_of(user: User, *, current_key: str = "") -> list[SignedIn]:
    """Where the account is signed in, latest first."""
    # Expired ones are purged by allauth while it lists.
    found = UserSession.objects.purge_and_list(user)
    return [
        SignedIn(s.pk, s.ip, device_name(s.user_agent), s.created_at, s.last_seen_at, s.session_key == current_key)
        for s in sorted(found, key=lambda s: s.created_at, reverse=True)
    ]


_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("wxwork", "WeCom"), ("Edg", "Edge"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """``Chrome · Windows`` out of a user agent; what is not known stays short."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(filter(None, (browser, system))) or user_agent[:30]


def recent_sign_ins(*, limit: int = 10) -> list[audit.Told]:
    """What happened to the account of who is acting: sign-ins, failures, changes; newest first."""
    query = Event.objects.filter(root="user", root_id=current_actor().user_id)
    return [audit.tell(e) for e in query.order_by("-id")[:limit]]


def glass_of(*, user_id: int, person_id: int, at: datetime) -> BrokenGlass | None:
    """The emergency access through which this user sees this person now, if that is why he does."""
    return (  # type: ignore[no-any-return]
        BrokenGlass.objects.filter(user_id=user_id, person_id=person_id, ended_at__isnull=True, ends_at__gt=at)
        .order_by("-ends_at")
        .first()
    )


def running_glass(*, user_id: int, at: datetime) -> list[BrokenGlass]:
    """The user's emergency accesses that still give sight, the first to end first."""
    query = BrokenGlass.objects.filter(user_id=user_id, ended_at__isnull=True, ends_at__gt=at)
    return list(query.select_related("organisation").order_by("ends_at", "id"))


def glass_to_review(*, limit: int = 50) -> list[BrokenGlass]:
    """Emergency accesses in the actor's sight that nobody has judged, oldest first; others' only."""
    query = BrokenGlass.objects.filter(reviewed_at__isnull=True).exclude(user_id=current_actor().user_id)
    return list(query.select_related("user", "organisation").order_by("broken_at", "id")[:limit])


def glass_reviewed(*, limit: int = 20) -> list[BrokenGlass]:
    """Emergency accesses in the actor's sight that were judged, latest judgement first."""
    query = BrokenGlass.objects.filter(reviewed_at__isnull=False)
    return list(query.select_related("user", "organisation", "reviewed_by").order_by("-reviewed_at", "-id")[:limit])
