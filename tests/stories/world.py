"""A small town for the stories, made through the operations in a process of its own.

Prints JSON: accounts with passwords and TOTP seeds. Run with DATABASE_URL at a fresh clone.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

PASSWORD = "story-password-2026"
ACCOUNTS = (
    ("patrol", "夜巡员小赵", "rescue", "patrol_member"),
    ("desk", "前台安静", "rescue", "station_officer"),
    ("worker", "站内社工博文", "rescue", "station_social_worker"),
    ("chief", "周站长", "rescue", "station_chief"),
    ("homeworker", "家乡社工何琳", "home", "social_worker"),
    ("otherdesk", "外站陈默", "other", "station_officer"),
    ("bureau", "民政局张科", "bureau", "bureau_officer"),
)


def build() -> dict[str, object]:
    """Organisations, rooms, accounts; returns what the browser needs to sign in."""
    import django

    django.setup()
    from django.utils import timezone

    from nuanyang.foundation.access import operations as access
    from nuanyang.foundation.access.second_factor import add_totp
    from nuanyang.foundation.orgs import operations as orgs
    from nuanyang.foundation.scope.acting import system_actor
    from nuanyang.journey.take_in.stays import room_operations as rooms

    system, at = system_actor("story town"), timezone.now() - timedelta(days=40)

    def organisation(code: str, name: str, kind: str, region: str, parent: str = "bureau") -> int:
        made = orgs.add(code=code, name=name, kind=kind, region=region, parent_code=parent, at=at, actor=system)
        return int(made.pk)

    ids = {"bureau": organisation("bureau", "临江市民政局", "bureau", "510900", "")}
    ids["rescue"] = organisation("rescue", "临江市救助管理站", "station", "510900")
    ids["other"] = organisation("other", "射水县救助管理站", "station", "510922")
    ids["home"] = organisation("home", "蓬溪县社工站", "social_work_station", "510921")
    accounts = {}
    for username, name, place, role in ACCOUNTS:
        user = access.add_user(username=username, display_name=name, password=PASSWORD, at=at, actor=system)
        access.grant_role(user_id=user.pk, organisation_id=ids[place], role=role, at=at, actor=system)
        accounts[username] = {"password": PASSWORD, "totp_seed": add_totp(user=user), "name": name}
    for name, sex, band, beds in (("101", "male", "adult", 4), ("102", "female", "adult", 4), ("103", "male", "minor", 2)):
        rooms.add_room(
            organisation_id=ids["rescue"], name=name, sex=sex, age_band=band, beds=[str(n) for n in range(1, beds + 1)],
            at=at, actor=system,
        )
    return {"accounts": accounts, "organisations": ids}


if __name__ == "__main__":
    json.dump(build(), sys.stdout, ensure_ascii=False)
