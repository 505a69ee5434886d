"""The Eigenmodes page's controls and figures, and its bounded memory of what it has computed."""

from collections.abc import Callable

import streamlit as st

from explorer.format import number
from explorer.studies.eigenmodes.figures import spectrum as figures
from explorer.studies.eigenmodes.numbers import decay
from explorer.studies.eigenmodes.numbers import spectrum as spectra
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.goals import Feature
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Activation

PARTS = {
    "spectrum": "Spectrum",
    "modes": "Modes",
    "symmetry": "Why sinusoids?",
    "why": "Why unlikely?",
    "order": "Learning order",
    "goal": "Which goal?",
}
INPUTS = {
    InputSet.INTERVAL.value: "Evenly spread on an interval",
    InputSet.TRAINING.value: "Your training inputs",
    InputSet.GAUSSIAN.value: "Gaussian density",
    InputSet.CLUSTERS.value: "Two clusters",
    InputSet.CIRCLE.value: "Evenly spread on a circle",
    InputSet.CUBE.value: "The cube {±1}ᵈ",
}
KERNELS = {"ntk": "NTK Θ", "nngp": "NNGP 𝒦"}
AXES = {"loglog": "log – log", "log": "log", "linear": "linear"}
FEATURES = {
    Feature.FIRST.value: "x₁",
    Feature.PAIR.value: "x₂·x₃",
    Feature.SECOND.value: "x₂",
    Feature.TRIPLE.value: "x₂·x₃·x₄",
    Feature.MAJORITY.value: "majority of x₂, x₃, x₄",
    Feature.PARITY.value: "parity of all",
}
EVEN_INPUTS = 40  # on the circle and on the interval whose symmetry is broken
FIELDS = {
    "part": settings.Choice(tuple(PARTS)),
    "inputs": settings.Choice(tuple(INPUTS)),
    "kernel": settings.Choice(tuple(KERNELS)),
    "axes": settings.Choice(tuple(AXES)),
    "bits": settings.Number(4, 10, 6),
    "mode": settings.Number(0, 64, 4),
    "kept": settings.Number(0, 64, 3),
    "moved": settings.Number(0.0, 1.0, 0.0),
    "one": settings.Number(1, EVEN_INPUTS, 12),
    "gaps": settings.Number(-0.9, 0.9, 0.0),
    "label": settings.Number(0, 26, 1),
    "versus": settings.Number(0, 26, 2),
    "t": settings.Number(0.01, 1e4, 10.0),
    "goal_a": settings.Choice(tuple(FEATURES)),
    "goal_b": settings.Choice(tuple(sorted(FEATURES, key=lambda name: name != Feature.PAIR))),
}


@cached(128)  # up to 150 kB each, one for each set of inputs, kernel and network that a class looks at
def spectrum_of(arch: Architecture, kind: InputSet, kernel: str, own: tuple[float, ...], bits: int) -> Spectrum:
    """The modes of one kernel on one set of inputs."""
    return spectra.spectrum(arch, kind, kernel, own, bits)


def choose_part() -> str:
    """Which part of the page is shown."""
    return settings.choose(
        st.segmented_control, "Part", "part", PARTS, required=True, label_visibility="collapsed", width="stretch"
    )


def choose_kernel() -> str:
    """NTK or NNGP."""
    return settings.choose(st.segmented_control, "Kernel", "kernel", KERNELS, required=True)


def choose_inputs(kernel: str | None = None, *more: Callable[[], object]) -> Spectrum | None:
    """The set of inputs, its dimension if it is a cube, the kernel unless it is given, `more` controls in their row.

    None, with a word, without any input.
    """
    left, *others = st.columns([1.6, *[1] * (1 + len(more))], vertical_alignment="top")
    with left:
        kind = InputSet(settings.choose(st.selectbox, "Inputs", "inputs", INPUTS))
    with others[0]:
        kernel = kernel or choose_kernel()
    for place, control in zip(others[1:], more, strict=True):
        with place:
            control()
    bits = settings.slide("Dimension d of the cube", "bits") if kind == InputSet.CUBE else 0
    scene = session.current()
    own = scene.dataset.x if kind == InputSet.TRAINING else ()
    if kind == InputSet.TRAINING and not own:
        st.info("You have not placed any points yet. Place some in the Playground, or choose other inputs here.")
        return None
    return spectrum_of(scene.architecture, kind, kernel, own, bits)


def choose_axes() -> str:
    """Logarithmic in both directions, in λ alone, or linear."""
    return settings.choose(st.segmented_control, "Axes", "axes", AXES, required=True)


def explain_spectrum() -> None:
    """The whole part: inputs, kernel and axes, the spectrum, its measured decay, and its theory."""
    found = choose_inputs(None, choose_axes)
    if found is None:
        return
    known = decay.theory(session.current().architecture, found, settings.get("kernel"))
    measured = decay.measure(found, known.law)
    show(figures.spectrum(found, known, measured, settings.get("axes")), "spectrum")
    text.caption("eigenmodes", "axes")
    st.markdown(decay_words(found, known, measured))
    theory_formula(found, known)
    if (
        found.inputs == InputSet.CIRCLE
        and known.law != decay.Law.EXACT
        and st.button("Try one hidden ReLU layer without bias")
    ):
        # For it the circle's values are exact. The sidebar shows the network too, so the whole page runs again.
        session.change(activation=Activation.RELU, hidden_layers=1, bias_std=0.0)
        st.rerun()


def decay_words(found: Spectrum, known: decay.Theory, measured: decay.Decay) -> str:
    """Measured and promised decay, in a sentence or two."""
    wave = "k" if found.inputs == InputSet.CIRCLE else "(k-1)"
    fit = f"fitted over k = {measured.first} … {measured.last}, the pale band"
    power = f"**Measured:** $\\lambda\\propto {wave}^{{{measured.exponent:.2f}}}$ ({fit}). **Theory:** "
    each = f"**Measured:** each eigenvalue is **{measured.factor:.2f}** times the one before ({fit}). **Theory:** "
    count = int(found.resolved.sum())
    match known.law:
        case decay.Law.EXACT:
            odd = number(float(found.values[3::2].max()), ".0e")
            return (
                f"{power}the dashed line gives every value. It is 0 for odd k ≥ 3; the largest computed there is {odd}."
            )
        case decay.Law.TAIL:
            return f"{power}$k^{{-2}}$ for large k. The dashed line shows it, with its constant."
        case decay.Law.POWER:
            late = " With two clusters, this power is reached only at large k."
            return f"{power}$k^{{{known.exponent:.0f}}}$.{late if found.inputs == InputSet.CLUSTERS else ''}"
        case decay.Law.GEOMETRIC:
            return f"{each}a geometric law, because the activation φ is analytic."
        case decay.Law.FASTER:
            return f"{each}a fall faster than any power of k, because the activation φ is analytic."
        case decay.Law.FINITE:
            return text.section("eigenmodes", "few_modes", count=count)
    if found.inputs == InputSet.TRAINING:
        return f"These are the eigenvalues of the {len(found.order)} × {len(found.order)} kernel matrix of your inputs."
    last = int(found.order[found.values.argmin()])
    smallest = "the parity of all inputs" if last == found.order[-1] else f"degree {last}"
    times = ", ".join(map(str, found.multiplicity))
    degrees = f"There is one eigenvalue for each degree. Degrees 0 to {found.order[-1]} have {times} modes"
    return f"{degrees}. The smallest eigenvalue is that of {smallest}."


FORMULAS = {
    decay.Law.EXACT: r"\lambda_k^{\Theta}=\frac{4(k^2+3)}{\pi^2(k^2-1)^2},\quad"
    r"\lambda_k^{\mathcal K}=\frac{8}{\pi^2(k^2-1)^2}",
    decay.Law.TAIL: r"\lambda_k\to\frac{2}{\pi^2 h^2}\Big(\int\!\sqrt{p(x)\,c(x)}\,\mathrm dx\Big)^{2}",
}
_CIRCLE_TAIL = r"\lambda_k\to\frac{c}{\pi k^2}"
_CUBE = r"\mu_{|S|}=2^{-d}\sum_{x\in\{\pm1\}^d}k(x,\mathbf 1)\prod_{i\in S}x_i"


def theory_formula(found: Spectrum, known: decay.Theory) -> None:
    """What theory says of this spectrum, typeset, with its paper."""
    if found.inputs == InputSet.CUBE:
        st.latex(_CUBE)
        st.caption("Yang & Salman 2019, “A fine-grained spectral perspective on neural networks”, §3.")
        return
    if known.law in FORMULAS:
        st.latex(
            _CIRCLE_TAIL if known.law == decay.Law.TAIL and found.inputs == InputSet.CIRCLE else FORMULAS[known.law]
        )
    text.caption("eigenmodes", f"reason_{known.law.name.lower()}")
