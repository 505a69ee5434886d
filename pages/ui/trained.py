"""Trained networks on the Training page: curves over the theory, gauges, the table, files of sweeps, and kernels."""

import math
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from ntkcore import permalink
from ntkcore.ensembles import results, studies
from ntkcore.ensembles.compare import LAZY, ROUGH, Comparison, compare
from ntkcore.ensembles.results import Outcome
from ntkcore.ensembles.runs import Run
from ntkcore.ensembles.studies import power_law
from ntkcore.figures import training as figures
from ntkcore.flow import modes
from ntkcore.scene import Dataset
from ntkcore.words import number
from pages.ui import light, state
from pages.ui.plots import show

_PRECOMPUTED = Path(__file__).resolve().parents[2] / "assets" / "results"


def ensembles(answer: studies.Ensembles | None) -> None:
    """The networks under way, or those trained last, over the theory; and the table of all."""
    kept: dict[Run, Outcome] = st.session_state.setdefault("trained", {})
    if answer is not None:
        kept |= {one.run: one for one in answer.finished}
    last = None if answer is None else answer.under_way or (answer.finished[-1] if answer.finished else None)
    rows = {run: one for run, one in (_precomputed() | kept).items() if same_scene(run)}
    if last is None and rows:
        last = max(rows.values(), key=lambda one: one.run.width)
    if last is not None:
        _one(last)
    if rows:
        _table(list(rows.values()))


def same_scene(run: Run) -> bool:
    """Whether `run` has the network, points and noise that are on screen."""
    scene = state.current()
    data = (run.architecture, run.x, run.y, run.noise_std)
    return data == (scene.architecture, scene.dataset.x, scene.dataset.y, scene.noise_std)


def _one(one: Outcome) -> None:
    """Curves, loss, and the gauges."""
    seen, run = compare(one), one.run
    if not same_scene(run):
        st.info("These networks were trained before you changed network or points. Train again to see new ones.")
    if seen.diverged:
        st.warning(
            f"{seen.diverged} of {run.networks} networks blew up: this learning rate is above their own stable limit. "
            "A narrow network's kernel can be much larger than that of the limit."
        )
    st.markdown(
        f"**{run.networks} {'linearised ' if run.linearised else ''}networks of width {run.width}, "
        f"α = {run.scale:g}, after {one.step} steps** (t = {one.step * run.step_time:.3g})"
    )
    left, right = st.columns([3, 2])
    curves, loss = _drawn(one, seen)
    with left:
        show(curves, "networks")
    with right:
        show(loss, "losses")
    _gauges(seen)


def _drawn(one: Outcome, seen: Comparison) -> tuple[Any, Any]:
    """Curves and loss; drawn once for each answer, since every setting that is turned runs the whole page."""
    known = st.session_state.get("drawn")
    if known is None or known[0] is not one:
        run, data = one.run, Dataset(one.run.x, one.run.y)
        loss = figures.losses(one, modes(run.architecture, data, run.noise_std))
        known = st.session_state.drawn = (one, (figures.networks(seen, one.f, data), loss))
    return known[1]


def _gauges(seen: Comparison) -> None:
    one, two, three, four = st.columns(4)
    one.metric("Weights moved ‖Δθ‖/‖θ‖", number(seen.moved, ".2g"))
    two.metric("Kernel moved ‖ΔΘ‖/‖Θ‖", number(seen.kernel_moved, ".2g"))
    three.metric("cond(Θ) · ‖ΔΘ‖/‖Θ‖", number(seen.trust, ".2g"))
    verdict, colour = _verdict(seen.trust)
    four.metric("Does the theory hold here?", verdict, border=False)
    four.markdown(f":small[:{colour}[{TRUST_WORDS[verdict]}]]")


TRUST_WORDS = {
    "yes": "Far below 1: the kernel stayed what it was.",
    "roughly": "Near 1: expect visible differences.",
    "no": "Above 1: the kernel moved enough to change what is learned.",
}


def _verdict(trust: float) -> tuple[str, str]:
    """Of cond(Θ)·‖ΔΘ‖/‖Θ‖, also NaN: in words, with a colour."""
    if trust < LAZY:
        return "yes", "blue"
    return ("roughly", "gray") if trust < ROUGH else ("no", "red")


def _table(rows: list[Outcome]) -> None:
    """One line an ensemble, narrowest first."""
    st.markdown("**All ensembles on these points**")
    shown = [_row(one, compare(one)) for one in sorted(rows, key=lambda one: (one.run.width, one.run.scale))]
    light.table(list(shown[0]), [list(row.values()) for row in shown], "ensembles")
    st.caption(
        "Distances are root mean squares over the window between the networks' mean and the theory's; ± is the "
        "Monte-Carlo error of having only so many networks. *Spread ÷ limit* is 1 if they differ as the theory says."
    )


def _row(one: Outcome, seen: Comparison) -> dict[str, Any]:
    run = one.run
    return {
        "width": run.width,
        "α": f"{run.scale:g}",
        "trained": ("linearised" if run.linearised else "networks") + ("" if run.keep_start else ", start subtracted"),
        "networks": run.networks,
        "steps": one.step,
        "rate": f"{run.rate:g}",
        "to the NTK mean": _with_error(seen.to_theory, seen.error),
        "to the NNGP mean": _with_error(seen.to_nngp, seen.error),
        "spread ÷ limit": "–" if math.isnan(seen.std_ratio) else f"{seen.std_ratio:.2f}",
        "‖Δθ‖/‖θ‖": number(seen.moved, ".2g"),
        "‖ΔΘ‖/‖Θ‖": number(seen.kernel_moved, ".2g"),
        "loss": number(seen.loss, ".2g"),
    }


def _with_error(value: float, error: float) -> str:
    return f"{value:.3f} ± {error:.3f}" if math.isfinite(error) else f"{value:.3f}"


@lru_cache(maxsize=1)
def _precomputed() -> dict[Run, Outcome]:
    """What was trained beforehand, too heavy to do while a class waits."""
    found = [one for path in sorted(_PRECOMPUTED.glob("*.npz")) for one in results.load(path)]
    return {one.run: one for one in found}


def file_of_a_sweep() -> None:
    """Open what `python -m ntkcore.ensembles` wrote."""
    with st.expander("Heavier runs, without the app"):
        st.markdown(
            "A sweep over widths, biases, scales and seeds on your own machine; killed, it goes on where it was:"
        )
        light.code(
            "python -m ntkcore.ensembles --out sweep.npz --width 64 256 1024 4096 --networks 32 --steps 2000 \\\n"
            f"    --link '{permalink.encode(state.current())}'",
            "sweep_command",
        )
        file = st.file_uploader("Open its file", type="npz", key="sweep")
        if file is not None:
            try:
                opened = results.load(file)
            except ValueError as error:
                st.error(str(error))
                return
            st.session_state.setdefault("trained", {}).update({one.run: one for one in opened})
            if not any(same_scene(one.run) for one in opened):
                st.markdown("It was trained on another network or other points.")
                st.button("Show these", on_click=_take_scene, args=(opened[0].run,))
            else:
                st.caption(f"{len(opened)} ensembles are in the table above.")


def _take_scene(run: Run) -> None:
    state.commit(
        replace(
            state.current(),
            architecture=run.architecture,
            dataset=Dataset(run.x, run.y),
            noise_std=run.noise_std,
        )
    )


def kernels(answer: studies.Kernels | None) -> None:
    """Slices at the studied widths, and the fall with width."""
    if answer is None or not answer.fluctuation:
        return
    columns = st.columns(len(answer.before) + 1)
    with columns[0]:
        st.markdown("**How far from the limit, at the start**")
        show(figures.fluctuation(answer), "fluctuation")
    for column, width in zip(columns[1:], answer.before, strict=True):
        with column:
            st.markdown(f"**Ten networks of width {width}**")
            show(figures.kernel_slices(answer, width), f"slices_{width}")
    if len(answer.fluctuation) > 1:
        st.caption(
            f"At the start the deviation of Θ(x₀, ·), x₀ = {answer.x0:g}, falls as width to the power "
            f"**{power_law(answer.fluctuation).words}**; theory says −½. As in figure 1 of Jacot et al. 2018."
        )
