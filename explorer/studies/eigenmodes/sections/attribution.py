"""The Eigenmodes page's attribution: why a label is unlikely, mode by mode, and beside another label."""

import math
from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import in_formula, number
from explorer.grid.answers import Answer, Group
from explorer.language import phrases_of
from explorer.scene.scene import Candidate
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.numbers.attribution import (
    Attribution,
    Basis,
    attribute,
    attribute_data,
    difference,
)
from explorer.ui import compute, session, settings, terms, text, units
from explorer.ui.caution import caution
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section

phrase = phrases_of("studies/eigenmodes")

_MOST_DIGITS = 6  # odds beyond 10⁶ are said as a power of ten
_EQUAL = 5e-4  # decades: odds nearer to 1 than this are even
BASES = {Basis.TRAINING: "basis_training", Basis.JOINT: "basis_joint", Basis.CONDITIONAL: "basis_conditional"}


def choose_labels() -> tuple[Candidate | None, Candidate | None]:
    """Draw the choice of the labels to explain, None for the training labels, and of those to compare with."""
    candidates = session.current().candidates
    settings.keep_within("label", 0, len(candidates))
    names = [phrase("attribution.labels"), *(_labelling(candidate) for candidate in candidates)]
    left, right = st.columns(2)
    with left:
        index = settings.choose(phrase("attribution.explain"), "label", dict(enumerate(names)), as_menu=True)
    if not index:
        return None, None
    rivals = [0, *(i for i, c in enumerate(candidates, 1) if i != index and c.x == candidates[index - 1].x)]
    if settings.get("versus") not in rivals:
        allowed = phrase("attribution.of", name=", ".join(map(str, rivals))) if len(rivals) > 1 else "0"
        settings.correct("versus", rivals[-1], allowed)
    with right:
        called = [phrase("attribution.nothing"), *names[1:]]
        named = {rival: called[rival] for rival in rivals}
        versus = settings.choose(phrase("attribution.with"), "versus", named, as_menu=True)
    return candidates[index - 1], candidates[versus - 1] if versus else None


def _labelling(candidate: Candidate) -> str:
    x_axis, y_axis = session.current().units
    at = ", ".join(f"y({x_axis.text(x)}) = {y_axis.text(y)}" for x, y in zip(candidate.x, candidate.y, strict=True))
    return f"{candidate.name}: {at}"


def shown_log_p(candidate: Candidate | None) -> float:
    """The log p that the Playground shows, of a density per unit of the data; None means the training labels."""
    scene = session.current()
    if candidate is None:
        shift = len(scene.dataset.y) * scene.y_axis.log_density_shift
        return compute.view(scene).log_evidence + shift
    return _answer(candidate).log_p + _group(candidate).free * scene.y_axis.log_density_shift


def _group(candidate: Candidate) -> Group:
    """The group of candidates at the same inputs, as the Playground ranks them."""
    return next(g for g in compute.view(session.current()).groups if g.x == candidate.x)


def _answer(candidate: Candidate) -> Answer:
    return next(answer for answer in _group(candidate).answers if answer.name == candidate.name)


class Explained(NamedTuple):
    """The terms of one log p, of the training labels if `candidate` is None, and the candidate to compare with."""

    candidate: Candidate | None
    rival: Candidate | None
    attribution: Attribution


def explain(chosen: tuple[Candidate | None, Candidate | None]) -> Explained | Absent:
    """Split the log p of the chosen labels by mode; Absent where there is no finite number to explain."""
    candidate, rival = chosen
    shown = shown_log_p(candidate)
    if candidate and math.isnan(_answer(candidate).step):
        return Absent(phrase("attribution.undetermined", name=candidate.name, note=_group(candidate).note))
    attribution = _attribution(candidate)
    if attribution is None or not len(attribution.values) or not math.isfinite(shown):
        return Absent(text.section("eigenmodes", "no_density"))
    return Explained(candidate, rival, attribution)


def controls() -> tuple[Candidate | None, Candidate | None]:
    """Draw the choice of labels, and a warning where the Playground would have one."""
    chosen = choose_labels()
    caution(evidence=chosen[0] is None)
    return chosen


def figure(explained: Explained) -> None:
    """Draw the waterfall, its caption and its sums."""
    attribution = explained.attribution
    show(figures.attribution.waterfall(attribution), "waterfall")
    basis = terms.marked(text.section("eigenmodes", BASES[attribution.basis]))
    st.caption(f"{basis} {phrase('waterfall.unlikely')}")
    units.density_caption(phrase("attribution.unit"))
    sums = {
        phrase("attribution.first"): float(attribution.data.sum()),
        phrase("attribution.second"): float(attribution.complexity.sum()),
        phrase("attribution.constant"): attribution.constant * len(attribution.values),
    }
    if attribution.basis == Basis.JOINT:
        sums[phrase("attribution.minus")] = -attribution.given
    with st.container(horizontal=True):
        for name, value in sums.items():
            st.metric(name, number(value, ".4g"))


def _attribution(candidate: Candidate | None) -> Attribution | None:
    """The terms of a candidate's log p, per unit of the data; None means the training labels."""
    scene = session.current()
    attribution = attribute(scene, candidate) if candidate else attribute_data(scene)
    return attribution and attribution.in_units(scene.y_axis, len(scene.dataset.y))


def show_comparison(attribution: Attribution, candidate: Candidate, rival: Candidate) -> None:
    """Show which modes make the difference between two labellings of the same inputs."""
    rival_attribution = _attribution(rival)
    if rival_attribution is None or not math.isfinite(shown_log_p(rival)):
        st.info(phrase("attribution.decided", name=rival.name))
        return
    if not _group(candidate).ranked:
        st.info(_group(candidate).note)
        return
    by_mode = difference(attribution, rival_attribution)
    log_odds = float(by_mode.sum())
    names = candidate.name, rival.name
    told = {"nats": number(log_odds, "+.2f"), "verdict": odds_text(log_odds, *names)}
    st.markdown(phrase("attribution.difference", first=candidate.name, second=rival.name, **told))
    if len(by_mode) == 1:
        return
    index = int(np.abs(by_mode).argmax())
    share = float(by_mode[index])
    winner = candidate.name if share > 0 else rival.name
    asked, x_axis = len(candidate.x), session.current().x_axis
    show(figures.attribution.contributions(by_mode, *names, attribution, index, asked, x_axis), "difference")
    st.markdown(phrase("contributions.told", k=index + 1, value=number(abs(share), ".3g"), winner=winner))
    text.caption("eigenmodes", "difference", first=candidate.name, second=rival.name, mode=index + 1)


def odds_text(nats: float, first: str, second: str) -> str:
    """A sentence about odds: 'A is 12 times as likely as B', or with a power of ten; the likelier first."""
    if math.isnan(nats):
        return phrase("attribution.neither")
    likelier, rival = (first, second) if nats > 0 else (second, first)
    if math.isinf(nats):
        return phrase("attribution.cannot", name=rival)
    digits = abs(nats) / math.log(10)
    times = number(10**digits, ".3g") if digits < _MOST_DIGITS else f"$10^{{{in_formula(digits, ',.0f')}}}$"
    if digits < _EQUAL:
        return phrase("attribution.equal")
    return phrase("attribution.likelier", likelier=likelier, times=times, rival=rival)


def words(explained: Explained) -> None:
    """Write the sum of the bars, the comparison with the other labels, and the formula."""
    candidate, rival, attribution = explained
    bars, shown = number(attribution.log_p, ".4f"), number(shown_log_p(candidate), ".4f")
    what = phrase("attribution.of_label", name=candidate.name) if candidate else phrase("attribution.data")
    st.markdown(terms.marked(phrase("attribution.sum", bars=bars, what=what, shown=shown)))
    if candidate and rival:
        show_comparison(attribution, candidate, rival)
    text.show("eigenmodes", "why_formula")


SECTION = Section(
    "eigenmodes",
    "why",
    controls,
    explain,
    figure,
    words,
    {"label": settings.Number(0, 26, 1), "versus": settings.Number(0, 26, 2)},
)
