"""Servers of the classroom benchmark: app processes, nginx in front of several, and the CPU and memory they use."""

import os
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts import nginx_server
from scripts.serve import ONE_THREAD, ROOT, START_SECONDS, app_command, free_port, running

HOST = "127.0.0.1"


class Server(NamedTuple):
    """The address that students connect to, the app processes behind it ('host:port'), and their ids."""

    address: str
    behind: tuple[str, ...]
    pids: tuple[int, ...]


class Usage(NamedTuple):
    """CPU seconds of a process since it started, and its resident memory in MiB."""

    cpu: float
    rss: float


@contextmanager
def serve(folder: Path, processes: int, page: str = "server.py") -> Iterator[Server]:
    """Run `processes` app processes on free ports; in front of several, nginx as deploy/nginx.conf configures it.

    Raises RuntimeError if one does not start or nginx is not installed.
    """
    with ExitStack() as stack:
        started = [stack.enter_context(_app(folder / f"app{number}.log", page)) for number in range(processes)]
        behind, pids = (tuple(column) for column in zip(*started, strict=True))
        front = behind[0] if processes == 1 else _address(stack.enter_context(nginx_server.running(folder, behind)).url)
        yield Server(front, behind, pids)


def usage(pid: int) -> Usage:
    """The Usage of process `pid`, read from /proc (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20)


def machine_cpu() -> float:
    """CPU seconds that all programs of this machine have used since it started."""
    user, nice, system, _idle, _wait, irq, softirq, steal, *_ = Path("/proc/stat").read_text().split()[1:11]
    return sum(map(int, (user, nice, system, irq, softirq, steal))) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _app(log: Path, page: str) -> Iterator[tuple[str, int]]:
    """One app process that is ready for visitors: its address and its id."""
    command, url = app_command(HOST, free_port(HOST), page)
    environment = ONE_THREAD | {"JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)} | os.environ
    with running(command, url, log, environment) as server:
        if page == "server.py":
            wait_until_ready(url)
        yield _address(url), server.process.pid


def wait_until_ready(url: str) -> None:
    """Wait until `/ready` says so; before that, newcomers are sent elsewhere. RuntimeError if that takes too long."""
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach this machine
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with browser.open(f"{url}/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} is not ready after {START_SECONDS} s.")


def _address(url: str) -> str:
    """'host:port' of an address with its scheme."""
    return url.removeprefix("http://")
