r"""Minimax tilting: the shifted normals from which the points of an orthant are drawn (Botev 2017).

A point of the orthant z_i > c_i(z) = start_i − (below z)_i is drawn one coordinate after the other, z_i from a normal
of mean μ_i and variance 1 above c_i. The standard normal density divided by that of the draw is exp ψ(z, μ) with

.. math:: ψ(z, μ) = Σ_i \left[ \tfrac12 μ_i² - z_i μ_i + \ln Φ(μ_i - c_i(z)) \right].

ψ is concave in z and convex in μ. Its saddle point is the μ for which the largest ratio is smallest, and exp ψ there is
an upper bound of the probability. The last coordinate is not drawn: its z and μ are 0.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from ntkcore.inference.orthant.ordering import Ordered, mills

_STEPS = 100
_HALVINGS = 30
_ACCURACY = 1e-9  # of the gradient of ψ


class Tilt(NamedTuple):
    """The saddle points (z, μ) of b orthants, (b, d) each, and ψ there, (b,)."""

    z: np.ndarray
    mu: np.ndarray
    psi: np.ndarray

    def take(self, some: np.ndarray | slice) -> "Tilt":
        """Some of the b saddle points."""
        return Tilt(*(array[some] for array in self))


def arguments(gaussian: Ordered, z: np.ndarray, mu: np.ndarray) -> np.ndarray:
    """μ − c(z), (b, d): Φ of it is the probability of the normal above c."""
    return mu - gaussian.start + (gaussian.below @ z[..., None])[..., 0]


def _gradients(gaussian: Ordered, z: np.ndarray, mu: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """∂ψ/∂μ and ∂ψ/∂z without the last coordinate, (b, d − 1), and the derivatives (b, d) of φ/Φ."""
    w = arguments(gaussian, z, mu)
    p = mills(w)
    by_mu = (mu - z + p)[:, :-1]
    by_z = ((gaussian.below.transpose(0, 2, 1) @ p[..., None])[..., 0] - mu)[:, :-1]
    return by_mu, by_z, -p * (w + p)


def _newton_step(gaussian: Ordered, by_mu: np.ndarray, by_z: np.ndarray, slope: np.ndarray) -> tuple[np.ndarray, ...]:
    """Changes of z and μ, (b, d − 1), that make the gradients 0 to first order; μ is eliminated first."""
    below, d = gaussian.below[..., :-1], slope.shape[1]
    weighted = slope[..., None] * below
    mixed = weighted[:, :-1] - np.eye(d - 1)
    curvature = np.maximum(1.0 + slope[:, :-1], 1e-12)
    schur = below.transpose(0, 2, 1) @ weighted - mixed.transpose(0, 2, 1) @ (mixed / curvature[..., None])
    right = (mixed.transpose(0, 2, 1) @ (by_mu / curvature)[..., None])[..., 0] - by_z
    dz = np.linalg.solve(schur, right[..., None])[..., 0]
    return dz, -(by_mu + (mixed @ dz[..., None])[..., 0]) / curvature


def tilt(gaussian: Ordered) -> Tilt:
    """The saddle points of ψ for b orthants, by Newton's method with halved steps.

    Where it has not converged, the μ that it has reached serves: any μ gives an unbiased estimate.
    """
    batch, d = gaussian.start.shape
    z, mu = np.zeros((batch, d)), np.zeros((batch, d))
    for i in range(d - 1):  # each at its mean, given those before it
        z[:, i] = mills((gaussian.below[:, i] * z).sum(axis=1) - gaussian.start[:, i])
    mu[:, :-1] = (gaussian.below.transpose(0, 2, 1) @ mills(arguments(gaussian, z, mu))[..., None])[:, :-1, 0]
    active = np.arange(batch) if d > 1 else np.arange(0)
    for _ in range(_STEPS):
        some = gaussian.take(active)
        by_mu, by_z, slope = _gradients(some, z[active], mu[active])
        size = (by_mu**2).sum(axis=1) + (by_z**2).sum(axis=1)
        unsolved = size > _ACCURACY**2
        active = active[unsolved]
        if not len(active):
            break
        some = some.take(unsolved)
        step = _newton_step(some, by_mu[unsolved], by_z[unsolved], slope[unsolved])
        _move(some, z, mu, active, step, size[unsolved])
    psi = 0.5 * (mu**2).sum(axis=1) - (z * mu).sum(axis=1) + log_ndtr(arguments(gaussian, z, mu)).sum(axis=1)
    return Tilt(z, mu, psi)


def _move(
    gaussian: Ordered, z: np.ndarray, mu: np.ndarray, active: np.ndarray, step: tuple[np.ndarray, ...], size: np.ndarray
) -> None:
    """Adds to z and μ of the active orthants the longest of the halved steps that makes the gradient smaller."""
    length = np.ones(len(active))
    trial_z, trial_mu = z[active], mu[active]
    for _ in range(_HALVINGS):
        trial_z, trial_mu = z[active], mu[active]
        trial_z[:, :-1] += length[:, None] * step[0]
        trial_mu[:, :-1] += length[:, None] * step[1]
        by_mu, by_z, _ = _gradients(gaussian, trial_z, trial_mu)
        worse = ~((by_mu**2).sum(axis=1) + (by_z**2).sum(axis=1) <= (1.0 - 1e-4 * length) * size)
        if not worse.any():
            break
        length = np.where(worse, 0.5 * length, length)
    z[active], mu[active] = trial_z, trial_mu
