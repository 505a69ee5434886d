"""Training many networks: against numpy and torch, what streaming costs, layouts at width 512, and edits meanwhile."""

import json
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import cast

import jax
import numpy as np

from bench import beside
from bench.facts import ROOT, Line, Times, interleaved, machine, ratio, write
from bench.peers import Peer, start, turns
from explorer.scene.window import PLOT_INPUTS
from ntkcore import Architecture
from ntkcore.networks.ensembles import descent, runs
from ntkcore.networks.ensembles.runs import Run, Training

ARCH = Architecture("relu", 3, 2**0.5, 0.3)
X = tuple(np.linspace(-1.2, 1.2, 8).round(2).tolist())
Y = tuple(np.sin(3 * np.array(X)).tolist())
NARROW = Run(ARCH, X, Y, width=64, networks=64, steps=100_000, rate=0.1)
WIDE = replace(NARROW, width=512)
STEPS = {64: 50, 512: 2}
REPEATS = {64: 15, 512: 3}
LAYOUTS = (1, 2, 4, 8, 16, 64)
STREAMED = 3000
BESIDE = 150.0


def _numpy_loop(run: Run) -> Callable[[int], None]:
    """The steps of `run` in numpy, one network after the other, float32, with the gradient by hand."""
    started = cast(descent.Networks, runs.start(run, PLOT_INPUTS).networks)
    networks = [
        [[np.array(part[index]) for part in layer] for layer in descent.on_host(started.start)]
        for index in range(run.networks)
    ]
    x, y = np.array(run.x, np.float32)[:, None], np.array(run.y, np.float32)
    weight, bias = np.float32(run.architecture.weight_std), np.float32(run.architecture.bias_std)
    rate = np.float32(run.step_time)

    def step(layers: list[list[np.ndarray]]) -> None:
        hidden = [x]
        for index, (weights, biases) in enumerate(layers):
            z = weight / np.float32(len(weights)) ** np.float32(0.5) * (hidden[-1] @ weights) + bias * biases
            hidden.append(np.maximum(z, 0) if index < len(layers) - 1 else z)
        delta = hidden[-1] - y[:, None]
        for index in reversed(range(len(layers))):
            weights, biases = layers[index]
            scale = weight / np.float32(len(weights)) ** np.float32(0.5)
            below = (delta @ weights.T) * scale * (hidden[index] > 0) if index else delta
            weights -= rate * scale * (hidden[index].T @ delta)
            biases -= rate * bias * delta.sum(axis=0)
            delta = below

    def train(steps: int) -> None:
        for layers in networks:
            for _ in range(steps):
                step(layers)

    return train


def _ours(training: Training) -> Callable[[int], None]:
    return lambda steps: jax.block_until_ready(runs.advance(training, steps).networks.moved) and None


def _layouts(run: Run) -> dict[str, Times]:
    """Times of the same networks with different numbers of them in a batch."""
    training = runs.start(run, PLOT_INPUTS)
    steps = STEPS[run.width]
    batches = {
        f"{batch} at a time": training._replace(plan=training.plan._replace(batch=batch))
        for batch in LAYOUTS
        if batch <= run.networks
    }
    return interleaved(
        {name: lambda layout=layout: _ours(layout)(steps) for name, layout in batches.items()},
        REPEATS[run.width],
    )


# A process that may use one core only. JAX counts the cores when it is imported.
_ON_ONE_CORE = """
import json, os
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
from bench import ensembles
print(json.dumps({name: times.ms for name, times in ensembles.against_numpy().items()}))
"""


def against_numpy() -> dict[str, Times]:
    """Times of ours and of a numpy loop at width 64, in turns."""
    numpy_loop, steps = _numpy_loop(NARROW), STEPS[64]
    train = _ours(runs.start(NARROW, PLOT_INPUTS))
    return interleaved({"ours": lambda: train(steps), "numpy": lambda: numpy_loop(steps)}, REPEATS[64])


def _narrow(torch: Peer | None) -> dict[str, Times]:
    """Times at width 64: ours and a numpy loop on one core, then ours and torch with one thread and with all in turns.

    The numpy loop has no use for a second core. Processes that move between cores find their caches empty.
    """
    done = subprocess.run([sys.executable, "-c", _ON_ONE_CORE], cwd=ROOT, check=True, capture_output=True, text=True)
    times = {name: Times(ms) for name, ms in json.loads(done.stdout).items()}
    if torch:
        steps, train = STEPS[64], _ours(runs.start(NARROW, PLOT_INPUTS))
        cases = {"torch": (torch, "networks"), "torch, all cores": (torch, "networks on all cores")}
        times |= turns({"ours, beside torch": lambda: train(steps)}, cases, 64, REPEATS[64], 1)[0]
    return times


def _streaming() -> dict[str, Times]:
    """Times of a whole run of width 64 as the app watches it, and of the same steps without snapshots."""
    training = runs.start(replace(NARROW, steps=STREAMED), PLOT_INPUTS)
    train = _ours(training)
    return interleaved(
        {"unwatched": lambda: train(STREAMED), "streamed": lambda: deque(runs.stream(training), maxlen=0)},
        REPEATS[512],
    )


def _narrow_lines(times: dict[str, Times]) -> Iterator[Line]:
    steps, ours = STEPS[64], times["ours"].median
    each = f"{ours / steps:.2f} ms a step"
    value = times["numpy"].median / ours
    title = "64 networks of width 64: times faster than "
    yield Line(f"{title}a numpy loop", "≥ 5×", f"{value:.1f}× ({each})", value >= 5)
    if "torch" not in times:
        yield Line("64 networks of width 64 in torch", "", "not measured", None, "not installed here")
        return
    single_thread, all_cores = times["torch"].median, times["torch, all cores"].median
    ours = times["ours, beside torch"].median
    each, value = f"{ours / steps:.2f} ms a step", min(single_thread, all_cores) / ours
    remark = (
        f"one thread {single_thread / steps:.2f}, all cores {all_cores / steps:.2f} ms a step; the faster one counts"
    )
    yield Line(
        f"{title}torch", "≥ 1.3×", f"{value:.1f}× ({each})", value >= 1.3, f"baddbmm and autograd, float32: {remark}"
    )


def _streaming_line(times: dict[str, Times]) -> Line:
    value = ratio(times, "streamed", "unwatched")
    return Line(
        "64 networks of width 64, watched as in the app, against the same steps unwatched",
        "≤ 1.15×",
        f"{value:.2f}×",
        value <= 1.15,
        f"{STREAMED} steps; curves, losses and kernels of all networks about every 0.4 s",
    )


def _layout_line(layouts: dict[str, Times]) -> Line:
    best = min(layouts, key=lambda name: layouts[name].median)
    each = "; ".join(f"{name} {times.median / STEPS[512]:.0f}" for name, times in layouts.items())
    chosen = descent.batch_size(WIDE.parameters, WIDE.networks)
    remark = f"fastest here: {best}; chosen: {chosen} at a time"
    return Line("64 networks of width 512, ms a step, by networks in a batch", "", each, None, remark)


def _beside_line(times: dict[str, Times]) -> Line:
    alone, beside = times["alone"], times["beside"]
    return Line(
        "edit → answer in one session while another trains and watches, median, p95",
        f"p95 ≤ {BESIDE:g} ms",
        f"{beside.median:.0f}, {beside.p95:.0f} ms",
        beside.p95 <= BESIDE,
        f"alone {alone.median:.0f}, {alone.p95:.0f} ms; websocket, one server",
    )


def run() -> None:
    """Write `ensembles.json`."""
    facts = machine()
    with ExitStack() as stack:
        torch = start("gpytorch", stack)
        narrow = _narrow(torch)
        facts["peers"] = {"torch": torch.versions} if torch else {}
    streaming, layouts, edits = _streaming(), _layouts(WIDE), beside.measure()
    lines = [*_narrow_lines(narrow), _streaming_line(streaming), _layout_line(layouts), _beside_line(edits)]
    everything = {**narrow, **streaming, **layouts, **{f"edits {name}": times for name, times in edits.items()}}
    write("ensembles", facts, lines, {name: times.ms for name, times in everything.items()})
