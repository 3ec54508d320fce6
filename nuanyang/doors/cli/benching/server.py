"""The measured web server: the same as in use, loading what `application` offers.

python -m nuanyang.doors.cli.benching.server HOST PORT WORKERS THREADS
"""

from __future__ import annotations

import sys

from nuanyang.doors.cli import web

if __name__ == "__main__":
    host, port, workers, threads = sys.argv[1:5]
    web.main(host, port, workers, threads, application="nuanyang.doors.cli.benching.application:load")
