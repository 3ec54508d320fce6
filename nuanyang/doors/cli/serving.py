"""Start everything and keep it running: what `demo` and `serve` share."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import nuanyang
from nuanyang.doors.cli.environment import child_environment, ensure_keys, installation_mode, note_mode
from nuanyang.doors.cli.say import say
from nuanyang.instance import database_rights, ports, processes, state
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import Postgres, port_taken
from nuanyang.instance.spawn import spawn
from nuanyang.instance.supervisor import Service, Supervisor, interrupt_on_signals

WEB_START_SECONDS = 60.0
WORKERS = max(1, min(4, os.cpu_count() or 1))
THREADS = 4
LAST_PORT = 65_535
MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """What to start. `seed`: module and words of the program that fills the demo city, empty for none."""

    home: Home
    mode: str
    host: str = ports.LOOPBACK
    port: int = 8000
    workers: int = WORKERS
    embedded: bool = True
    seed: Sequence[str] = ()

    @property
    def url(self) -> str:
        """Where the reader opens it."""
        shown = ports.LOOPBACK if self.host in ("0.0.0.0", "::") else self.host
        return os.environ.get("NUANYANG_BASE_URL") or f"http://{shown}:{self.port}"


def serve(plan: Plan, ready: Callable[[], None]) -> int:
    """Start database, web server and worker; call `ready` once the first page answers; stop on Ctrl-C or
    SIGTERM.
    """
    check_plan(plan)
    home = plan.home.prepare()
    interrupt_on_signals()
    with state.only_supervisor(home):
        state.end_leftovers(home)
        if not ports.is_free(plan.port, plan.host):
            raise port_taken(plan.port)
        supervisor = Supervisor(home, plan.mode, plan.url, Postgres(home) if plan.embedded else None, say=say)
        try:
            prepare(plan, supervisor)
            start_services(plan, supervisor)
            ready()
            supervisor.watch()
        except KeyboardInterrupt:
            say("正在停止……", "Stopping …")
        finally:
            supervisor.stop()
    say("已停止，数据都在。", "Stopped; nothing is lost.")
    return 0


def check_plan(plan: Plan) -> None:
    """Refuse what no server can do, before anything is made.

    :raises InstanceError: (exit 2) a port or a number of processes that does not exist.
    """
    if not 1 <= plan.port <= LAST_PORT:
        raise InstanceError(
            f"端口 {plan.port} 不存在，请用 1 到 {LAST_PORT} 的整数。",
            f"There is no port {plan.port}; use one from 1 to {LAST_PORT}.",
            status=2,
        )
    if not 1 <= plan.workers <= MOST_WORKERS:
        raise InstanceError(
            f"网页进程数应为 1 到 {MOST_WORKERS}，不能是 {plan.workers}。",
            f"Between 1 and {MOST_WORKERS} web processes are possible, not {plan.workers}.",
            status=2,
        )


def prepare(plan: Plan, supervisor: Supervisor) -> None:
    """Database, tables, page assets, demo city: everything that comes before the first request."""
    home = plan.home
    if installation_mode(home) == "demo" and plan.mode == "serve":
        say("注意：这个数据目录里是演示数据", "Mind: this home holds the demo city")
    ensure_keys(home)
    note_mode(home, plan.mode)
    say("启动数据库", "Starting the database")
    supervisor.start_database()
    owner = child_environment(home, plan.mode, postgres=supervisor.postgres, owner=True)
    app = child_environment(home, plan.mode, postgres=supervisor.postgres)
    if owner["DATABASE_OWNER_URL"]:
        say("检查并更新数据表", "Bringing the tables up to date")
        manage(["prepare_database"], owner)
    if refusal := database_rights.rights(app["DATABASE_URL"]).refusal():
        raise refusal
    collect_assets(home, app)
    if plan.seed:
        say("准备演示城市（首次需要片刻）", "Preparing the demo city (takes a moment the first time)")
        run_module(plan.seed, {**app, "NUANYANG_BASE_URL": plan.url})


def manage(words: Sequence[str], environment: dict[str, str]) -> None:
    """Run one management command in a process of its own, its output visible.

    :raises InstanceError: it failed.
    """
    run_module(("django", *words), environment)


def run_module(words: Sequence[str], environment: dict[str, str]) -> None:
    """Run a module with arguments in a process of its own, its output visible.

    :raises InstanceError: it failed.
    """
    child = spawn([sys.executable, "-m", *words], environment=environment)
    status = child.wait()
    if status:
        what = words[1] if words[0] == "django" else words[0]
        raise InstanceError(f"{what} 未能完成（{status}），见上。", f"{what} did not finish ({status}), see above.")


def collect_assets(home: Home, environment: dict[str, str]) -> None:
    """Copy page assets with hashed names into the home, when they have changed."""
    mark = hashlib.sha256(nuanyang.__version__.encode())
    for package in ("nuanyang", "django"):
        found = util.find_spec(package)
        for folder in sorted(Path(found.origin).parent.rglob("static")) if found and found.origin else []:
            for path in sorted(folder.rglob("*")):
                facts = path.stat()
                mark.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = home.run / "assets"
    if (
        stamp.exists()
        and stamp.read_text(encoding="utf-8") == mark.hexdigest()
        and (home.root / "static").is_dir()
    ):
        return
    say("准备页面资源", "Preparing the page assets")
    manage(["collectstatic", "--noinput", "--clear", "--verbosity", "0"], environment)
    stamp.write_text(mark.hexdigest(), encoding="utf-8")


def start_services(plan: Plan, supervisor: Supervisor) -> None:
    """Start web server and worker; return when the web server answers."""
    environment = child_environment(plan.home, plan.mode, postgres=supervisor.postgres)
    environment.setdefault("NUANYANG_BASE_URL", plan.url)
    web = [
        sys.executable,
        "-m",
        "nuanyang.doors.cli.web",
        plan.host,
        str(plan.port),
        str(plan.workers),
        str(THREADS),
    ]
    say("启动网页服务与后台任务", "Starting web server and job worker")
    supervisor.add(Service(state.WEB, web, environment))
    supervisor.add(Service(state.WORKER, [sys.executable, "-m", "nuanyang.doors.cli", "worker"], environment))
    deadline = time.monotonic() + WEB_START_SECONDS
    while not answers(plan.host, plan.port):
        supervisor.look_once()
        child = supervisor.children[0]
        if child.failures >= 2 or time.monotonic() > deadline:
            log = plan.home.logs / "web.log"
            raise InstanceError(
                f"网页服务未能启动，详见 {log}。{last_line(log)}",
                f"The web server did not start, see {log}. {last_line(log)}",
            )
        time.sleep(0.1)


def answers(host: str, port: int) -> bool:
    """True when the web server gives a sound answer (a refused host name or a redirect to TLS is one)."""
    target = {"0.0.0.0": ports.LOOPBACK, "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(target, port, timeout=10)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False


def last_line(log: Path) -> str:
    """The last thing a log says, '' when it says nothing."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def process_facts(home: Home) -> dict[str, object]:
    """What `status` tells: home, address, process ids (None for what does not run)."""
    running = state.running(home)
    facts: dict[str, object] = {
        "home": str(home.root),
        "running": running is not None,
        "mode": None,
        "url": None,
    }
    if running:
        facts |= {"mode": running.mode, "url": running.url}
    for name in (state.SUPERVISOR, state.WEB, state.WORKER, state.POSTGRES):
        alive = running is not None and processes.exists(running.pids.get(name, 0))
        facts[name] = running.pids[name] if running and alive else None
    return facts
