"""Training of thousands of finite networks on some corners of the cube, one after the other in compiled code."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore.architecture import Architecture
from ntkcore.boolean.completions.losses import SMALL, Loss, as_loss, slope, value
from ntkcore.boolean.completions.problem import Problem
from ntkcore.checks import check_integer, check_number
from ntkcore.compiled import bounded_jit
from ntkcore.kernels.gram import kernel_pair
from ntkcore.networks.layers import Parameters, apply, init, parameter_count, passes, pull_back
from ntkcore.precision import in_float64

_BUFFER = 4096  # networks of one call of the compiled code
_CHUNK_SECONDS = 0.4  # short enough to watch training and to stop it
_MOST, _LEAST = 2**31 - 1, 1e-9
_DECAYS = 0.9, 0.999  # of Adam's means of gradients and of their squares
_ADAM_STEP = 0.5  # divided by the root of the number of weights: the first step moves an output by about 1


class Optimiser(StrEnum):
    """The rule by which a gradient moves the weights."""

    DESCENT = "gd"  # all shown corners in each step
    STOCHASTIC = "sgd"  # a quarter of them, all once before any comes again
    ADAM = "adam"  # Kingma and Ba (2015), all corners in each step


@dataclass(frozen=True, slots=True)
class Descent:
    """Training of `networks` networks of finite `width` on a problem.

    The loss is summed over the shown corners. `rate` is the learning rate as a share of 2/λ_max of the infinitely wide
    network's NTK on them; Adam moves each weight by about 0.5/√(number of weights) in a step instead. With `stop` a
    network stops at the first step at which all signs are right, else as soon as its mean loss is below
    `losses.SMALL`; after `steps` in any case. Network k depends on architecture, width, seed and k only.

    Raises ValueError for numbers that are out of range, and for another loss or optimiser.
    """

    architecture: Architecture
    problem: Problem
    width: int = 64
    loss: Loss = Loss.CROSS_ENTROPY
    optimiser: Optimiser = Optimiser.DESCENT
    rate: float = 0.2
    stop: bool = True
    networks: int = 2000
    steps: int = 20_000
    seed: int = 0

    def __post_init__(self) -> None:
        """Checks the numbers, and turns names of losses and optimisers into members."""
        for name, low in (("width", 1), ("networks", 1), ("steps", 1), ("seed", 0)):
            object.__setattr__(self, name, check_integer(name, getattr(self, name), low, _MOST))
        object.__setattr__(self, "rate", check_number("rate", self.rate, _LEAST, math.inf, open_end=True))
        object.__setattr__(self, "loss", as_loss(self.loss))
        if self.optimiser not in tuple(Optimiser):
            raise ValueError(f"optimiser must be one of {', '.join(Optimiser)}, got {self.optimiser!r}.")
        object.__setattr__(self, "optimiser", Optimiser(self.optimiser))

    @property
    def parameters(self) -> int:
        """Weights and biases of one network."""
        features = self.problem.inputs.shape[1]
        return parameter_count(self.architecture.hidden_layers, self.width, features=features)


class Trained(NamedTuple):
    """Networks trained so far."""

    share: float  # of those that are to be trained
    counts: np.ndarray  # (2^u,) how many ended at each completion
    missed: int  # networks that did not fit all labels in time; they are not counted
    steps: float  # the mean number of steps

    @property
    def fitted(self) -> int:
        """The number of networks that are counted."""
        return int(self.counts.sum())


class _Plan(NamedTuple):
    """The static arguments of a compilation."""

    width: int
    optimiser: Optimiser


class _Task(NamedTuple):
    """The traced arguments: a change of them compiles nothing, but for a change of their shapes."""

    network: Architecture  # its spreads
    corners: jax.Array  # (2ⁿ, n), the shown ones first
    labels: jax.Array  # (m,) ±1
    weights: jax.Array  # (2ⁿ,) 2^i for the corner that stands at i in the order of the table
    rate: jax.Array  # η, or Adam's step
    loss: jax.Array  # an index into Loss
    small: jax.Array  # the mean loss at which training ends, or ∞ if fitted labels end it
    steps: jax.Array


class _State(NamedTuple):
    """One network in training."""

    parameters: Parameters
    moments: Any  # Adam's means of gradients and of their squares
    step: jax.Array
    done: jax.Array


def _loss(task: _Task, outputs: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The losses of the shown corners and their slopes, (m,) each."""
    values, slopes = (jnp.stack([of(loss, outputs, task.labels) for loss in Loss]) for of in (value, slope))
    return values[task.loss], slopes[task.loss]


def _batch(size: int, step: jax.Array, key: jax.Array) -> jax.Array:
    """1 for the corners of this step's batch, (size,): a quarter of them, in an order drawn for each round of all."""
    batch = max(1, size // 4)
    rounds = -(-size // batch)
    order = jax.random.permutation(jax.random.fold_in(key, step // rounds), size)
    return (order // batch == step % rounds).astype(jnp.float64)


def _moved(plan: _Plan, task: _Task, state: _State, gradient: Parameters) -> tuple[Parameters, Any]:
    """Parameters and moments after a step along `gradient`."""
    if plan.optimiser != Optimiser.ADAM:
        rate = task.rate.astype(jnp.float32)
        return jax.tree.map(lambda p, g: p - rate * g, state.parameters, gradient), state.moments
    mean, square = state.moments
    mean = jax.tree.map(lambda m, g: _DECAYS[0] * m + (1.0 - _DECAYS[0]) * g, mean, gradient)
    square = jax.tree.map(lambda v, g: _DECAYS[1] * v + (1.0 - _DECAYS[1]) * g * g, square, gradient)
    number = (state.step + 1).astype(jnp.float32)
    rate, root = task.rate.astype(jnp.float32) / (1.0 - _DECAYS[0] ** number), 1.0 - _DECAYS[1] ** number
    stepped = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v / root) + 1e-8), state.parameters, mean, square)
    return stepped, (mean, square)


def _train_network(plan: _Plan, task: _Task, key: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
    """The integer of the function that a network ends at, whether it fits the labels, and its steps."""
    depth, m = task.network.hidden_layers, task.labels.size
    start_key, batch_key = jax.random.split(key)
    start = init(start_key, depth, plan.width, features=task.corners.shape[1])
    moments = (jax.tree.map(jnp.zeros_like, start),) * 2 if plan.optimiser == Optimiser.ADAM else ()

    def advance(state: _State) -> _State:
        passed = passes(task.network, state.parameters, task.corners[:m])
        outputs = passed.outputs.astype(jnp.float64)
        values, slopes = _loss(task, outputs)
        fitted = jnp.all(outputs * task.labels > 0)
        done = jnp.where(jnp.isinf(task.small), fitted, values.mean() < task.small)
        if plan.optimiser == Optimiser.STOCHASTIC:
            slopes = slopes * _batch(m, state.step, batch_key)
        gradient = pull_back(task.network, state.parameters, passed, slopes)
        moved, moments = _moved(plan, task, state, gradient)
        kept = jax.tree.map(lambda old, new: jnp.where(done, old, new), state.parameters, moved)
        return _State(kept, moments, state.step + jnp.where(done, jnp.int32(0), jnp.int32(1)), done)

    first = _State(start, moments, jnp.int32(0), jnp.asarray(False))
    last = lax.while_loop(lambda state: ~state.done & (state.step < task.steps), advance, first)
    outputs = apply(task.network, last.parameters, task.corners)
    fits = jnp.all(outputs[:m] * task.labels > 0) & last.done
    return ((outputs > 0) * task.weights).sum(dtype=jnp.int32), fits, last.step


@bounded_jit(12, "plan")
def _train_some(plan: _Plan, task: _Task, key: jax.Array, first: jax.Array, count: jax.Array) -> tuple[jax.Array, ...]:
    """Networks `first` to `first` + `count`, at most `_BUFFER` of them: functions, fits and steps, (_BUFFER,) each."""

    def another(i: jax.Array, results: tuple[jax.Array, ...]) -> tuple[jax.Array, ...]:
        answer = _train_network(plan, task, jax.random.fold_in(key, first + i))
        return tuple(array.at[i].set(value) for array, value in zip(results, answer, strict=True))

    empty = jnp.zeros(_BUFFER, jnp.int32), jnp.zeros(_BUFFER, bool), jnp.zeros(_BUFFER, jnp.int32)
    return lax.fori_loop(0, count, another, empty)


def _task(descent: Descent) -> _Task:
    problem, shown = descent.problem, list(descent.problem.corners)
    order = shown + list(problem.others)
    if descent.optimiser == Optimiser.ADAM:
        rate = _ADAM_STEP / descent.parameters**0.5
    else:
        kernel = np.asarray(kernel_pair(descent.architecture, problem.inputs[shown]).ntk)
        rate = descent.rate * 2.0 / float(np.linalg.eigvalsh(kernel)[-1])
    return _Task(
        jax.tree.map(np.float64, descent.architecture),
        jnp.asarray(problem.inputs[order]),
        jnp.asarray(problem.signs),
        jnp.asarray(2 ** np.array(order), jnp.int32),
        jnp.asarray(rate),
        jnp.int32(list(Loss).index(descent.loss)),
        jnp.asarray(math.inf if descent.stop else SMALL[descent.loss]),
        jnp.int32(descent.steps),
    )


def train(descent: Descent) -> Iterator[Trained]:
    """Train the networks and yield the counts about twice a second, the last time when all are done."""
    plan, index = _Plan(descent.width, descent.optimiser), np.full(2 ** len(descent.problem.target), -1)
    index[descent.problem.numbers] = np.arange(descent.problem.count)
    counts, missed, steps, done, chunk = np.zeros(descent.problem.count, int), 0, 0, 0, 1
    while done < descent.networks:
        begun = time.monotonic()
        size = min(chunk, descent.networks - done)
        functions, fits, taken = (array[:size] for array in _some(plan, descent, done, size))
        counts = counts + np.bincount(index[functions[fits]], minlength=len(counts))
        missed, steps, done = missed + int((~fits).sum()), steps + int(taken.sum()), done + size
        yield Trained(done / descent.networks, counts, missed, steps / done)
        seconds = max(time.monotonic() - begun, 1e-6)
        chunk = max(1, min(int(size * _CHUNK_SECONDS / seconds), 8 * size, _BUFFER))


@in_float64
def _some(plan: _Plan, descent: Descent, first: int, count: int) -> list[np.ndarray]:
    key = jax.random.key(descent.seed)
    return [np.asarray(each) for each in _train_some(plan, _task(descent), key, jnp.int32(first), jnp.int32(count))]
