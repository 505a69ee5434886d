"""The puzzle's experiments: what the reader moves, and what follows."""

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.scene.scene import Candidate, Scene
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.puzzle import figures
from explorer.studies.puzzle.numbers import ARCHITECTURE, BUMP, DATASET, WRONG_SIGN, Mistake, Score, score, symptoms
from explorer.studies.training.numbers.compare import Comparison, compare
from explorer.studies.training.numbers.flow import curve
from explorer.ui import assets, light, session, settings, text
from explorer.ui.plots import show
from ntkcore import predict
from ntkcore.cache import cached
from ntkcore.choices import Distribution
from ntkcore.networks.ensembles.results import load
from ntkcore.networks.ensembles.runs import Run

NAMES = {
    Mistake.NO_INVERSE: "the inverse is missing: yᵀKy",
    Mistake.REVERSED: "eigenvalues in reverse order",
    Mistake.ROWS: "rows used as eigenvectors",
    Mistake.PSEUDO_INVERSE: "no bias, pseudo-inverse",
    Mistake.BIAS_FREE_JITTER: "no bias, a little jitter",
    Mistake.BIAS_FREE: "no bias, plain inverse",
    Mistake.TOGETHER: "three labels at the same x in one K",
    Mistake.BRACKET: "κ₁ with a bracket misplaced",
    Mistake.ARCCOS: "κ₁ with arccos u instead of π − arccos u",
    Mistake.LOST_FACTOR: "κ₁ without its factor u",
    Mistake.LOST_NORMS: "κ₁ without |x| |x′|",
    Mistake.SINGLE: "single precision",
    Mistake.NNGP: "NNGP kernel instead of the NTK",
}
WAYS = {"plain": "as they are", "10": "α = 10", "100": "α = 100", "linear": "linearised"}
_WIDTHS, _BIASES = ("256", "64", "1024", "4096"), ("0.1", "0.5")
FIELDS: settings.Fields = {
    "guess": settings.Number(-2.0, 5.0, 0.0, default_1=3.0),
    "at": settings.Number(-1.5, 1.5, BUMP),
    "mistake": settings.Choice(tuple(map(str, NAMES))),
    "width": settings.Choice(_WIDTHS),
    "small": settings.Choice(_BIASES),
    "how": settings.Choice(tuple(WAYS)),
}
_SCENE = Scene(ARCHITECTURE, DATASET, tuple(Candidate(name, (BUMP,), (float(y),)) for y, name in enumerate("ABCD")))


@cached(512)  # one number for each of the slider's 301 inputs
def regression(x: float) -> float:
    """k*ᵀK⁻¹y, by way of the posterior."""
    return float(predict(ARCHITECTURE, DATASET.x, DATASET.y, np.array([x]), prior="ntk").mean[0])


def at_the_bump() -> str:
    """The kernel regression beside 0, in words."""
    return number(regression(BUMP), ".2g")


def guess() -> None:
    """Experiment 1: a label, then what the prior makes of it."""
    label = settings.slide(f"Your label at x = {number(BUMP, '.3g')}", "guess", step=0.1)
    shown = st.toggle("Show what the prior expects")
    answer = (PLOT_INPUTS, curve(ARCHITECTURE, DATASET, 0.0, Distribution.NTK).mean) if shown else None
    show(figures.guess(DATASET, BUMP, label, answer), "guess_figure")
    if shown:
        best = score(Mistake.NONE, BUMP)
        behind = -float(best.relative(np.array(label))) / np.log(10)
        odds = (
            "the most likely label"
            if behind < 0.02
            else f"{number(10**behind, '.2g' if behind < 1 else '.1g')}× less likely"
        )
        st.markdown(f"Most likely is **y = {number(best.best, '.3g')}**. Your label {number(label, '.3g')} is {odds}.")


def identity() -> None:
    """Experiment 2: the two sides of the identity at any input."""
    x = settings.slide("Ask at x", "at", step=0.01)
    found = score(Mistake.NONE, x)
    left, right = st.columns(2)
    if found.extremum == "noise":
        st.info(text.section("puzzle", "identity_none"))
        return
    left.metric("Label with the highest log p(y*, y)", number(found.best, ".6f"))
    right.metric("Kernel regression k*ᵀK⁻¹y", number(regression(x), ".6f"))


def pick_mistake() -> None:
    """Experiment 3: a mistake, the curve under it, its symptoms."""
    names = {str(mistake): name for mistake, name in NAMES.items()}
    mistake = Mistake(settings.choose(st.selectbox, "What went wrong?", "mistake", names))
    right, wrong = ({x: score(kind, x) for x in (BUMP, WRONG_SIGN)} for kind in (Mistake.NONE, mistake))
    show(figures.scores(right, wrong), "scores_figure")
    st.markdown(text.together(" ".join(f"At x = {number(x, '.3g')}, {_verdict(wrong[x])}." for x in wrong)))
    found = symptoms(mistake)
    with st.container(horizontal=True):
        for seen, words in zip(
            found, ("peak near 3", "1 likelier than 0, 2 than 1, 3 than 2", "wrong sign at 0.7"), strict=True
        ):
            st.badge(words, icon=":material/check:" if seen else ":material/close:", color="green" if seen else "gray")


def table_of_mistakes() -> None:
    """All mistakes at once."""
    rows = []
    for mistake in (Mistake.NONE, *NAMES):
        found, seen = [score(mistake, x) for x in (BUMP, WRONG_SIGN)], symptoms(mistake)
        marks = ["✓" if each else "" for each in seen]
        best = [_short(each) for each in found]
        rows.append((NAMES.get(mistake, "correct"), *best, *marks))
    head = (
        "computation",
        f"best label at {number(BUMP, '.3g')}",
        f"at {number(WRONG_SIGN, '.3g')}",
        "peak ≈ 3",
        "rises to 3",
        "wrong sign",
    )
    light.table(head, rows, "mistakes")


def bumps() -> None:
    """Experiment 4: trained networks, from the sweeps that come with the app."""
    first, second, third = st.columns((3, 2, 4))
    with first:
        width = settings.choose(st.segmented_control, "Width", "width", {w: w for w in sorted(_WIDTHS, key=int)})
    with second:
        bias = settings.choose(st.segmented_control, "Bias std", "small", {b: b for b in _BIASES})
    with third:
        how = settings.choose(st.segmented_control, "Training", "how", WAYS)
    known = trained()
    key = (int(width), float(bias), how)
    if key not in known:
        others = "; ".join(f"width {w}" for w in sorted({w for w, b, h in known if (b, h) == key[1:]}))
        st.info(text.section("puzzle", "not_trained", others=others or "none"))
        return
    run, one = known[key]
    error = np.sqrt(np.maximum(one.std, 0.0) ** 2 / run.networks)
    show(figures.bumps(DATASET, PLOT_INPUTS, one.mean, error, one.theory.mean, one.nngp.mean), "bumps_figure")
    place = int(np.argmin(np.abs(PLOT_INPUTS - BUMP)))
    columns = st.columns(3)
    columns[0].metric(f"networks, f({number(BUMP, '.3g')})", f"{one.mean[place]:.3f} ± {error[place]:.3f}", border=True)
    columns[1].metric("NTK limit", f"{one.theory.mean[place]:.3f}", border=True)
    columns[2].metric("change of the kernel ‖ΔΘ‖/‖Θ‖", f"{one.kernel_moved:.2g}", border=True)
    text.caption("puzzle", "bumps_caption", networks=run.networks, steps=run.steps, loss=f"{one.loss:.1g}")


@cached(1)  # the files that come with the app
def trained() -> dict[tuple[int, float, str], tuple[Run, Comparison]]:
    """The ensembles that come with the app, by width, bias and training."""
    files = sorted((assets.ASSETS / "results").glob("puzzle-*.npz"))
    outcomes = [one for file in files for one in load(file)]
    return {(one.run.width, one.run.architecture.bias_std, _way(one.run)): (one.run, compare(one)) for one in outcomes}


def open_in_playground() -> None:
    """The puzzle's points with the labels 0, 1, 2, 3 as candidates; Undo there brings the person's scene back."""
    if st.button("Try it in the Playground", icon=":material/scatter_plot:"):
        session.commit(_SCENE)
        st.switch_page("app.py")


def _way(run: Run) -> str:
    return "linear" if run.linearised else "plain" if run.scale == 1 else f"{run.scale:g}"


def _short(found: Score) -> str:
    best = number(found.best, ".2f")
    return {"maximum": best, "minimum": f"{best} is the worst", "noise": "rounding noise"}[found.extremum]


def _verdict(found: Score) -> str:
    best = number(found.best, ".2f")
    match found.extremum:
        case "maximum":
            return f"it prefers y = **{best}**"
        case "minimum":
            return f"y = {best} is the *least* likely label, and labels further away are always likelier"
    return "K has no inverse, so any number that comes out is **rounding noise**"
