"""Eigenmodes: which functions a wide network finds simple, why they are sinusoids, and what this does to a label."""

import streamlit as st

from explorer.studies.eigenmodes.sections import attribution, goals, modes
from explorer.studies.eigenmodes.sections import spectrum as eigenmodes
from explorer.ui import controls, page, text

page.open_page("Eigenmodes", eigenmodes.FIELDS, figures=True)
controls.network_controls()
controls.distribution_controls()
text.show("eigenmodes", "title")
text.show("eigenmodes", "lead")


def _spectrum() -> None:
    st.latex(r"\int k(x,x')\,v_k(x')\,p(x')\,\mathrm dx' = \lambda_k\,v_k(x)")
    text.caption("eigenmodes", "spectrum_sources")
    eigenmodes.explain_spectrum()


def _shapes() -> None:
    if found := eigenmodes.choose_inputs():
        modes.browse(found)
    st.markdown("## Your labels from the first k modes")
    modes.rebuild()


def _symmetry() -> None:
    text.show("eigenmodes", "symmetry")
    st.latex(r"\begin{gathered}KR=RK\;\Rightarrow\;v_k\propto e^{ik\theta},\;\lambda_k=\lambda_{-k}\\"
             r"r=\|KR-RK\|/\|K\|\\s=\|KF-FK\|/\|K\|\end{gathered}")  # fmt: skip
    text.caption("eigenmodes", "symmetry_sources")
    modes.break_symmetry()


def _why() -> None:
    text.show("eigenmodes", "why")
    st.latex(r"\begin{aligned}\log p(y) = &-\tfrac12\sum_k (v_k^\top y)^2/\lambda_k\\&-\tfrac12\sum_k\log\lambda_k "
             r"-\tfrac n2\log 2\pi\end{aligned}")  # fmt: skip
    text.caption("eigenmodes", "why_sources")
    attribution.explain()


def _order() -> None:
    text.show("eigenmodes", "order")
    st.latex(r"v_k^\top\big(f_t-y\big) = e^{-\lambda_k t}\; v_k^\top\big(f_0-y\big)")
    attribution.order()


def _goal() -> None:
    text.show("eigenmodes", "goal")
    st.latex(r"\log\frac{p(A)}{p(B)} = \tfrac12\sum_{k=0}^{d} 2^d\,\frac{\hat B^2(k)-\hat A^2(k)}{2^d\mu_k+\sigma^2}")
    goals.goal()


SECTIONS = {"spectrum": _spectrum, "modes": _shapes, "symmetry": _symmetry, "why": _why, "order": _order, "goal": _goal}


@st.fragment
def live() -> None:
    """The part that is shown, and the link."""
    SECTIONS[eigenmodes.choose_part()]()
    page.keep_link()


live()
