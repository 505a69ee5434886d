"""The Training page's bands: three distributions over functions on the same points."""

from typing import Any, NamedTuple

import numpy as np

from explorer.format import number
from explorer.grid.conditioned import Curve
from explorer.language import cached_in_language
from explorer.scene.scene import Dataset
from explorer.scene.units import Units
from explorer.studies.training import figures
from explorer.studies.training.numbers import flow
from explorer.ui import session, text
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Distribution


class Bands(NamedTuple):
    """The mean and std of f under each distribution."""

    trained: Curve
    ntk: Curve
    nngp: Curve


def compute_bands(_: object) -> Bands:
    """Compute the three distributions, given the scene's points."""
    scene = session.current()
    return _bands(scene.architecture, scene.dataset, scene.noise_std)


@cached(64)  # 5 kB each, as many as clocks
def _bands(architecture: Architecture, data: Dataset, noise_std: float) -> Bands:
    distributions = (Distribution.ENSEMBLE, Distribution.NTK, Distribution.NNGP)
    return Bands(*(flow.curve(architecture, data, noise_std, each) for each in distributions))


def figure(three: Bands) -> None:
    """Draw the three bands in one figure."""
    scene = session.current()
    show(_drawn(scene.architecture, scene.dataset, scene.noise_std, scene.units), "bands")


@cached_in_language(64)  # 40 kB each, as many as clocks
def _drawn(architecture: Architecture, data: Dataset, noise_std: float, units: Units) -> Any:
    return figures.distributions.bands(*_bands(architecture, data, noise_std), data, units)


def words(three: Bands) -> None:
    """Write how many times as wide as trained networks' the bands of the Gaussian processes are."""
    trained = _width(three.trained.std) or np.nan
    wider, narrower = (_width(curve.std) / trained for curve in (three.ntk, three.nngp))
    factors = {"ntk": number(wider, ".1f"), "nngp": number(narrower, ".1f")}
    ratios = "" if np.isnan(wider) else f" {text.section('training', 'band_ratios', **factors)}"
    text.show("training", "bands_words", ratios=ratios)


def _width(std: np.ndarray) -> float:
    """The root mean square of `std` over the window."""
    return float(np.sqrt(np.mean(np.square(std))))


SECTION = Section("training", "bands", numbers=compute_bands, figure=figure, words=words)
