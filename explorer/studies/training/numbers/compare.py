"""Comparison of trained networks with the infinite width limit: distance of their means, and laziness."""

from typing import NamedTuple

import numpy as np

from explorer.grid.conditioned import Curve
from explorer.scene.scene import Dataset
from explorer.studies.training.numbers.flow import curve, modes
from ntkcore.cache import cached
from ntkcore.choices import Distribution
from ntkcore.networks.ensembles.results import Outcome
from ntkcore.networks.ensembles.runs import Run

# cond(Θ)·‖ΔΘ‖/‖Θ‖: what a change of the kernel does to Θ⁻¹, relative to it, at worst.
LAZY, ROUGH = 0.1, 1.0


class Comparison(NamedTuple):
    """An ensemble beside the theory, over the 101 inputs of `window.PLOT_INPUTS`."""

    mean: np.ndarray  # (101,) of the networks
    std: np.ndarray  # (101,) between networks, N − 1; 0 for a single one
    theory: Curve  # infinitely wide networks after the same training
    nngp: Curve
    to_theory: float  # RMS over inputs of mean − theory.mean
    to_nngp: float  # RMS over inputs of mean − nngp.mean
    error: (
        float  # RMS over inputs of the standard error of `mean`: the Monte-Carlo error of both distances; ∞ for N = 1
    )
    std_ratio: float  # RMS std over RMS std of the theory; NaN if that is 0 or N = 1
    moved: float  # ‖Δθ‖/‖θ‖, mean over networks
    kernel_moved: float  # ‖ΔΘ‖/‖Θ‖, mean over networks
    trust: float  # cond(Θ) ‖ΔΘ‖/‖Θ‖: the theory holds if it is ≪ 1
    loss: float  # mean over networks
    diverged: int  # networks whose training blew up; they are left out of everything above


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


@cached(256)  # 10 kB each; a run that is watched has a new step twice a second
def infinite_width(run: Run, step: int) -> tuple[Curve, Curve]:
    """Infinitely wide networks after so many steps of `run`, and the NNGP posterior.

    The first is the flow's law at t = step·η; with the start subtracted all networks are its mean.
    """
    network, data = run.architecture, Dataset(run.x, run.y)
    trained = curve(network, data, run.noise_std, Distribution.ENSEMBLE, step * run.step_time)
    if not run.keep_start:
        trained = Curve(trained.mean, np.zeros_like(trained.std))
    return trained, curve(network, data, run.noise_std, Distribution.NNGP)


def finite(f: np.ndarray, loss: np.ndarray) -> np.ndarray:
    """A mask (N,) of the networks that have not diverged."""
    return np.isfinite(f).all(axis=1) & np.isfinite(loss)


def compare(outcome: Outcome) -> Comparison:
    """Compare one ensemble with the theory. NaN where every network has diverged."""
    trained, nngp = infinite_width(outcome.run, outcome.step)
    kept = finite(outcome.f, outcome.loss)
    count = int(kept.sum())
    f = outcome.f[kept] if count else np.full((1, outcome.f.shape[1]), np.nan)
    mean = f.mean(axis=0)
    std = f.std(axis=0, ddof=1) if count > 1 else np.zeros_like(mean)
    expected = _rms(trained.std)
    moved, kernel_moved, loss = (
        float(values[kept].mean()) if count else float("nan")
        for values in (outcome.moved, outcome.kernel_moved, outcome.loss)
    )
    condition = modes(outcome.run.architecture, Dataset(outcome.run.x, outcome.run.y), outcome.run.noise_std).condition
    return Comparison(
        mean,
        std,
        trained,
        nngp,
        _rms(mean - trained.mean),
        _rms(mean - nngp.mean),
        _rms(std) / count**0.5 if count > 1 else float("inf"),
        _rms(std) / expected if expected and count > 1 else float("nan"),
        moved,
        kernel_moved,
        condition * kernel_moved,
        loss,
        len(kept) - count,
    )
