"""Accounts of the demo city: every role at least once, listed with passwords in ``demo.json``."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import get_hasher

from nuanyang.doors.cli.demo_city import places
from nuanyang.doors.cli.demo_city.world import World, installer
from nuanyang.foundation.access import operations as access
from nuanyang.foundation.access.models import Role, User
from nuanyang.foundation.access.roles import built_in_roles
from nuanyang.foundation.access.second_factor import add_totp
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.instance.home import Home, write_private


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in as what, where."""

    user: str
    name: str
    role: str
    organisation: str


def _station(suffix: str, station: str, names: Sequence[str]) -> list[Account]:
    roles = ("station_officer", "station_chief", "station_social_worker", "patrol_member")
    return [Account(f"{role}{suffix}", name, role, station) for role, name in zip(roles, names, strict=True)]


ACCOUNTS: tuple[Account, ...] = (
    *_station("", places.STATION, ("李敏", "周建国", "孙晓雯", "郭强")),
    Account("nurse", "唐玉兰", "nurse", places.STATION),
    Account("carer", "邓秀芳", "carer", places.STATION),
    Account("patrol_lead", "雷鸣", "patrol_lead", places.STATION),
    Account("tracing_officer", "秦雪梅", "tracing_officer", places.STATION),
    Account("accountant", "钱进", "accountant", places.STATION),
    *_station("2", places.STATION_WEST, ("罗霞", "彭志刚", "谢婷", "龙军")),
    *_station("3", places.STATION_NORTH, ("汪洁", "廖永安", "方琳", "姜超")),
    Account("social_worker", "何琳", "social_worker", places.HOME_STATION),
    Account("social_worker2", "蒋悦", "social_worker", "sws-hedong"),
    Account("social_worker3", "任凯", "social_worker", "sws-wangjiang"),
    Account("social_worker4", "白露", "social_worker", "sws-shuyuan"),
    Account("social_worker5", "田甜", "social_worker", "sws-binjiang"),
    Account("social_worker6", "夏冰", "social_worker", "sws-yanquan"),
    Account("social_worker_henan", "侯明", "social_worker", places.HENAN),
    Account("volunteer_coordinator", "尹红", "volunteer_coordinator", places.VOLUNTEERS),
    Account("volunteer", "文静", "volunteer", places.HOME_STATION),
    Account("sub_district_officer", "段勇", "sub_district_officer", "street-nanmen"),
    Account("sub_district_officer2", "万芳", "sub_district_officer", "street-binjiang"),
    Account("bureau_officer", "贺立新", "bureau_officer", places.BUREAU),
    Account("auditor", "史正", "auditor", places.BUREAU),
    Account("administrator", "乔安", "administrator", places.BUREAU),
    Account("charity_officer", "黎珊", "charity_officer", places.CHARITY),
    Account("hospital_liaison", "康宁", "hospital_liaison", places.HOSPITAL),
    Account("police_liaison", "武威", "police_liaison", places.POLICE),
    Account("shelter_chief", "向阳", "station_chief", places.SHELTER),
    Account("shelter_worker", "苏暖", "station_social_worker", places.SHELTER),
)

#: Who visits for an organisation, takes in at a station, and so on.
OFFICER = {places.STATION: "station_officer", places.STATION_WEST: "station_officer2", places.STATION_NORTH: "station_officer3"}
CHIEF = {places.STATION: "station_chief", places.STATION_WEST: "station_chief2", places.STATION_NORTH: "station_chief3"}
WORKER = {
    places.STATION: "station_social_worker",
    places.STATION_WEST: "station_social_worker2",
    places.STATION_NORTH: "station_social_worker3",
}
PATROL = {places.STATION: "patrol_member", places.STATION_WEST: "patrol_member2", places.STATION_NORTH: "patrol_member3"}
VISITOR = {
    **WORKER,
    **{a.organisation: a.user for a in ACCOUNTS if a.role == "social_worker"},
}


def missing_roles() -> set[str]:
    """Built-in roles that no account holds."""
    return {role.code for role in built_in_roles()} - {a.role for a in ACCOUNTS}


def open_accounts(world: World) -> dict[str, str]:
    """Add all accounts with their roles; password by account name."""
    actor, at = installer(), world.start - timedelta(days=7)
    passwords: dict[str, str] = {}
    _hash_quickly()
    for account in ACCOUNTS:
        passwords[account.user] = secrets.token_urlsafe(9)
        user = access.add_user(
            username=account.user, display_name=account.name, password=passwords[account.user], at=at, actor=actor
        )
        access.grant_role(
            user_id=user.pk, organisation_id=world.org(account.organisation).pk, role=account.role, at=at, actor=actor
        )
        add_totp(user=user)
        world.users[account.user] = user
        world.refresh(account.user)
    return passwords


def _hash_quickly() -> None:
    """Spend little time on hashes here: 72 random bits need no stretching.

    At the first sign-in Django hashes the password anew, as slowly as all others.
    """
    hasher = get_hasher("argon2")
    hasher.time_cost, hasher.memory_cost = 1, 1024  # type: ignore[attr-defined]


def new_passwords(world: World) -> dict[str, str]:
    """Set new passwords of all accounts (the list was lost); each must be changed at the first sign-in."""
    found = {u.username: u for u in User.objects.filter(username__in=[a.user for a in ACCOUNTS])}
    world.users.update(found)
    return {
        a.user: access.set_password(user_id=found[a.user].pk, at=world.now, actor=installer()) for a in ACCOUNTS
    }


def write_list(home: Home, world: World, passwords: dict[str, str], *, size: str) -> None:
    """Write ``demo.json`` (0600): user, role, organisation, password, TOTP seed of every account, in words too."""
    with acting_as(installer(), read_only=True):
        names = dict(Organisation.objects.values_list("code", "name"))
    roles = {r.code: f"{r.name_zh} {r.name_en}" for r in Role.objects.all()}
    rows: list[dict[str, Any]] = [
        {
            "user": account.user,
            "role": account.role,
            "organisation": account.organisation,
            "password": passwords[account.user],
            "totp_seed": add_totp(user=world.users[account.user]),
            "name": account.name,
            "role_name": roles[account.role],
            "organisation_name": names.get(account.organisation, ""),
        }
        for account in ACCOUNTS
    ]
    write_private(home.demo_accounts, json.dumps({"size": size, "accounts": rows}, ensure_ascii=False, indent=1))
