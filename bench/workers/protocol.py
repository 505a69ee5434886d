"""One line of JSON in, one out; the standard library only.

In: {"case", "n", "repeats"}. Out: {"ms": […], "cpu": […], "first": ms, "first_cpu": ms, "grown_mb"}: milliseconds by
the clock and of the processor for each repeat and for the case's first call, and by how many MiB the peak of the
process's memory lies above what it held before that first call.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

Case = Callable[[int], Callable[[int], Any]]  # n → (step → whatever an edit needs computed)


class _Built(NamedTuple):
    edit: Callable[[int], Any]
    first: tuple[float, float]
    grown_mb: float


def answer(cases: dict[str, Case], packages: tuple[str, ...]) -> None:
    """Serve requests until the input ends. A case is built, and called once, when its n is first asked for."""
    out = sys.stdout
    sys.stdout = sys.stderr  # what libraries print is no answer
    print(json.dumps({name: version(name) for name in packages}), file=out, flush=True)
    built: dict[tuple[str, int], _Built] = {}
    step = 0
    for line in sys.stdin:
        request = json.loads(line)
        key = (request["case"], request["n"])
        if key not in built:
            built[key] = _build(cases[key[0]](key[1]))
            if request["repeats"]:
                built[key].edit(1)
        edit, first, grown_mb = built[key]
        taken = []
        for _ in range(request["repeats"]):
            step += 1
            taken.append(_timed(edit, step))
        times = {"ms": [ms for ms, _ in taken], "cpu": [cpu for _, cpu in taken]}
        print(
            json.dumps({**times, "first": first[0], "first_cpu": first[1], "grown_mb": grown_mb}), file=out, flush=True
        )


def _build(edit: Callable[[int], Any]) -> _Built:
    before = _resident_mb()
    first = _timed(edit, 0)
    return _Built(edit, first, _peak_mb() - before)


def _timed(edit: Callable[[int], Any], step: int) -> tuple[float, float]:
    start, cpu_start = time.perf_counter(), time.process_time()
    edit(step)
    return 1e3 * (time.perf_counter() - start), 1e3 * (time.process_time() - cpu_start)


def _resident_mb() -> float:
    """The memory of the process now, in MiB; its peak so far where the system does not tell."""
    pages = Path("/proc/self/statm")
    if not pages.exists():
        return _peak_mb()
    return int(pages.read_text().split()[1]) * resource.getpagesize() / 2**20


def _peak_mb() -> float:
    """The largest memory of the process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def inputs(n: int, step: int) -> list[float]:
    """n distinct inputs in (−1.5, 1.5), one of which moves with `step`."""
    x = [-1.4 + 2.8 * i / max(n - 1, 1) for i in range(n)]
    x[n // 2] += 0.002 * (step % 100) / n
    return x
