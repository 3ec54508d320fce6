"""Entry of the command line: python -m nuanyang.doors.cli COMMAND …"""

from __future__ import annotations

import contextlib
import os
import sys

from nuanyang.doors.cli.environment import django_ready, load_settings_file
from nuanyang.doors.cli.registry import build_parser
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import home_from


def main(argv: list[str] | None = None) -> int:
    """Parse, prepare what the command needs, run it.

    Anticipated failures are said in two lines, without a traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show Chinese is no reason to stop
    args, rest = build_parser().parse_known_args(argv)
    module = args.command
    if rest and not getattr(module, "PASSES_ON", False):
        build_parser().parse_args(argv)  # complains about the unknown words and exits
    args.rest = rest
    try:
        load_settings_file(home_from(), os.environ)
        with (
            django_ready(
                owner=getattr(module, "AS_OWNER", False),
                data=getattr(module, "DATA", True),
                tables=getattr(module, "TABLES", True),
            )
            if module.DJANGO
            else contextlib.nullcontext()
        ):
            return int(module.run(args))
    except InstanceError as error:
        print(error, file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
