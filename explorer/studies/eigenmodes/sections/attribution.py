"""The Eigenmodes page's parts about labels: why one is unlikely, and what is learned first."""

import math

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.grid.answers import Answer, Group
from explorer.scene.scene import Candidate
from explorer.studies.eigenmodes.figures import attribution as figures
from explorer.studies.eigenmodes.numbers import attribution, decay
from explorer.studies.eigenmodes.numbers.attribution import Attribution, Basis
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum
from explorer.studies.eigenmodes.sections.spectrum import choose_inputs
from explorer.ui import compute, session, settings, terms, text, units
from explorer.ui.caution import caution
from explorer.ui.plots import show

_TIMES = tuple(float(f"{10 ** (k / 4):.3g}") for k in range(-8, 17))
_DRAWN_TIMES = np.logspace(-2, 4, 121)
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


def explained(one: Candidate | None) -> Attribution | None:
    """The waterfall of one labelling; None, with a word, where there is no finite number to explain."""
    shown = shown_log_p(one)
    caution(evidence=one is None)
    if one and math.isnan(_answer(one).step):
        st.info(f"log p of {one.name} is not determined, so there is nothing to explain. {_group(one).note}")
        return None
    parts = _parts(one)
    if parts is None or not len(parts.values) or not math.isfinite(shown):
        st.info("There is no density to explain here. Either the data already fix the label, or there is no label yet.")
        return None
    show(figures.waterfall(parts), "waterfall")
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
    return parts


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
        figures.difference(by_mode, one.name, other.name, parts, place, len(one.x), session.current().x_axis),
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


def choose_time() -> float:
    """The training time on the axis."""
    options = sorted({*_TIMES, settings.get("t")})
    return settings.widget(st.select_slider, "Training time t", "t", options=options, format_func="{:g}".format)


def order_figures(found: Spectrum, time: float) -> decay.Theory:
    """Each mode's error against time, and the time to learn against k; returns what theory says of the spectrum."""
    known = decay.theory(session.current().architecture, found, "ntk")
    left, right = st.columns(2)
    with left:
        show(figures.residuals(found, time, _DRAWN_TIMES), "residuals")
    with right:
        show(figures.times_to_learn(found, known, time), "times")
    return known


def learned_words(found: Spectrum, known: decay.Theory, time: float) -> str:
    """How many modes are learned by now, and how the time to learn grows."""
    learned, all_ = int(((found.values * time >= 1.0) * found.multiplicity).sum()), int(found.multiplicity.sum())
    measured = decay.measure(found, known.law)
    grows = ""
    if math.isfinite(known.exponent):
        wave = "k" if found.inputs == InputSet.CIRCLE else "(k-1)"
        grows = f" **Measured:** time to learn $\\propto {wave}^{{{-measured.exponent:.2f}}}$"
        grows += f". **Theory:** $k^{{{-known.exponent:.0f}}}$."
    kept = f"**{learned}** of the {all_} modes shown here are at least 63\u00a0% learned"
    return f"At t = {time:g}, {kept} ($\\lambda t\\ge1$).{grows}"


def explain() -> None:
    """The whole part: which label, its waterfall, and what makes the difference to another."""
    one, other = choose_labels()
    parts = explained(one)
    if parts is None:
        return
    bars, shown = number(parts.log_p, ".4f"), number(shown_log_p(one), ".4f")
    what = f"log p of {one.name}" if one else "log p of your training labels"
    st.markdown(terms.marked(f"The bars add up to **{bars}** nats. The playground's {what}: **{shown}**."))
    if one and other:
        compared(parts, one, other)


def order() -> None:
    """The whole part: inputs, a time, and who has been learned by then."""
    found = choose_inputs("ntk")
    if found is None:
        return
    time = choose_time()
    known = order_figures(found, time)
    st.markdown(learned_words(found, known, time))
    what = r"$\tfrac12\sum(f-y)^2$" if found.inputs == InputSet.TRAINING else "half the mean of $(f-y)^2$"
    text.caption("eigenmodes", "order_caption", loss=what)
