"""The Boolean functions that random networks of finite width compute, counted class by class."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.boolean.classes import classes
from ntkcore.boolean.tables import MOST_LISTED, as_table, bits_of
from ntkcore.checks import check_integer
from ntkcore.inference.orthant.estimate import log_orthant
from ntkcore.networks.grams import root
from ntkcore.networks.hidden import hidden_of, next_of
from ntkcore.spectra.inputs import at_corners

READOUTS = 64  # output layers that are drawn for each draw of the hidden layers
_NUMBERS_AT_ONCE = 2**19  # activations that are drawn together
_MOST_WIDTH, _MOST_STATES, _MOST_SEED = 2**20, 2**53, 2**53


class WidthCounts(NamedTuple):
    """Counts of the functions that networks of one width computed, by class, ascending by representative.

    `states` draws of the hidden layers, with `readouts` draws of the output layer for each. `counts` (c,) are networks,
    and `squares` (c,) sums over the states of the squared number of networks of one state: what the errors need, since
    networks with the same hidden layers are not independent.
    """

    width: int
    states: int
    readouts: int
    multiplicity: np.ndarray
    counts: np.ndarray
    squares: np.ndarray

    @property
    def networks(self) -> int:
        """The number of networks: output layers of all states."""
        return self.states * self.readouts

    @property
    def p(self) -> np.ndarray:
        """The estimate (c,) of the probability of one function of each class."""
        return self.counts / (self.networks * self.multiplicity)

    @property
    def standard_error(self) -> np.ndarray:
        r"""The standard error (c,) of `p`, from the spread of the states; NaN for a single state.

        .. math:: \frac{1}{R\,m_c} \sqrt{\frac{\overline{k^2} - \bar k^2}{S - 1}}

        with k of the R networks of a state in class c, means over S states, and the multiplicity m of the class.
        """
        mean, square = self.counts / self.states, self.squares / self.states
        spread = np.maximum(square - mean**2, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.sqrt(spread / (self.states - 1)) / (self.readouts * self.multiplicity)


class WidthProbabilities(NamedTuple):
    """The probabilities of some functions under networks of one width, from `states` draws of the hidden layers.

    `p` (k,) are means over the states, and `standard_error` (k,) comes from their spread; NaN for a single state. Where
    a few states contribute most of a mean, as for very rare functions, the error is itself uncertain.
    """

    width: int
    states: int
    p: np.ndarray
    standard_error: np.ndarray


def _last_factors(arch: Architecture, x: np.ndarray, width: int, states: int, rng: np.random.Generator) -> np.ndarray:
    """Roots (s, m, m) of the outputs' covariance at x (m, d), given each of s random draws of the hidden layers.

    Given activations H (m, N) of a layer, the pre-activations of the next one are independent columns of distribution
    N(0, w² H Hᵀ/N + b²): exactly so for Gaussian weights. No matrix of N × N weights is drawn.
    """
    first = np.hstack([arch.weight_std / x.shape[1] ** 0.5 * x, np.full((len(x), 1), arch.bias_std)])
    factor, z = first[None], None
    for _ in range(arch.hidden_layers):
        branch = factor @ rng.standard_normal((states, factor.shape[-1], width))
        z = branch if z is None else next_of(arch, z, branch)
        hidden = hidden_of(arch, z)
        gram = arch.weight_std**2 / width * (hidden @ hidden.transpose(0, 2, 1)) + arch.bias_std**2
        factor = root(gram)
    return factor


def output_covariances(
    arch: Architecture, width: int, bits: int, *, states: int, rng: np.random.Generator
) -> np.ndarray:
    """Covariances (s, 2ⁿ, 2ⁿ) of the outputs at the corners, given each of s random draws of the hidden layers.

    The mean of P(f) under these Gaussians is P(f) of networks of this width, also where f is too rare to be counted.
    """
    factors = _last_factors(arch, at_corners(bits), width, states, rng)
    return factors @ factors.transpose(0, 2, 1)


def stream_probabilities(
    arch: Architecture, width: int, tables: Sequence[str], *, states: int, seed: int = 0
) -> Iterator[WidthProbabilities]:
    """Probabilities of functions that are too rare to be counted under networks with layers of `width`.

    Given the hidden layers, the outputs are jointly Gaussian, and the probability of a truth table is that of an
    orthant (`inference.orthant.log_orthant`). Yields the mean over the states so far, after every state. All `tables`
    have the same length 2ⁿ, and are read as by `log_probability`.

    Raises ValueError for bad tables and numbers, and where the covariance of the outputs is singular, as it may be if
    the layers are hardly wider than there are corners.
    """
    outputs = np.array([as_table(table) for table in tables])
    bits, width = bits_of(outputs[0]), check_integer("width", width, 1, _MOST_WIDTH)
    rng = np.random.default_rng(check_integer("seed", seed, 0, _MOST_SEED))
    total, squares = np.zeros(len(outputs)), np.zeros(len(outputs))
    for done in range(1, check_integer("states", states, 1, _MOST_STATES) + 1):
        covariance = output_covariances(arch, width, bits, states=1, rng=rng)[0]
        p = np.exp(log_orthant(covariance, 2.0 * outputs - 1.0, seed=done).log_p)
        total, squares = total + p, squares + p**2
        mean = total / done
        spread = np.sqrt(np.maximum(squares / done - mean**2, 0.0))
        yield WidthProbabilities(width, done, mean, spread / (done - 1) ** 0.5 if done > 1 else np.full_like(p, np.nan))


def stream_counts(
    arch: Architecture, width: int, bits: int = 4, *, states: int, seed: int = 0
) -> Iterator[WidthCounts]:
    """Counts the functions of `bits` ≤ 4 inputs ±1 that random networks with layers of `width` compute.

    Yields the running WidthCounts after every chunk of states, until there are `states`. Weights are Gaussian, as those
    of `Architecture`. Functions that differ in names and signs of inputs, and in the sign of the output, have the same
    probability at every width, and are counted together. The same `seed` gives the same counts.

    Raises ValueError for numbers outside their ranges, with the first counts.
    """
    bits = check_integer("bits", bits, 1, MOST_LISTED)
    width = check_integer("width", width, 1, _MOST_WIDTH)
    total = check_integer("states", states, 1, _MOST_STATES)
    rng = np.random.default_rng(check_integer("seed", seed, 0, _MOST_SEED))
    listed, x = classes(bits), at_corners(bits)
    index = np.searchsorted(listed.representative, listed.label)
    size, powers = len(listed.representative), 2.0 ** np.arange(len(x), dtype=np.float32)
    counts, squares = np.zeros(size, np.int64), np.zeros(size, np.int64)
    step, done = max(1, _NUMBERS_AT_ONCE // (len(x) * width)), 0
    while done < total:
        chunk = min(step, total - done)
        factors = _last_factors(arch, x, width, chunk, rng)
        positive = factors @ rng.standard_normal((chunk, len(x), READOUTS)) > 0.0
        numbers = (powers @ positive.astype(np.float32)).astype(np.int64)
        of_states = np.arange(chunk)[:, None] * size + index[numbers]
        table = np.bincount(of_states.ravel(), minlength=chunk * size).reshape(chunk, size)
        counts, squares, done = counts + table.sum(axis=0), squares + (table**2).sum(axis=0), done + chunk
        yield WidthCounts(width, done, READOUTS, listed.multiplicity, counts, squares)
