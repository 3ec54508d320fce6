"""The commands, in the order in which `--help` lists them.

A command module offers:
    NAME               the word on the command line
    HELP               one line
    NEEDS              whether the running server is needed and as whom the command writes
    DJANGO             True: the database is made available and Django is set up before `run`
    DATA               False: works where nothing was set up yet (default True: refused there)
    TABLES             False: works in a database without tables
    add_arguments(parser)
    run(args) -> int   exit status
It imports models inside `run`, never at the top: the parser is built before Django is set up.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from nuanyang import __version__

MODULES = (
    "demo",
    "serve",
    "status",
    "check",
    "verify",
    "backup",
    "restore",
    "migrate",
    "worker",
    "org",
    "user",
    "token",
    "keys",
    "shell",
    "urls",
    "canaries",
    "import_",
    "report",
    "bench",
    "test",
    "lint",
)


class Command(Protocol):
    """The shape of a command module."""

    NAME: str
    HELP: str
    NEEDS: str
    DJANGO: bool

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; the exit status."""


def commands() -> Iterator[Command]:
    """Every command module, imported."""
    for name in MODULES:
        yield cast(Command, import_module(f"nuanyang.doors.cli.{name}"))


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; the chosen module is in `args.command`."""
    parser = argparse.ArgumentParser(
        prog="nuan",
        description="暖阳 Nuanyang",
        allow_abbrev=False,
        epilog="NUANYANG_HOME 指定数据目录（默认 ~/.nuanyang）/ "
        "NUANYANG_HOME names the home folder (default ~/.nuanyang)",
    )
    parser.add_argument("--version", action="version", version=__version__)
    choices = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in commands():
        sub = choices.add_parser(
            module.NAME,
            help=module.HELP,
            description="\n\n".join(
                [module.HELP, *(textwrap.fill(line, 100) for line in module.NEEDS.split("\n"))]
            ),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.add_arguments(sub)
        sub.set_defaults(command=module)
    return parser
