"""Options that are drawn by their weights: alone, one after the other into an order, and odds between them."""

from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, log_softmax, logsumexp, polygamma

from ntkcore.checks import as_finite

MOST_RANKED = 7  # options whose orders are counted: 5040
_CHANCE_DRAWS = 40_000  # their shares are off by a standard error of 0.25 % at most


class Outcomes(NamedTuple):
    """All that can be drawn: log-probabilities (j,), and how much each scores (j,)."""

    log_probability: np.ndarray
    scores: np.ndarray

    @property
    def mean(self) -> float:
        """The expected score of a draw."""
        return float(np.exp(self.log_probability) @ self.scores)

    @property
    def std(self) -> float:
        """The standard deviation of a draw's score."""
        return float(np.sqrt(np.exp(self.log_probability) @ (self.scores - self.mean) ** 2))

    def share_below(self, score: float) -> float:
        """The probability that a draw scores less than `score`; a draw that scores the same counts as one half."""
        ties = np.isclose(self.scores, score, rtol=1e-12, atol=1e-12)
        below = np.where(ties, 0.5, self.scores < score)
        return float(np.exp(self.log_probability) @ below)


def choices(log_weights: ArrayLike) -> Outcomes:
    """One of k options drawn with probability pᵢ = wᵢ/Σw, which scores log pᵢ; log w (k,) are finite."""
    log_p = log_softmax(np.asarray(as_finite("log_weights", log_weights)))
    return Outcomes(log_p, log_p)


def log_probability_of_order(log_weights: ArrayLike, order: ArrayLike) -> float:
    """log P of an order of k options under Plackett and Luce: each place goes to one of those left, by its weight.

    log P(o) = Σⱼ (log w_{oⱼ} − log Σ_{l ≥ j} w_{oₗ}), o (k,) the positions from first to last (Plackett 1975, "The
    analysis of permutations", eq. 2). The most probable order has descending weights. Raises ValueError if `order` is
    not a permutation.
    """
    weights, positions = np.asarray(as_finite("log_weights", log_weights)), np.asarray(order)
    if weights.ndim != 1 or sorted(positions.tolist()) != list(range(len(weights))):
        raise ValueError(f"order must have each of 0 … {weights.size - 1} once, got {positions.tolist()}.")
    ordered = weights[positions.astype(int)]
    return float(sum(ordered[j] - logsumexp(ordered[j:]) for j in range(len(ordered))))


def orders(log_weights: ArrayLike) -> Outcomes:
    """All k! orders of k ≤ 7 options, each with its log-probability under Plackett and Luce, which is its score."""
    weights = np.asarray(as_finite("log_weights", log_weights))
    if weights.ndim != 1 or not 1 <= weights.size <= MOST_RANKED:
        raise ValueError(f"log_weights must have shape (k,) with 1 ≤ k ≤ {MOST_RANKED}, got {weights.shape}.")
    log_p = np.array([log_probability_of_order(weights, order) for order in permutations(range(weights.size))])
    return Outcomes(log_p, log_p)


class ChanceOdds(NamedTuple):
    """The scores of odds drawn at random: mean and standard deviation in nats, and the sorted scores of many draws."""

    mean: float
    std: float
    scores: np.ndarray

    def share_below(self, score: float) -> float:
        """The share of the draws that score less than `score`, within 0.3 % of the probability."""
        return float(np.searchsorted(self.scores, score) / len(self.scores))


def log_score(probabilities: ArrayLike, odds: ArrayLike) -> np.ndarray:
    """Σᵢ pᵢ log qᵢ in nats, expected of odds q (..., k) if option i is true with probability pᵢ: largest for q = p.

    This is minus the entropy of p, minus its Kullback-Leibler divergence from q (Gneiting & Raftery 2007, "Strictly
    proper scoring rules", section 4.1).
    """
    return np.log(np.asarray(odds)) @ np.asarray(probabilities)


def chance_odds(probabilities: ArrayLike) -> ChanceOdds:
    """Compute what `log_score` gives to odds that are drawn uniformly from all odds of k ≥ 2 options.

    With log q = log E − log ΣE for k exponential variables E, the mean is ψ(1) − ψ(k) = −(1 + ½ + … + 1/(k − 1)), and
    the variance ψ′(1) Σ p² − ψ′(k). The draws are the same at every call.
    """
    p = np.asarray(as_finite("probabilities", probabilities))
    if p.ndim != 1 or p.size < 2 or (p < 0).any() or abs(p.sum() - 1.0) > 1e-9:
        raise ValueError(f"probabilities must be ≥ 0 and add up to 1, got {p.tolist()}.")
    drawn = np.random.default_rng(0).dirichlet(np.ones(p.size), _CHANCE_DRAWS)
    variance = float(polygamma(1, 1) * (p @ p) - polygamma(1, p.size))
    scores = np.sort(log_score(p, np.maximum(drawn, np.finfo(float).tiny)))
    return ChanceOdds(float(digamma(1) - digamma(p.size)), variance**0.5, scores)
