"""Servers of the classroom benchmark: app processes, nginx before them if there are several, and what they use."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.facts import ROOT

NGINX_CONF = ROOT / "deploy" / "nginx.conf"
START_SECONDS = 120
STOP_SECONDS = 10
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# nginx is compiled with folders for temporary files that only root can write.
_NGINX_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Server(NamedTuple):
    """What students connect to, the app processes behind it ('host:port'), and the ids of those."""

    address: str
    behind: tuple[str, ...]
    pids: tuple[int, ...]


class Usage(NamedTuple):
    """Of one process: CPU seconds since it started, and resident memory in MiB."""

    cpu: float
    rss: float


@contextmanager
def serve(folder: Path, processes: int, page: str = "server.py") -> Iterator[Server]:
    """`processes` app processes on free loopback ports; with more than one, nginx in front as deploy/nginx.conf says.

    Raises RuntimeError if one does not start or nginx is not installed.
    """
    with ExitStack() as stack:
        started = [stack.enter_context(_app(folder / f"app{number}.log", page)) for number in range(processes)]
        behind, pids = (tuple(column) for column in zip(*started, strict=True))
        front = behind[0] if processes == 1 else stack.enter_context(_nginx(folder, behind))
        yield Server(front, behind, pids)


def usage(pid: int) -> Usage:
    """Read from /proc (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20)


def machine_cpu() -> float:
    """CPU seconds that all programs of this machine have used since it started."""
    user, nice, system, _idle, _wait, irq, softirq, steal, *_ = Path("/proc/stat").read_text().split()[1:11]
    return sum(map(int, (user, nice, system, irq, softirq, steal))) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _app(log: Path, page: str) -> Iterator[tuple[str, int]]:
    address = f"127.0.0.1:{_free_port()}"
    options = ("--server.address=127.0.0.1", f"--server.port={address.rpartition(':')[2]}")
    command = [sys.executable, "-m", "streamlit", "run", page, *options]
    environment = ONE_THREAD | {"JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)} | os.environ
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_until_healthy(address, process, log)
        yield address, process.pid
    finally:
        _stop(process)


@contextmanager
def _nginx(folder: Path, behind: tuple[str, ...]) -> Iterator[str]:
    """nginx with the project's own configuration, its addresses and folders replaced."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise RuntimeError("nginx is not installed; several processes need it (Debian: apt-get install nginx-light).")
    address = f"127.0.0.1:{_free_port()}"
    servers = "\n".join(f"server {app} max_fails=1 fail_timeout=5s;" for app in behind)
    places = "\n".join(f"{name}_temp_path {folder}/{name};" for name in _NGINX_FOLDERS)
    text = re.sub(r"( +server [\w.]+:8501[^;]*;\n)+", f"{servers}\n", NGINX_CONF.read_text())
    text = re.sub(r"listen [^;]+;", f"listen {address};", text).replace("http {", f"http {{\n{places}", 1)
    text = re.sub(r"pid [^;]+;", f"pid {folder}/nginx.pid;", text)
    (folder / "nginx.conf").write_text(text)
    log = folder / "nginx.log"
    with log.open("wb") as output:
        command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_until_healthy(address, process, log)
        yield address
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with browser.open(f"http://{address}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"{address} did not start; it printed:\n{log.read_text(errors='replace')}")
