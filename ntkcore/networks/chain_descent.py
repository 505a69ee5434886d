"""Gradient descent on finite networks of any chain of layers, and on their kernel at the same steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore.compiled import bounded_jit
from ntkcore.kernels.layers import Network
from ntkcore.networks.chains import Parameters, apply_chain, draw_chain, products_of
from ntkcore.precision import in_float64

_WORK = 2e9  # products of numbers in one chunk of steps, about a quarter of a second on one core


@dataclass(frozen=True, slots=True, eq=False)
class ChainDescent:
    r"""The task that networks of one width learn: θ ← θ − η ∇½Σ(f(x) − f₀(x) − y)², f₀ the network at the start.

    x (n, …) and y (n, k) are trained on, the outputs at `observed` (m, …) are told after each of `steps`, ascending
    numbers of gradient steps; `rate` is η.
    """

    net: Network
    x: np.ndarray
    y: np.ndarray
    observed: np.ndarray
    width: int
    rate: float
    steps: Sequence[int]
    networks: int = 1
    seed: int = 0


class ChainRun(NamedTuple):
    """The f − f₀ at `observed` of networks that are done, (networks, steps, m, k), and the `share` of the work done."""

    outputs: np.ndarray
    share: float


def kernel_descent(
    train: np.ndarray, across: np.ndarray, y: np.ndarray, rate: float, steps: Sequence[int]
) -> np.ndarray:
    r"""The outputs (steps, m, k) of a network of infinite width after each number t of gradient steps, from f₀ = 0.

    .. math:: f_t = K_* K^{-1} (I − (I − ηK)^t) y

    K = `train` (n, n) and K_* = `across` (m, n) are its NTK, η is `rate` (Lee et al. 2019, §2.2, with discrete steps).
    Raises ValueError for a rate of 2/λ or more of the largest eigenvalue λ, at which descent diverges.
    """
    values, vectors = np.linalg.eigh(train)
    if not 0 < rate * values[-1] < 2:
        raise ValueError(f"rate must be between 0 and 2/λ_max = {2 / values[-1]:.3g}, got {rate:.3g}. Choose less.")
    values = np.maximum(values, 0.0)
    left, right = across @ vectors, vectors.T @ y
    slow = np.log1p(-np.minimum(rate * values, 1.0 - 1e-16))  # log|1 − ηλ| for ηλ ≤ 1
    learned = []
    for t in steps:
        exact = np.where(rate * values < 1.0, -np.expm1(t * slow), 1.0 - (1.0 - rate * values) ** t)
        learned.append(np.where(values > 0, exact / np.where(values > 0, values, 1.0), t * rate))
    return np.stack([(left * each) @ right for each in learned])


def train_chains(task: ChainDescent) -> Iterator[ChainRun]:
    """Train the networks one after another, in single precision; yields after chunks of steps.

    What is trained is kept beside the start, since steps may be smaller than single precision can add to a weight.
    Network k of a seed is the same in every run. One that diverges has outputs that are not finite.
    """
    done: list[np.ndarray] = []
    marks = np.diff(np.concatenate([[0], task.steps]))
    total = task.networks * int(marks.sum())
    chunk = _chunk(task)
    count = 0
    for number in range(task.networks):
        start = _start(task, number)
        first, moved, told = _outputs(task, start), jax.tree.map(jnp.zeros_like, start), []
        for gap in marks:
            for steps in [chunk] * (int(gap) // chunk) + [int(gap) % chunk]:
                if steps:
                    moved = _steps(task, start, moved, steps)
                    count += steps
                    yield ChainRun(_stacked(task, done), count / total)
            told.append(_outputs(task, _add(start, moved)) - first)
        done.append(np.stack(told))
        yield ChainRun(_stacked(task, done), count / total)


def _stacked(task: ChainDescent, done: list[np.ndarray]) -> np.ndarray:
    shape = (0, len(task.steps), len(task.observed), task.y.shape[1])
    return np.stack(done) if done else np.empty(shape)


def products_of_step(task: ChainDescent) -> int:
    """The number of products in one gradient step of one network: three passes over all inputs."""
    return 3 * len(task.x) * products_of(task.net, task.x.shape[1:], task.width, task.y.shape[1])


def _chunk(task: ChainDescent) -> int:
    """The number of steps that take a fraction of a second."""
    return max(1, int(_WORK / products_of_step(task)))


def _drawn(task: ChainDescent, key: jax.Array) -> Parameters:
    return draw_chain(task.net, task.x.shape[1:], task.width, key, outputs=task.y.shape[1])


def _start(task: ChainDescent, number: int) -> Parameters:
    return _drawn(task, jax.random.fold_in(jax.random.key(task.seed), number))


_apply = bounded_jit(12)(apply_chain)


@in_float64
def _outputs(task: ChainDescent, params: Parameters) -> np.ndarray:
    return np.asarray(_apply(task.net, params, jnp.asarray(task.observed, jnp.float32)), np.float64)


@in_float64
def _steps(task: ChainDescent, start: Parameters, moved: Parameters, steps: int) -> Parameters:
    x, y = (jnp.asarray(each, jnp.float32) for each in (task.x, task.y))
    return _advance(task.net, start, moved, x, y, jnp.float32(task.rate), jnp.int32(steps))


@bounded_jit(12)  # each network and width leaves megabytes of code
def _advance(
    net: Network, start: Parameters, moved: Parameters, x: jax.Array, y: jax.Array, rate: jax.Array, steps: jax.Array
) -> Parameters:
    goal = y + apply_chain(net, start, x)

    def loss(theta: Parameters) -> jax.Array:
        return 0.5 * jnp.sum(jnp.square(apply_chain(net, theta, x) - goal))

    def step(_: jax.Array, moved: Parameters) -> Parameters:
        return jax.tree.map(lambda by, g: by - rate * g, moved, jax.grad(loss)(_add(start, moved)))

    return lax.fori_loop(0, steps, step, moved)


def _add(start: Parameters, moved: Parameters) -> Parameters:
    return jax.tree.map(jnp.add, start, moved)
