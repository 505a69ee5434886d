"""Figures of trained networks hold the numbers that they are given, and tell each function by its table."""

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.studies.simplicity.figures import trained
from explorer.studies.simplicity.numbers.sampling import LAWS
from ntkcore.boolean.completions import Law, Problem

PROBLEM = Problem("0110", [0, 1])
EXACT = Law(np.array([0.4, 0.3, 0.2, 0.1]), 0.3)
COUNTED = Law(np.array([0.5, 0.48, 0.02, 0.0]), 1.0, draws=100)


def laws():
    return {name: EXACT if name == "bayes" else COUNTED for name in LAWS}


FIGURES = {
    "laws": lambda: trained.by_rank(laws(), PROBLEM),
    "counted": lambda: trained.counted(EXACT, "bayes", COUNTED, PROBLEM),
    "thin": lambda: trained.side_by_side({"widened": EXACT, "resampled": COUNTED, "descended": COUNTED}, PROBLEM),
}


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_takes_every_figure(name):
    figure = FIGURES[name]()
    go.Figure(figure)
    assert figure["layout"]["meta"]["finding"].endswith(".")


def test_functions_are_told_by_their_tables():
    assert trained.labels(PROBLEM).tolist() == [
        "0100<br>1 hidden output wrong",
        "the target",
        "0101<br>2 hidden outputs wrong",
        "0111<br>1 hidden output wrong",
    ]


def test_rare_functions_are_fainter_and_those_never_seen_have_no_dot():
    line, often, rarely = FIGURES["counted"]()["data"]
    assert line["x"].tolist() == line["y"].tolist()
    assert (often["x"].tolist(), often["y"].tolist()) == ([0.4, 0.3], [0.5, 0.48])
    assert (rarely["x"].tolist(), rarely["y"].tolist()) == ([0.2], [0.02])
    assert rarely["marker"]["opacity"] < often["marker"]["opacity"]


def test_error_bars_are_two_standard_errors_of_counts():
    exact, counts, _ = FIGURES["thin"]()["data"]
    assert exact["error_y"]["array"].tolist() == [0, 0, 0, 0]
    assert counts["error_y"]["array"][0] == pytest.approx(2 * np.sqrt(0.5 * 0.5 / 100))
    assert counts["y"].tolist() == [0.5, 0.48, 0.02, 0.0]
