"""The puzzle: a label that seemed likelier the higher it was, settled step by step by the reader's own experiments."""

import streamlit as st

from explorer.studies.puzzle import sections as puzzle
from explorer.ui import page, text

page.open_page("The puzzle", puzzle.FIELDS, figures=True)

text.show("puzzle", "title")
text.show("puzzle", "lead")
text.caption("puzzle", "reconstruction")
puzzle.open_in_playground()


@st.fragment
def experiments() -> None:
    """All that the reader moves, and the link that keeps it."""
    st.markdown("## 1 · Predict")
    text.show("puzzle", "predict")
    puzzle.guess()

    st.markdown("## 2 · The peak is always the regression")
    st.latex(r"\begin{aligned}\log p(y_*, y) &= -\tfrac12\, z^\top K^{-1} z + \text{const}\\z &= (y, y_*)\end{aligned}")
    text.show("puzzle", "parabola")
    st.latex(r"y_* = -\frac{(K^{-1})_{*X}\,y}{(K^{-1})_{**}} = k_*^\top K_{XX}^{-1}\,y")
    text.show("puzzle", "identity", regression=puzzle.at_the_bump())
    puzzle.identity()

    st.markdown("## 3 · What went wrong?")
    text.show("puzzle", "mistakes")
    puzzle.pick_mistake()
    with st.expander("All computations in one table"):
        puzzle.table_of_mistakes()
    text.show("puzzle", "missing_inverse")
    st.latex(r"y_* = -\frac{k_*^\top y}{k_{**}}")
    text.show("puzzle", "pattern")

    st.markdown("## 4 · The bumps are real, and not in the NTK prior")
    text.show("puzzle", "bumps")
    puzzle.bumps()

    page.keep_link()


experiments()
