"""How the Training page shows ensembles of real networks: curves over the theory, gauges, and the table."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.scene.scene import Dataset
from explorer.scene.units import WINDOW, Axis, Units
from explorer.studies.training import figures
from explorer.studies.training.numbers.compare import LAZY, ROUGH, Comparison, compare
from explorer.studies.training.numbers.flow import modes
from explorer.ui import light, session, text
from explorer.ui.plots import show
from ntkcore.networks.ensembles.results import Outcome
from ntkcore.networks.ensembles.runs import Run


@dataclass(slots=True)
class Trained:
    """What this page keeps in the session."""

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
    seen = session.of(Trained).units
    seen[scene.dataset] = scene.units
    return seen.get(Dataset(run.x, run.y), WINDOW)


def show_ensemble(one: Outcome, key: str) -> None:
    """Curves, loss, and the gauges; `key` tells apart the figures and gauges of two ensembles on the page."""
    seen, run = compare(one), one.run
    if not same_scene(run):
        st.info(text.section("training", "other_scene"))
    if seen.diverged:
        st.warning(text.section("training", "diverged", count=seen.diverged, networks=run.networks))
    st.markdown(
        text.together(
            f"**{run.networks} {'linearised ' if run.linearised else ''}networks of width {run.width}, "
            f"α = {run.scale:g}, after {one.step} steps** (t = {one.step * run.step_time:.3g})"
        )
    )
    left, right = st.columns([3, 2])
    curves, loss = _drawn(one, seen, key)
    with left:
        show(curves, f"{key}networks")
    with right:
        show(loss, f"{key}losses")
    _gauges(seen, f"{key}gauges")


def _drawn(one: Outcome, seen: Comparison, key: str) -> tuple[Any, Any]:
    """Curves and loss; drawn once for each answer, since every setting that is turned runs the whole page."""
    drawn, units = session.of(Trained).drawn, units_of(one.run)
    known = drawn.get(key)
    if known is None or known[0] is not one or known[1] != units:
        run, data = one.run, Dataset(one.run.x, one.run.y)
        loss = figures.ensembles.losses(one, modes(run.architecture, data, run.noise_std), units.y)
        known = drawn[key] = (one, units, (figures.ensembles.networks(seen, one.f, data, units), loss))
    return known[2]


def _gauges(seen: Comparison, key: str) -> None:
    with st.container(key=key):
        one, two, three, four = st.columns(4)
    one.metric("Change of the weights ‖Δθ‖/‖θ‖", number(seen.moved, ".2g"))
    two.metric("Change of the kernel ‖ΔΘ‖/‖Θ‖", number(seen.kernel_moved, ".2g"))
    three.metric("Product cond(Θ) · ‖ΔΘ‖/‖Θ‖", number(seen.trust, ".2g"))
    verdict = _verdict(seen.trust)
    four.metric("Test: is the product below 0.1?", verdict.replace("_", " "), border=False)
    four.caption(text.section("training", f"trust_{verdict}"))


def _verdict(trust: float) -> str:
    """Of cond(Θ)·‖ΔΘ‖/‖Θ‖, also NaN: whether the sufficient test for lazy training is met."""
    if trust < LAZY:
        return "met"
    return "almost_met" if trust < ROUGH else "not_met"


def show_table(rows: list[Outcome], title: str, key: str) -> None:
    """One line an ensemble, narrowest first; nothing if there is none."""
    if not rows:
        return
    st.markdown(f"**{title}**")
    axis = session.current().y_axis
    shown = [_row(one, compare(one), axis) for one in sorted(rows, key=lambda one: (one.run.width, one.run.scale))]
    light.table(list(shown[0]), [list(row.values()) for row in shown], key)
    text.caption("training", "table")


def _row(one: Outcome, seen: Comparison, axis: Axis) -> dict[str, Any]:
    run, unit = one.run, f" ({axis.unit})" if axis.unit and not axis.is_window else ""
    return {
        "width": run.width,
        "α": f"{run.scale:g}",
        "trained": ("linearised" if run.linearised else "networks") + ("" if run.keep_start else ", start subtracted"),
        "networks": run.networks,
        "steps": one.step,
        "rate": f"{run.rate:g}",
        f"distance to NTK mean{unit}": _with_error(seen.to_theory, seen.error, axis),
        f"distance to NNGP mean{unit}": _with_error(seen.to_nngp, seen.error, axis),
        "spread ÷ limit": "–" if math.isnan(seen.std_ratio) else f"{seen.std_ratio:.2f}",
        "‖Δθ‖/‖θ‖": number(seen.moved, ".2g"),
        "‖ΔΘ‖/‖Θ‖": number(seen.kernel_moved, ".2g"),
        "loss": number(float(axis.squares(np.asarray(seen.loss))), ".2g"),
    }


def _with_error(value: float, error: float, axis: Axis) -> str:
    form = ".3f" if axis.scale == 1.0 else ".3g"
    text = number(axis.length(value), form)
    return f"{text} ± {number(axis.length(error), form)}" if math.isfinite(error) else text
