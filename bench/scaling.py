"""Growth of time and memory with n: both kernels, Cholesky, eigendecomposition, n = 64 … 4000."""

import json
import resource
import subprocess
import sys
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from bench.environments import ROOT
from bench.facts import Line, machine, timed, write
from ntkcore import Architecture, kernel_pair

SIZES = (64, 125, 250, 500, 1000, 2000, 4000)
REPEATS = {64: 20, 125: 20, 250: 10, 500: 5, 1000: 3, 2000: 2, 4000: 1}
FITTED_FROM = 500
WORK = ("kernel", "cholesky", "eigh")


def measure(what: str, n: int) -> dict[str, float]:
    """Best and first time of the work `what` at size n, in ms, and the peak memory of the process, in MB."""
    x = np.linspace(-1.5, 1.5, n)
    network = Architecture(hidden_layers=3)
    small = {"kernel": lambda: jax.block_until_ready(kernel_pair(network, x))}
    if what != "kernel":
        gram = jax.block_until_ready(kernel_pair(network, x).ntk + 1e-6 * jnp.eye(n))
        solve = jax.jit({"cholesky": jnp.linalg.cholesky, "eigh": jnp.linalg.eigh}[what])
        small[what] = lambda: jax.block_until_ready(solve(gram))
    first = timed(small[what])
    best = min(timed(small[what]) for _ in range(REPEATS[n]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ms": best, "first_ms": first, "peak_mb": peak}


def _apart(what: str, n: int) -> dict[str, float]:
    """Run `measure` in a separate process, so that its peak memory is separate too."""
    command = [sys.executable, "-m", "bench.scaling", what, str(n)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _exponent(values: dict[int, float]) -> float:
    """Slope of log value against log n, from FITTED_FROM on."""
    fitted = [n for n in values if n >= FITTED_FROM]
    return float(np.polyfit(np.log(fitted), np.log([values[n] for n in fitted]), 1)[0])


def run() -> None:
    """Write `scaling.json`."""
    facts = machine()
    numbers: dict[str, dict[int, dict[str, float]]] = {what: {n: _apart(what, n) for n in SIZES} for what in WORK}
    lines = []
    for what, by_size in numbers.items():
        idle = by_size[SIZES[0]]["peak_mb"]
        grown = {n: value["peak_mb"] - idle for n, value in by_size.items() if n >= 1000}
        exponent = _exponent({n: value["ms"] for n, value in by_size.items()})
        table = ", ".join(f"{n}: {_short(value['ms'])}" for n, value in by_size.items() if n in (64, 250, 1000, 4000))
        memory = ", ".join(f"{n}: {mb:.0f}" for n, mb in grown.items())
        measured = f"time ∝ n^{exponent:.2f} (ms: {table}); memory above n = 64, MB: {memory}"
        lines.append(
            Line(f"{what}, n = {SIZES[0]} … {SIZES[-1]}", "", measured, None, f"fitted from n = {FITTED_FROM}")
        )
    write("scaling", facts, lines, numbers)


def _short(ms: float) -> str:
    return f"{ms:.2f}" if ms < 10 else f"{ms:.0f}"


def main(arguments: list[str]) -> Any:
    """Print one measurement as JSON."""
    print(json.dumps(measure(arguments[0], int(arguments[1]))))


if __name__ == "__main__":
    main(sys.argv[1:])
