"""Runs servers on free ports until a block ends: the app for browser tests, pictures and benchmarks, or any other."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120
STOP_SECONDS = 10
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Server(NamedTuple):
    """A running server: its address, the file with everything that it printed, and its process."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]


@contextmanager
def serve(folder: Path, port: int | None = None, script: str = "server.py", *more: str) -> Iterator[Server]:
    """Run the app on `port` of this machine, or a free one. `folder` gets its log, and JAX's cache unless that is set.

    `script` is the script that Streamlit runs, for example "app.py". `more` are further options of Streamlit.

    Raises RuntimeError, with what the server printed, if it ends or is not healthy within `START_SECONDS`.
    """
    environment = ONE_THREAD | {"JAX_COMPILATION_CACHE_DIR": str(folder / "jax")} | os.environ
    command, url = app_command("localhost", port or free_port("localhost"), script, *more)
    with running(command, url, folder / "server.log", environment) as server:
        yield server


def app_command(host: str, port: int, script: str, *more: str) -> tuple[list[str], str]:
    """The command that runs `script` with Streamlit at host:port, and its address."""
    options = (f"--server.address={host}", f"--server.port={port}")
    return [sys.executable, "-m", "streamlit", "run", script, *options, *more], f"http://{host}:{port}"


@contextmanager
def running(
    command: Sequence[str], url: str, log: Path, environment: Mapping[str, str] = os.environ
) -> Iterator[Server]:
    """Run `command`, a server of the app or a proxy before it, from when it is healthy at `url` until the block ends.

    Raises RuntimeError, with what it printed to `log`, if it ends or is not healthy within `START_SECONDS`.
    """
    environment = {"NTK_DRAIN_SECONDS": "0"} | dict(environment)  # its pages are not waited for
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    server = Server(url, log, process)
    try:
        _wait_until_healthy(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port(host: str) -> int:
    """A port of this machine that no program uses now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def _wait_until_healthy(server: Server) -> None:
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach this machine
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with browser.open(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"{server.url} did not start; it printed:\n{server.log.read_text(errors='replace')}")
