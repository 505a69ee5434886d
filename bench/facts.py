"""What every part of the benchmark shares: the machine's facts, fair timing, and how results are written."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
_PACKAGES = ("jax", "numpy", "scipy", "streamlit")


class Line(NamedTuple):
    """One row of the table; `met` is None where there is no target or nothing could be measured."""

    line: str
    target: str
    measured: str
    met: bool | None
    why: str = ""  # for a target that is missed: the reason; else a remark


class Times(NamedTuple):
    """Milliseconds of one thing, ascending."""

    ms: list[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        """19 of 20 are no slower."""
        return self.ms[min(len(self.ms) - 1, int(0.95 * len(self.ms)))]


def machine() -> dict[str, Any]:
    """Processor, cores, Python, libraries, the load before anything ran, and the date."""
    cpuinfo = Path("/proc/cpuinfo")
    names = (
        [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")] if cpuinfo.exists() else []
    )
    return {
        "cpu": names[0].split(":")[1].strip() if names else platform.processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _PACKAGES},
        "nice": os.nice(0),
        "load_at_start": [round(value, 2) for value in os.getloadavg()],
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def timed(function: Callable[[], Any]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    function()
    return 1e3 * (time.perf_counter() - start)


def interleaved(functions: Mapping[str, Callable[[], Any]], repeats: int) -> dict[str, Times]:
    """Each function `repeats` times, in turns, so that whatever else the machine does meets all of them alike."""
    for function in functions.values():
        function()
    taken: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(repeats):
        for name, function in functions.items():
            taken[name].append(timed(function))
    return {name: Times(sorted(ms)) for name, ms in taken.items()}


def ratio(times: Mapping[str, Times], ours: str, theirs: str) -> float:
    """Of two medians that were taken in turns."""
    return times[ours].median / times[theirs].median


def write(part: str, facts: dict[str, Any], lines: list[Line], numbers: Any) -> None:
    """`bench/results/<part>.json`: the facts, the lines of the table and all numbers behind them."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    content = {"machine": facts, "lines": [line._asdict() for line in lines], "numbers": numbers}
    (RESULTS / f"{part}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    for line in lines:
        mark = {True: "met", False: "MISSED", None: "-"}[line.met]
        print(f"{part}: {line.line} | {line.target} | {line.measured} | {mark} {line.why}", flush=True)
