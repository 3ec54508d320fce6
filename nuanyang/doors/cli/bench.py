"""`bench web`: how much a request costs, with so many people."""

from __future__ import annotations

import argparse
import json
import os
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nuanyang.doors.cli.say import say

NAME = "bench"
HELP = "测量：每个请求要多少计算 / measure what requests cost (bench web --persons N)"
NEEDS = (
    "不需要已运行的服务：在临时目录里建一个只为测量的实例，写入合成人员，结束后删除；已有的数据一概不碰。\n"
    "Needs no running server. Makes an instance of its own in a temporary folder, fills it as the owner and measures "
    "it as the application's role; nothing that exists is touched."
)
DJANGO = False

#: What is to be reached at 100,000 people, in units of the bare view.
LIMITS = {
    "search": 60, "person": 100, "residents": 120, "list_1": 80, "list_100": 80, "register": 150, "report": 60,
}  # fmt: skip
IMPORT_ROWS_S = 500
MEMORY_MB = 400
THROUGHPUT = 1.6
KB = 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`web --persons N [--json] [--keep DIR]`."""
    what = parser.add_subparsers(required=True, metavar="web")
    web = what.add_parser("web", help="网页 / pages")
    web.add_argument("--persons", type=int, default=10_000, help="多少人 / how many people (default 10000)")
    web.add_argument("--json", action="store_true", help="结果以 JSON 输出 / result as JSON")
    web.add_argument("--keep", type=Path, metavar="DIR", help="把实例留在这个目录 / keep the instance there")


def run(args: argparse.Namespace) -> int:
    """Build, measure, tell. Exit 0 whatever the figures are: they are the result."""
    result = measure(max(1_000, args.persons), args.keep.absolute() if args.keep else None)
    if args.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        for line in told(result):
            print(line)
    return 0


def measure(persons: int, keep: Path | None = None) -> dict[str, Any]:
    """The whole measurement on an instance of its own."""
    import psycopg

    from nuanyang.doors.cli.benching import building, imports, processes, throwaway, world

    with throwaway.instance(keep) as instance:
        instance.set_up_django()
        from django.utils import timezone

        at = timezone.now()
        with psycopg.connect(instance.owner_url, autocommit=True) as owner:
            empty = _size(owner)
            made = world.found(persons, at=at)
            say(f"写入 {persons} 人", f"Writing {persons} people")
            written = building.build(owner, made, at=at, progress=_every(persons))
            full = _size(owner)
        instance.restart_as_in_use()
        instance.serve()
        unit, figures = _figures(instance, made)
        memory = max(processes.memory_mb(pid) for pid in processes.family(instance.web_pid))
        proportional = sum(processes.proportional_mb(pid) for pid in processes.family(instance.web_pid))
        say("导入台账，并与 COPY 比较", "Reading a ledger in, against COPY")
        with psycopg.connect(instance.owner_url, autocommit=True) as owner:
            before, used = imports.marks(owner), processes.cpu_seconds(os.getpid(), instance.database_pid)
            imported = imports.import_rate(made.usual_station.code, rows=imports.ROWS, at=at)
            used = processes.cpu_seconds(os.getpid(), instance.database_pid) - used
            copied = imports.copy_rate(owner, before, rows=imports.ROWS)
        instance.close()
    space = disk(persons, written, full - empty)
    result: dict[str, Any] = {
        "persons": persons,
        "unit_ms": round(unit, 4),
        "figures": [f.public() for f in figures],
        "memory_mb": round(memory, 1),
        "bytes_per_person": space["bytes_per_person"],
        "import_rows_s": round(imported, 1),
        "copy_rows_s": round(copied, 1),
        "throughput": throughput(figures),
        "disk": space,
        "import_cpu_ms_per_row": round(1000 * used / imports.ROWS, 3),
        "load_average": round(os.getloadavg()[1], 1),
        "web_all_processes_mb": round(proportional, 1),
        "cpu": [{k: asdict(f)[k] for k in ("name", "clients", "cpu_ms", "web_share")} for f in figures],
        "machine": {"cpus": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
    }
    return result | {"targets": targets(result)}


def _figures(instance: Any, made: Any) -> tuple[float, list[Any]]:
    from random import Random

    from django.utils import timezone

    from nuanyang.doors.cli.benching import journeys
    from nuanyang.doors.cli.benching.measuring import Measuring
    from nuanyang.kernel.dates import local_date

    found = journeys.sample(made, today=local_date(timezone.now()), random=Random(7))
    steps = journeys.steps(made, found, journeys.signed_in(made), 7)
    measuring = Measuring(instance.plan.host, instance.plan.port, instance.web_pid, instance.database_pid)
    return measuring.everything(
        steps, lambda name, clients: say(f"测量 {name}，{clients} 个客户端", f"Measuring {name}, {clients} client(s)")
    )


def _every(persons: int) -> Any:
    shown = [0]

    def progress(done: int) -> None:
        if done * 10 // persons > shown[0]:
            shown[0] = done * 10 // persons
            say(f"已写入 {done} 人", f"{done} people written")

    return progress


def _size(connection: Any) -> int:
    return int(connection.execute("SELECT pg_database_size(current_database())").fetchone()[0])


def disk(persons: int, written: dict[str, int], used: int) -> dict[str, Any]:
    """What the rows take, and what they may take: 6 KB a person, half a KB an event, file row or deadline."""
    small = sum(count for table, count in written.items() if table in ("audit_event", "deadlines_deadline"))
    return {
        "bytes_per_person": round(used / persons),
        "allowed_per_person": round(6 * KB + KB / 2 * small / persons),
        "events_and_deadlines_per_person": round(small / persons, 2),
        "rows": written,
    }


def throughput(figures: list[Any]) -> list[dict[str, Any]]:
    """Steps a second with one client and with eight."""
    rates = {(f.name, f.clients): f.per_second for f in figures}
    return [
        {"name": name, "one": rates[name, 1], "eight": rates[name, 8], "ratio": round(rates[name, 8] / rates[name, 1], 2)}
        for name in dict.fromkeys(f.name for f in figures)
    ]


def targets(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Every target with what was measured and whether it is met."""
    one = {f["name"]: f["h"] for f in result["figures"] if f["clients"] == 1}
    eighth = result["copy_rows_s"] / 8
    told = [_target(name, one[name], limit, one[name] <= limit) for name, limit in LIMITS.items()]
    told += [
        _target(f"throughput {t['name']}", t["ratio"], THROUGHPUT, t["ratio"] >= THROUGHPUT)
        for t in result["throughput"]
    ]
    space = result["disk"]
    rate = result["import_rows_s"]
    return [
        *told,
        _target("import", rate, min(IMPORT_ROWS_S, round(eighth, 1)), rate >= min(IMPORT_ROWS_S, eighth)),
        _target("memory", result["memory_mb"], MEMORY_MB, result["memory_mb"] <= MEMORY_MB),
        _target(
            "disk", space["bytes_per_person"], space["allowed_per_person"],
            space["bytes_per_person"] <= space["allowed_per_person"],
        ),
    ]  # fmt: skip


def _target(name: str, measured: float, limit: float, met: bool) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "met": met}


def told(result: dict[str, Any]) -> list[str]:
    """The result for people: figures in units, then each target."""
    lines = [f"{result['persons']} 人 / people; 1 h = {result['unit_ms']:.3f} ms CPU", ""]
    lines.append(f"{'':<12}{'':>9}{'h':>9}{'p50 ms':>10}{'p95 ms':>10}")
    lines += [
        f"{f['name']:<12}{f['clients']:>9}{f['h']:>9.1f}{f['p50_ms']:>10.1f}{f['p95_ms']:>10.1f}"
        for f in result["figures"]
    ]
    lines.append("")
    lines += [
        f"{t['name']:<24}{t['measured']:>10} / {t['limit']:<10}{'达到 / met' if t['met'] else '未达到 / missed'}"
        for t in result["targets"]
    ]
    return lines
