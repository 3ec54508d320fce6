"""`shell`: Python on behalf of a user."""

from __future__ import annotations

import argparse

NAME = "shell"
HELP = "以某个账号的身份打开 Python / Python on behalf of a user"
NEEDS = (
    "不需要已运行的服务；一切读写都以 --as 的账号进行，受其范围和权限限制。\n"
    "Needs no running server. Everything is read and written as the --as account, within its scope."
)
DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who acts; optionally one statement instead of a prompt."""
    parser.add_argument("--as", dest="user", required=True, help="账号 / account")
    parser.add_argument("--command", "-c", dest="statement", default="", help="只执行这一句 / run this and leave")


def run(args: argparse.Namespace) -> int:
    """An interactive console with `actor` in scope, in one transaction that is kept at the end."""
    import code

    from django.apps import apps

    from nuanyang.doors.cli.people_at_work import actor_named
    from nuanyang.foundation.scope.acting import acting_as
    from nuanyang.foundation.scope.records import is_ours

    actor = actor_named(args.user)
    names: dict[str, object] = {m.__name__: m for m in apps.get_models() if is_ours(m)}
    names["actor"] = actor
    with acting_as(actor):
        if args.statement:
            exec(compile(args.statement, "<command>", "exec"), names)
        else:
            code.interact(banner=f"暖阳 · {actor.name} · {actor.organisation_code}", local=names, exitmsg="")
    return 0
