"""Examples on a circle or on a line: placed at random or at equal distances, and what regression makes of them."""

from typing import NamedTuple

import numpy as np

from explorer.studies.mode_cost.numbers.learning import Predicted, mean_and_error, predict
from explorer.studies.mode_cost.numbers.pools import without_rounding
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.spectra import symmetric
from ntkcore.spectra.aliasing import equally_spaced
from ntkcore.spectra.draws import Modes, drawn_errors, modes_of, predict_at, regress
from ntkcore.spectra.inputs import gram

CIRCLE, LINE = "circle", "line"
COUNT = 240  # inputs, of which some are examples
SIZES = (6, 8, 10, 12, 16, 20, 30, 40, 60, 120)  # divide COUNT
DRAWS = 100
NETWORKS = {  # from a kernel with a kink to smooth ones
    "ReLU": Architecture("relu", 2, 2**0.5, 0.3),
    "erf": Architecture("erf", 2, 1.5, 0.3),
    "GELU": Architecture("gelu", 2, 1.5, 0.3),
}
WAVES = (1, 2, 4)  # of their targets
_ROUNDING = 1e-12  # of errors
_HALF_LENGTH = 1.5  # of the line: the window's


class Course(NamedTuple):
    """A kernel on a circle or a line, one of its modes as the target, and the ridge δ."""

    arch: Architecture
    kernel: str
    shape: str
    mode: int  # the frequency on the circle; on the line 0 is the mode with the largest eigenvalue
    ridge: float
    seed: int


class Inputs(NamedTuple):
    """The inputs and their modes."""

    positions: np.ndarray  # (N,) angles in turns, or positions on the line
    modes: Modes  # all of them on the line, the constant and the cosines on the circle
    values: np.ndarray  # (g,) λ by frequency, or by rank
    counts: np.ndarray  # (g,) modes with each


class Errors(NamedTuple):
    """Test errors of the mode at several numbers of examples, (s,) each."""

    n: np.ndarray
    predicted: np.ndarray  # by the theory of random modes
    mean: np.ndarray  # over draws of random examples
    error: np.ndarray  # its standard error
    median: np.ndarray
    spaced: np.ndarray  # equal distances: on the circle the exact formula, on the line regression itself

    @property
    def ratios(self) -> np.ndarray:
        """The measured mean error divided by the predicted one; NaN where that is as small as rounding."""
        return self.mean / np.where(self.predicted > _ROUNDING, self.predicted, np.nan)


class Fit(NamedTuple):
    """The fit of the target from one set of examples."""

    at: np.ndarray  # (n,) indices
    fitted: np.ndarray  # (N,)


@cached(16)  # 1 MB each
def inputs(arch: Architecture, kernel: str, shape: str) -> Inputs:
    """The inputs of a shape with the modes of a kernel."""
    if shape == LINE:
        x = _HALF_LENGTH * (2.0 * (np.arange(COUNT) + 0.5) / COUNT - 1.0)
        modes = modes_of(gram(arch, x, kernel))
        return Inputs(x, modes, without_rounding(modes.values), np.ones(COUNT))
    turns = np.arange(COUNT) / COUNT
    frequencies = np.arange(COUNT // 2 + 1)
    values = without_rounding(symmetric.circle_spectrum(arch, kernel, COUNT))
    row = symmetric.angular_kernel(arch, np.cos(2 * np.pi * turns), kernel)
    matrix = row[(np.arange(COUNT)[:, None] - np.arange(COUNT)) % COUNT]
    cosines = np.cos(2 * np.pi * turns[:, None] * frequencies)
    cosines[:, 1:-1] *= 2**0.5
    counts = np.where((frequencies > 0) & (frequencies < COUNT // 2), 2.0, 1.0)
    return Inputs(turns, Modes(matrix, values, cosines), values, counts)


def target(course: Course) -> np.ndarray:
    """The target (N, 1): the chosen mode, of mean square 1."""
    return inputs(course.arch, course.kernel, course.shape).modes.vectors[:, [course.mode]]


def at_equal_distances(shape: str, n: int) -> np.ndarray:
    """The indices (n,) of inputs at equal distances: on the line in the middle of n equal pieces."""
    step = COUNT // n
    return np.arange(n) * step + (step // 2 if shape == LINE else 0)


@cached(64)  # 1 kB each; a drag passes through many modes
def errors(course: Course) -> Errors:
    """Compute the test errors at all sizes."""
    pool, function, noise_std = inputs(*course[:3]), target(course), course.ridge**0.5
    theory, rows = _theory(course, np.array(SIZES)), []
    for n in SIZES:
        drawn = drawn_errors(pool.modes, function, _sets(course, n), noise_std)[:, 0]
        rows.append((*mean_and_error(drawn), np.median(drawn), _spaced_error(course, n)))
    return Errors(theory.n, theory.errors, *np.array(rows).T)


def _sets(course: Course, n: int) -> np.ndarray:
    """Draw `DRAWS` sets of n examples, (DRAWS, n); inputs may come again."""
    return np.random.default_rng([course.seed, n]).integers(COUNT, size=(DRAWS, n))


def _spaced_error(course: Course, n: int) -> float:
    """The test error of examples at equal distances: by the exact formula on the circle, else by regression."""
    pool, noise_std = inputs(*course[:3]), course.ridge**0.5
    if course.shape == CIRCLE:
        return float(equally_spaced(pool.values, n, noise_std).mode_error[course.mode])
    return float(regress(pool.modes, target(course), at_equal_distances(LINE, n), noise_std).errors[0])


def as_good_as(course: Course, n: int) -> float:
    """The number of random examples with the mean error of n at equal distances, interpolated; ∞ above the largest."""
    measured = errors(course)
    goal = float(measured.spaced[measured.n == n][0])
    enough = np.flatnonzero(measured.mean <= goal)
    if not len(enough):
        return np.inf
    last = int(enough[0])
    if last == 0:
        return float(measured.n[0])
    (low, high), (above, below) = measured.n[last - 1 : last + 1], measured.mean[last - 1 : last + 1]
    share = np.log(above / goal) / np.log(above / below)
    return float(low * (high / low) ** share)


@cached(64)  # 5 kB each
def fits(course: Course, n: int) -> tuple[Fit, Fit]:
    """Fit the target from one random set of n examples, and from n at equal distances."""
    random = np.random.default_rng([course.seed, n]).integers(COUNT, size=n)
    return _fit(course, random), _fit(course, at_equal_distances(course.shape, n))


def _fit(course: Course, at: np.ndarray) -> Fit:
    fitted = predict_at(inputs(*course[:3]).modes, target(course), at, course.ridge**0.5)
    return Fit(np.unique(at), fitted[:, 0])


@cached(64)  # under 1 kB each
def factors(course: Course, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Compute how many times the predicted error n random examples leave, with its standard error, for `WAVES` (k,)."""
    pool = inputs(*course[:3])
    predicted = np.array([_theory(course._replace(mode=wave), np.array([n])).errors[0] for wave in WAVES])
    safe = np.where(predicted > _ROUNDING, predicted, np.nan)
    drawn = drawn_errors(pool.modes, pool.modes.vectors[:, list(WAVES)], _sets(course, n), course.ridge**0.5)
    mean, error = mean_and_error(drawn)
    return mean / safe, error / safe


def _theory(course: Course, n: np.ndarray) -> Predicted:
    pool = inputs(*course[:3])
    coefficients = (np.arange(len(pool.values)) == course.mode).astype(float)
    return predict(pool.values, pool.counts, coefficients, n, course.ridge, 0.0)
