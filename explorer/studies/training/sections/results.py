"""Trained networks on the Training page: curves over the theory, gauges, the table, files of sweeps, and kernels."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.scene import permalink
from explorer.scene.scene import Dataset
from explorer.scene.units import WINDOW, Axis, Units
from explorer.studies.training.figures import ensembles as figures
from explorer.studies.training.numbers import requests as studies
from explorer.studies.training.numbers.compare import LAZY, ROUGH, Comparison, compare
from explorer.studies.training.numbers.flow import modes
from explorer.studies.training.numbers.requests import power_law
from explorer.ui import assets, light, session, text
from explorer.ui.plots import show
from ntkcore.cache import cached
from ntkcore.networks.ensembles import results
from ntkcore.networks.ensembles.results import Outcome
from ntkcore.networks.ensembles.runs import Run

_PRECOMPUTED = assets.ASSETS / "results"


def ensembles(answer: studies.Ensembles | None) -> None:
    """The networks under way, or those that the person trained last, over the theory; and all of theirs as a table."""
    kept: dict[Run, Outcome] = st.session_state.setdefault("trained", {})
    if answer is not None:
        kept |= {one.run: one for one in answer.finished}
    last = None if answer is None else answer.under_way or (answer.finished[-1] if answer.finished else None)
    if last is not None:
        _one(last, "")
    _table([one for run, one in kept.items() if same_scene(run)], "Your ensembles on these points", "own_ensembles")


def showcase() -> None:
    """The widest ensemble that came with the app for this scene, if there is one, above what the person can train."""
    ready = [one for run, one in _precomputed().items() if same_scene(run)]
    if ready:
        widest = max(ready, key=lambda one: one.run.width)
        text.show("training", "beforehand", networks=widest.run.networks, width=widest.run.width)
        _one(widest, "beforehand_")
        _table(ready, "All ensembles trained beforehand on these points", "ensembles")


def same_scene(run: Run) -> bool:
    """Whether `run` has the network, points and noise that are on screen."""
    scene = session.current()
    data = (run.architecture, run.x, run.y, run.noise_std)
    return data == (scene.architecture, scene.dataset.x, scene.dataset.y, scene.noise_std)


def _units(run: Run) -> Units:
    """The person's units if these are the points on screen, or were when they were last on screen; else the window's.

    An ensemble knows nothing of units: two scenes with the same points in the window have the same networks.
    """
    scene = session.current()
    seen: dict[Dataset, Units] = st.session_state.setdefault("units_of_points", {})
    seen[scene.dataset] = scene.units
    return seen.get(Dataset(run.x, run.y), WINDOW)


def _one(one: Outcome, key: str) -> None:
    """Curves, loss, and the gauges; `key` tells apart the figures of two ensembles on the page."""
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
    _gauges(seen)


def _drawn(one: Outcome, seen: Comparison, key: str) -> tuple[Any, Any]:
    """Curves and loss; drawn once for each answer, since every setting that is turned runs the whole page."""
    known, units = st.session_state.get(f"{key}drawn"), _units(one.run)
    if known is None or known[0] is not one or known[1] != units:
        run, data = one.run, Dataset(one.run.x, one.run.y)
        loss = figures.losses(one, modes(run.architecture, data, run.noise_std), units.y)
        known = st.session_state[f"{key}drawn"] = (one, units, (figures.networks(seen, one.f, data, units), loss))
    return known[2]


def _gauges(seen: Comparison) -> None:
    with st.container(key="gauges"):
        one, two, three, four = st.columns(4)
    one.metric("Change of the weights ‖Δθ‖/‖θ‖", number(seen.moved, ".2g"))
    two.metric("Change of the kernel ‖ΔΘ‖/‖Θ‖", number(seen.kernel_moved, ".2g"))
    three.metric("Product cond(Θ) · ‖ΔΘ‖/‖Θ‖", number(seen.trust, ".2g"))
    verdict = _verdict(seen.trust)
    four.metric("Test: is the product below 0.1?", verdict, border=False)
    four.caption(TRUST_WORDS[verdict])


TRUST_WORDS = {
    "met": "The kernel hardly changed. This is sufficient for the theory to apply.",
    "almost met": "The kernel changed a little. Small differences from the theory are possible.",
    "not met": "This test is sufficient, not necessary. The curves can agree with the theory although it is not met.",
}


def _verdict(trust: float) -> str:
    """Of cond(Θ)·‖ΔΘ‖/‖Θ‖, also NaN: whether the sufficient test for lazy training is met."""
    if trust < LAZY:
        return "met"
    return "almost met" if trust < ROUGH else "not met"


def _table(rows: list[Outcome], title: str, key: str) -> None:
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


@cached(1)  # the files that come with the app
def _precomputed() -> dict[Run, Outcome]:
    """What was trained beforehand, too heavy to do while a class waits."""
    found = [one for path in sorted(_PRECOMPUTED.glob("*.npz")) for one in results.load(path)]
    return {one.run: one for one in found}


def file_of_a_sweep() -> None:
    """Open what `python -m explorer.sweep` wrote."""
    with st.expander("Longer training, without the app"):
        text.show("training", "sweep")
        light.code(
            "python -m explorer.sweep --out sweep.npz --width 64 256 1024 4096 --networks 32 --steps 2000 \\\n"
            f"    --link '{permalink.encode(session.current())}'",
            "sweep_command",
        )
        file = st.file_uploader("Open the file that it wrote", type="npz", key="sweep")
        if file is not None:
            try:
                opened = results.load(file)
            except ValueError as error:
                st.error(str(error))
                return
            st.session_state.setdefault("trained", {}).update({one.run: one for one in opened})
            if not any(same_scene(one.run) for one in opened):
                st.markdown(text.section("training", "sweep_other"))
                st.button("Show these", on_click=_take_scene, args=(opened[0].run,))
            else:
                st.caption(f"Ensembles of this file in the table above: {len(opened)}.")


def _take_scene(run: Run) -> None:
    units = _units(run)
    session.commit(
        replace(
            session.current(),
            architecture=run.architecture,
            dataset=Dataset(run.x, run.y),
            noise_std=run.noise_std,
            x_axis=units.x,
            y_axis=units.y,
        )
    )


def kernels(answer: studies.Kernels | None) -> None:
    """Slices at the studied widths, and the fall with width."""
    if answer is None or not answer.fluctuation:
        return
    axis, columns = session.current().x_axis, st.columns(len(answer.before) + 1)
    with columns[0]:
        st.markdown("**How far from the limit, at the start**")
        show(figures.fluctuation(answer), "fluctuation")
    for column, width in zip(columns[1:], answer.before, strict=True):
        with column:
            st.markdown(f"**Ten networks of width {width}**")
            show(figures.kernel_slices(answer, width, axis), f"slices_{width}")
    if len(answer.fluctuation) > 1:
        text.caption("training", "kernel_result", x0=axis.text(answer.x0), power=power_law(answer.fluctuation).text)
