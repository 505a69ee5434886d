"""Other libraries, each in its own environment and process, measured in turns with ours."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np

from bench import scenes
from bench.core import answer_labels, condition, kernels_of, prior_of, stepping
from bench.environments import ROOT, python
from bench.facts import Line, Times, machine, timed, write
from explorer.grid.view import explore
from explorer.ui.compute import warm_up
from ntkcore import Architecture, kernel_pair

SIZES = (10, 30, 50)
KERNEL_SIZES = (100, 301)
ROUNDS = 12
PER_ROUND = 10
KERNEL_TARGET, SAME_KERNEL_TARGET, UNJITTED_TARGET = 1.25, 3.0, 50.0
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Peer(NamedTuple):
    """A running worker and the versions of its packages."""

    process: subprocess.Popen[str]
    versions: dict[str, str]

    def ask(self, case: str, n: int, repeats: int) -> dict[str, Any]:
        """Milliseconds of `repeats` calls of a case, and of its first. Raises RuntimeError if the worker has died."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"case": case, "n": n, "repeats": repeats}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended at {case}, n = {n}; what it printed is above")
        return json.loads(line)


def start(name: str, stack: ExitStack, interpreter: Path | None = None, *, core: int | None = None) -> Peer | None:
    """Start the worker `name`, which ends with the stack; None if its environment cannot be made here.

    With another `interpreter` it runs in that one's environment; with a `core`, on that core alone where the system
    can be told so.
    """
    interpreter = interpreter or python(name)
    if interpreter is None:
        return None
    command = [str(interpreter), "-m", f"bench.workers.{name}"]
    environment = os.environ | ONE_THREAD
    process = stack.enter_context(
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    )
    if core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process.pid, {core})
    assert process.stdin
    assert process.stdout
    stack.callback(process.stdin.close)
    line = process.stdout.readline()
    if not line:
        print(f"{name} is not measured: it does not start; what it printed is above", flush=True)
        return None
    return Peer(process, json.loads(line))


def turns(ours: dict[str, Callable[[], Any]], peers: dict[str, tuple[Peer, str]], n: int, rounds: int, each: int):
    """Times of ours and of the peers' cases, `each` calls at a time, and first calls of the peers' cases."""
    taken: dict[str, list[float]] = {name: [] for name in (*ours, *peers)}
    first: dict[str, float] = {}
    for function in ours.values():
        function()
    for _ in range(rounds):
        for name, function in ours.items():
            taken[name] += [timed(function) for _ in range(each)]
        for name, (peer, case) in peers.items():
            answer = peer.ask(case, n, each)
            taken[name] += answer["ms"]
            first[name] = answer["first"]
    return {name: Times(sorted(ms)) for name, ms in taken.items()}, first


def _our_edits(n: int) -> dict[str, Callable[[], Any]]:
    scene = scenes.scene_of(n)
    prior = prior_of(kernels_of(scene), scene)

    def core(moved: scenes.Scene) -> None:
        answer_labels(condition(prior, moved), moved)

    return {
        "ours, x drag": stepping(scenes.x_drag, scene, core),
        "ours, explore() after an x drag": stepping(scenes.x_drag, scene, explore),
    }


def _kernel_lines(nt: Peer, numbers: dict[str, Any]) -> Iterator[Line]:
    network = Architecture(hidden_layers=3)
    for n in KERNEL_SIZES:
        x = np.linspace(-1.4, 1.4, n)
        ours = {"ours": lambda x=x: jax.block_until_ready(kernel_pair(network, x).ntk)}
        times, _ = turns(ours, {"nt": (nt, "kernel")}, n, ROUNDS, PER_ROUND)
        numbers[f"kernel {n}"] = {name: each.ms for name, each in times.items()}
        value = times["ours"].median / times["nt"].median
        measured = f"{value:.2f}× ({times['ours'].median:.2f} of {times['nt'].median:.2f} ms)"
        title = f"kernel time, {n} × {n}, depth 3 ReLU, both kernels, against neural-tangents under jit"
        yield Line(title, f"≤ {KERNEL_TARGET}×", measured, value <= KERNEL_TARGET)


def _unjitted_lines(nt: Peer, numbers: dict[str, Any]) -> Iterator[Line]:
    for n in (10, 30):
        times, _ = turns(_our_edits(n), {"nt": (nt, "posterior")}, n, 4, 2)
        numbers[f"unjitted {n}"] = {name: each.ms for name, each in times.items()}
        value = times["nt"].median / times["ours, x drag"].median
        explored = times["nt"].median / times["ours, explore() after an x drag"].median
        measured = f"{value:.0f}× ({times['nt'].median:.0f} ms); explore() as a whole {explored:.0f}×"
        title = f"n = {n}: x drag, times faster than neural-tangents without jit"
        yield Line(title, f"≥ {UNJITTED_TARGET:.0f}×", measured, value >= UNJITTED_TARGET)


_NAMES = {
    "same kernel": "scikit-learn, same kernel",
    "rbf": "scikit-learn, RBF",
    "tinygp": "tinygp, RBF, jit",
    "gpjax": "GPJax, RBF, jit",
    "gpytorch": "GPyTorch, RBF",
}


def _gp_lines(cases: dict[str, Peer], numbers: dict[str, Any]) -> Iterator[Line]:
    for n in SIZES:
        asked = {case: (peer, case) for case, peer in cases.items()}
        times, first = turns(_our_edits(n), asked, n, ROUNDS, PER_ROUND)
        numbers[f"x drag {n}"] = {name: each.ms for name, each in times.items()} | {"first": first}
        ours = times["ours, x drag"].median
        for case in cases:
            value = times[case].median / ours
            measured = f"{value:.1f}× ({times[case].median:.2f} of {ours:.2f} ms)"
            remark = "" if value >= 1 else "it is faster"
            if case in ("tinygp", "gpjax"):
                remark = f"{remark + '; ' if remark else ''}first call at a new n {first[case]:.0f} ms, ours none"
            same = case == "same kernel"
            target = f"≥ {SAME_KERNEL_TARGET:.0f}×" if same else ""
            met = value >= SAME_KERNEL_TARGET if same else None
            yield Line(f"n = {n}: x drag, times faster than {_NAMES[case]}", target, measured, met, remark)


def run() -> None:
    """Write `peers.json`; a peer that cannot be installed gets a line "not measured"."""
    facts, lines, numbers = machine(), [], {}
    warm_up()
    with ExitStack() as stack:
        peers = {name: start(name, stack) for name in ("nt", "peers", "gpytorch")}
        nt, others, gpytorch = peers["nt"], peers["peers"], peers["gpytorch"]
        if nt:
            lines += [*_kernel_lines(nt, numbers), *_unjitted_lines(nt, numbers)]
        cases = dict.fromkeys(("same kernel", "rbf", "tinygp", "gpjax"), others) | {"gpytorch": gpytorch}
        lines += _gp_lines({case: peer for case, peer in cases.items() if peer}, numbers)
        lines += [
            Line(name, "", "not measured", None, "not installed here") for name, peer in peers.items() if not peer
        ]
        facts["peers"] = {name: peer.versions for name, peer in peers.items() if peer}
    write("peers", facts, lines, numbers)
