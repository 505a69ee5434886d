"""Shared by all parts of the benchmark: the machine's facts, fair timing, and writing of results."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
_PACKAGES = ("jax", "numpy", "scipy", "streamlit")


class Line(NamedTuple):
    """A row of the table; `met` is None where there is no target or nothing could be measured."""

    line: str
    target: str
    measured: str
    met: bool | None
    why: str = ""  # the reason why a target is missed, or a remark


class Times(NamedTuple):
    """Times of repeated measurements in milliseconds, ascending."""

    ms: list[float]

    @property
    def median(self) -> float:
        """The median time."""
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        """The 95th percentile: 19 of 20 times are no longer."""
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
    """Call `function`; the milliseconds that it took."""
    start = time.perf_counter()
    function()
    return 1e3 * (time.perf_counter() - start)


def processor_ms(function: Callable[[], Any]) -> float:
    """Call `function`; the milliseconds of processor time that it took, which other load changes little."""
    start = time.process_time()
    function()
    return 1e3 * (time.process_time() - start)


def interleaved(
    functions: Mapping[str, Callable[[], Any]], repeats: int, clock: Callable[[Callable[[], Any]], float] = timed
) -> dict[str, Times]:
    """Time each function `repeats` times, in turns, so that other load on the machine affects all of them alike."""
    for function in functions.values():
        function()
    taken: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(repeats):
        for name, function in functions.items():
            taken[name].append(clock(function))
    return {name: Times(sorted(ms)) for name, ms in taken.items()}


def ratio(times: Mapping[str, Times], ours: str, theirs: str) -> float:
    """The ratio of two medians, of functions that were timed in turns."""
    return times[ours].median / times[theirs].median


def write(part: str, facts: dict[str, Any], lines: list[Line], numbers: Any) -> None:
    """Write `bench/results/<part>.json` (facts, lines of the table, all numbers behind them) and print the lines."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    content = {"machine": facts, "lines": [line._asdict() for line in lines], "numbers": numbers}
    (RESULTS / f"{part}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    for line in lines:
        mark = {True: "met", False: "MISSED", None: "-"}[line.met]
        print(f"{part}: {line.line} | {line.target} | {line.measured} | {mark} {line.why}", flush=True)


def fill(page: Path, start: str, end: str, lines: Sequence[str]) -> None:
    """Write `lines` between two marks of a document. ValueError if it lacks them."""
    before, mark, rest = page.read_text().partition(start)
    if not mark or end not in rest:
        raise ValueError(f"{page} must hold {start} and, below it, {end}. Put both back where the lines belong.")
    page.write_text("\n".join([before + start, *lines, end]) + rest.partition(end)[2])
