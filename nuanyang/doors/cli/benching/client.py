"""Clients that send requests one after another over one connection each, and count how long each took."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from nuanyang.instance.errors import InstanceError

TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Request:
    """One request; ``form`` makes it a POST. ``expect`` are the statuses of an answer that counts."""

    path: str
    cookies: str = ""
    form: tuple[tuple[str, str], ...] | None = None
    token: str = ""
    expect: tuple[int, ...] = (200,)


#: A step of a figure: requests that count as one, as looking somebody up and registering him.
Step = Sequence[Request]


@dataclass(slots=True)
class Timed:
    """What a round of steps took."""

    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the steps was answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def send(connection: http.client.HTTPConnection, request: Request) -> tuple[int, bytes]:
    """Send and read the whole answer: status and body."""
    headers = {"Cookie": request.cookies} if request.cookies else {}
    if request.form is None:
        connection.request("GET", request.path, headers=headers)
    else:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": request.token}
        connection.request("POST", request.path, urlencode(request.form).encode(), headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def checked(connection: http.client.HTTPConnection, request: Request) -> bytes:
    """Send; an answer that is not what a figure stands for ends the measuring.

    :raises InstanceError: with the beginning of the answer.
    """
    status, body = send(connection, request)
    if status not in request.expect:
        said = body.decode("utf-8", "replace")[:600]
        raise InstanceError(
            f"{request.path} 返回 {status}：{said}", f"{request.path} answered {status}, not {request.expect}"
        )
    return body


def run(host: str, port: int, steps: Sequence[Step], *, clients: int = 1) -> Timed:
    """Send the steps with so many clients at once; each step is one measurement."""
    timed, left, lock, failures = Timed(), iter(steps), threading.Lock(), list[BaseException]()

    def work() -> None:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        connection.connect()
        try:
            for step in _shared(left, lock):
                begun = time.perf_counter()
                for request in step:
                    checked(connection, request)
                timed.seconds.append(time.perf_counter() - begun)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    begun = time.perf_counter()
    if clients == 1:
        work()
    else:
        _together(work, clients)
    timed.wall = time.perf_counter() - begun
    if failures:
        raise failures[0]
    return timed


def _together(work: Callable[[], None], clients: int) -> None:
    threads = [threading.Thread(target=work, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _shared(steps: Iterator[Step], lock: threading.Lock) -> Iterator[Step]:
    while True:
        with lock:
            step = next(steps, None)
        if step is None:
            return
        yield step
