"""Servers of the classroom benchmark: app processes, nginx in front of several, and the CPU and memory they use."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.serve import ONE_THREAD, ROOT, app_command, free_port, running

HOST = "127.0.0.1"
NGINX_CONF = ROOT / "deploy" / "nginx.conf"
# The folders for temporary files with which nginx is compiled can be written by root only.
_NGINX_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


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
        front = behind[0] if processes == 1 else stack.enter_context(_nginx(folder, behind))
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
    """One app process: its address and its id."""
    command, url = app_command(HOST, free_port(HOST), page)
    environment = ONE_THREAD | {"JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)} | os.environ
    with running(command, url, log, environment) as server:
        yield _address(url), server.process.pid


@contextmanager
def _nginx(folder: Path, behind: tuple[str, ...]) -> Iterator[str]:
    """nginx with the project's own configuration, its addresses and folders replaced; its address."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise RuntimeError("nginx is not installed; several processes need it (Debian: apt-get install nginx-light).")
    address = f"{HOST}:{free_port(HOST)}"
    servers = "\n".join(f"server {app} max_fails=1 fail_timeout=5s;" for app in behind)
    folders = "\n".join(f"{name}_temp_path {folder}/{name};" for name in _NGINX_FOLDERS)
    text = re.sub(r"( +server [\w.]+:8501[^;]*;\n)+", f"{servers}\n", NGINX_CONF.read_text())
    text = re.sub(r"listen [^;]+;", f"listen {address};", text).replace("http {", f"http {{\n{folders}", 1)
    text = re.sub(r"pid [^;]+;", f"pid {folder}/nginx.pid;", text)
    (folder / "nginx.conf").write_text(text)
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    with running(command, f"http://{address}", folder / "nginx.log"):
        yield address


def _address(url: str) -> str:
    """'host:port' of an address with its scheme."""
    return url.removeprefix("http://")
