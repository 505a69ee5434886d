"""A scene's answers in arithmetic of many digits (mpmath), by textbook formulas and no jitter."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import mpmath as mp

from explorer.scene.scene import Candidate, Scene
from explorer.scene.window import snap
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution

_SLOPES = {"relu": (0, 1), "leaky_relu": ("0.1", 1), "abs": (-1, 1), "identity": (1, 1)}


def _dual(activation: str, p: mp.mpf, q: mp.mpf, r: mp.mpf) -> tuple[mp.mpf, mp.mpf]:
    """E[φ(u)φ(v)] and E[φ′(u)φ′(v)] for Gaussians of variances p, r and covariance q."""
    if activation == "erf":
        root = mp.sqrt((1 + 2 * p) * (1 + 2 * r) - 4 * q * q)
        return 2 / mp.pi * mp.atan2(2 * q, root), 4 / mp.pi / root
    if activation == "sin":
        minus, plus = mp.exp(-(p + r - 2 * q) / 2) / 2, mp.exp(-(p + r + 2 * q) / 2) / 2
        return minus - plus, minus + plus
    if activation == "gelu":
        product = (1 + p) * (1 + r)
        rest = product - q * q
        angle, root = mp.atan2(q, mp.sqrt(rest)), mp.sqrt(rest)
        value = q / 4 + (q * angle + (q * q + p * r * rest) / (product * root)) / (2 * mp.pi)
        slope = (1 / rest + (1 - p * r) / product + 1) * q / (2 * mp.pi * root)
        return value, mp.mpf(1) / 4 + angle / (2 * mp.pi) + slope
    a, c = (mp.mpf(slope) for slope in _SLOPES[activation])
    root = mp.sqrt(max(mp.mpf(0), p * r - q * q))
    slope = (a * a + c * c) / 2 - (a - c) ** 2 / (2 * mp.pi) * mp.atan2(root, q)
    return (a - c) ** 2 / (2 * mp.pi) * root + q * slope, slope


def kernels(arch: Architecture, points: Sequence[mp.mpf]) -> tuple[mp.matrix, mp.matrix]:
    """NNGP and NTK Gram matrices at the inputs."""
    weight, bias, n = mp.mpf(arch.weight_std) ** 2, mp.mpf(arch.bias_std) ** 2, len(points)
    sigma = [[bias + weight * a * b for b in points] for a in points]
    theta = [row[:] for row in sigma]
    for _ in range(arch.hidden_layers):
        duals = [[_dual(arch.activation, sigma[i][i], sigma[i][j], sigma[j][j]) for j in range(n)] for i in range(n)]
        sigma = [[bias + weight * duals[i][j][0] for j in range(n)] for i in range(n)]
        theta = [[sigma[i][j] + weight * duals[i][j][1] * theta[i][j] for j in range(n)] for i in range(n)]
    return mp.matrix(sigma), mp.matrix(theta)


class Exact(NamedTuple):
    """Mean and covariance of f at the inputs asked about."""

    x: tuple[float, ...]
    mean: mp.matrix
    covariance: mp.matrix
    noise_var: mp.mpf
    log_evidence: mp.mpf

    def log_p(self, candidate: Candidate) -> mp.mpf:
        """The joint log-density of the candidate's noisy labels."""
        at = [self.x.index(each) for each in candidate.x]
        size = len(at)
        covariance = mp.matrix(size, size)
        for i in range(size):
            for j in range(size):
                covariance[i, j] = self.covariance[at[i], at[j]] + (self.noise_var if i == j else 0)
        labels = decimals(candidate.y)
        return log_density(mp.matrix([y - self.mean[i] for y, i in zip(labels, at, strict=True)]), covariance)


def log_density(residual: mp.matrix, covariance: mp.matrix) -> mp.mpf:
    quadratic = (residual.T * mp.lu_solve(covariance, residual))[0]
    return -(quadratic + mp.log(mp.det(covariance)) + residual.rows * mp.log(2 * mp.pi)) / 2


def decimals(values: Sequence[float]) -> list[mp.mpf]:
    """Multiples of 0.01, as a Scene has them, to all digits."""
    return [mp.mpf(round(100 * each)) / 100 for each in values]


def solve(scene: Scene, x: Sequence[float]) -> Exact:
    """The posterior of `scene` at the inputs `x`; of trained networks, at the scene's training time."""
    data, asked = scene.dataset, tuple(snap(each) for each in x)
    time = scene.time if scene.prior == Distribution.ENSEMBLE else math.inf
    points = decimals(data.x), decimals(data.y), decimals(asked)
    return condition(scene.architecture, *points, scene.prior, scene.noise_std, time)._replace(x=asked)


def condition(
    arch: Architecture,
    x: Sequence[Any],
    y: Sequence[Any],
    x_test: Sequence[Any],
    prior: str,
    noise_std: float,
    time: float,
) -> Exact:
    """The posterior at the inputs `x_test`, after training up to `time`.

    Copies of an input make the kernel singular. Gradient flow never learns such a direction, and the mean and the
    covariance of a Gaussian process have a limit as its noise goes to 0; their labels then have no density.
    """
    n = len(x)
    nngp, ntk = kernels(arch, [mp.mpf(each) for each in (*x, *x_test)])
    function = ntk if prior == Distribution.NTK else nngp
    regression = nngp if prior == Distribution.NNGP else ntk
    noise_var = mp.mpf(noise_std) ** 2
    gram = regression[:n, :n] + noise_var * mp.eye(n)
    learned, singular = _learned(gram, time)
    weights = regression[n:, :n] * learned
    labels, cross = mp.matrix([mp.mpf(each) for each in y]), function[n:, :n]
    covariance = function[n:, n:] - weights * cross.T
    if prior == Distribution.ENSEMBLE:
        covariance += weights * function[:n, :n] * weights.T - cross * weights.T
    evidence = mp.nan if singular else log_density(labels, gram)
    return Exact(tuple(x_test), weights * labels, covariance, noise_var, evidence)


def _learned(gram: mp.matrix, time: float) -> tuple[mp.matrix, bool]:
    """(I − e^{−Mt}) M⁻¹ of M = `gram`, and whether M is singular: an eigenvalue below a root of all digits is 0."""
    values, vectors = mp.eigsy(gram)
    zero = max(values) * mp.sqrt(mp.eps)
    filters = []
    for value in values:
        if value > zero:
            filters.append(1 / value if math.isinf(time) else -mp.expm1(-value * time) / value)
        else:
            filters.append(mp.mpf(0 if math.isinf(time) else time))
    return vectors * mp.diag(filters) * vectors.T, min(values) <= zero
