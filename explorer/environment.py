"""Names what a host can set by environment variables: one table, checked before the server starts."""

import os
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_SOURCE = re.compile(r"'(?:self|none)'|\*|https?://(?:\*\.)?[\w.-]+(?::(?:\d+|\*))?")


class Variable(NamedTuple):
    """A variable: its name, the text that counts if it is not set, what it is for, and what reads it."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any]


def _sources(text: str) -> str:
    """Sites as a content security policy lists them."""
    sites = text.split() or ["*"]
    wrong = [site for site in sites if not _SOURCE.fullmatch(site)]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no site; write 'self', * or https://example.org, with spaces between them")
    return " ".join(sites)


def _redis(text: str) -> str:
    if text and (urlsplit(text).scheme not in ("redis", "rediss", "unix") or len(text.split()) > 1):
        raise ValueError(f"{text!r} is no address of a Redis; write redis://host:6379/0, or nothing")
    return text


def _port(text: str) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError(f"{text!r} is no port; write a number from 1 to 65535, or nothing")
    return int(text)


def _seconds(text: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d*)?", text):
        raise ValueError(f"{text!r} is no number of seconds; write 0 or a positive number below a million")
    return float(text)


def _mib(text: str) -> int:
    if not text.isascii() or not text.isdigit() or 0 < int(text) < 256:
        raise ValueError(f"{text!r} is no memory in MiB; write a whole number from 256 on, or 0")
    return int(text)


def _host(text: str) -> str:
    if not re.fullmatch(r"[\w.:-]+", text):
        raise ValueError(f"{text!r} is no address of this machine; write 127.0.0.1, or 0.0.0.0 for all")
    return text


FRAMES = Variable(
    "NTK_FRAME_ANCESTORS",
    "*",
    "Sites that may show the app in a frame, as a content security policy lists them",
    _sources,
)
REDIS = Variable(
    "REDIS_URL", "", "Redis that keeps the rooms of classes; without it each process keeps its own", _redis
)
METRICS_PORT = Variable(
    "NTK_METRICS_PORT", "", "Port for Prometheus, apart from the app's; without it there is none", _port
)
METRICS_HOST = Variable("NTK_METRICS_ADDRESS", "127.0.0.1", "Address of this machine at which that port listens", _host)
LOG_SECONDS = Variable(
    "NTK_LOG_SECONDS", "60", "Seconds between two lines of the log about the process; 0: none", _seconds
)
DRAIN_SECONDS = Variable(
    "NTK_DRAIN_SECONDS",
    "20",
    "Longest time in seconds for which a process that is told to stop serves its open pages; newcomers go elsewhere",
    _seconds,
)
MEMORY = Variable(
    "NTK_MEMORY_MIB",
    "768",
    "Memory in MiB at which the process forgets kept answers and compiled code, on Linux; 0: never",
    _mib,
)
HOME_SECONDS = Variable(
    "NTK_HOME_SECONDS",
    "60",
    "Seconds of quiet after which a page from another process connects again, so that nginx may send it back; 0: never",
    _seconds,
)
VARIABLES = (FRAMES, REDIS, METRICS_PORT, METRICS_HOST, LOG_SECONDS, DRAIN_SECONDS, MEMORY, HOME_SECONDS)


def value(variable: Variable) -> Any:
    """Return the value that counts now. ValueError, with the variable's name, if its text cannot be read."""
    text = os.environ.get(variable.name, "").strip() or variable.default
    try:
        return variable.read(text)
    except ValueError as error:
        raise ValueError(f"{variable.name}: {error}.") from None


def check() -> None:
    """Read all variables. SystemExit names each that is wrong and says what to write."""
    wrong = []
    for variable in VARIABLES:
        try:
            value(variable)
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise SystemExit("\n".join(["The app does not start, since its environment is wrong.", *wrong]))


def table() -> str:
    """Return all variables as a table in Markdown."""
    rows = (
        f"| `{name}` | {f'`{default}`' if default else 'not set'} | {meaning} |"
        for name, default, meaning, _ in VARIABLES
    )
    return "\n".join(["| Variable | Default | Meaning |", "|---|---|---|", *rows])
