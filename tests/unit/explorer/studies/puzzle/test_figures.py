"""The puzzle's figures: where their titles stand."""

import numpy as np
import pytest

from explorer.studies.puzzle import figures
from explorer.studies.puzzle.numbers import BUMP, WRONG_SIGN, Mistake, score


def test_each_plot_of_the_scores_has_its_input_in_the_middle_above_it():
    inputs = (BUMP, WRONG_SIGN)
    layout = figures.scores(*({x: score(m, x) for x in inputs} for m in (Mistake.NONE, Mistake.NO_INVERSE)))["layout"]
    for axis, title in zip(("xaxis", "xaxis2"), layout["annotations"], strict=True):
        assert title["x"] == pytest.approx(np.mean(layout[axis]["domain"]))
        assert title["xanchor"] == "center"
