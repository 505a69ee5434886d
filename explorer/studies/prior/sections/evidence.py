"""The Prior page's evidence: its map, its terms for the network of the sidebar, and the search for its peak."""

import threading
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.scene.limits import LIMITS
from explorer.scene.scene import Dataset, Scene
from explorer.studies.prior import figures
from explorer.ui import controls, jobs, session, settings, terms, text, units
from explorer.ui.caution import caution_of
from explorer.ui.kernels import LABELS, choose_kernel
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.inference import evidence

phrase = phrases_of("studies/prior")

_BOUNDS = tuple((LIMITS[name].low, LIMITS[name].high) for name in ("weight_std", "bias_std"))
WEIGHT_STDS, BIAS_STDS = np.linspace(*_BOUNDS[0], 30), np.linspace(*_BOUNDS[1], 31)
TERMS = Phrases("studies/prior", "terms")  # what the map shows
_FIELD = {"total": "total", "fit": "data_fit", "complexity": "complexity"}


class Question(NamedTuple):
    """The arguments of the evidence but for σ_w and σ_b, which are the same in the architecture of every question."""

    architecture: Architecture
    data: Dataset
    kernel: str
    noise_std: float


@cached(64)  # 22 kB each, but 930 networks to compute; one for each person of two classes
def _map(question: Question) -> evidence.Evidence:
    arch, data, kernel, noise_std = question
    return evidence.evidence_map(arch, data.x, data.y, WEIGHT_STDS, BIAS_STDS, prior=kernel, noise_std=noise_std)


@cached(512)  # three numbers for each network; a drag of the sliders passes through many
def _evidence_at(question: Question, weight_std: float, bias_std: float) -> evidence.Evidence:
    arch, data, kernel, noise_std = question
    return evidence.evidence_at(arch, data.x, data.y, [(weight_std, bias_std)], prior=kernel, noise_std=noise_std)


def _question(scene: Scene) -> Question:
    network = replace(scene.architecture, weight_std=1.0, bias_std=0.0)
    return Question(network, scene.dataset, settings.get("evidence"), scene.noise_std)


def evidence_controls() -> None:
    """Draw the kernel, the term on the map, and the noise of the labels."""
    kernel, term, noise = st.columns([1, 2, 2])
    with kernel:
        choose_kernel("evidence")
    with term:
        settings.choose(phrase("evidence.on_map"), "term", TERMS)
    with noise:
        controls.noise_control(settings.get("evidence"))


class Answer(NamedTuple):
    """The evidence of one question: on the map, at the current network, and at the peak if there was a search."""

    question: Question
    on_map: evidence.Evidence  # over WEIGHT_STDS and BIAS_STDS
    at_network: evidence.Evidence  # one value of each
    peak: evidence.Fit | None


def evaluate(_: object) -> Answer | Absent:
    """Compute the map and the current network's evidence; Absent without points."""
    scene = session.current()
    if not scene.dataset.x:
        return Absent(phrase("evidence.none"))
    question, network = _question(scene), scene.architecture
    at_network = _evidence_at(question, network.weight_std, network.bias_std)
    return Answer(question, _map(question), at_network, _best(question))


def figure(answer: Answer) -> None:
    """Draw the map, and beside it the current network's terms and the search for the peak."""
    scene = session.current()
    caution_of(settings.get("evidence"), evidence=True)
    left, right = st.container(key="evidence").columns([3, 2])
    with left:
        term = settings.get("term")
        values = getattr(answer.on_map, _FIELD[term]) + (0.0 if term == "fit" else _shift(scene))
        chosen = scene.architecture.weight_std, scene.architecture.bias_std
        peak = (answer.peak.weight_std, answer.peak.bias_std) if answer.peak else None
        show(figures.evidence_contours(WEIGHT_STDS, BIAS_STDS, values, TERMS[term], chosen, peak), "evidence_map")
        st.caption(terms.marked(_map_text(term, values, float(answer.at_network.total[0]) + _shift(scene))))
    with right:
        _numbers(answer.at_network, scene)
        _search(answer.question, answer.peak)


def words(_: Answer) -> None:
    """Write the formula of the evidence."""
    text.show("prior", "evidence_formula")


def _map_text(term: str, values: np.ndarray, total: float) -> str:
    """The caption: the marks, where the map is highest, and how much lower `total`, this network's log p, is."""
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    weight, bias = WEIGHT_STDS[column], BIAS_STDS[row]
    values_at_peak = {"weight": number(float(weight), ".2f"), "bias": number(float(bias), ".2f")}
    if term == "total":
        values_at_peak["behind"] = nats(max(0.0, float(values.max()) - total))
    return f"{text.section('prior', 'map_marks')} {text.section('prior', f'map_{term}', **values_at_peak)}"


def _shift(scene: Scene) -> float:
    """The number of nats that turns log p per unit of the window, for all labels, into that per unit of the data."""
    return len(scene.dataset.y) * scene.y_axis.log_density_shift


def _numbers(at_network: evidence.Evidence, scene: Scene) -> None:
    data_fit, complexity, total = (
        float(term[0]) for term in (at_network.data_fit, at_network.complexity, at_network.total)
    )
    complexity, total = complexity + _shift(scene), total + _shift(scene)
    rows = (
        (phrase("evidence.fit"), r"$-\tfrac12\,y^\top C^{-1}y$", data_fit),
        (phrase("evidence.complexity"), r"$-\tfrac12\log\det C$", complexity),
        (phrase("evidence.constant"), r"$-\tfrac n2\log2\pi$", at_network.constant),
        ("**log p**", phrase("evidence.sum"), total),
    )
    lines = [phrase("evidence.head"), "|:--|:--|--:|"]
    lines += [f"| {name} | {formula} | {nats(value)} |" for name, formula, value in rows]
    st.markdown("\n".join(lines))
    units.density_caption(phrase("evidence.unit"))


def nats(value: float) -> str:
    """A number of nats as text: two decimals, or a power of ten above 10⁵."""
    return number(value, ".2f" if abs(value) < 1e5 else ".2e")


class _Climb:
    """A search for the peak of one question, a step at a time; the best so far stays when it is over."""

    def __init__(self, question: Question, best: evidence.Fit | None) -> None:
        self.question, self.best, self.begun, self.over = question, best, False, False
        network, (_, data, kernel, noise_std) = session.current().architecture, question
        self._steps = evidence.climb(network, data.x, data.y, prior=kernel, noise_std=noise_std, bounds=_BOUNDS)
        # A slider that is turned runs the page again while the step of the run before is still being computed.
        self._lock = threading.Lock()

    def advance(self) -> None:
        """Search from the next start; after the last one the climb is over."""
        with self._lock:
            step = next(self._steps, None)
            if step is None:
                self.over = True
            else:
                self.best = step


@dataclass(slots=True)
class Search:
    """The state of this section in the session: the last climb."""

    climb: _Climb | None = None


def _latest(question: Question) -> _Climb | None:
    """The last climb of this session, if it was for this question."""
    climb = session.of(Search).climb
    return climb if climb and climb.question == question else None


def _best(question: Question) -> evidence.Fit | None:
    """The best point of the last climb, if it was for this question."""
    climb = _latest(question)
    return climb.best if climb else None


def _search(question: Question, peak: evidence.Fit | None) -> None:
    """Draw the buttons that search for the peak, use it, and undo that; below them the result."""
    climb = _latest(question)
    climbing = climb is not None and not climb.over
    go, take, back = st.columns(3)
    # One button, so that none is left behind on screen while the runs of a climb follow each other.
    hint = phrase("evidence.fit_help")
    act, given = (_end, (climb,)) if climbing else (_begin, (question,))
    label = phrase("evidence.stop" if climbing else "evidence.begin")
    go.button(label, key="climb", type="primary", help=hint, on_click=act, args=given, width="stretch")
    taken = take.button(
        phrase("evidence.use"),
        disabled=peak is None or not {"weights", "bias"}.isdisjoint(session.get().display.lock),
        help=phrase("evidence.use_help"),
        width="stretch",
    )
    if taken and peak:
        session.change(weight_std=round(peak.weight_std, 3), bias_std=round(peak.bias_std, 3))
        st.rerun()
    if back.button(phrase("evidence.undo"), disabled=not session.can_undo(), width="stretch"):
        session.undo()
        st.rerun()
    jobs.tell_lost("climb")
    if peak:
        what = phrase("evidence.top") if peak.tried == peak.starts else phrase("evidence.so_far")
        total = peak.total + _shift(session.current())
        at = {"weight": number(peak.weight_std, ".3f"), "bias": number(peak.bias_std, ".3f")}
        st.markdown(phrase("evidence.result", what=what, value=nats(total), **at))
    if climb and climbing:
        _step(climb)


def _begin(question: Question) -> None:
    session.of(Search).climb = _Climb(question, _best(question))
    jobs.note("climb")


def _end(climb: _Climb) -> None:
    climb.over = True


def _step(climb: _Climb) -> None:
    """Climb from one start and run the page again: with a run for each start, Stop is noticed in between."""
    best = climb.best
    share = best.tried / best.starts if best and best.tried < best.starts else 0.0
    st.progress(share, phrase("evidence.searching"))
    if climb.begun:
        climb.advance()
    climb.begun = True  # only then is the whole page run, which tells the browser that there is something to lose
    st.rerun()


SECTION = Section(
    "prior",
    "evidence",
    evidence_controls,
    evaluate,
    figure,
    words,
    {"evidence": settings.Choice(tuple(LABELS)), "term": settings.Choice(tuple(TERMS))},
)
