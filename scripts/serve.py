"""Starts the app on a free port for the browser tests and the pictures, and stops it again."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120
STOP_SECONDS = 10
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Server(NamedTuple):
    """A running app: its address, the file that holds everything it printed, and its process."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]


@contextmanager
def serve(folder: Path, port: int | None = None, script: str = "server.py", *more: str) -> Iterator[Server]:
    """The app on `port` of this machine, or a free one; its log is in `folder`, and compiled code if nowhere else.

    `script` is what Streamlit runs: "app.py" does it too. `more` are further options of Streamlit.

    Raises RuntimeError, with what the server printed, if it ends or is not healthy within `START_SECONDS`.
    """
    port = port or _free_port()
    url, printed = f"http://localhost:{port}", folder / "server.log"
    options = ("--server.address=localhost", f"--server.port={port}")
    command = [sys.executable, "-m", "streamlit", "run", script, *options, *more]
    environment = ONE_THREAD | {"JAX_COMPILATION_CACHE_DIR": str(folder / "jax")} | os.environ
    with printed.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    server = Server(url, printed, process)
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"the app did not start; it printed:\n{server.log.read_text(errors='replace')}")
