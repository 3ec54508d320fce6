"""The seam to the job queue (procrastinate, in PostgreSQL).

A job is a function in an app's ``jobs.py``: it fetches ids, acts as somebody, calls one operation.
Enqueueing happens inside the caller's transaction, so a job exists if and only if its cause does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app


class Job:
    """A registered job: call it to run it now, ``enqueue`` it to run it later."""

    def __init__(self, name: str, function: Callable[..., None], task: Any) -> None:
        self.name, self.function, self._task = name, function, task

    def __call__(self, **arguments: Any) -> None:
        self.function(**arguments)

    def enqueue(self, *, only_once: str | None = None, **arguments: Any) -> None:
        """Queue it with JSON arguments; ``only_once`` names a lock under which one may wait."""
        task = self._task.configure(queueing_lock=only_once) if only_once else self._task
        from procrastinate.exceptions import AlreadyEnqueued

        try:
            task.defer(**arguments)
        except AlreadyEnqueued:
            return


JOBS: dict[str, Job] = {}


def job(*, name: str, every: str | None = None) -> Callable[[Callable[..., None]], Job]:
    """Declare a job. ``every`` is a cron line (UTC) for periodic ones; they take no arguments."""

    def decorate(function: Callable[..., None]) -> Job:
        def run(timestamp: int | None = None, **arguments: Any) -> None:
            function(**arguments)

        task = app.task(name=name, queueing_lock=name if every else None, retry=3)(run)
        if every:
            task = app.periodic(cron=every)(task)  # type: ignore[arg-type]
        made = Job(name, function, task)
        JOBS[name] = made
        return made

    return decorate
