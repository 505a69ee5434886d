"""Eigenmodes: which functions a wide network finds simple, why they are sinusoids, and what this does to a label."""

import streamlit as st

from pages.ui import attribution, controls, eigenmodes, modes, page

page.open_page("Eigenmodes", eigenmodes.FIELDS, figures=True)
controls.network_controls()
controls.distribution_controls()
st.markdown("# Which shapes come easily?")
st.markdown(
    "On any set of inputs the kernel falls apart into **modes**: shapes that the network holds independently of each "
    "other, each with an eigenvalue λ. Large λ: the shape comes easily, likely before any data, learned first."
)


def _spectrum() -> None:
    st.latex(r"\int k(x,x')\,v_k(x')\,p(x')\,\mathrm dx' = \lambda_k\,v_k(x)")
    st.caption("Mercer 1909; Rasmussen & Williams 2006, §4.3. p is the density of the inputs.")
    eigenmodes.explain_spectrum()


def _shapes() -> None:
    if found := eigenmodes.choose_inputs():
        modes.browse(found)
    st.markdown("## Your labels from the first k modes")
    modes.rebuild()


def _symmetry() -> None:
    st.markdown(
        "If moving all inputs by one place leaves the kernel as it is, the modes can only be waves. On a **circle** a "
        "rotation does that: every frequency has two modes, cosine and sine, with **equal** eigenvalues. An "
        "**interval** has ends and only a mirror: modes take turns, even, odd, even, odd, each with an eigenvalue of "
        "its own, and the waves are only nearly sinusoids. Labels play no part. Now move the inputs and watch it break."
    )
    st.latex(r"\begin{gathered}KR=RK\;\Rightarrow\;v_k\propto e^{ik\theta},\;\lambda_k=\lambda_{-k}\\"
             r"r=\|KR-RK\|/\|K\|\\s=\|KF-FK\|/\|K\|\end{gathered}")  # fmt: skip
    st.caption("A circulant matrix has Fourier modes: Gray 2006, “Toeplitz and circulant matrices”, thm. 3.1. R "
               "shifts, F flips; norms: Frobenius. 0 up to rounding means that the two commute.")  # fmt: skip
    modes.break_symmetry()


def _why() -> None:
    st.latex(r"\begin{aligned}\log p(y) = &-\tfrac12\sum_k (v_k^\top y)^2/\lambda_k\\&-\tfrac12\sum_k\log\lambda_k "
             r"-\tfrac n2\log 2\pi\end{aligned}")  # fmt: skip
    st.caption("Rasmussen & Williams 2006, eq. 2.30, in the basis of the modes. Noise variance is part of λ.")
    attribution.explain()


def _order() -> None:
    st.markdown(
        "Gradient descent learns each mode on its own, at a rate that is its eigenvalue in the **NTK**, whatever the "
        "labels. So a wide network first learns what comes easily to it."
    )
    st.latex(r"v_k^\top\big(f_t-y\big) = e^{-\lambda_k t}\; v_k^\top\big(f_0-y\big)")
    attribution.order()


def _goal() -> None:
    st.markdown(
        "A robot learns to find the exit where the exit is always both green and on the left. Then it meets a green "
        "one on the right. Which goal did it learn? Here an input is d signs ±1, a corner of a cube. Training shows "
        "all inputs on which A and B say the same; on the others, A and B are two hypotheses about the labels."
    )
    st.latex(r"\log\frac{p(A)}{p(B)} = \tfrac12\sum_{k=0}^{d} 2^d\,\frac{\hat B^2(k)-\hat A^2(k)}{2^d\mu_k+\sigma^2}")
    attribution.goal()


SECTIONS = {"spectrum": _spectrum, "modes": _shapes, "symmetry": _symmetry, "why": _why, "order": _order, "goal": _goal}


@st.fragment
def live() -> None:
    """The part that is shown, and the link."""
    SECTIONS[eigenmodes.choose_part()]()
    page.keep_link()


live()
