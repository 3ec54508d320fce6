"""`user add`: an account with a role at an organisation."""

from __future__ import annotations

import argparse
import json
import secrets

from nuanyang.instance.errors import InstanceError

NAME = "user"
HELP = "新增账号和角色 / add an account with a role (user add …)"
NEEDS = (
    "不需要已运行的服务；以系统身份写入。可重复执行：已有的账号只补上缺少的角色。\n"
    "Needs no running server. Writes as the system. Repeatable: an existing account only gets the missing role."
)
DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`add` with user name, display name, organisation and role."""
    verbs = parser.add_subparsers(required=True, metavar="add")
    add = verbs.add_parser("add", help="新增 / add")
    add.add_argument("--user", "--username", dest="user", required=True, help="账号 / account")
    add.add_argument("--name", default="", help="姓名 / display name")
    add.add_argument("--org", required=True, help="机构代码 / code of the organisation")
    add.add_argument("--role", required=True, action="append", help="角色，可多次 / role, repeatable")
    add.add_argument("--password", default="", help="密码；不给则生成 / made up when not given")
    add.add_argument("--totp", action="store_true", help="同时设置动态口令 / set up TOTP too")


def run(args: argparse.Namespace) -> int:
    """Prints JSON: user, role, organisation, password (only when new), totp_seed."""
    from django.utils import timezone

    from nuanyang.doors.cli.people_at_work import find_organisation
    from nuanyang.foundation.access import operations
    from nuanyang.foundation.access.models import Assignment, Role, User
    from nuanyang.foundation.access.second_factor import add_totp
    from nuanyang.foundation.scope.acting import acting_as, system_actor
    from nuanyang.kernel.errors import Refused

    actor, now = system_actor("command line: user add"), timezone.now()
    organisation = find_organisation(args.org)
    unknown = [r for r in args.role if not Role.objects.filter(code=r).exists()]
    if unknown:
        known = " ".join(Role.objects.order_by("code").values_list("code", flat=True))
        raise InstanceError(
            f"没有角色 {' '.join(unknown)}；可用：{known}",
            f"No role {' '.join(unknown)}; there are: {known}",
            status=2,
        )
    said: dict[str, object] = {"user": args.user, "role": args.role, "organisation": args.org}
    user = User.objects.filter(username__iexact=args.user).first()
    try:
        if user is None:
            said["password"] = args.password or secrets.token_urlsafe(12)
            user = operations.add_user(
                username=args.user,
                display_name=args.name or args.user,
                password=str(said["password"]),
                at=now,
                actor=actor,
            )
        with acting_as(actor):
            held = set(
                Assignment.objects.filter(user=user, organisation=organisation, valid_to__isnull=True)
                .order_by("id")
                .values_list("role_id", flat=True)
            )
        for role in args.role:
            if role not in held:
                operations.grant_role(user_id=user.pk, organisation_id=organisation.pk, role=role, at=now, actor=actor)
        if args.totp:
            said["totp_seed"] = add_totp(user=user)
    except Refused as error:
        raise InstanceError(str(error.message), f"({error.field or error.code})", status=2) from error
    print(json.dumps(said, ensure_ascii=False))
    return 0
