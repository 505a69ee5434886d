"""Probabilities of Boolean functions under random networks: time on one core, and how large their errors are."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.facts import Line, Times, interleaved, machine, processor_ms, write
from ntkcore import Architecture, boolean, bounds
from ntkcore.boolean.classes import classes
from ntkcore.boolean.formulas import formula_leaves
from ntkcore.cache import clear_caches
from ntkcore.spectra.inputs import at_corners

REPEATS = 7
SEEDS = 12
NET = Architecture("relu", 2, 2**0.5, 0.3)
HARD = Architecture("relu", 1, 2**0.5, 0.3)  # λmin of its kernel is 1/3000 of λmax
SINGLE, ALL, SEVEN = 50.0, 1000.0, 500.0  # milliseconds
ERROR = 3e-3  # of log P
TABLES = 50.0
BITS = np.arange(16)[:, None] >> np.arange(4) & 1
BITS_OF_SEVEN = np.arange(128)[:, None] >> np.arange(7) & 1
FUNCTIONS = {
    "constant": BITS[:, 0] * 0,
    "exclusive or of two": BITS[:, 0] ^ BITS[:, 1],
    "majority of three": (BITS[:, :3].sum(axis=1) >= 2).astype(int),
    "parity": BITS.sum(axis=1) % 2,
}
FUNCTIONS_OF_SEVEN = {
    "constant": BITS_OF_SEVEN[:, 0] * 0,
    "majority of three": (BITS_OF_SEVEN[:, :3].sum(axis=1) >= 2).astype(int),
    "parity": BITS_OF_SEVEN.sum(axis=1) % 2,
}


def _formulas() -> None:
    """Both tables of formula sizes of four inputs, with the classes that they need, from nothing."""
    clear_caches("ntkcore.boolean")
    for with_xor in (False, True):
        formula_leaves(4, with_xor=with_xor)


def _examples(count: int, method: str) -> Callable[[], Any]:
    """P(S) of so many corners of seven inputs, labelled by a majority."""
    chosen = np.random.default_rng(1).permutation(128)[:count]
    x = at_corners(7)[chosen]
    return lambda: bounds.log_p_s(NET, x, np.sign(x.sum(axis=1)), method=method)


def _times() -> dict[str, Times]:
    """Processor times of all calls, in turns; those of one function include its kernel."""
    calls = {name: lambda table=table: boolean.log_probability(NET, table) for name, table in FUNCTIONS.items()}
    calls |= {
        f"{name}, seven": lambda table=table: boolean.log_probability(NET, table)
        for name, table in FUNCTIONS_OF_SEVEN.items()
    }
    calls |= {"classes": lambda: boolean.class_probabilities(NET, 4)}
    calls |= {"hard classes": lambda: boolean.class_probabilities(HARD, 4)}
    calls |= {"formulas": _formulas, "complexity": lambda: boolean.complexity(FUNCTIONS["parity"])}
    calls |= {f"{method}, {m}": _examples(m, method) for method in ("ep", "orthant") for m in (64, 128)}
    return interleaved(calls, REPEATS, processor_ms)


def _errors(net: Architecture) -> dict[str, float]:
    """Root mean squares over seeds and classes of the error of log P, by itself and by its standard error; the total.

    Each seed is compared with the mean of the others.
    """
    results = [boolean.class_probabilities(net, 4, seed=seed) for seed in range(SEEDS)]
    log_p = np.array([np.asarray(result.log_p) for result in results])
    error = np.array([np.asarray(result.standard_error) for result in results])
    gaps = (log_p - log_p.mean(axis=0)) * math.sqrt(SEEDS / (SEEDS - 1))
    totals = (classes(4).multiplicity * np.exp(log_p)).sum(axis=1)
    return {
        "rms": float(np.sqrt(np.mean(gaps**2))),
        "by its error": float(np.sqrt(np.mean((gaps / error) ** 2))),
        "total": float(np.abs(totals - 1.0).max()),
    }


def _lines(times: dict[str, Times], errors: dict[str, dict[str, float]]) -> list[Line]:
    """The table: times against their targets, then errors."""

    def slowest(names: list[str]) -> float:
        return max(times[name].median for name in names)

    timed = [
        ("one function of 4 inputs, the slowest of 4", slowest(list(FUNCTIONS)), SINGLE),
        ("all 222 classes of 4 inputs", times["classes"].median, ALL),
        (
            "one function of 7 inputs, the slowest of 3",
            slowest([f"{name}, seven" for name in FUNCTIONS_OF_SEVEN]),
            SEVEN,
        ),
        ("classes and both tables of formula sizes of 4 inputs", times["formulas"].median, TABLES),
    ]
    lines = [Line(name, f"≤ {most:g} ms", f"{ms:.1f} ms", ms <= most) for name, ms, most in timed]
    for name, result in errors.items():
        shown = f"{100 * result['rms']:.2f} %; {result['by its error']:.2f}; {100 * result['total']:.2f} %"
        honest = 0.85 <= result["by its error"] <= 1.15
        lines.append(
            Line(
                f"{name}: error of P (rms of 222), by its standard error, of the sum of all P",
                f"≤ {100 * ERROR:g} %; 0.85 to 1.15",
                shown,
                result["rms"] <= ERROR and honest,
                f"over {SEEDS} seeds; the sum is the worst of them",
            )
        )
    both = "; ".join(
        f"m = {m}: {times[f'ep, {m}'].median:.1f} and {times[f'orthant, {m}'].median:.0f} ms" for m in (64, 128)
    )
    lines.append(Line("P(S) by expectation propagation and as an orthant", "", both, None))
    rest = f"{times['hard classes'].median:.0f} ms; {times['complexity'].median:.2f} ms"
    lines.append(Line("222 classes of one hidden ReLU layer; the complexity of a function", "", rest, None))
    return lines


def run() -> None:
    """Write `orthants.json`."""
    facts, times = machine(), _times()
    errors = {"two hidden ReLU layers": _errors(NET), "one hidden ReLU layer": _errors(HARD)}
    numbers = {"ms": {name: each.ms for name, each in times.items()}, "errors": errors}
    write("orthants", facts, _lines(times, errors), numbers)
