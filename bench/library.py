"""The library against neural-tangents under jit, each in a process on the same single core, and against bare LAPACK."""

import os
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.facts import Line, interleaved, machine, write
from bench.lapack import gram_of, posterior_of
from bench.peers import Peer, start
from bench.workers import arrays
from ntkcore import Architecture, kernel_pair

OURS, THEIRS = "ours", "nt"
FRESH = 3  # processes for a first call
OUTPUTS_AND = 256  # MiB


class Case(NamedTuple):
    """A case of the workers at one n, its target, and how often it is repeated."""

    title: str
    case: str
    n: int
    target: float | None
    rounds: int = 8


KERNELS = (
    *(Case(f"kernels of {d} features with themselves", f"{d} features", 1000, 1.0) for d in arrays.KERNEL_FEATURES),
    *(
        Case(f"kernels of {d} features, two sets", f"{d} features, two sets", 1000, None)
        for d in arrays.KERNEL_FEATURES
    ),
    Case("kernels of 784 features with themselves", "784 features", 8000, 1.25, 2),
)
OTHERS = (
    Case("predict, mean", "mean", 1000, 1.0),
    Case("predict, mean and covariance", "mean and covariance", 1000, 1.0),
    Case("predict, mean", "mean", 4000, 1.0, 3),
    Case("predict, mean and covariance", "mean and covariance", 4000, 1.0, 3),
    Case("kernels of images, 2 convolutions, flattened", "flatten", 100, 0.85),
    Case("kernels of images, 2 convolutions, pooled", "pooled", 20, 0.6),
)


def both(stack: ExitStack) -> dict[str, Peer] | None:
    """A new process of each library on the same core; None if neural-tangents cannot be installed here."""
    core = (os.cpu_count() or 1) - 1
    theirs = start(THEIRS, stack, core=core)
    ours = start(OURS, stack, Path(sys.executable), core=core)
    return {OURS: ours, THEIRS: theirs} if ours and theirs else None


def _ratio(taken: dict[str, list[float]]) -> float:
    return statistics.median(taken[OURS]) / statistics.median(taken[THEIRS])


def case_line(peers: dict[str, Peer], case: Case, numbers: dict[str, Any]) -> Line:
    """The line of one case, whose processes take turns."""
    wall: dict[str, list[float]] = {name: [] for name in peers}
    cpu: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(case.rounds):
        for name, peer in peers.items():
            answer = peer.ask(case.case, case.n, 1)
            wall[name] += answer["ms"]
            cpu[name] += answer["cpu"]
    numbers[f"{case.case}, n = {case.n}"] = {"ms": wall, "cpu": cpu}
    value = _ratio(wall)
    times = " of ".join(f"{statistics.median(wall[name]):.1f}" for name in (OURS, THEIRS))
    return Line(
        f"{case.title}, n = {case.n}: time of neural-tangents'",
        "" if case.target is None else f"≤ {case.target}×",
        f"{value:.2f}× ({times} ms)",
        None if case.target is None else value <= case.target,
        f"processor time {_ratio(cpu):.2f}×{_bare(case, statistics.median(wall[OURS]))}",
    )


def _bare(case: Case, ours: float) -> str:
    """The same n in bare BLAS or LAPACK: what a matrix product or a solve alone takes."""
    features = case.case.partition(" ")[0]
    if features.isdigit():
        name, work = "BLAS' product of the inputs", gram_of(arrays.vectors(case.n, int(features), 0))
    elif case.case.startswith("mean"):
        name, work = "LAPACK's solve of the given kernels", _solve(case.n, covariance="covariance" in case.case)
    else:
        return ""
    bare = interleaved({"bare": work}, 3)["bare"].median
    return f"; {name} {bare:.1f} ms ({ours / bare:.1f}×)"


def _solve(n: int, *, covariance: bool) -> Callable[[], Any]:
    rows, tests = (arrays.vectors(count, arrays.PREDICT_FEATURES, 0) for count in (n, arrays.TESTS))
    network = Architecture("relu", arrays.HIDDEN_LAYERS, arrays.WEIGHT_STD, arrays.BIAS_STD)
    gram, cross, test = (np.asarray(kernel_pair(network, *x).nngp) for x in ((rows,), (rows, tests), (tests,)))
    noisy = gram + arrays.NOISE_STD**2 * np.eye(n)
    return posterior_of(noisy, cross, arrays.labels(n), test if covariance else None)


def fresh(case: str, n: int, rounds: int) -> Iterator[dict[str, dict[str, Any]]]:
    """The answers to a first call in new processes of both libraries, in turns."""
    for _ in range(rounds):
        with ExitStack() as stack:
            peers = both(stack)
            if peers:
                yield {name: peer.ask(case, n, 0) for name, peer in peers.items()}


def first_call_line(numbers: dict[str, Any]) -> Line:
    """The line of the first call of a process, compiling included."""
    answers = list(fresh("64 features", 1000, FRESH))
    numbers["first call"] = answers
    wall, cpu = (
        {name: [answer[name][key] for answer in answers] for name in (OURS, THEIRS)} for key in ("first", "first_cpu")
    )
    times = " of ".join(f"{statistics.median(wall[name]):.0f}" for name in (OURS, THEIRS))
    return Line(
        "first call of a process, kernels of 64 features with themselves, n = 1000: time of neural-tangents'",
        "≤ 1.0×",
        f"{_ratio(wall):.2f}× ({times} ms)",
        _ratio(wall) <= 1.0,
        f"processor time {_ratio(cpu):.2f}×; no compiled code on disk",
    )


def memory_line(numbers: dict[str, Any]) -> Line:
    """The line of the memory that the kernels of many inputs take beside them."""
    n = 8000
    (answers,) = fresh("784 features", n, 1)
    numbers["memory"] = answers
    outputs = 2 * n * n * 8 / 2**20
    beside = answers[OURS]["grown_mb"] - outputs
    return Line(
        f"memory beside both matrices ({outputs:.0f} MiB), kernels of 784 features with themselves, n = {n}",
        f"≤ {OUTPUTS_AND} MiB",
        f"{beside:.0f} MiB",
        beside <= OUTPUTS_AND,
        f"neural-tangents {answers[THEIRS]['grown_mb'] - outputs:.0f} MiB",
    )


def by_rows_lines(numbers: dict[str, Any]) -> list[Line]:
    """The lines of kernels that are written to memory maps by rows, against the same ones without rows."""
    n, core = 8000, (os.cpu_count() or 1) - 1
    cases = {"by rows": "784 features, by rows", "at once": "784 features"}
    taken: dict[str, list[float]] = {name: [] for name in cases}
    with ExitStack() as stack:
        peers = {name: start(OURS, stack, Path(sys.executable), core=core) for name in cases}
        first = {name: peer.ask(cases[name], n, 0) for name, peer in peers.items() if peer}
        for _ in range(3):
            for name, peer in peers.items():
                taken[name] += peer.ask(cases[name], n, 1)["ms"] if peer else []
    numbers["by rows"] = {"first": first, "ms": taken}
    rows, at_once = (statistics.median(taken[name]) for name in cases)
    outputs = 2 * n * n * 8 / 2**20
    beside = first["by rows"]["grown_mb"] - outputs
    title = f"kernels of 784 features with themselves, by rows into memory maps, n = {n}"
    return [
        Line(f"{title}: time without rows", "", f"{rows / at_once:.2f}× ({rows:.0f} of {at_once:.0f} ms)", None),
        Line(
            f"{title}: memory beside both matrices ({outputs:.0f} MiB)",
            f"≤ {OUTPUTS_AND} MiB",
            f"{beside:.0f} MiB",
            beside <= OUTPUTS_AND,
            "all pages of the maps count as in memory",
        ),
    ]


def run() -> None:
    """Write `library.json`."""
    facts, numbers = machine(), {}
    with ExitStack() as stack:
        peers = both(stack)
        if peers is None:
            write("library", facts, [Line("neural-tangents", "", "not measured", None, "not installed here")], numbers)
            return
        facts["peers"] = {THEIRS: peers[THEIRS].versions}
        lines = [case_line(peers, case, numbers) for case in KERNELS]
        lines += [memory_line(numbers), first_call_line(numbers), *by_rows_lines(numbers)]
        lines += [case_line(peers, case, numbers) for case in OTHERS]
    write("library", facts, lines, numbers)
