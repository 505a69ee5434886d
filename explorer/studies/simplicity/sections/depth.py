"""The Simplicity page's bias over depth: entropy of P and mean formula size, ordered networks against chaotic ones."""

import streamlit as st

from explorer.format import number
from explorer.studies.simplicity.figures.depth import Family, over_depth
from explorer.studies.simplicity.numbers import depths
from explorer.studies.simplicity.numbers.measures import DE_MORGAN, measured
from explorer.ui import controls, jobs, session, text
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation

_TASK = "depths"


def start() -> None:
    """Draw the button that computes all depths."""
    arch = session.current().architecture
    st.button(
        "Compute for 1 to 32 hidden layers",
        key="depths",
        type="primary",
        icon=":material/play_arrow:",
        on_click=jobs.ask,
        args=(_TASK, lambda: depths.sweep(arch)),
    )


def figure(_: object) -> None:
    """Draw what is computed, and draw it again while the computation runs."""
    jobs.watch(_TASK, answer)


def answer(sweep: depths.Sweep | None) -> None:
    """Draw both figures, and write what they say once all depths are there."""
    if sweep is None or not sweep.points:
        return
    arch = session.current().architecture
    roots = {_name(arch): arch, "NNGP of ReLU, σ_w = √2": depths.ORDERED, "NNGP of erf, σ_w = 3": depths.CHAOTIC}
    left, right = st.columns(2)
    most = float(2**depths.BITS)
    uniform = float(measured(DE_MORGAN, depths.BITS).all.mean())
    for column, name, limit, title in (
        (left, "entropy", most, "entropy of P in bits"),
        (right, "mean_leaves", uniform, "mean formula size"),
    ):
        families = [_family(label, root, sweep, name) for label, root in roots.items()]
        with column:
            show(over_depth(families, limit, title, 0.0), f"depth_{name}")
    if not any(network in sweep.points for network in depths.family(arch)):
        text.caption("simplicity", "depth_other")
    if sweep.share == 1.0:
        _reading(sweep)


def _name(arch: Architecture) -> str:
    activation = controls.ACTIVATION_NAMES[Activation(arch.activation)]
    return f"yours: {activation}, σ_w = {number(arch.weight_std, '.3g')}"


def _family(label: str, root: Architecture, sweep: depths.Sweep, name: str) -> Family:
    """The networks of one family that are computed and have probabilities."""
    points = {each.hidden_layers: sweep.points.get(each) for each in depths.family(root)}
    values = {depth: getattr(point, name) for depth, point in points.items() if point is not None}
    return Family(label, list(values), list(values.values()))


def _reading(sweep: depths.Sweep) -> None:
    ends = {}
    for key, root in (("ordered", depths.ORDERED), ("chaotic", depths.CHAOTIC)):
        family = _family("", root, sweep, "entropy")
        ends |= {f"{key}_first": number(family.values[0], ".3g"), f"{key}_last": number(family.values[-1], ".3g")}
    text.show("simplicity", "depth_reading", **ends)


SECTION = Section("simplicity", "depth", start, figure=figure)
