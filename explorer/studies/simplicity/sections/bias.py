"""The Simplicity page's bias over depth and spread: entropy of P and mean formula size, order against chaos."""

import streamlit as st

from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.simplicity.figures.sweep import Family, over_networks
from explorer.studies.simplicity.numbers import sweeps
from explorer.studies.simplicity.numbers.measures import DE_MORGAN, measured
from explorer.ui import controls, jobs, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation

phrase = phrases_of("studies/simplicity")

_TASK = "bias"
_OVER = {"depth": "hidden_layers", "weight": "weight_std", "shift": "bias_std"}  # by the words in the link
_LABELS = Phrases("studies/simplicity", "bias.varied", tuple(_OVER))


def start() -> None:
    """Draw the choice of what is varied, and the button that computes all networks."""
    arch, over = session.current().architecture, _OVER[settings.choose(phrase("bias.vary"), "over", _LABELS)]
    jobs.offer(
        phrase("bias.compute"),
        _TASK,
        lambda: sweeps.sweep(arch, over),
        phrase("bias.doing"),
    )


def figure(_: object) -> None:
    """Draw what is computed, and draw it again while the computation runs."""
    jobs.watch(_TASK, answer)


def answer(sweep: sweeps.Sweep | None) -> None:
    """Draw both figures, and write what they say once all networks are there."""
    if sweep is None or not sweep.points:
        return
    arch = session.current().architecture
    roots = (arch, sweeps.ORDERED, sweeps.CHAOTIC)
    leaves = float(measured(DE_MORGAN, sweeps.BITS).all.mean())
    left, right = st.columns(2)
    for column, quantity, uniform, title in (
        (left, "entropy", 2.0**sweeps.BITS, phrase("bias.entropy")),
        (right, "mean_leaves", leaves, phrase("bias.leaves")),
    ):
        families = [_family(_name(root, sweep.over, i == 0), root, sweep, quantity) for i, root in enumerate(roots)]
        with column:
            show(over_networks(families, uniform, title, sweep.over), f"bias_{quantity}")
    if not any(network in sweep.points for network in sweeps.family(arch, sweep.over).values()):
        text.caption("simplicity", "bias_other")
    if sweep.share == 1.0:
        _reading(sweep)


def _name(arch: Architecture, over: str, yours: bool) -> str:
    """The activation, and of depth and weights what is not varied."""
    activation = controls.activation_names()[Activation(arch.activation)].partition(" (")[0]
    fixed = f"σ_w = {number(arch.weight_std, '.3g')}"
    if over != "hidden_layers":
        fixed = phrase("bias.layers" if arch.hidden_layers > 1 else "bias.layer", count=arch.hidden_layers)
    return phrase("bias.yours" if yours else "bias.example", activation=activation, fixed=fixed)


def _family(label: str, root: Architecture, sweep: sweeps.Sweep, quantity: str) -> Family:
    """The networks of one family that are computed and have probabilities."""
    points = {value: sweep.points.get(network) for value, network in sweeps.family(root, sweep.over).items()}
    values = {value: getattr(point, quantity) for value, point in points.items() if point is not None}
    return Family(label, list(values), list(values.values()))


def _reading(sweep: sweeps.Sweep) -> None:
    """Write the ends of both examples, and for depth what follows."""
    ends = {}
    for key, root in (("ordered", sweeps.ORDERED), ("chaotic", sweeps.CHAOTIC)):
        values = _family("", root, sweep, "entropy").values
        ends |= {f"{key}_first": number(values[0], ".3g"), f"{key}_last": number(values[-1], ".3g")}
    text.show("simplicity", f"bias_{sweep.over}", **ends)


FIELDS = {"over": settings.Choice(tuple(_OVER))}
SECTION = Section("simplicity", "bias", start, figure=figure, fields=FIELDS)
