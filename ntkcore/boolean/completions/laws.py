"""Distributions over completions at infinite width: Bayesian, trained, and stopped as soon as the labels are fitted."""

from typing import NamedTuple

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.boolean.classes import classes
from ntkcore.boolean.completions.losses import SMALL, Loss, as_loss, slope, value
from ntkcore.boolean.completions.problem import Problem
from ntkcore.boolean.probability import ClassProbabilities
from ntkcore.boolean.tables import bits_of, tables_of
from ntkcore.inference.gaussian import Gaussian
from ntkcore.inference.orthant import log_orthant
from ntkcore.inference.orthant.distinct import SingularKernelError
from ntkcore.inference.orthant.signs import log_signs
from ntkcore.inference.prediction import predict
from ntkcore.kernels.gram import kernel_pair

_DRAWS = 20_000
_OF_SHARES = 5e-4  # the standard error of the probability of each completion
_WORST = 0.1  # standard error of log P; it is larger, or NaN, under nearly singular kernels alone
_MOST_STEPS = 20_000
_AT_ONCE = 4096  # draws that are simulated together: they fit into the processor's cache


class Law(NamedTuple):
    """Probabilities of the completions, (2^u,), which sum to 1."""

    p: np.ndarray
    total: float  # their sum before they were divided by it: P(S) of a Bayesian law, 1 ± errors of others
    draws: int = 0  # simulated networks of which these are the frequencies; 0 for probabilities
    missed: int = 0  # simulated networks that did not fit the labels in time; they are left out

    @property
    def log_total(self) -> float:
        """log of the total: log P(S)."""
        return float(np.log(self.total))


def _normalised(p: np.ndarray) -> Law:
    return Law(p / p.sum(), float(p.sum()))


def _of_orthants(log_p: np.ndarray, error: np.ndarray, corners: int) -> np.ndarray:
    """The probabilities. Raises SingularKernelError if any is not known to a tenth."""
    if not (error <= _WORST).all():
        raise SingularKernelError(
            "the kernel at the corners is so nearly singular that probabilities cannot be computed. "
            "Use a larger weight_std, a smaller bias_std, or fewer hidden layers.",
            None,
            corners,
        )
    return np.exp(log_p)


def bayesian(prior: Architecture | ClassProbabilities, problem: Problem, *, seed: int = 0) -> Law:
    """P_B(f | S) = P(f)/P(S), P(S) = Σ P(f) over the completions: random networks, if those that fit are kept.

    `prior` is the network, or its `class_probabilities` for the problem's number of inputs. For a network only the
    classes of the completions are computed, the likely ones most exactly. `total` is P(S).
    Raises ValueError if the network's kernel is singular.
    """
    labels = classes(bits_of(np.array(problem.target))).label[problem.numbers]
    if isinstance(prior, ClassProbabilities):
        return _normalised(np.exp(np.asarray(prior.log_p))[np.searchsorted(prior.representative, labels)])
    each, of, counts = np.unique(labels, return_inverse=True, return_counts=True)
    x = problem.inputs
    signs = 2.0 * tables_of(each, x.shape[1]) - 1.0
    log_p, error = (np.asarray(a) for a in log_signs(prior, x, signs, seed, _OF_SHARES, counts.astype(float)))
    return _normalised(_of_orthants(log_p, error, len(x))[of])


def gaussian(of: Gaussian, problem: Problem, *, seed: int = 0) -> Law:
    """The law of the signs of Gaussian outputs at the corners that are not shown.

    Raises ValueError if their covariance is singular.
    """
    signs, weights = 2.0 * problem.guesses - 1.0, np.ones(problem.count)
    result = log_orthant(of.covariance, signs, mean=of.mean, seed=seed, accuracy=_OF_SHARES, weights=weights)
    p = _of_orthants(np.asarray(result.log_p), np.asarray(result.standard_error), signs.shape[1])
    return _normalised(p)


def trained(net: Architecture, problem: Problem, *, seed: int = 0) -> Law:
    """Networks of infinite width trained on ½Σ(f − y)² to the end (Lee et al. 2019, eq. 16): the signs of

    N(A y, K + A K Aᵀ − A K − K Aᵀ) with A = Θ Θ⁻¹, the NTK Θ and the NNGP kernel K.
    """
    return gaussian(_predicted(net, problem, "ensemble"), problem, seed=seed)


def regression(net: Architecture, problem: Problem, *, seed: int = 0) -> Law:
    """Gaussian-process regression with the NNGP kernel on labels ±1 without noise.

    It is also the law of networks of infinite width of which only the last layer is trained, on ½Σ(f − y)² to the end.
    """
    return gaussian(_predicted(net, problem, "nngp"), problem, seed=seed)


def _predicted(net: Architecture, problem: Problem, prior: str) -> Gaussian:
    x = problem.inputs
    return predict(net, x[list(problem.corners)], problem.signs, x[list(problem.others)], prior=prior)


def simulated(
    net: Architecture,
    problem: Problem,
    *,
    loss: str = Loss.CROSS_ENTROPY,
    rate: float = 0.2,
    stop: bool = True,
    last_layer: bool = False,
    draws: int = _DRAWS,
    seed: int = 0,
) -> Law:
    r"""Networks of infinite width, trained step by step: 2ⁿ outputs each, which is all that there is to simulate.

    .. math:: f \leftarrow f - η\, Θ_{\cdot X}\, ∂ℓ(f_X, y), \quad f_0 \sim N(0, K)

    with η = `rate` · 2/λ_max(Θ_XX), until all labels are fitted (`stop`), or until the mean loss is below
    `losses.SMALL`. With `last_layer` only that is trained: then K is the tangent kernel too. The loss is one of
    'cross_entropy', 'squared' and 'hinge'. Exact but for the number of draws. Networks that are not done after
    20,000 steps are left out.
    """
    chosen, rng = as_loss(loss), np.random.default_rng(seed)
    kernels = kernel_pair(net, problem.inputs)
    nngp, shown = np.asarray(kernels.nngp), list(problem.corners)
    tangent = nngp if last_layer else np.asarray(kernels.ntk)
    step = rate * 2.0 / np.linalg.eigvalsh(tangent[np.ix_(shown, shown)])[-1]
    values, vectors = np.linalg.eigh(nngp)
    f = rng.standard_normal((draws, len(nngp))) @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    signs, move = problem.signs, step * tangent[shown]
    counts, done = np.zeros(problem.count, int), 0
    for start in range(0, draws, _AT_ONCE):
        some = f[start : start + _AT_ONCE]
        for _ in range(_MOST_STEPS):
            at_shown = some[:, shown]
            if stop:
                ended = (at_shown * signs > 0).all(axis=1)
            else:
                ended = value(chosen, at_shown, signs).mean(axis=1) < SMALL[chosen]
            if ended.any():
                counts += np.bincount(problem.completed(some[ended]), minlength=len(counts))
                done += int(ended.sum())
                some, at_shown = some[~ended], at_shown[~ended]
            if not len(some):
                break
            some -= slope(chosen, at_shown, signs) @ move
    if not done:
        raise ValueError(f"no network has fitted the labels after {_MOST_STEPS} steps. Use another rate or network.")
    return Law(counts / done, done / draws, done, draws - done)
