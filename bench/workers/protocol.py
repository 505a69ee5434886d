"""One line of JSON in, one out: {"case", "n", "repeats"} → {"ms": […], "first": ms}; the standard library only."""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

Case = Callable[[int], Callable[[int], Any]]  # n → (step → whatever an edit needs computed)


def answer(cases: dict[str, Case], packages: tuple[str, ...]) -> None:
    """Serve requests until the input ends. A case is built, and called once, when its n is first asked for."""
    out = sys.stdout
    sys.stdout = sys.stderr  # what libraries print is no answer
    print(json.dumps({name: version(name) for name in packages}), file=out, flush=True)
    built: dict[tuple[str, int], tuple[Callable[[int], Any], float]] = {}
    step = 0
    for line in sys.stdin:
        request = json.loads(line)
        key = (request["case"], request["n"])
        if key not in built:
            edit = cases[key[0]](key[1])
            built[key] = (edit, _timed(edit, 0))
            edit(1)
        edit, first = built[key]
        taken = []
        for _ in range(request["repeats"]):
            step += 1
            taken.append(_timed(edit, step))
        print(json.dumps({"ms": taken, "first": first}), file=out, flush=True)


def _timed(edit: Callable[[int], Any], step: int) -> float:
    start = time.perf_counter()
    edit(step)
    return 1e3 * (time.perf_counter() - start)


def inputs(n: int, step: int) -> list[float]:
    """n distinct inputs in (−1.5, 1.5), one of which moves with `step`."""
    x = [-1.4 + 2.8 * i / max(n - 1, 1) for i in range(n)]
    x[n // 2] += 0.002 * (step % 100) / n
    return x
