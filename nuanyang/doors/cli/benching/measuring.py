"""Figures: CPU of a request in units of the bare view, and how long it takes, by one client and by eight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from nuanyang.doors.cli.benching import processes
from nuanyang.doors.cli.benching.application import PATH
from nuanyang.doors.cli.benching.client import Request, Step, Timed, run

ROUNDS = 4
CLIENTS = (1, 8)
#: Steps of a round; the unit's are many because they are short and CPU is counted in hundredths of a second.
STEPS = {1: 30, 8: 40}
UNIT_STEPS = 250
WARM_UP = 16


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``h``: CPU a step in units; ``per_second``: steps answered."""

    name: str
    clients: int
    h: float
    p50_ms: float
    p95_ms: float
    per_second: float = 0.0
    cpu_ms: float = 0.0
    web_share: float = 0.0

    def public(self) -> dict[str, object]:
        """The keys that everybody may count on."""
        return {key: asdict(self)[key] for key in ("name", "clients", "h", "p50_ms", "p95_ms")}


@dataclass(slots=True)
class _Sum:
    """What was measured of one figure so far."""

    timed: Timed
    steps: int = 0
    web: float = 0.0
    database: float = 0.0


@dataclass(slots=True)
class Measuring:
    """Sends steps to the server of these two process families (web and database)."""

    host: str
    port: int
    web: int
    database: int

    def everything(
        self, steps: dict[str, Iterator[Step]], progress: Callable[[str, int], None] = lambda name, clients: None
    ) -> tuple[float, list[Figure]]:
        """The unit in milliseconds, and all figures. The unit is measured anew before each round."""
        unit, figures = _Sum(Timed()), list[tuple[str, int, _Sum]]()
        bare = Request(PATH)
        self._measure(_Sum(Timed()), [(bare,)] * UNIT_STEPS, 1)
        for name, wanted in steps.items():
            run(self.host, self.port, list(islice(wanted, WARM_UP)), clients=8)
            for clients in CLIENTS:
                progress(name, clients)
                total = _Sum(Timed())
                for _round in range(ROUNDS):
                    self._measure(unit, [(bare,)] * UNIT_STEPS, 1)
                    self._measure(total, list(islice(wanted, STEPS[clients])), clients)
                figures.append((name, clients, total))
        one = (unit.web + unit.database) / unit.steps
        return 1000 * one, [_figure(name, clients, total, one) for name, clients, total in figures]

    def _measure(self, into: _Sum, steps: list[Step], clients: int) -> None:
        web, database = processes.cpu_seconds(self.web), processes.cpu_seconds(self.database)
        timed = run(self.host, self.port, steps, clients=clients)
        into.web += processes.cpu_seconds(self.web) - web
        into.database += processes.cpu_seconds(self.database) - database
        into.steps += len(steps)
        into.timed.seconds += timed.seconds
        into.timed.wall += timed.wall


def _figure(name: str, clients: int, total: _Sum, one: float) -> Figure:
    cpu = (total.web + total.database) / total.steps
    return Figure(
        name=name,
        clients=clients,
        h=round(cpu / one, 1),
        p50_ms=round(total.timed.percentile(0.5), 2),
        p95_ms=round(total.timed.percentile(0.95), 2),
        per_second=round(total.steps / total.timed.wall, 1),
        cpu_ms=round(1000 * cpu, 2),
        web_share=round(total.web / max(total.web + total.database, 1e-9), 2),
    )
