"""Mean shifts: the part of training that linearised networks lack, measured on pairs of networks of opposite signs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.compiled import bounded_jit
from ntkcore.networks import gradient_flow, layers
from ntkcore.networks.gradient_flow import Problem
from ntkcore.networks.layers import Parameters
from ntkcore.precision import in_float64

MODELS = ("network", "linear", "quadratic", "cubic", "corrected")
_UNITS = 8192  # hidden units of all networks that are trained at once, so that they stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Pairs:
    """So many pairs of networks of one width, which differ in the sign of the output layer alone.

    Both have the same kernel, and opposite outputs f₀ at the start: their mean is free of f₀, to first order.
    Pair k depends on the seed, k, the width and the depth only.
    """

    architecture: Architecture
    width: int
    pairs: int
    seed: int = 0


class Measured(NamedTuple):
    """Trained pairs, on the host; the leading axes are pairs and the two signs."""

    outputs: dict[str, np.ndarray]  # by model: (pairs, 2, m) at the test inputs
    moved: np.ndarray  # (pairs, 2) ‖ΔΘ‖/‖Θ‖ of the network
    missed: dict[str, np.ndarray]  # by polynomial: (pairs, 2) ‖Θ − Θ_polynomial‖/‖Θ‖ at the end

    def misses(self, model: str) -> np.ndarray:
        """Root mean squares over the test inputs of network minus `model`, (2 · pairs,)."""
        gap = self.outputs["network"] - self.outputs[model]
        return np.sqrt(np.mean(gap**2, axis=-1)).ravel()

    def shift(self, model: str, other: str) -> tuple[np.ndarray, np.ndarray]:
        """The mean over networks of `model` minus `other`, (m,), and its standard error from the scatter of pairs."""
        gaps = self._gaps(model, other)
        if len(gaps) < 2:
            return gaps.mean(axis=0), np.full(gaps.shape[1], np.nan)
        return gaps.mean(axis=0), gaps.std(axis=0, ddof=1) / np.sqrt(len(gaps))

    def size(self, model: str, other: str) -> tuple[float, float]:
        """The root mean square over the test inputs of that mean, and its standard error by the jackknife.

        Its square is the mean of products of two different pairs, which chance does not enlarge; 0 where it is below 0.
        The error is the distance to the root of what one standard error adds to the square. NaN with fewer than three
        pairs.
        """
        gaps = self._gaps(model, other)
        count = len(gaps)
        if count < 3:
            return np.nan, np.nan
        total, squares = gaps.sum(axis=0), (gaps**2).mean(axis=1)
        square = max(0.0, (float((total**2).mean()) - float(squares.sum())) / (count * (count - 1)))
        left_out = ((total - gaps) ** 2).mean(axis=1) - (squares.sum() - squares)
        scatter = np.sum((left_out - left_out.mean()) ** 2) * (count - 1) / count
        error = float(np.sqrt(scatter)) / ((count - 1) * (count - 2))
        return square**0.5, (square + error) ** 0.5 - square**0.5

    def _gaps(self, model: str, other: str) -> np.ndarray:
        """Means of `model` minus `other` over both signs, (pairs, m)."""
        return (self.outputs[model] - self.outputs[other]).mean(axis=1)


def stream(request: Pairs, task: Problem) -> Iterator[tuple[float, Measured]]:
    """Train the pairs a few at a time: yield the share that is done, and the measurements so far."""
    at_once = max(1, min(request.pairs, _UNITS // (2 * request.width * request.architecture.hidden_layers)))
    measured: list[Measured] = []
    for first in range(0, request.pairs, at_once):
        numbers = np.arange(first, first + at_once)
        some = _measure(request, task, numbers)
        count = min(at_once, request.pairs - first)
        measured.append(jax.tree.map(lambda array, count=count: np.asarray(array)[:count], some))
        together = jax.tree.map(lambda *arrays: np.concatenate(arrays), *measured)
        yield min(1.0, (first + at_once) / request.pairs), together


@in_float64
def _measure(request: Pairs, task: Problem, numbers: np.ndarray) -> Measured:
    arch = request.architecture
    return _trained(arch, request.width, request.seed, task, jnp.asarray(numbers))


@bounded_jit(8, "width")  # larger than that of one network
def _trained(arch: Architecture, width: int, seed: int, task: Problem, numbers: jax.Array) -> Measured:
    """The pairs with these numbers (k,)."""

    signs = jnp.asarray([1.0, -1.0])
    request = Pairs(arch, width, len(numbers), seed)
    features = task.x.shape[1]

    def pair(number: jax.Array) -> Measured:
        return lax.map(lambda sign: _network(arch, start(request, number, sign, features=features), task), signs)

    return lax.map(pair, numbers)  # no slower than vmap, and compiled sooner


def start(request: Pairs, number: ArrayLike, sign: ArrayLike, *, features: int = 1) -> Parameters:
    """The random parameters of the network with this `sign` (1 or −1) in pair `number`, in float64."""
    key = jax.random.fold_in(jax.random.key(request.seed), number)
    depth = request.architecture.hidden_layers
    *hidden, last = layers.init(key, depth, request.width, features=features, dtype="float64")
    return (*hidden, jax.tree.map(lambda leaf: sign * leaf, last))


def _network(arch: Architecture, start: Parameters, task: Problem) -> Measured:
    """One network and its models."""
    network, linear = (gradient_flow.train(arch, start, task, order=order) for order in (None, 1))
    quadratic, cubic, corrected = gradient_flow.train_polynomials(arch, start, task)
    flows = {"network": network, "linear": linear, "quadratic": quadratic, "cubic": cubic}
    outputs = {model: flow.outputs for model, flow in flows.items()} | {"corrected": corrected}
    size = jnp.linalg.norm(linear.kernel)
    gaps = {model: jnp.linalg.norm(network.kernel - flow.kernel) / size for model, flow in flows.items()}
    moved = gaps.pop("linear")
    del gaps["network"]
    return Measured(outputs, moved, gaps)  # pyright: ignore[reportArgumentType]
