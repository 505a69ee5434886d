r"""The puzzle of the label that seemed likelier the higher it was: the right computation, and the ways to get it wrong.

Every computation here scores a label y* at an input x* by a quadratic form in z = (y₁ … yₙ, y*),

.. math:: s(y^*) = -\tfrac12 zᵀ M z, \qquad y^* = -\frac{\sum_j M_{*j} y_j}{M_{**}} \text{ where it is stationary},

a maximum if M** > 0. For M = K⁻¹ it is log p(y*, y) up to a constant, and the stationary point is k*ᵀK⁻¹y, the kernel
regression (Rasmussen & Williams 2006, eq. 2.25, A.12).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from explorer.scene.scene import Dataset
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.kernels.gram import kernel_pair

# The thread's plot is lost. The labels were chosen so that the reported mistake peaks at 3; nothing else was chosen.
DATASET = Dataset((-1.0, -0.5, 0.0, 0.5, 1.0), (-1.0, 0.2, -0.3, -1.0, -0.6))
ARCHITECTURE = Architecture("relu", 2, 2**0.5, 0.1)
BUMP, WRONG_SIGN = -0.3, 0.7  # where a label of 3 seemed best, and where the sign came out wrong
PEAK, NEAR = 3.0, 0.25
_SINGULAR = 1e-12  # λ_min below this times λ_max: an inverse would be made of rounding


class Mistake(StrEnum):
    """A way to compute the score; its value is the word in the link."""

    NONE = "none"
    NO_INVERSE = "no-inverse"
    REVERSED = "reversed"
    ROWS = "rows"
    PSEUDO_INVERSE = "pinv"
    BIAS_FREE_JITTER = "bias-free-jitter"
    BIAS_FREE = "bias-free"
    TOGETHER = "together"
    BRACKET = "bracket"
    ARCCOS = "arccos"
    LOST_FACTOR = "lost-u"
    LOST_NORMS = "lost-norms"
    SINGLE = "float32"
    NNGP = "nngp"


class Score(NamedTuple):
    """A computation's score of labels at one input. NaN where the matrix has no inverse and any number is rounding."""

    best: float  # where s is stationary
    curvature: float  # M**: s(y*) − s(best) = −½ M** (y* − best)²

    @property
    def extremum(self) -> str:
        """The score at `best`: 'maximum', 'minimum' (labels farther away score higher) or 'noise'."""
        if not np.isfinite(self.curvature):
            return "noise"
        return "maximum" if self.curvature > 0 else "minimum"

    def relative(self, labels: np.ndarray) -> np.ndarray:
        """s(labels) − s(best): nats, where s is a log-density."""
        return -0.5 * self.curvature * (labels - self.best) ** 2


class Symptoms(NamedTuple):
    """The symptoms reported in the thread, each present or not."""

    peak: bool  # the score has its maximum within NEAR of 3, at x = −0.3
    rising: bool  # there 1 beats 0, 2 beats 1, and 3 beats 2
    wrong_sign: bool  # at x = 0.7 it prefers a label of the other sign than the regression


@dataclass(frozen=True)
class _Typo:
    """A version of the NTK's formula: its κ₀ and κ₁, and whether it includes |x||x′|."""

    kappa0: Callable[[np.ndarray], np.ndarray]
    kappa1: Callable[[np.ndarray], np.ndarray]
    norms: bool = True


def _angle(u: np.ndarray) -> np.ndarray:
    return np.pi - np.arccos(u)


def _sine(u: np.ndarray) -> np.ndarray:
    return np.sqrt(1.0 - u * u)


_RIGHT = _Typo(lambda u: _angle(u) / np.pi, lambda u: (u * _angle(u) + _sine(u)) / np.pi)
_TYPOS = {
    Mistake.BRACKET: replace(_RIGHT, kappa1=lambda u: u * _angle(u) / np.pi + _sine(u)),
    Mistake.ARCCOS: replace(_RIGHT, kappa1=lambda u: (u * np.arccos(u) + _sine(u)) / np.pi),
    Mistake.LOST_FACTOR: replace(_RIGHT, kappa1=lambda u: (_angle(u) + _sine(u)) / np.pi),
    Mistake.LOST_NORMS: replace(_RIGHT, norms=False),
}


def typed_ntk(arch: Architecture, x: np.ndarray, typo: _Typo = _RIGHT) -> np.ndarray:
    r"""The ReLU NTK at x (n,), as one types it from a paper: κ₀, κ₁ of the cosine u (Bietti & Mairal 2019, eq. 4–6).

    .. math:: Σ' = b² + \tfrac{w²}{2}\sqrt{Σ_{xx}Σ_{x'x'}}\, κ_1(u), \qquad Θ' = Σ' + \tfrac{w²}{2} κ_0(u)\, Θ.

    Without a typo it is `kernel_pair`'s NTK up to the digits that the arccos loses near u = 1.
    """
    bias, weight = arch.bias_std**2, arch.weight_std**2
    sigma = bias + weight * np.outer(x, x)
    theta = sigma
    for _ in range(arch.hidden_layers):
        size = np.sqrt(sigma.diagonal())
        norms = np.outer(size, size)
        u = np.clip(sigma / norms, -1.0, 1.0)
        sigma = bias + 0.5 * weight * (norms if typo.norms else 1.0) * typo.kappa1(u)
        theta = sigma + 0.5 * weight * typo.kappa0(u) * theta
    return theta


def _inverse(gram: np.ndarray) -> np.ndarray:
    """K⁻¹, or NaN where only rounding keeps K from being singular."""
    values = np.abs(np.linalg.eigvalsh(gram))
    if values.min() <= _SINGULAR * values.max():
        return np.full_like(gram, np.nan)
    return np.linalg.inv(gram)


def _matrix(mistake: Mistake, arch: Architecture, x: np.ndarray) -> np.ndarray:
    """M for the inputs x (n + 1,), x* last."""
    if mistake in _TYPOS:
        return _inverse(typed_ntk(arch, x, _TYPOS[mistake]))
    if mistake in (Mistake.BIAS_FREE, Mistake.BIAS_FREE_JITTER, Mistake.PSEUDO_INVERSE):
        gram = np.asarray(kernel_pair(replace(arch, bias_std=0.0), x).ntk)
        if mistake == Mistake.PSEUDO_INVERSE:
            return np.linalg.pinv(gram, rcond=1e-10, hermitian=True)
        return _inverse(gram + (1e-6 * np.eye(len(x)) if mistake == Mistake.BIAS_FREE_JITTER else 0.0))
    kernels = kernel_pair(arch, np.append(x, [x[-1]] * 2) if mistake == Mistake.TOGETHER else x)
    gram = np.asarray(kernels.nngp if mistake == Mistake.NNGP else kernels.ntk)
    values, vectors = np.linalg.eigh(gram)
    match mistake:
        case Mistake.NO_INVERSE:
            return gram
        case Mistake.REVERSED:
            return (vectors / values[::-1]) @ vectors.T
        case Mistake.ROWS:
            return (vectors.T / values) @ vectors
        case Mistake.SINGLE:
            return np.linalg.inv(gram.astype(np.float32)).astype(float)
    return _inverse(gram)


@cached(512)  # two numbers each: the mistake that is shown at 301 inputs, and every mistake at one
def score(
    mistake: Mistake, x_star: float, dataset: Dataset = DATASET, architecture: Architecture = ARCHITECTURE
) -> Score:
    """The score that the computation `mistake` gives labels at `x_star`, with the points of `dataset`."""
    matrix = _matrix(mistake, architecture, np.append(dataset.x, x_star))
    last = len(dataset.x)
    row, curvature = matrix[last], float(matrix[last, last])
    return Score(float(-(row[:last] @ np.asarray(dataset.y)) / curvature), curvature)


def symptoms(mistake: Mistake, dataset: Dataset = DATASET, architecture: Architecture = ARCHITECTURE) -> Symptoms:
    """The symptoms of the thread that the computation `mistake` shows."""
    bump, other = (score(mistake, x, dataset, architecture) for x in (BUMP, WRONG_SIGN))
    regression = score(Mistake.NONE, WRONG_SIGN, dataset, architecture).best
    rising = bool((np.diff(bump.relative(np.arange(PEAK + 1))) > 0).all())
    return Symptoms(
        bump.extremum == "maximum" and abs(bump.best - PEAK) <= NEAR,
        rising,
        other.extremum == "maximum" and other.best * regression < 0,
    )
