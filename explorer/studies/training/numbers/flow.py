"""Gradient flow on a scene's data in function space: curve, residuals, loss and modes at every time, in closed form."""

import math
from typing import NamedTuple

import numpy as np

from explorer.grid.conditioned import Curve
from explorer.grid.prior import GridPrior, prior_kernels
from explorer.scene.scene import Dataset
from explorer.scene.window import grid_index
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Distribution
from ntkcore.inference.factor import JITTER, Factor, factorise
from ntkcore.inference.filters import excess_by_mode

_FRAMES = 41
_FIRST, _LAST = 0.02, 8.0  # λ_max t of the earliest time shown, λ_min t of the latest
_WIDEST = 1e8  # ratio of latest to earliest, however slow the slowest mode


class Modes(NamedTuple):
    """The training data in the eigenmodes of Θ on them; n modes, largest eigenvalue first.

    A mode whose eigenvalue is only rounding counts as λ = 0: it is never learned.
    """

    values: np.ndarray  # (n,) λ
    vectors: np.ndarray  # (n, n), in columns
    mean_squares: np.ndarray  # (n,) (vᵀy)²: what the mean of all networks has to learn
    squares: np.ndarray  # (n,) E[(vᵀ(y − f₀))²] = (vᵀy)² + vᵀ𝒦v: what one network has to learn, on average
    noise_var: float  # σ²

    @property
    def slowest(self) -> float:
        """The smallest rate λ + σ² at which anything is still learned; 0 if nothing is."""
        learned = self.values > 0
        return float(self.values[learned].min()) + self.noise_var if learned.any() else 0.0

    @property
    def condition(self) -> float:
        """cond(Θ + σ²) over the modes that are learned; ∞ if none is."""
        return (float(self.values[0]) + self.noise_var) / self.slowest if self.slowest else math.inf


class Flow(NamedTuple):
    """Training of infinitely wide networks by gradient flow on ½Σ(f − y)² + ½σ²‖θ − θ₀‖², at T times."""

    times: np.ndarray  # (T,), 0 first
    mean: np.ndarray  # (T, 101)
    std: np.ndarray  # (T, 101)
    residual: np.ndarray  # (T, n) y − mean at the training inputs
    loss: np.ndarray  # (T,) of the mean function, in closed form, the penalty included
    bound: np.ndarray  # (T,) floor + (loss at 0 − floor) e^{−2(λ_min + σ²)t}
    floor: float  # the loss at t = ∞
    remaining: np.ndarray  # (T, n) what mode i will still take from the loss, as a share of loss at 0 − floor
    modes: Modes


def curve(architecture: Architecture, data: Dataset, noise_std: float, prior: str, time: float = math.inf) -> Curve:
    """The mean and std of f at `PLOT_INPUTS` under a distribution; "ensemble" are trained networks at `time`."""
    conditioned = GridPrior.of(architecture, prior).condition(data.x, noise_std=noise_std, time=float(time))
    return Curve(conditioned.posterior(data.y).mean[::3], conditioned.std[::3])


def modes(architecture: Architecture, data: Dataset, noise_std: float) -> Modes:
    """The eigenmodes of Θ on the training inputs, and what has to be learned along each."""
    kernels, grid_indices = prior_kernels(architecture), grid_index(data.x)
    factor: Factor = factorise(np.asarray(kernels.ntk)[np.ix_(grid_indices, grid_indices)], 0.0)
    values, vectors = np.asarray(factor.values), np.asarray(factor.vectors)
    values = np.where(values > JITTER * max(float(values.sum()), 0.0), values, 0.0)
    along = np.square(vectors.T @ np.asarray(data.y))
    start = np.einsum("ik,ij,jk->k", vectors, np.asarray(kernels.nngp)[np.ix_(grid_indices, grid_indices)], vectors)
    return Modes(values, vectors, along, along + start, noise_std**2)


def times_of(modes: Modes) -> np.ndarray:
    """Times: 0, then evenly in log t from before the fastest mode moves until after the slowest has been learned."""
    if not modes.slowest:
        return np.array([0.0, 1.0])
    first = _FIRST / (float(modes.values[0]) + modes.noise_var)
    return np.concatenate([[0.0], np.geomspace(first, min(_LAST / modes.slowest, _WIDEST * first), _FRAMES - 1)])


@cached(128)  # 150 kB each, one for each person of a few classes
def flow(architecture: Architecture, data: Dataset, noise_std: float) -> Flow:
    """The flow of training at all times of the slider. Needs at least one point."""
    data_modes = modes(architecture, data, noise_std)
    times = times_of(data_modes)
    curves = [curve(architecture, data, noise_std, Distribution.ENSEMBLE, time) for time in times]
    mean = np.array([at_time.mean for at_time in curves])
    excess, floor = excess_by_mode(data_modes.values, data_modes.mean_squares, data_modes.noise_var, times)
    total = float(excess[0].sum())
    return Flow(
        times,
        mean,
        np.array([at_time.std for at_time in curves]),
        np.asarray(data.y) - _at_data(data_modes, data, times),
        floor + excess.sum(axis=1),
        floor + total * np.exp(-2.0 * data_modes.slowest * times),
        floor,
        excess / (total or 1.0),
        data_modes,
    )


def _at_data(modes: Modes, data: Dataset, times: np.ndarray) -> np.ndarray:
    """The mean function at the training inputs, (T, n): V λ/(λ + σ²) (1 − e^{−(λ + σ²)t}) Vᵀ y."""
    rates = modes.values + modes.noise_var
    share = np.divide(modes.values, rates, out=np.zeros_like(rates), where=rates > 0)
    learned = share * -np.expm1(-np.outer(times, rates))
    return (learned * (modes.vectors.T @ np.asarray(data.y))) @ modes.vectors.T
