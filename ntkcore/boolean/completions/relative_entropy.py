"""KL(Q‖P) of a distribution Q over functions, of which a sample was counted, to one with given probabilities."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma

_SHRINKAGE = 0.2  # draws from P that are added to a half of the sample, as a share of it


class Divergence(NamedTuple):
    """KL(Q‖P) in nats, estimated from n draws of Q."""

    nats: float  # without most of the bias of counting
    std: float  # its standard error
    low: float  # a mean over samples that is at most KL(Q‖P)
    high: float  # a mean over samples that is at least KL(Q‖P): with the frequencies for Q


def divergence(counts: ArrayLike, law: ArrayLike, *, seed: int = 0) -> Divergence:
    r"""Estimate KL(Q‖P) = Σ Q ln(Q/P) from the `counts` (K,) of n draws from Q, and the probabilities `law` (K,) of P.

    With the frequencies :math:`n_k/n` for Q it comes out too high on average, since KL is convex in Q: by about
    (K − 1)/(2n) for K functions. In their logarithms G(n_k) for :math:`\ln n_k` takes most of that away, since the mean
    of n G(n) over Poisson numbers n of mean λ is :math:`λ \ln λ + λ E_1(2λ)` (Grassberger 2003,
    arXiv:physics/0307138):

    .. math:: G(n) = ψ(n) + \tfrac{(-1)^n}{2} \Bigl[ψ\bigl(\tfrac{n + 1}{2}\bigr) - ψ\bigl(\tfrac n2\bigr)\Bigr]

    For `low`, each half of the draws gives an estimate R of Q that is judged by the other half: the mean of ln(R/P)
    under Q is KL(Q‖P) − KL(Q‖R), whatever R is. `seed` chooses the halves.

    Raises ValueError for counts that are no whole numbers or fewer than two together, and for draws that P excludes.
    """
    drawn, p = np.asarray(counts, float), np.asarray(law, float) / np.sum(law)
    if drawn.shape != p.shape or drawn.ndim != 1:
        raise ValueError(f"counts and law must be rows of one length, got shapes {drawn.shape} and {p.shape}.")
    if (drawn < 0).any() or (drawn != np.floor(drawn)).any() or drawn.sum() < 2:
        raise ValueError("counts must be whole numbers, of at least 2 draws together. Give how often each was drawn.")
    some = drawn > 0
    if not (p[some] > 0).all():
        raise ValueError("law gives probability 0 to what was drawn, so that KL(Q‖P) is infinite. Use another law.")
    n, q = drawn.sum(), drawn[some] / drawn.sum()
    ratio = np.log(q / p[some])
    high = float(q @ ratio)
    std = float(np.sqrt(q @ (ratio - high) ** 2 / n))
    nats = float(q @ (_mean_log(drawn[some]) - np.log(n * p[some])))
    return Divergence(nats, std, _from_halves(drawn.astype(int), p, seed), high)


def _mean_log(n: np.ndarray) -> np.ndarray:
    """G(n), (K,), which is near ln n."""
    return digamma(n) + np.where(n % 2, -0.5, 0.5) * (digamma((n + 1) / 2) - digamma(n / 2))


def _from_halves(drawn: np.ndarray, p: np.ndarray, seed: int) -> float:
    """The mean over both halves of E ln(R/P), R estimated from the other half and shrunk towards P."""
    first = np.random.default_rng(seed).multivariate_hypergeometric(drawn, drawn.sum() // 2, method="marginals")
    total = 0.0
    for fitted, tested in ((first, drawn - first), (drawn - first, first)):
        frequencies, estimate = tested / tested.sum(), (fitted / fitted.sum() + _SHRINKAGE * p) / (1.0 + _SHRINKAGE)
        some = tested > 0
        total += 0.5 * float(frequencies[some] @ np.log(estimate[some] / p[some]))
    return total
