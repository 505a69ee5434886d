"""Experiment 4: trained networks, from the sweeps that come with the app."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.puzzle import figures
from explorer.studies.puzzle.numbers import BUMP, DATASET
from explorer.studies.training.numbers.compare import Comparison, compare
from explorer.ui import assets, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.cache import cached
from ntkcore.networks.ensembles.results import load
from ntkcore.networks.ensembles.runs import Run

phrase = phrases_of("studies/puzzle")

WAYS = Phrases("studies/puzzle", "ways")
_WIDTHS, _BIASES = ("256", "64", "1024", "4096"), ("0.1", "0.5")


class Trained(NamedTuple):
    """An ensemble that comes with the app, beside the theory."""

    run: Run
    comparison: Comparison
    error: np.ndarray  # (101,) the standard error of the networks' mean


def controls() -> tuple[int, float, str]:
    """Draw width, bias, and how the networks are trained; return the choice."""
    first, second, third = st.columns((3, 2, 4))
    with first:
        width = settings.choose(phrase("bumps.width"), "width", {w: w for w in sorted(_WIDTHS, key=int)})
    with second:
        bias = settings.choose(phrase("bumps.bias"), "small", {b: b for b in _BIASES})
    with third:
        how = settings.choose(phrase("bumps.training"), "how", WAYS)
    return int(width), float(bias), how


def ensemble(key: tuple[int, float, str]) -> Trained | Absent:
    """Look up the chosen ensemble; Absent if this combination was not trained."""
    ready = trained()
    if key not in ready:
        others = "; ".join(
            phrase("bumps.other", width=width)
            for width in sorted({width for width, *rest in ready if (*rest,) == key[1:]})
        )
        return Absent(text.section("puzzle", "not_trained", others=others or phrase("bumps.none")))
    run, comparison = ready[key]
    return Trained(run, comparison, np.sqrt(np.maximum(comparison.std, 0.0) ** 2 / run.networks))


def figure(shown: Trained) -> None:
    """Draw the mean of finite networks, of infinite width and of the NNGP, and the numbers at the bump."""
    _, comparison, error = shown
    mean, theory, nngp = comparison.mean, comparison.theory.mean, comparison.nngp.mean
    show(figures.bumps(DATASET, PLOT_INPUTS, mean, error, theory, nngp), "bumps_figure")
    at = int(np.argmin(np.abs(PLOT_INPUTS - BUMP)))
    columns = st.container(key="bumps_gauges").columns(3)
    finite = f"{number(mean[at], '.3f')} ± {number(error[at], '.3f')}"
    columns[0].metric(phrase("bumps.finite", x=number(BUMP, ".3g")), finite, border=True)
    columns[1].metric(phrase("bumps.infinite"), number(theory[at], ".3f"), border=True)
    columns[2].metric(phrase("bumps.kernel"), number(comparison.kernel_moved, ".2g"), border=True)


def words(shown: Trained) -> None:
    """Write how the networks were trained."""
    run, loss = shown.run, number(shown.comparison.loss, ".1g")
    text.caption("puzzle", "bumps_caption", networks=run.networks, steps=run.steps, loss=loss)


@cached(1)  # the files that come with the app
def trained() -> dict[tuple[int, float, str], tuple[Run, Comparison]]:
    """Cached ensembles that come with the app, by width, bias and training."""
    files = sorted((assets.ASSETS / "results").glob("puzzle-*.npz"))
    outcomes = [outcome for file in files for outcome in load(file)]
    return {_key(outcome.run): (outcome.run, compare(outcome)) for outcome in outcomes}


def _key(run: Run) -> tuple[int, float, str]:
    """The width, bias and training of a run, as the settings have them."""
    way = "linear" if run.linearised else "plain" if run.scale == 1 else f"{run.scale:g}"
    return run.width, run.architecture.bias_std, way


SECTION = Section(
    "puzzle",
    "bumps",
    controls,
    ensemble,
    figure,
    words,
    {
        "width": settings.Choice(_WIDTHS),
        "small": settings.Choice(_BIASES),
        "how": settings.Choice(tuple(WAYS)),
    },
)
