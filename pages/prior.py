"""Prior: what a wide network believes before any data, as functions, as similarity, and as evidence."""

import streamlit as st

from pages.ui import controls, page, prior
from pages.ui.prior import digits, evidence, functions, kernels

page.open_page("Prior", prior.FIELDS, figures=True)
controls.network_controls()
st.markdown("# What does this network find simple?")


def show_functions() -> None:
    """Functions before any data."""
    st.markdown(
        "Draw every weight at random and look at the function that comes out; then draw again. Infinitely wide "
        "networks give functions that follow a **Gaussian process**; narrow ones do not. Press Play; then widen."
    )
    functions.width_controls()
    functions.functions_beside()
    st.caption(
        "Blue: five functions, turned along a great circle; each frame is an exact draw. Green: five networks with "
        "freshly drawn weights. Watch the odd ones out, flat or steep, disappear as the width grows."
    )
    functions.histogram()
    st.markdown(
        "**f at initialisation does not vanish at infinite width: only its mean does.** Its spread stays "
        r"$\sqrt{\mathcal K(x,x)}$, so two networks start as different functions, and trained on the same data differ."
    )
    st.latex(r"f\to\mathcal N(0,\mathcal K),\qquad\frac{\mathbb Ef^4}{(\mathbb Ef^2)^2}-3=O(1/n)\qquad(n\to\infty)")
    st.caption("Neal 1996, ch. 2; Lee et al. 2018. Finite width: Yaida 2020; Roberts, Yaida & Hanin 2022, ch. 4.")


def show_kernel() -> None:
    """The kernel as similarity, on the line."""
    st.markdown(
        "A kernel says how alike the network finds two inputs. The NNGP kernel 𝒦 is the covariance of the outputs of "
        "random networks. The tangent kernel Θ says how far a training step at x′ moves the output at x."
    )
    kernels.kernel_controls()
    kernels.how_alike()
    kernels.kernels_beside()


def show_digits() -> None:
    """The kernel as similarity, among images."""
    st.markdown("The same kernels for inputs of 64 pixels: is image **A** more like **B** or like **C**?")
    digits.choose_images()
    digits.verdict()
    digits.neighbours()
    st.caption(
        "Digits: E. Alpaydin & C. Kaynak 1998, *Optical Recognition of Handwritten Digits*, UCI, "
        "[doi:10.24432/C50P49](https://doi.org/10.24432/C50P49), [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/);"
        " scikit-learn's copy, 24 of each class, pixels brought to mean 0 and variance 1."
    )


def show_evidence() -> None:
    """How well each choice of spreads explains the points."""
    st.markdown(
        "How likely were your labels under this prior, before it saw them? That is the **evidence**. It rewards a "
        "prior that expected them, and charges for whatever else it held possible."
    )
    evidence.evidence_controls()
    evidence.evidence_beside()
    st.latex(r"\begin{aligned}\log p(y)&=\log\mathcal N(y;\,0,\,C)\\C&=K_{XX}+\sigma^2I\end{aligned}")
    st.caption("Rasmussen & Williams 2006, eq. 2.30 and ch. 5. K is 𝒦 or Θ, taken as the covariance of f.")


SHOW = {"functions": show_functions, "kernel": show_kernel, "digits": show_digits, "evidence": show_evidence}


@st.fragment
def live() -> None:
    """The part in focus, and the link to it."""
    SHOW[prior.choose_part()]()
    page.keep_link()


live()
