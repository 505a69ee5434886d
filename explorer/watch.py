"""Shows operators how the process fares: numbers for Prometheus at a port apart, and lines of JSON in the log."""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from prometheus_client import start_http_server

from explorer import environment, metrics
from explorer.ui import computing, jobs
from ntkcore.cache import bytes_held

_LOG = logging.getLogger("ntk")


@contextmanager
def running() -> Iterator[None]:
    """Serve numbers, until the block ends, at `NTK_METRICS_PORT`, if that is set; write a line every `NTK_LOG_SECONDS`.

    Raises OSError if the port is taken.
    """
    _count()
    port, host = environment.value(environment.METRICS_PORT), environment.value(environment.METRICS_HOST)
    server = start_http_server(port, host, metrics.REGISTRY)[0] if port else None
    ended = threading.Event()
    seconds = environment.value(environment.LOG_SECONDS)
    if seconds:
        _write_lines()
        threading.Thread(target=_report, args=(seconds, ended), name="log", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
        if server is not None:
            server.shutdown()
            server.server_close()


def log(event: str, **numbers: Any) -> None:
    """Write one line about an `event`: the time, what happened, and numbers."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    _LOG.info(json.dumps({"time": now, "event": event, **numbers}))


def numbers() -> dict[str, float]:
    """Return what a line about the process says: open pages, messages and answers so far, jobs, memory in MiB."""
    read = metrics.REGISTRY.get_sample_value
    waiting, running_now = jobs.counts()
    return {
        "connections": int(read("ntk_connections") or 0),
        "messages": int(read("ntk_messages_total") or 0),
        "answers": int(read("ntk_answer_seconds_count") or 0),
        "answer_seconds": round(read("ntk_answer_seconds_sum") or 0.0, 3),
        "jobs_waiting": waiting,
        "jobs_running": running_now,
        "sections_waiting": computing.waiting(),
        "memory_mib": round((read("process_resident_memory_bytes") or 0.0) / 2**20),
        "kept_mib": round(bytes_held() / 2**20, 1),
    }


def _count() -> None:
    """Have the gauges read what they show."""
    metrics.jobs.labels("waiting").set_function(lambda: jobs.counts()[0])
    metrics.jobs.labels("running").set_function(lambda: jobs.counts()[1])
    metrics.turns.set_function(computing.waiting)
    metrics.kept_bytes.set_function(bytes_held)


def _write_lines() -> None:
    """Let our lines through as they are, whatever other libraries have set up."""
    if not _LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        _LOG.addHandler(handler)
        _LOG.setLevel(logging.INFO)
        _LOG.propagate = False


def _report(seconds: float, ended: threading.Event) -> None:
    log("started", **numbers())
    while not ended.wait(seconds):
        log("running", **numbers())
    log("stopped", **numbers())
