"""`token`: a bearer token for a user's programs."""

from __future__ import annotations

import argparse

from nuanyang.instance.errors import InstanceError

NAME = "token"
HELP = "签发访问令牌 / make a bearer token (Authorization: Bearer …)"
NEEDS = (
    "不需要已运行的服务；以系统身份写入。令牌只显示一次。\n"
    "Needs no running server. Writes as the system. The token is shown once."
)
DJANGO = True
LONGEST_DAYS = 3650


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For whom, and for how long."""
    parser.add_argument("--user", required=True, help="账号 / account")
    parser.add_argument("--days", type=int, default=30, help="有效天数 / days")


def run(args: argparse.Namespace) -> int:
    """Prints the token alone."""
    from django.utils import timezone

    from nuanyang.doors.cli.people_at_work import find_user
    from nuanyang.foundation.access import operations
    from nuanyang.foundation.scope.acting import system_actor

    if not 1 <= args.days <= LONGEST_DAYS:
        raise InstanceError(
            f"有效天数应为 1 到 {LONGEST_DAYS}，不能是 {args.days}。",
            f"A token may hold for 1 to {LONGEST_DAYS} days, not {args.days}.",
            status=2,
        )
    user = find_user(args.user)
    _token, secret = operations.make_token(
        user_id=user.pk,
        days=args.days,
        label="command line",
        at=timezone.now(),
        actor=system_actor("command line: token"),
    )
    print(secret)
    return 0
