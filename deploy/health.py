"""Ends with 0 if the app on this machine is ready, else with 1 and the reason; it needs nothing but Python.

With `--end` it kills an app that was silent six times in a row, so that the container ends and is started again.
"""

import os
import signal
import sys
import tempfile
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

SILENT_TIMES = 6  # a minute; a process that is busy says that it is not ready, and is left alone


def port() -> str:
    """The port that the environment configures."""
    return os.environ.get("STREAMLIT_SERVER_PORT") or "8501"


def address() -> str:
    """Where the app is asked: at the port and below the path that its environment configures."""
    base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    return f"http://127.0.0.1:{port()}{f'/{base}' if base else ''}/ready"


def ask() -> str:
    """Return the reason why the app is not ready, or nothing."""
    try:
        with build_opener(ProxyHandler({})).open(address(), timeout=4) as answer:  # a proxy cannot reach this machine
            said = answer.read().decode()
    except HTTPError as refusal:
        return refusal.read().decode()
    except OSError as error:
        return f"{address()}: {error}"
    return "" if said == "ready" else f"{address()} answered {said[:80]!r} instead of 'ready'"


def is_silent(reason: str) -> bool:
    """Whether nobody has answered at all."""
    return reason.startswith(address())


def end_if_hung(silent: bool) -> None:
    """Count how often the app was silent in a row, and kill it after `SILENT_TIMES`.

    The count is kept in a file; OSError if the disk is full or read-only.
    """
    count = Path(tempfile.gettempdir()) / f"ntk-silent-{port()}"
    times = (int(count.read_text()) if count.exists() else 0) + 1 if silent else 0
    if times >= SILENT_TIMES:
        times = 0
        for process in processes():
            os.kill(process, signal.SIGKILL)
    count.write_text(str(times))


def processes() -> list[int]:
    """The app's processes: they run server.py with our port in their environment."""
    mine = f"STREAMLIT_SERVER_PORT={port()}".encode()
    chosen = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = ((folder / name).read_bytes().split(b"\0") for name in ("cmdline", "environ"))
        except OSError:  # it has ended meanwhile, or belongs to somebody else
            continue
        if b"server.py" in command and mine in environment:
            chosen.append(int(folder.name))
    return chosen


if __name__ == "__main__":
    reason = ask()
    if "--end" in sys.argv[1:]:
        try:
            end_if_hung(is_silent(reason))
        except OSError as error:  # that says nothing about the app
            print(f"A process that hangs could not be ended: {error}", file=sys.stderr)
    sys.exit(reason or 0)
