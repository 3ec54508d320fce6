"""`user add`: an account with a role at an organisation."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from functools import partial

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

    from nuanyang.doors.cli.people_at_work import find_organisation, in_both_languages
    from nuanyang.foundation.access import operations
    from nuanyang.foundation.access.models import Assignment, Role, User
    from nuanyang.foundation.access.second_factor import add_totp
    from nuanyang.foundation.scope.acting import acting_as, system_actor

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
    if user is None:
        said["password"] = args.password or secrets.token_urlsafe(12)
        check_password(args.user, args.name, str(said["password"]))
        user = in_both_languages(
            lambda: operations.add_user(
                username=args.user,
                display_name=args.name or args.user,
                password=str(said["password"]),
                at=now,
                actor=actor,
            )
        )
    elif args.password:
        print(
            f"账号 {args.user} 已有，密码没有改 / The account {args.user} exists; its password was not changed",
            file=sys.stderr,
        )
    account = user.pk
    with acting_as(actor):
        held = set(
            Assignment.objects.filter(user=user, organisation=organisation, valid_to__isnull=True)
            .order_by("id")
            .values_list("role_id", flat=True)
        )
    for role in dict.fromkeys(args.role):
        if role not in held:
            in_both_languages(
                partial(
                    operations.grant_role, user_id=account, organisation_id=organisation.pk, role=role, at=now, actor=actor
                )
            )
    if args.totp:
        said["totp_seed"] = add_totp(user=user)
    print(json.dumps(said, ensure_ascii=False))
    return 0


def check_password(username: str, display_name: str, password: str) -> None:
    """The rules that the page has for passwords hold here too.

    :raises InstanceError: (exit 2) in both languages.
    """
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils import translation

    from nuanyang.foundation.access.models import User

    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            try:
                validate_password(password, User(username=username, display_name=display_name))
            except ValidationError as error:
                said.append(" ".join(error.messages))
    if said:
        raise InstanceError(said[0], said[1], status=2)
