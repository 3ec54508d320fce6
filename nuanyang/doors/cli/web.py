"""The web server process: granian serving Django through WSGI. Started by the supervisor.

python -m nuanyang.doors.cli.web HOST PORT WORKERS THREADS
"""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from nuanyang.doors.cli.web_application import PARENT

APPLICATION = "nuanyang.doors.cli.web_application:load"


def main(host: str, port: str, workers: str, threads: str, application: str = APPLICATION) -> None:
    """Serve until told to stop. ``application`` is measured in place of the usual one by `nuan bench`."""
    os.environ[PARENT] = str(os.getpid())
    Granian(
        application,
        factory=True,
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=int(threads),
        backlog=2048,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:5])
