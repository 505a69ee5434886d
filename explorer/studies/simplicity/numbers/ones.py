"""The number of ones of random perceptrons, sampled, beside the theory where there is one."""

import math
from typing import NamedTuple

import numpy as np

from ntkcore.boolean.perceptron import count_of_ones
from ntkcore.cache import cached

DRAWS = 100_000


class Ones(NamedTuple):
    """Counts of perceptrons with t ones, t = 0 … 2ⁿ, and the probability of each t where a theorem gives it."""

    counts: np.ndarray
    theory: np.ndarray | None

    @property
    def p(self) -> np.ndarray:
        """The share of each t."""
        return self.counts / self.counts.sum()

    @property
    def errors(self) -> np.ndarray:
        """The standard errors of `p`, from the theory where there is one."""
        p = self.p if self.theory is None else self.theory
        return np.sqrt(p * (1.0 - p) / self.counts.sum())

    @property
    def chi_square(self) -> float:
        """χ² divided by its degrees of freedom, for the values of t that are possible; NaN without a theory."""
        if self.theory is None or not (some := self.theory > 0)[1:].any() or some.sum() < 2:
            return math.nan
        expected = self.counts.sum() * self.theory[some]
        return float(((self.counts[some] - expected) ** 2 / expected).sum() / (some.sum() - 1))


@cached(64)  # 1 kB each; a tenth of a second of drawing
def ones(bits: int, encoding: str, bias: float, weights: str, seed: int) -> Ones:
    """Draw perceptrons and count their ones; without bias the probabilities are exact."""
    signs = encoding == "signs"
    counts = count_of_ones(bits, plus_minus=signs, bias_std=bias, uniform=weights == "uniform", draws=DRAWS, seed=seed)
    theory = None
    if not bias:
        theory = np.zeros(2**bits + 1)
        theory[2 ** (bits - 1) if signs else slice(2**bits)] = 1.0 if signs else 0.5**bits
    return Ones(counts, theory)
