"""An instance for one measurement: a home of its own, the embedded database, the production web server."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nuanyang.doors.cli import serving
from nuanyang.doors.cli.environment import child_environment
from nuanyang.doors.cli.serving import Plan
from nuanyang.instance import ports, state
from nuanyang.instance.cluster import OWNER
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import THROW_AWAY, Postgres
from nuanyang.instance.supervisor import Service, Supervisor, interrupt_on_signals

#: While it is filled nothing needs to survive a power cut; measured it runs as in use.
FILLING: Mapping[str, str] = {
    **THROW_AWAY, "shared_buffers": "256MB", "maintenance_work_mem": "512MB", "max_wal_size": "8GB",
    "autovacuum": "off", "wal_level": "minimal", "max_wal_senders": "0",
}  # fmt: skip
KEPT = ("NUANYANG_DATABASE_USER", "NUANYANG_LOG_LEVEL", "NUANYANG_DATABASE_POOL")


@dataclass(slots=True)
class Instance:
    """The instance while it runs."""

    plan: Plan
    supervisor: Supervisor

    @property
    def postgres(self) -> Postgres:
        assert self.supervisor.postgres is not None
        return self.supervisor.postgres

    @property
    def owner_url(self) -> str:
        return self.postgres.url(OWNER)

    @property
    def web_pid(self) -> int:
        process = self.supervisor.children[0].process
        return process.pid if process is not None else 0

    @property
    def database_pid(self) -> int:
        return self.postgres.pid() or 0

    def set_up_django(self) -> None:
        """Make this process one of the instance's, as the application's role."""
        os.environ.update(child_environment(self.plan.home, "serve", postgres=self.postgres))
        import django  # noqa: PLC0415  only after the environment is complete

        django.setup()

    def close(self) -> None:
        """Give this process's connections back."""
        from django.db import connection

        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]

    def restart_as_in_use(self) -> None:
        """Stop the database that was filled and start it with the settings that every installation has."""
        self.close()
        port = self.postgres.cluster.server()
        self.postgres.stop()
        self.supervisor.postgres = Postgres(self.plan.home, port=port.port if port else 0)
        self.supervisor.start_database()

    def serve(self) -> None:
        """Start the web server alone: the job worker's work is not a request's.

        :raises InstanceError: it does not answer.
        """
        plan = self.plan
        environment = child_environment(plan.home, "serve", postgres=self.postgres)
        environment["NUANYANG_BASE_URL"] = plan.url
        command = [
            sys.executable, "-m", "nuanyang.doors.cli.benching.server", plan.host, str(plan.port), str(plan.workers),
            str(serving.THREADS),
        ]  # fmt: skip
        self.supervisor.add(Service(state.WEB, command, environment))
        deadline = time.monotonic() + serving.WEB_START_SECONDS
        while not serving.answers(plan.host, plan.port):
            if time.monotonic() > deadline or self.supervisor.children[0].has_ended():
                said = serving.last_line(plan.home.logs / "web.log")
                raise InstanceError(f"网页服务未能启动。{said}", f"The web server did not start. {said}")
            time.sleep(0.1)


@contextlib.contextmanager
def _output_to_errors() -> Iterator[None]:
    """What the children print is progress; standard output stays for the result."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


@contextlib.contextmanager
def instance(keep: Path | None = None) -> Iterator[Instance]:
    """An empty, prepared instance; its home goes when the block ends, unless ``keep`` names it."""
    for name in list(os.environ):
        if name.startswith(("DATABASE_", "NUANYANG_")) and name not in KEPT:
            del os.environ[name]
    with contextlib.ExitStack() as stack:
        root = keep or Path(stack.enter_context(TemporaryDirectory(prefix="nuanyang-bench-")))
        home = Home(root).prepare()
        plan = Plan(home, "serve", port=ports.free_port())
        interrupt_on_signals()
        supervisor = Supervisor(home, plan.mode, plan.url, Postgres(home, settings=FILLING))
        stack.callback(supervisor.stop)
        with _output_to_errors():
            serving.prepare(plan, supervisor)
        yield Instance(plan, supervisor)
