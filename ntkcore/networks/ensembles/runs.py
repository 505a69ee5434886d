"""Runs of training: a Run says which networks on which data, what it will cost, and trains them in a stream."""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast

import jax
import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.checks import as_finite, check_integer, check_number
from ntkcore.kernels.gram import kernel_pair
from ntkcore.networks.ensembles.descent import (
    Linear,
    Networks,
    Plan,
    Task,
    batch_size,
    begin,
    kernel_slices,
    observe,
    train,
)
from ntkcore.networks.layers import kernel_movement, parameter_count
from ntkcore.precision import in_float64

_FEWEST_PADDED = 8  # training points; also compiled for 16, 32, …
_MOST, _LEAST = 2**31 - 1, 1e-9  # largest whole number; smallest rate and scale
_CHUNK_SECONDS = 0.4  # short enough to watch training and to stop it
_CHUNK_PER_SNAPSHOT = 4.0  # least ratio of a chunk's time to a snapshot's: each chunk copies the networks once
_GROWTH = 0.25  # largest chunk as a share of the steps done, so that the beginning of fast training is visible
_SNAPSHOT_SHARE = 0.08  # share of the training time that may be spent on snapshots
_FREE_SNAPSHOT_SECONDS = 0.15  # seconds of snapshots allowed at the start


@dataclass(frozen=True, slots=True)
class Run:
    """An ensemble of finite networks to train by full-batch gradient descent on ½Σ(f − y)², all at once.

    `rate` is the learning rate as a fraction of the stable limit 2/(λ_max + σ²), λ_max the largest eigenvalue of
    the infinitely wide network's NTK on the data. `scale` is α and `keep_start` k in `descent.Task`; `linearised`
    trains the networks' linearisations about θ₀ with their own empirical NTK. `noise_std` σ adds the penalty
    ½σ²α²‖θ − θ₀‖². Network k depends on seed, width and depth only.
    """

    architecture: Architecture
    x: tuple[float, ...]
    y: tuple[float, ...]
    noise_std: float = 0.0
    width: int = 256
    networks: int = 32
    steps: int = 1000
    rate: float = 0.25
    scale: float = 1.0
    keep_start: bool = True
    linearised: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError without points, for another number of labels, or for a number that is out of range."""
        x, y = (tuple(as_finite(name, values).ravel().tolist()) for name, values in (("x", self.x), ("y", self.y)))
        if not x:
            raise ValueError("a Run needs at least one point to learn, got none. Give x and y.")
        if len(x) != len(y):
            raise ValueError(f"a Run needs as many y as x, got {len(x)} x and {len(y)} y. Give one y for each x.")
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "y", y)
        for name, low in (("width", 1), ("networks", 1), ("steps", 1), ("seed", 0)):
            object.__setattr__(self, name, check_integer(name, getattr(self, name), low, _MOST))
        for name in ("rate", "scale"):
            object.__setattr__(self, name, check_number(name, getattr(self, name), _LEAST, math.inf, open_end=True))

    @property
    def parameters(self) -> int:
        """Weights and biases of one network."""
        return parameter_count(self.architecture.hidden_layers, self.width)

    @property
    def work(self) -> float:
        """Networks × weights × steps, the measure of what training costs; up to 16 points cost the same."""
        if self.linearised:
            return float(self.networks * (30 * self.parameters + self.steps * len(self.x) ** 2))
        return float(self.networks * self.parameters * self.steps * max(1.0, len(self.x) / 16))

    @property
    def weights(self) -> int:
        """The number of weights and biases of all networks together."""
        return self.networks * self.parameters

    @property
    def step_time(self) -> float:
        """η: how much time t of the gradient flow one step stands for."""
        return self.rate * stable_limit(self.architecture, self.x, self.noise_std)


class Snapshot(NamedTuple):
    """An ensemble in training, on the host; leading axis: networks."""

    step: int
    f: np.ndarray  # (networks, m) at x_plot
    loss: np.ndarray  # (networks,) ½Σ(f − y)²
    moved: np.ndarray  # (networks,) ‖θ − θ₀‖/‖θ₀‖
    kernel: np.ndarray  # (networks, n, n) each one's NTK on the training inputs
    kernel_moved: np.ndarray  # (networks,) ‖ΔΘ̂‖/‖Θ̂‖ since the start


class Training(NamedTuple):
    """A Run in progress, with everything needed to continue it. Only `networks.moved` and `step` change."""

    run: Run
    x_plot: np.ndarray  # (m,) where f is evaluated
    plan: Plan
    task: Task
    networks: Networks | Linear
    kernel: np.ndarray  # (networks, n, n) each one's NTK on the training inputs at the start
    step: int


@cached(256)  # one number for each network and set of points that a class trains in an hour
def stable_limit(architecture: Architecture, x: tuple[float, ...], noise_std: float) -> float:
    """2/(λ_max + σ²): gradient descent on a wide network diverges at learning rates above it; ∞ if Θ = 0."""
    kernel = np.asarray(kernel_pair(architecture, _pad(x)).ntk)[: len(x), : len(x)]
    largest = float(np.linalg.eigvalsh(kernel)[-1]) + noise_std**2
    return 2.0 / largest if largest > 0 else math.inf


def _pad(x: Sequence[float]) -> np.ndarray:
    """x followed by zeros up to one of the compiled sizes."""
    size = max(_FEWEST_PADDED, 2 ** (len(x) - 1).bit_length())
    return np.concatenate([x, np.zeros(size - len(x))])


@in_float64
def start(run: Run, x_plot: np.ndarray) -> Training:
    """The random networks of `run` before the first step; f will be evaluated at x_plot (m,)."""
    plan, task, networks = _draw(run, x_plot)
    count = len(run.x)
    kernel = np.asarray(observe(plan, task, networks).kernel)[: run.networks, :count, :count]
    return Training(run, x_plot, plan, task, networks, kernel, 0)


def _draw(run: Run, x_plot: np.ndarray) -> tuple[Plan, Task, Networks | Linear]:
    """The plan, the task and the random networks of `run`."""
    inputs = np.concatenate([_pad(run.x), x_plot])[:, None]
    labels, counts = _pad(run.y), _pad(np.ones(len(run.x)).tolist())
    numbers = (run.step_time, run.scale, run.keep_start, run.noise_std**2)
    # numpy, not JAX: an array shared by the devices of several processes must not be placed on one of them.
    network = jax.tree.map(np.float64, run.architecture)
    task = Task(*cast(Any, (inputs, labels, counts, network, *map(np.float64, numbers))))
    plan = Plan(run.width, batch_size(run.parameters, run.networks))
    return plan, task, begin(plan, task, run.networks, run.seed, Linear if run.linearised else Networks)


@in_float64
def advance(training: Training, steps: int) -> Training:
    """Train for `steps` further gradient steps."""
    networks = train(training.plan, training.task, training.networks, steps)
    return training._replace(networks=networks, step=training.step + steps)


@in_float64
def snapshot(training: Training) -> Snapshot:
    """The ensemble's outputs, losses and kernels at its current step."""
    run, count = training.run, len(training.run.x)
    observation = observe(training.plan, training.task, training.networks)
    f, loss, moved, kernel = (np.asarray(array)[: run.networks] for array in observation)
    kernel = kernel[:, :count, :count]
    return Snapshot(training.step, f, loss, moved, kernel, kernel_movement(training.kernel, kernel))


@in_float64
def slices(training: Training, x0: float) -> np.ndarray:
    """Θ̂(x₀, ·) at x_plot of each network at its current step, (networks, m).

    Raises ValueError for a linearised run, whose kernel never changes.
    """
    if not isinstance(training.networks, Networks):
        raise ValueError("a linearised run keeps its kernel. Use slices_at_start for that of the run's first step.")
    return kernel_slices(training.plan, training.task, training.networks, x0)[: training.run.networks]


@in_float64
def slices_at_start(run: Run, x0: float, x_plot: np.ndarray) -> np.ndarray:
    """Θ̂(x₀, ·) at x_plot of each random network of `run` before training, (networks, m)."""
    plan, task, networks = _draw(replace(run, linearised=False), x_plot)
    return kernel_slices(plan, task, cast(Networks, networks), x0)[: run.networks]


def stream(training: Training, steps_at_a_time: int = 0) -> Iterator[tuple[Training, Snapshot]]:
    """Yield (training, its latest snapshot), first as given, then after each chunk until all steps are done.

    A chunk has `steps_at_a_time` steps and a snapshot of its own. If that is 0, a chunk takes about 0.4 s, less at
    first and more for large networks, and snapshots take about a twelfth of the time: the latest may be of an earlier
    step. The last snapshot is always of the last step.
    """
    run, chunk = training.run, steps_at_a_time or 1
    latest, snapshot_seconds = snapshot(training), 0.0  # this snapshot also compiled, so its time says nothing
    trained, spent = 0.0, -_FREE_SNAPSHOT_SECONDS
    yield training, latest
    while training.step < run.steps:
        begun = time.monotonic()
        steps = min(chunk, run.steps - training.step)
        training = advance(training, steps)
        jax.block_until_ready(training.networks.moved)
        taken = max(time.monotonic() - begun, 1e-6)
        trained += taken
        if steps_at_a_time or spent + snapshot_seconds <= _SNAPSHOT_SHARE * trained or training.step == run.steps:
            begun = time.monotonic()
            latest = snapshot(training)
            snapshot_seconds = time.monotonic() - begun
            spent += snapshot_seconds
        yield training, latest
        if not steps_at_a_time:
            seconds = max(_CHUNK_SECONDS, _CHUNK_PER_SNAPSHOT * snapshot_seconds)
            chunk = max(1, min(int(steps * seconds / taken), round(_GROWTH * training.step)))
