"""The time of what lies beyond the limit: phases, finite width, polynomials and modes, with everything compiled."""

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import numpy as np

from bench.facts import Line, interleaved, machine, write
from explorer.scene.scene import Scene
from explorer.studies.finite_width.figures import histograms
from explorer.studies.finite_width.numbers import drawn as networks
from explorer.studies.finite_width.numbers import polynomials
from explorer.studies.images.figures import curves
from explorer.studies.images.numbers import likeness, measured
from explorer.studies.images.numbers.accuracy import EXAMPLES, WINDOWS
from explorer.studies.images.numbers.networks import KERNELS, SHIPPED
from explorer.studies.mode_cost.numbers import learning
from explorer.studies.mode_cost.numbers.learning import Task
from ntkcore import Architecture, criticality, depth, learnability, statistics
from ntkcore.networks.lengths import correlation_lengths
from ntkcore.spectra.learnability import examples_needed

MOST_MS = 50.0
QUERY_MS = 150.0  # the likeness of one image to 240, for both networks
MOVE_MS = 100.0  # of the slider of pooling, with both figures
DRAW_MS = 10.0  # one draw of examples, with all shares and the error
CURVES_MS, CURVES_WIDTH = 3000.0, 512  # a network and its three polynomials, on the first scene's points
HISTOGRAMS_MS = 1000.0
NETWORKS, WIDTH, DEPTHS = 2000, 128, (3, 32)
SIDE = 60
REPEATS, FEWER = 20, 5
LAYERS = 300
MODES = 1797


def phase_plane(activation: str) -> Callable[[], Any]:
    """Fixed points and depth scales of SIDE × SIDE pairs of spreads."""
    weights, biases = np.meshgrid(np.linspace(0.3, 3.0, SIDE), np.linspace(0.0, 1.5, SIDE))

    @jax.jit
    @jax.vmap
    def points(weight_std: Any, bias_std: Any) -> criticality.FixedPoint:
        return criticality.fixed_point(Architecture(activation, 1, weight_std, bias_std))

    return lambda: jax.block_until_ready(points(weights.ravel(), biases.ravel()))


def lengths_on_the_plane(activation: str) -> Callable[[], Any]:
    """Correlation lengths of the Finite width page: SIDE × SIDE networks of at most LAYERS layers."""
    weights, biases = np.linspace(0.1, 3.0, SIDE), np.linspace(0.025, 3.0, SIDE)[:, None]
    spreads = {"weight_std": weights, "bias_std": biases}
    return lambda: jax.block_until_ready(
        correlation_lengths(Architecture(activation), -0.5, 0.7, layers=LAYERS, **spreads)
    )


def draws() -> dict[str, Callable[[], Any]]:
    """One draw of 200 examples on the page about modes, of those that take longest."""
    arch = Architecture("relu", 2, 2**0.5, 0.3)
    tasks = {
        "256 corners": Task(arch, "ntk", "cube", 8, "two", 0.0, 0.0, False, 0),
        "256 corners, noise and ridge": Task(arch, "ntk", "cube", 8, "two", 0.1, 0.3, True, 0),
        "240 digits, ten outputs": Task(arch, "ntk", "digits", 0, "digit", 0.0, 0.0, False, 0),
    }
    streams = {name: learning.stream(task, 200) for name, task in tasks.items()}
    return {f"200 of {name}: draw, regression, shares": partial(next, each) for name, each in streams.items()}


def image_query() -> Callable[[], Any]:
    """The likeness of one more digit to all 240, for both networks; what is of single digits is known."""
    digits = itertools.count(1)
    likeness.alike(SHIPPED, KERNELS[0], 0, 1, 0)
    return lambda: likeness.alike(SHIPPED, KERNELS[0], next(digits), 1, 0)


def pooling_move() -> Callable[[], Any]:
    """Both figures of one position of the slider of pooling."""
    windows = itertools.cycle(WINDOWS)

    def move() -> None:
        window, answer = next(windows), measured.accuracies()
        mean, std = (each[0][:, [0, 1]] for each in (answer.mean, answer.std))
        curves.by_examples(EXAMPLES, mean[window - 1], std[window - 1])
        curves.by_window(WINDOWS, mean[:, :, 2].T, std[:, :, 2].T, window)

    return move


def four_curves(activation: str, hidden_layers: int) -> Callable[[], Any]:
    """One network and its polynomials on the first scene's points, with the progress that the page shows."""
    data = Scene().dataset
    arch = Architecture(activation, hidden_layers, 2.0, 1.0)
    request = polynomials.Request(arch, data.x, data.y, CURVES_WIDTH, 1.0, 100.0, 0)
    return lambda: list(polynomials.train(request))


def kernels_and_outputs(activation: str, depth: int) -> Callable[[], Any]:
    """Networks of the Finite width page: drawn, measured, and both histograms."""
    request = networks.Request(Architecture(activation, depth, 1.4, 0.3), WIDTH, 1.0, NETWORKS, 0)

    def answer() -> Any:
        *_, last = networks.stream(request)
        limits = networks.theory(request.arch, WIDTH, 1.0)
        networks.measure(last.drawn, limits)
        return histograms.kernel_bars(last.drawn, limits), histograms.output_bars(last.drawn, limits)

    return answer


def run() -> None:
    """Write `beyond.json`."""
    facts = machine()
    values = np.arange(1.0, MODES + 1.0) ** -2.0
    deep = Architecture("erf", LAYERS, 1.3, 0.2)
    biases = np.linspace(0.0, 1.5, 200)
    works: dict[str, Callable[[], Any]] = {
        **{f"phase plane {SIDE} × {SIDE}, {name}": phase_plane(name) for name in ("relu", "erf", "gelu", "sin")},
        **{
            f"correlation lengths {SIDE} × {SIDE}, at most {LAYERS} layers, {name}": lengths_on_the_plane(name)
            for name in ("relu", "erf", "gelu", "sin")
        },
        "two inputs in 50 layers, erf": lambda: jax.block_until_ready(depth.course(deep, -0.5, 0.7)),
        "critical line, 200 biases, erf": lambda: jax.block_until_ready(criticality.line("erf", biases)),
        f"one input to order 1/n, {LAYERS} layers, erf": lambda: jax.block_until_ready(statistics.one_input(deep, 1.0)),
        f"learnability of {MODES} modes": lambda: jax.block_until_ready(learnability(values, 100)),
        f"price of {MODES} modes": lambda: jax.block_until_ready(examples_needed(values)),
    }
    drawn = draws()
    images = {"images alike to a query, two networks": image_query(), "slider of pooling, one move": pooling_move()}
    curves = {
        f"four curves of width {CURVES_WIDTH}, {name}, hidden layers: {layers}": four_curves(name, layers)
        for name, layers in (("erf", 1), ("relu", 2), ("erf", 2), ("gelu", 3))
    }
    many = {
        f"histograms of {NETWORKS} networks, width {WIDTH}, {depth} layers, {name}": kernels_and_outputs(name, depth)
        for name in ("relu", "erf", "gelu")
        for depth in DEPTHS
    }
    times = interleaved(works | drawn | images, REPEATS) | interleaved(curves | many, FEWER)
    limits = dict.fromkeys(works, MOST_MS) | dict.fromkeys(drawn, DRAW_MS) | dict.fromkeys(curves, CURVES_MS)
    limits |= dict(zip(images, (QUERY_MS, MOVE_MS), strict=True))
    limits |= dict.fromkeys(many, HISTOGRAMS_MS)
    lines = [
        Line(f"{name}, median", f"≤ {limits[name]:g} ms", f"{taken.median:.1f} ms", taken.median <= limits[name])
        for name, taken in times.items()
    ]
    write("beyond", facts, lines, {name: taken.ms for name, taken in times.items()})
