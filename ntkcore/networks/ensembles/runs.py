"""What to train: a Run says which networks on which data, what it will cost, and trains them in a stream."""

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
from ntkcore.choices import Activation
from ntkcore.kernels.gram import kernel_pair
from ntkcore.networks.ensembles.descent import (
    Linear,
    Networks,
    Plan,
    Task,
    advance,
    batch_size,
    begin,
    kernel_slices,
    observe,
)
from ntkcore.networks.layers import kernel_movement, parameter_count

_FEWEST_PADDED = 8  # training points; also compiled for 16, 32, …
_MOST, _LEAST = 2**31 - 1, 1e-9  # of whole numbers, and of rates and scales
_CHUNK_SECONDS = 0.4  # often enough to watch and to stop
_CHUNK_PER_LOOK = 4.0  # of large networks a chunk is longer: each copies them once
_GROWTH = 0.25  # of the steps done, in a chunk at most: one sees how training begins, however fast it is
_LOOKING, _FREE_SECONDS = 0.08, 0.15  # of the time spent on training, to look; and what is spent besides


@dataclass(frozen=True, slots=True)
class Run:
    """An ensemble of finite networks to train by full-batch gradient descent on ½Σ(f − y)², all at once.

    `rate` is the learning rate as a fraction of the stable limit 2/(λ_max + σ²), λ_max the largest eigenvalue of
    the infinitely wide network's NTK on the data. `scale` is α and `keep_start` k in `descent.Task`; `linearised`
    trains the networks' linearisations about θ₀ with their own empirical NTK. `noise_std` σ adds the penalty
    ½σ²α²‖θ − θ₀‖². Network k of a seed is the same whatever the rest says but width and depth.
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
        """Of all networks together."""
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
    """A Run under way: all that it takes to go on. Only `networks.moved` and `step` change."""

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
    """x with zeros behind, up to one of the sizes that are compiled for."""
    size = max(_FEWEST_PADDED, 2 ** (len(x) - 1).bit_length())
    return np.concatenate([x, np.zeros(size - len(x))])


def start(run: Run, x_plot: np.ndarray) -> Training:
    """The random networks of `run` before the first step; f will be evaluated at x_plot (m,)."""
    plan, task, networks = _draw(run, x_plot)
    count = len(run.x)
    kernel = np.asarray(observe(plan, task, networks).kernel)[: run.networks, :count, :count]
    return Training(run, x_plot, plan, task, networks, kernel, 0)


def _draw(run: Run, x_plot: np.ndarray) -> tuple[Plan, Task, Networks | Linear]:
    """Shapes, numbers, and random networks."""
    inputs = np.concatenate([_pad(run.x), x_plot])[:, None]
    labels, counts = _pad(run.y), _pad(np.ones(len(run.x)).tolist())
    network = run.architecture
    numbers = (network.weight_std, network.bias_std, run.step_time, run.scale, run.keep_start, run.noise_std**2)
    # numpy, not JAX: what is passed to devices of several processes belongs to none of them.
    task = Task(*cast(Any, (inputs, labels, counts, *map(np.float64, numbers))))
    plan = Plan(
        Activation(network.activation), network.hidden_layers, run.width, batch_size(run.parameters, run.networks)
    )
    return plan, task, begin(plan, task, run.networks, run.seed, Linear if run.linearised else Networks)


def go_on(training: Training, steps: int) -> Training:
    """After so many more steps."""
    networks = advance(training.plan, training.task, training.networks, steps)
    return training._replace(networks=networks, step=training.step + steps)


def look(training: Training) -> Snapshot:
    """The ensemble as it is now."""
    run, count = training.run, len(training.run.x)
    seen = observe(training.plan, training.task, training.networks)
    f, loss, moved, kernel = (np.asarray(array)[: run.networks] for array in seen)
    kernel = kernel[:, :count, :count]
    return Snapshot(training.step, f, loss, moved, kernel, kernel_movement(training.kernel, kernel))


def slices(training: Training, x0: float) -> np.ndarray:
    """Θ̂(x₀, ·) at x_plot of each network as it is now, (networks, m). Not for linearised runs: theirs stays."""
    if not isinstance(training.networks, Networks):
        raise ValueError("a linearised run keeps its kernel: look at that of the run before its first step.")
    return kernel_slices(training.plan, training.task, training.networks, x0)[: training.run.networks]


def slices_at_start(run: Run, x0: float, x_plot: np.ndarray) -> np.ndarray:
    """`slices` of the random networks of `run`, without the rest of what training needs."""
    plan, task, networks = _draw(replace(run, linearised=False), x_plot)
    return kernel_slices(plan, task, cast(Networks, networks), x0)[: run.networks]


def stream(training: Training, steps_at_a_time: int = 0) -> Iterator[tuple[Training, Snapshot]]:
    """`training` as it is, then after chunk upon chunk until all steps are done, and what it looked like last.

    A chunk has `steps_at_a_time` steps, and each is looked at. Or, if that is 0, it takes 0.4 s, less at first and more
    for large networks; then one looks only so often that looking takes a twelfth of the time: a snapshot may be of an
    earlier step. The last one is of the last.
    """
    run, chunk = training.run, steps_at_a_time or 1
    snapshot, looking = look(training), 0.0  # that look also compiled: it measures nothing
    trained, looked = 0.0, -_FREE_SECONDS
    yield training, snapshot
    while training.step < run.steps:
        begun = time.monotonic()
        steps = min(chunk, run.steps - training.step)
        training = go_on(training, steps)
        jax.block_until_ready(training.networks.moved)
        taken = max(time.monotonic() - begun, 1e-6)
        trained += taken
        if steps_at_a_time or looked + looking <= _LOOKING * trained or training.step == run.steps:
            begun = time.monotonic()
            snapshot = look(training)
            looking = time.monotonic() - begun
            looked += looking
        yield training, snapshot
        if not steps_at_a_time:
            seconds = max(_CHUNK_SECONDS, _CHUNK_PER_LOOK * looking)
            chunk = max(1, min(int(steps * seconds / taken), round(_GROWTH * training.step)))
