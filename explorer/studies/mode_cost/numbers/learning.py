"""Kernel regression on a pool of inputs: what the theory predicts, and what drawn examples give."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import jax
import numpy as np

from explorer.studies.mode_cost.numbers import pools
from explorer.studies.mode_cost.numbers.pools import Pool
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.precision import in_float64
from ntkcore.spectra.draws import regress
from ntkcore.spectra.learnability import examples_needed, learnability

DRAWS = 20  # that are made at once; more on request
_SIZES = (2, 5, 10, 20, 50, 100, 200)
_MOST_SHARE = 0.9  # of the inputs that are examples
_POINTS = 60  # of a predicted curve
_ROWS = 256  # groups of modes; with a multiple of 64 sizes one compiled program serves all
_CHUNK = 10  # draws between two partial answers


class Task(NamedTuple):
    """A kernel, the target that it learns, and the way in which examples are drawn."""

    arch: Architecture
    kernel: str
    data: str
    dimension: int  # of the cube
    target: str
    ridge: float  # δ on the diagonal of the kernel's matrix
    label_noise: float  # standard deviation σ of each label's error
    repeats: bool  # examples are drawn independently, so that some come again
    seed: int

    @property
    def pool(self) -> Pool:
        """The inputs and their modes."""
        if self.data == pools.CUBE:
            return pools.cube(self.arch, self.kernel, self.dimension)
        return pools.images(self.arch, self.kernel)

    @property
    def function(self) -> np.ndarray:
        """The target (N, k)."""
        return pools.target_of(self.data, self.target, self.dimension)


class Predicted(NamedTuple):
    """The theory at several numbers of examples, (s,)."""

    n: np.ndarray
    kappa: np.ndarray  # (s,) κ
    shares: np.ndarray  # (s, g) learnability of the modes of each group
    errors: np.ndarray  # (s,) mean squared error of the target, labels without noise


class Drawn(NamedTuple):
    """The same from r sets of n drawn examples."""

    n: int
    shares: np.ndarray  # (r, g); of many draws, means over a few of them
    totals: np.ndarray  # (r,) the sum of the learnabilities of all modes
    errors: np.ndarray  # (r,)
    distinct: np.ndarray  # (r,) different inputs among the examples
    withheld: np.ndarray  # (r,) what the ridge takes


class Many(NamedTuple):
    """Draws at all sizes, as far as they are made; `share` of the work is done."""

    task: Task
    drawn: dict[int, Drawn]
    share: float


def largest(task: Task) -> int:
    """The largest number of examples that can be chosen."""
    return int(_MOST_SHARE * (2**task.dimension if task.data == pools.CUBE else pools.IMAGE_COUNT))


def sizes(count: int) -> tuple[int, ...]:
    """The numbers of examples of which draws are made from `count` inputs."""
    return tuple(n for n in _SIZES if n <= _MOST_SHARE * count)


@cached(128)  # under 150 kB each
def predicted(task: Task, *at: int) -> Predicted:
    """Predict at the numbers of examples `at`, or along a curve from 1 to almost all inputs.

    If examples repeat, the theory is that of as many different ones as there are on average.
    """
    pool = task.pool
    n = np.array(at, float) if at else np.geomspace(1.0, _MOST_SHARE * pool.size, _POINTS)
    different = expected_distinct(pool.size, n) if task.repeats else n
    noise = task.function.shape[1] ** 0.5 * task.label_noise  # of all outputs together
    coefficients = pool.weights(task.function) ** 0.5
    return predict(pool.values, pool.counts, coefficients, different, task.ridge, noise)._replace(n=n)


def predict(
    values: np.ndarray, counts: np.ndarray, coefficients: np.ndarray, n: np.ndarray, ridge: float, label_noise: float
) -> Predicted:
    """Predict for groups of modes (g,) and the root of the target's weight in each (g,), at n (s,) examples."""
    groups, spare = len(values), -len(n) % 64
    padded = np.zeros((3, _ROWS))
    padded[:, :groups] = values, counts, coefficients
    sizes = np.pad(np.asarray(n, float), (0, spare), mode="edge")
    kappa, shares, errors = map(np.asarray, _curve(*padded, sizes, ridge**0.5, label_noise))
    return Predicted(n, kappa[: len(n)], shares[: len(n), :groups], errors[: len(n)] - label_noise**2)


def expected_distinct(count: int, n: float | np.ndarray) -> Any:
    """The mean number of different inputs among n that are drawn from `count` independently."""
    return -count * np.expm1(n * np.log1p(-1.0 / count))


@in_float64
@jax.jit
def _curve(values: Any, counts: Any, coefficients: Any, sizes: Any, noise_std: Any, label_noise_std: Any) -> Any:
    def at(n: Any) -> tuple[jax.Array, jax.Array, jax.Array]:
        learned = learnability(values, n, noise_std, multiplicities=counts)
        return learned.kappa, learned.learnability, learned.test_error(coefficients, label_noise_std=label_noise_std)

    return jax.vmap(at)(sizes)


@cached(128)  # 2 kB each
def examples_for_one_half(task: Task) -> np.ndarray:
    """The number of examples (g,) from which a mode of each group is half learned."""
    pool = task.pool
    return np.asarray(examples_needed(pool.values, 0.5, task.ridge**0.5, multiplicities=pool.counts))


def stream(task: Task, n: int) -> Iterator[Drawn]:
    """Draw one set of n examples after the other, without end; r = 1 each time."""
    pool, function = task.pool, task.function
    random = np.random.default_rng([task.seed, n])
    while True:
        at = random.integers(pool.size, size=n) if task.repeats else random.choice(pool.size, n, replace=False)
        noise = task.label_noise * random.normal(size=(n, function.shape[1])) if task.label_noise else None
        learned = regress(pool.modes, function, at, task.ridge**0.5, label_noise=noise)
        rows = (pool.mean(learned.shares), learned.shares.sum(), learned.errors.sum())
        yield Drawn(n, *(np.array([row]) for row in (*rows, learned.distinct, learned.withheld)))


def together(rows: list[Drawn]) -> Drawn:
    """Several draws of one size as one."""
    fields = zip(*(row[1:] for row in rows), strict=True)
    return Drawn(rows[0].n, *(np.concatenate(field) for field in fields))


def mean_and_error(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean over draws, the first axis, and its standard error."""
    return values.mean(axis=0), values.std(axis=0, ddof=1) / len(values) ** 0.5


@cached(512)  # up to 40 kB each, seven and one for each picture
def draw(task: Task, n: int) -> Drawn:
    """Draw `DRAWS` sets of n examples."""
    examples = stream(task, n)
    return together([next(examples) for _ in range(DRAWS)])


def draw_many(task: Task, draws: int, more: int) -> Iterator[Many]:
    """Draw so many sets of each size, and of `more` examples; the first ones are those of `draw`."""
    yield Many(task, {}, 0.0)
    streams = {n: stream(task, n) for n in {*sizes(task.pool.size), more}}
    drawn: dict[int, Drawn] = {}
    for done in range(_CHUNK, draws + _CHUNK, _CHUNK):
        for n, examples in streams.items():
            chunk = together([next(examples) for _ in range(_CHUNK)])
            chunk = chunk._replace(shares=chunk.shares.mean(axis=0, keepdims=True))
            drawn[n] = together([drawn[n], chunk]) if n in drawn else chunk
        yield Many(task, dict(drawn), min(1.0, done / draws))
