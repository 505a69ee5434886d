"""Prior: what a wide network believes before any data, as functions, as similarity, and as evidence."""

import streamlit as st

from explorer.studies.prior import sections as prior
from explorer.studies.prior.sections import digits, evidence, functions, kernels
from explorer.ui import controls, page, text

page.open_page("Prior", prior.FIELDS, figures=True)
controls.network_controls()
text.show("prior", "title")


def show_functions() -> None:
    """Functions before any data."""
    text.show("prior", "functions")
    functions.width_controls()
    functions.functions_beside()
    text.caption("prior", "functions_caption")
    functions.histogram()
    text.show("prior", "start", **functions.start_words())
    st.latex(
        r"\begin{aligned}f&\to\mathcal N(0,\mathcal K)\qquad(n\to\infty)\\"
        r"\frac{\mathbb Ef^4}{(\mathbb Ef^2)^2}&=3+O(1/n)\end{aligned}"
    )
    text.caption("prior", "functions_sources")


def show_kernel() -> None:
    """The kernel as similarity, on the line."""
    text.show("prior", "kernel")
    kernels.kernel_controls()
    kernels.how_alike()
    kernels.kernels_beside()


def show_digits() -> None:
    """The kernel as similarity, among images."""
    text.show("prior", "digits")
    digits.choose_images()
    digits.verdict()
    digits.neighbours()
    text.caption("prior", "digits_credit")


def show_evidence() -> None:
    """How well each choice of spreads explains the points."""
    text.show("prior", "evidence")
    evidence.evidence_controls()
    evidence.evidence_beside()
    st.latex(r"\begin{aligned}\log p(y)&=\log\mathcal N(y;\,0,\,C)\\C&=K_{XX}+\sigma^2I\end{aligned}")
    text.caption("prior", "evidence_sources")


SHOW = {"functions": show_functions, "kernel": show_kernel, "digits": show_digits, "evidence": show_evidence}


@st.fragment
def live() -> None:
    """The part in focus, and the link to it."""
    SHOW[prior.choose_part()]()
    page.keep_link()


live()
