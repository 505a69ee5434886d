"""The Eigenmodes page's attribution: why a label is unlikely, mode by mode, and beside another label."""

import math
from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.grid.answers import Answer, Group
from explorer.scene.scene import Candidate
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.numbers import attribution
from explorer.studies.eigenmodes.numbers.attribution import Attribution, Basis
from explorer.ui import compute, session, settings, terms, text, units
from explorer.ui.caution import caution
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section

_MOST_DIGITS = 6  # odds beyond 10⁶ are said as a power of ten
_EQUAL = 5e-4  # decades: odds nearer to 1 than this are even
BASES = {Basis.TRAINING: "basis_training", Basis.JOINT: "basis_joint", Basis.CONDITIONAL: "basis_conditional"}


def choose_labels() -> tuple[Candidate | None, Candidate | None]:
    """Whose log-probability is explained, None for the training labels; and the one that it is compared with."""
    candidates = session.current().candidates
    settings.put(label=min(settings.get("label"), len(candidates)))
    names = ["Your training labels", *(_say(candidate) for candidate in candidates)]
    left, right = st.columns(2)
    with left:
        options = range(len(candidates) + 1)
        one = settings.widget(st.selectbox, "Explain", "label", options=options, format_func=names.__getitem__)
    if not one:
        return None, None
    rivals = [0, *(i for i, c in enumerate(candidates, 1) if i != one and c.x == candidates[one - 1].x)]
    if settings.get("versus") not in rivals:
        settings.put(versus=rivals[-1] if len(rivals) > 1 else 0)
    with right:
        called = ["nothing", *names[1:]]
        other = settings.widget(st.selectbox, "Compare with", "versus", options=rivals, format_func=called.__getitem__)
    return candidates[one - 1], candidates[other - 1] if other else None


def _say(candidate: Candidate) -> str:
    x_axis, y_axis = session.current().units
    at = ", ".join(f"y({x_axis.text(x)}) = {y_axis.text(y)}" for x, y in zip(candidate.x, candidate.y, strict=True))
    return f"{candidate.name}: {at}"


def shown_log_p(candidate: Candidate | None) -> float:
    """The number that the playground shows, of a density per unit of the data."""
    scene = session.current()
    if candidate is None:
        shift = len(scene.dataset.y) * scene.y_axis.log_density_shift
        return compute.view(scene).log_evidence + shift
    return _answer(candidate).log_p + _group(candidate).free * scene.y_axis.log_density_shift


def _group(candidate: Candidate) -> Group:
    """The candidates at the same inputs, as the Playground ranks them."""
    return next(g for g in compute.view(session.current()).groups if g.x == candidate.x)


def _answer(candidate: Candidate) -> Answer:
    return next(answer for answer in _group(candidate).answers if answer.name == candidate.name)


class Explained(NamedTuple):
    """The terms of one log-probability, None for the training labels, and the labels that it is compared with."""

    one: Candidate | None
    other: Candidate | None
    parts: Attribution


def explained(chosen: tuple[Candidate | None, Candidate | None]) -> Explained | Absent:
    """The waterfall of one labelling; none where there is no finite number to explain."""
    one, other = chosen
    shown = shown_log_p(one)
    if one and math.isnan(_answer(one).step):
        note = _group(one).note
        return Absent(f"log p of {one.name} is not determined, so there is nothing to explain. {note}")
    parts = _parts(one)
    if parts is None or not len(parts.values) or not math.isfinite(shown):
        return Absent(text.section("eigenmodes", "no_density"))
    return Explained(one, other, parts)


def controls() -> tuple[Candidate | None, Candidate | None]:
    """The labels, and a warning where the playground would have one."""
    chosen = choose_labels()
    caution(evidence=chosen[0] is None)
    return chosen


def figure(found: Explained) -> None:
    """The waterfall with its sums."""
    parts = found.parts
    show(figures.attribution.waterfall(parts), "waterfall")
    basis = terms.marked(text.section("eigenmodes", BASES[parts.basis]))
    st.caption(f"{basis} Long red bars make the labels unlikely.")
    units.density_caption("y and c are in this unit, λ is in its square")
    sums = {
        "first sum, from the labels": float(parts.data.sum()),
        "second sum, from λ": float(parts.complexity.sum()),
        "constant": parts.constant * len(parts.values),
    }
    if parts.basis == Basis.JOINT:
        sums["minus log p of the data"] = -parts.given
    with st.container(horizontal=True):
        for name, value in sums.items():
            st.metric(name, number(value, ".4g"))


def _parts(one: Candidate | None) -> Attribution | None:
    """The terms of its log p, None for the training labels, of a density per unit of the data."""
    scene = session.current()
    parts = attribution.attribute(scene, one) if one else attribution.attribute_data(scene)
    return parts and parts.in_units(scene.y_axis, len(scene.dataset.y))


def compared(parts: Attribution, one: Candidate, other: Candidate) -> None:
    """Which modes make the difference between two labellings of the same inputs."""
    rival = _parts(other)
    if rival is None or not math.isfinite(shown_log_p(other)):
        st.info(f"The data already decide about {other.name}, so there is no finite density to compare.")
        return
    if not _group(one).ranked:
        st.info(_group(one).note)
        return
    by_mode = attribution.difference(parts, rival)
    whole = float(by_mode.sum())
    st.markdown(
        f"log p({one.name}) − log p({other.name}) = **{number(whole, '+.2f')}** nats: "
        f"{odds_words(whole, one.name, other.name)}."
    )
    if len(by_mode) == 1:
        return
    place = int(np.abs(by_mode).argmax())
    share = float(by_mode[place])
    winner = one.name if share > 0 else other.name
    show(
        figures.attribution.contributions(
            by_mode, one.name, other.name, parts, place, len(one.x), session.current().x_axis
        ),
        "difference",
    )
    st.markdown(f"Mode {place + 1} contributes most: **{number(abs(share), '.3g')}** nats for {winner}.")
    text.caption("eigenmodes", "difference", first=one.name, second=other.name, mode=place + 1)


def odds_words(nats: float, one: str, other: str) -> str:
    """'A is 12 times as likely as B', or with a power of ten; the likelier first."""
    if math.isnan(nats):
        return "this network can represent neither"
    likelier, rival = (one, other) if nats > 0 else (other, one)
    if math.isinf(nats):
        return f"this network cannot represent {rival} at all"
    digits = abs(nats) / math.log(10)
    times = f"{10**digits:,.3g}" if digits < _MOST_DIGITS else f"$10^{{{digits:,.0f}}}$"
    return "both are equally likely" if digits < _EQUAL else f"{likelier} is **{times} times** as likely as {rival}"


def words(found: Explained) -> None:
    """The sum of the bars, what makes the difference to another labelling, and the formula."""
    one, other, parts = found
    bars, shown = number(parts.log_p, ".4f"), number(shown_log_p(one), ".4f")
    what = f"log p of {one.name}" if one else "log p of your training labels"
    st.markdown(terms.marked(f"The bars add up to **{bars}** nats. The playground's {what}: **{shown}**."))
    if one and other:
        compared(parts, one, other)
    text.show("eigenmodes", "why_formula")


SECTION = Section(
    "eigenmodes",
    "why",
    controls,
    explained,
    figure,
    words,
    {"label": settings.Number(0, 26, 1), "versus": settings.Number(0, 26, 2)},
)
