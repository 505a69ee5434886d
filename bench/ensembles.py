"""Training many networks: against numpy and torch, what streaming costs, layouts at width 512, and edits meanwhile."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import cast

import jax
import numpy as np

from bench import scenes
from bench.facts import Line, Times, interleaved, machine, ratio, timed, write
from bench.peers import Peer, start, turns
from ntkcore import Architecture
from ntkcore.ensembles import descent, runs, studies
from ntkcore.ensembles.runs import Run, Training
from ntkcore.explore import explore
from pages.ui.compute import warm_up
from pages.ui.queue import Job, Queue

ARCH = Architecture("relu", 3, 2**0.5, 0.3)
X = tuple(np.linspace(-1.2, 1.2, 8).round(2).tolist())
Y = tuple(np.sin(3 * np.array(X)).tolist())
NARROW = Run(ARCH, X, Y, width=64, networks=64, steps=100_000, rate=0.1)
WIDE = replace(NARROW, width=512)
STEPS = {64: 50, 512: 2}
REPEATS = {64: 15, 512: 3}
LAYOUTS = (1, 2, 4, 8, 16, 64)
EDITS = 200


def _numpy_loop(run: Run) -> Callable[[int], None]:
    """The same steps, one network after the other in numpy, float32, backward by hand."""
    started = cast(descent.Networks, runs.start(run).networks)
    networks = [
        [[np.array(part[place]) for part in layer] for layer in descent.on_host(started.start)]
        for place in range(run.networks)
    ]
    x, y = np.array(run.x, np.float32)[:, None], np.array(run.y, np.float32)
    weight, bias = np.float32(run.architecture.weight_std), np.float32(run.architecture.bias_std)
    rate = np.float32(run.step_time)

    def step(layers: list[list[np.ndarray]]) -> None:
        hidden = [x]
        for place, (weights, biases) in enumerate(layers):
            z = weight / np.float32(len(weights)) ** np.float32(0.5) * (hidden[-1] @ weights) + bias * biases
            hidden.append(np.maximum(z, 0) if place < len(layers) - 1 else z)
        delta = hidden[-1] - y[:, None]
        for place in reversed(range(len(layers))):
            weights, biases = layers[place]
            scale = weight / np.float32(len(weights)) ** np.float32(0.5)
            below = (delta @ weights.T) * scale * (hidden[place] > 0) if place else delta
            weights -= rate * scale * (hidden[place].T @ delta)
            biases -= rate * bias * delta.sum(axis=0)
            delta = below

    def train(steps: int) -> None:
        for layers in networks:
            for _ in range(steps):
                step(layers)

    return train


def _ours(training: Training) -> Callable[[int], None]:
    return lambda steps: jax.block_until_ready(runs.go_on(training, steps).networks.moved) and None


def _layouts(run: Run) -> dict[str, Times]:
    """So many networks in a batch; the same networks each time."""
    training = runs.start(run)
    steps = STEPS[run.width]
    batches = {
        f"{batch} at a time": training._replace(plan=training.plan._replace(batch=batch))
        for batch in LAYOUTS
        if batch <= run.networks
    }
    return interleaved(
        {name: lambda one=one: _ours(one)(steps) for name, one in batches.items()},
        REPEATS[run.width],
    )


def _narrow(torch: Peer | None) -> dict[str, Times]:
    """Width 64, in turns: ours, ours with what is shown after every chunk, a numpy loop, and torch."""
    training, numpy_loop, steps = runs.start(NARROW), _numpy_loop(NARROW), STEPS[64]

    def streamed() -> None:
        runs.look(runs.go_on(training, steps))

    ours = {"ours": lambda: _ours(training)(steps), "streamed": streamed, "numpy": lambda: numpy_loop(steps)}
    times, _ = turns(ours, {"torch": (torch, "networks")} if torch else {}, NARROW.width, REPEATS[64], 1)
    return times


def _edits_meanwhile() -> tuple[Times, Times]:
    """`explore` of a new x drag every 50 ms: alone, and while the queue's worker trains."""

    def edits(offset: int) -> Times:
        taken = []
        for step in range(EDITS):
            scene = scenes.x_drag(scenes.scene_of(10), offset + step)
            taken.append(timed(lambda scene=scene: explore(scene)))
            time.sleep(0.05)
        return Times(sorted(taken))

    explore(scenes.scene_of(10))
    alone = edits(0)
    job = Job("bench", lambda: studies.train([NARROW]), lambda: True)
    Queue().submit(job)
    while job.share == 0.0:  # compiling is over with the first answer after a step
        time.sleep(0.05)
    meanwhile = edits(EDITS // 2)
    job.stop()
    while not job.over:
        time.sleep(0.05)
    return alone, meanwhile


def _lines(narrow: dict[str, Times], layouts: dict[str, Times]) -> Iterator[Line]:
    steps = STEPS[64]
    for other, target in (("numpy", 5.0), ("torch", 1.3)):
        if other in narrow:
            value = narrow[other].median / narrow["ours"].median
            words = f"{value:.1f}× ({narrow['ours'].median / steps:.2f} ms a step)"
            title = (
                f"64 networks of width 64: times faster than {'a numpy loop' if other == 'numpy' else 'torch, batched'}"
            )
            yield Line(title, f"≥ {target}×", words, value >= target)
        else:
            yield Line("64 networks of width 64 in torch", "", "not measured", None, "not installed here")
    value = ratio(narrow, "streamed", "ours")
    title = f"curves, losses and kernels of all networks after every {steps} steps"
    yield Line(title, "≤ 1.15×", f"{value:.2f}×", value <= 1.15)
    best = min(layouts, key=lambda name: layouts[name].median)
    each = "; ".join(f"{name} {times.median / STEPS[512]:.0f}" for name, times in layouts.items())
    chosen = descent.batch_size(WIDE.parameters, WIDE.networks)
    remark = f"fastest here: {best}; chosen: {chosen} at a time"
    yield Line("64 networks of width 512, ms a step, by networks in a batch", "", each, None, remark)


def run() -> None:
    """Write `ensembles.json`."""
    facts = machine()
    warm_up()
    with ExitStack() as stack:
        torch = start("gpytorch", stack)
        narrow = _narrow(torch)
        facts["peers"] = {"torch": torch.versions} if torch else {}
    layouts = _layouts(WIDE)
    alone, meanwhile = _edits_meanwhile()
    words = f"{meanwhile.p95:.1f} of {alone.p95:.1f} ms; p50 {meanwhile.median:.1f} of {alone.median:.1f} ms"
    edits = Line(
        "an edit's p95 while the queue trains, of that alone", "", words, None, "explore() after an x drag, n = 10"
    )
    everything = {**narrow, **layouts, "edits alone": alone, "edits meanwhile": meanwhile}
    numbers = {name: times.ms for name, times in everything.items()}
    write("ensembles", facts, [*_lines(narrow, layouts), edits], numbers)
