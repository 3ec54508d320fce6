"""A database for developers that outlives the shell: python -m nuanyang.instance.dev_database
start|stop|status.

Writes the three connection addresses to standard output and, on request, to a file that a shell can source.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nuanyang.instance import roles
from nuanyang.instance.cluster import SUPERUSER
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home, home_from, write_private
from nuanyang.instance.postgres import THROW_AWAY, Postgres


def main() -> int:
    """Start, stop or show the developers' database."""
    parser = argparse.ArgumentParser(prog="dev_database", description=__doc__)
    parser.add_argument("action", choices=("start", "stop", "status"))
    parser.add_argument("--home", type=Path, help="home folder (default: NUANYANG_HOME)")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--env-file", type=Path, help="write `export NAME=…` lines there (0600)")
    options = parser.parse_args()
    server = Postgres(
        Home(options.home.absolute()) if options.home else home_from(), options.port, THROW_AWAY
    )
    try:
        return act(server, options.action, options.env_file)
    except InstanceError as error:
        print(error, file=sys.stderr)
        return error.status


def act(server: Postgres, action: str, env_file: Path | None) -> int:
    """Carry out one action; 0 when the database is in the wanted state."""
    if action == "stop":
        server.stop()
        return 0
    if action == "status":
        pid = server.pid()
        print(f"running, process {pid}" if pid else "not running")
        return 0 if pid else 1
    server.start(tied=False)
    roles.allow_creating_databases(server.url(SUPERUSER, "postgres"))
    lines = "".join(f"export {name}='{value}'\n" for name, value in server.urls().items())
    if env_file:
        write_private(env_file, lines)
    print(lines, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
