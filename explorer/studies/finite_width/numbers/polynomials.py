"""One network and its Taylor polynomials, trained on the same points: how far each is off, and how its kernel moved."""

from collections.abc import Iterator
from typing import NamedTuple

import jax
import numpy as np

from explorer.scene.window import PLOT_INPUTS
from ntkcore.architecture import Architecture
from ntkcore.networks import gradient_flow, layers
from ntkcore.networks.gradient_flow import Flow

NETWORK, LINEAR, QUADRATIC, CUBIC, CORRECTED = "network", "linear", "quadratic", "cubic", "corrected"
ORDERS = {NETWORK: None, LINEAR: 1, QUADRATIC: 2, CUBIC: 3}
POLYNOMIALS = (LINEAR, QUADRATIC, CUBIC)
NARROW, MOVED = 50, 0.1  # a width and a movement of the kernel beyond which Taylor polynomials fail
MOST_SECONDS = 60.0
_EVALUATIONS = 2 * gradient_flow.SMOOTH_STEPS  # of a Jacobian in one training
# Seconds of one core of 2024 for an evaluation: in all, for each hidden unit and point, for each weight and point.
_EACH, _OF_UNIT, _OF_WEIGHT = 1e-5, 4e-8, 1e-9


class Request(NamedTuple):
    """A network of one width and seed, the points that it learns until a time, and its output scale α."""

    architecture: Architecture
    x: tuple[float, ...]
    y: tuple[float, ...]
    width: int
    scale: float
    time: float
    seed: int


class Curve(NamedTuple):
    """The end of one training."""

    outputs: np.ndarray  # (101,) over the window; NaN where it is not finite
    left: float  # the largest error at the points
    kernel: np.ndarray  # (n, n) its tangent kernel at the points


class Answer(NamedTuple):
    """The curves that are ready, by name in the order of `ORDERS`; `share` of the work is done."""

    request: Request
    curves: dict[str, Curve]
    share: float

    def miss(self, name: str) -> float:
        """The root mean square over the window of the network's curve minus another one."""
        gap = self.curves[NETWORK].outputs - self.curves[name].outputs
        return float(np.sqrt(np.mean(gap**2)))

    def moved(self, name: str) -> float:
        """‖ΔΘ‖/‖Θ‖ since the start. The linearised network has the kernel of the start."""
        return self._distance(name, LINEAR)

    def kernel_miss(self, name: str) -> float:
        """The distance of a kernel from the network's at the end, in the same measure."""
        return self._distance(name, NETWORK)

    def _distance(self, first: str, second: str) -> float:
        change = self.curves[first].kernel - self.curves[second].kernel
        return float(np.linalg.norm(change) / np.linalg.norm(self.curves[LINEAR].kernel))


def seconds(arch: Architecture, width: int, points: int) -> float:
    """The processor time of one Taylor polynomial's training, roughly."""
    weights, units = layers.parameter_count(arch.hidden_layers, width), arch.hidden_layers * width
    return _EVALUATIONS * (_EACH + _OF_UNIT * units * points + _OF_WEIGHT * weights * (points + 4))


def train(request: Request) -> Iterator[Answer]:
    """Train the four, the network first; yield an answer after every few steps."""
    task = gradient_flow.problem(request.x, request.y, PLOT_INPUTS, scale=request.scale, time=request.time)
    with jax.enable_x64(True):
        key, depth = jax.random.key(request.seed), request.architecture.hidden_layers
        start = layers.init(key, depth, request.width, dtype="float64")
    curves: dict[str, Curve] = {}
    for i, (name, order) in enumerate(ORDERS.items()):
        for share, flow in gradient_flow.stream(request.architecture, start, task, order=order):
            if flow is not None:
                curves = curves | {name: _curve(flow)}
            yield Answer(request, curves, (i + share) / len(ORDERS))


def _curve(flow: Flow) -> Curve:
    outputs, kernel = np.asarray(flow.outputs), np.asarray(flow.kernel)
    left = float(np.abs(np.asarray(flow.residuals)).max())
    return Curve(np.where(np.isfinite(outputs), outputs, np.nan), left, kernel)
