"""The puzzle: a label that seemed likelier the higher it was, settled step by step by the reader's own experiments."""

import streamlit as st

from pages.ui import page, puzzle

page.open_page("The puzzle", puzzle.FIELDS, figures=True)

st.markdown("# The label that was likelier the higher it was")
st.markdown(
    "Someone trained a small ReLU network on five points. It fitted them, with two odd bumps beside 0. So they asked "
    "the NTK prior about labels on such a bump: 0, 1, 2, 3. Each was likelier than the one before, up to about 3; and "
    "at x = 0.7 the sign came out wrong. They were left *deeply confused*. Two different things had happened. "
    "Find them in four experiments."
)
st.caption(
    "The original notebook and plot are not available. This is a reconstruction: five points, two hidden ReLU layers, "
    "σ_w = √2, σ_b = 0.1. The labels were chosen so that the peak lies at 3; the pattern was not chosen, see below."
)
puzzle.open_in_playground()


@st.fragment
def experiments() -> None:
    """All that the reader moves, and the link that keeps it."""
    st.markdown("## 1 · Predict")
    st.markdown("Where would you put the label at x = −0.3? Choose, then look.")
    puzzle.guess()

    st.markdown("## 2 · The peak is always the regression")
    st.latex(r"\begin{aligned}\log p(y_*, y) &= -\tfrac12\, z^\top K^{-1} z + \text{const}\\z &= (y, y_*)\end{aligned}")
    st.markdown(
        "As a function of $y_*$ this is a downward parabola. Setting its slope to zero and inverting $K$ by blocks,"
    )
    st.latex(r"y_* = -\frac{(K^{-1})_{*X}\,y}{(K^{-1})_{**}} = k_*^\top K_{XX}^{-1}\,y")
    st.markdown(
        "so the likeliest label *is* the kernel regression, for every kernel (Rasmussen & Williams 2006, §2.2). Check "
        "it anywhere. A peak at 3 where the regression says 0.09 cannot be a property of the NTK."
    )
    puzzle.identity()

    st.markdown("## 3 · What went wrong?")
    st.markdown(
        "Pick a mistake; the score is computed again with it, beside the right one. Three symptoms have to match."
    )
    puzzle.pick_mistake()
    with st.expander("All computations in one table"):
        puzzle.table_of_mistakes()
    st.markdown(
        "Only the **missing inverse** shows all three. It scores a label by $-\\tfrac12 z^\\top K z$, which peaks at"
    )
    st.latex(r"y_* = -\frac{k_*^\top y}{k_{**}}")
    st.markdown(
        "minus a similarity-weighted *sum* of the labels, not an average: the more points agree, the farther it goes "
        "to the other side. That pattern does not depend on the chosen labels: over 4 sets of labels that sum below "
        "zero, 5 biases, 1 and 2 layers and 3 inputs, all 120 peaks lie between 0.9 and 3.9. A pseudo-inverse of the "
        "bias-free kernel comes close (2.58, and with one hidden layer 3.00). That kernel has only two nonzero "
        "eigenvalues; in its other four directions the pseudo-inverse leaves the inverse out as well."
    )

    st.markdown("## 4 · The bumps are real, and not in the NTK prior")
    st.markdown(
        "The NTK mean does not overshoot beside 0. Trained networks do, when the bias is small: then their kinks crowd "
        "around x = 0 and training moves them. That is *feature learning*. Take it away and the bumps go: train the "
        "linearised networks, or scale the output up, f = α(net − net₀) + net₀ (Chizat et al. 2019), or raise the bias."
    )
    puzzle.bumps()

    page.keep_link()


experiments()
