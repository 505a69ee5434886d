"""Ensembles of real networks on the Training page: curves over the theory, gauges, and the table."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.scene import Dataset
from explorer.scene.units import WINDOW, Axis, Units
from explorer.studies.training import figures
from explorer.studies.training.numbers.compare import LAZY, ROUGH, Comparison, compare
from explorer.studies.training.numbers.flow import modes
from explorer.ui import light, session, text
from explorer.ui.plots import show
from ntkcore.networks.ensembles.results import Outcome
from ntkcore.networks.ensembles.runs import Run

phrase = phrases_of("studies/training")


@dataclass(slots=True)
class Trained:
    """The state of this page in the session: outcomes, their units, and their latest figures."""

    outcomes: dict[Run, Outcome] = field(default_factory=dict)  # of what was trained here, or opened from a file
    units: dict[Dataset, Units] = field(default_factory=dict)  # in which points were last on screen
    # Curves and loss as last drawn, by the key of their figures, with the outcome and the units that they show.
    drawn: dict[str, tuple[Outcome, Units, tuple[Any, Any]]] = field(default_factory=dict)


def same_scene(run: Run) -> bool:
    """Whether `run` has the network, points and noise that are on screen."""
    scene = session.current()
    data = (run.architecture, run.x, run.y, run.noise_std)
    return data == (scene.architecture, scene.dataset.x, scene.dataset.y, scene.noise_std)


def units_of(run: Run) -> Units:
    """The person's units if these are the points on screen, or were when they were last on screen; else the window's.

    An ensemble knows nothing of units: two scenes with the same points in the window have the same networks.
    """
    scene = session.current()
    units_by_dataset = session.of(Trained).units
    units_by_dataset[scene.dataset] = scene.units
    return units_by_dataset.get(Dataset(run.x, run.y), WINDOW)


def show_ensemble(outcome: Outcome, key: str) -> None:
    """Draw curves, loss, and gauges; `key` tells apart the figures and gauges of two ensembles on the page."""
    comparison, run = compare(outcome), outcome.run
    if not same_scene(run):
        st.info(text.section("training", "other_scene"))
    if comparison.diverged:
        st.warning(text.section("training", "diverged", count=comparison.diverged, networks=run.networks))
    st.markdown(
        text.together(
            phrase(
                "ensemble.title",
                count=run.networks,
                linearised=phrase("linearised_front") if run.linearised else "",
                width=run.width,
                scale=number(run.scale),
                step=outcome.step,
                time=number(outcome.step * run.step_time, ".3g"),
            )
        )
    )
    left, right = st.columns([3, 2])
    curves, loss = _drawn(outcome, comparison, key)
    with left:
        show(curves, f"{key}networks")
    with right:
        show(loss, f"{key}losses")
    _gauges(comparison, f"{key}gauges")


def _drawn(outcome: Outcome, comparison: Comparison, key: str) -> tuple[Any, Any]:
    """The figures of curves and loss, made once for each outcome: every change of a setting runs the whole page."""
    drawn, units = session.of(Trained).drawn, units_of(outcome.run)
    latest = drawn.get(key)
    if latest is None or latest[0] is not outcome or latest[1] != units:
        run, data = outcome.run, Dataset(outcome.run.x, outcome.run.y)
        loss = figures.ensembles.losses(outcome, modes(run.architecture, data, run.noise_std), units.y)
        latest = drawn[key] = (outcome, units, (figures.ensembles.networks(comparison, outcome.f, data, units), loss))
    return latest[2]


def _gauges(comparison: Comparison, key: str) -> None:
    with st.container(key=key):
        first, second, third, fourth = st.columns(4)
    first.metric(phrase("gauge.weights"), number(comparison.moved, ".2g"))
    second.metric(phrase("gauge.kernel"), number(comparison.kernel_moved, ".2g"))
    third.metric(phrase("gauge.product"), number(comparison.trust, ".2g"))
    verdict = _verdict(comparison.trust)
    fourth.metric(phrase("gauge.test"), phrase(f"gauge.{verdict}"), border=False)
    fourth.caption(text.section("training", f"trust_{verdict}"))


def _verdict(trust: float) -> str:
    """Whether the sufficient test for lazy training is met, by cond(Θ)·‖ΔΘ‖/‖Θ‖; 'not_met' for NaN."""
    if trust < LAZY:
        return "met"
    return "almost_met" if trust < ROUGH else "not_met"


def show_table(rows: list[Outcome], title: str, key: str) -> None:
    """Draw a table with a row for each ensemble, narrowest first; nothing without ensembles."""
    if not rows:
        return
    st.markdown(f"**{title}**")
    axis = session.current().y_axis
    shown = [
        _row(outcome, compare(outcome), axis)
        for outcome in sorted(rows, key=lambda outcome: (outcome.run.width, outcome.run.scale))
    ]
    light.table(list(shown[0]), [list(row.values()) for row in shown], key)
    text.caption("training", "table")


def _row(outcome: Outcome, comparison: Comparison, axis: Axis) -> dict[str, Any]:
    run = outcome.run
    return {
        phrase("width"): run.width,
        phrase("table.alpha"): number(run.scale),
        phrase("table.trained"): (phrase("linearised") if run.linearised else phrase("table.networks"))
        + ("" if run.keep_start else phrase("table.subtracted")),
        phrase("table.count"): run.networks,
        phrase("table.steps"): outcome.step,
        phrase("table.rate"): number(run.rate),
        phrase("table.to_theory", unit=axis.in_unit()): _with_error(comparison.to_theory, comparison.error, axis),
        phrase("table.to_nngp", unit=axis.in_unit()): _with_error(comparison.to_nngp, comparison.error, axis),
        phrase("table.spread"): "–" if math.isnan(comparison.std_ratio) else number(comparison.std_ratio, ".2f"),
        "‖Δθ‖/‖θ‖": number(comparison.moved, ".2g"),
        "‖ΔΘ‖/‖Θ‖": number(comparison.kernel_moved, ".2g"),
        phrase("table.loss", unit=axis.in_unit(2)): number(float(axis.squares(np.asarray(comparison.loss))), ".2g"),
    }


def _with_error(value: float, error: float, axis: Axis) -> str:
    form = ".3f" if axis.scale == 1.0 else ".3g"
    text = number(axis.length(value), form)
    return f"{text} ± {number(axis.length(error), form)}" if math.isfinite(error) else text
