"""Whether the job worker is alive."""

from __future__ import annotations

from django.db import connection

HEARTBEAT_SECONDS = 60


def worker_alive() -> bool:
    """Whether a worker has shown its heartbeat within the last minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - make_interval(secs => %s))",
            [HEARTBEAT_SECONDS],
        )
        return bool(cursor.fetchone()[0])
