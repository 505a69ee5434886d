"""Figures of the Simplicity page hold the numbers that they are given, and say what there is to see."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.studies.simplicity.figures import scatter, spectrum, sweep

LOG_P = np.array([-1.0, -math.inf, -9.0])
NAMES = ("Constant: 1", "x₁: x₁", "XOR of two: (x₁ ∨ x₂) ∧ (¬x₁ ∨ ¬x₂)")


def classes(at=2):
    return scatter.by_complexity(np.array([0.0, 1.0, 2.0]), LOG_P, np.array([2, 8, 32]), NAMES, "Total influence", at)


def depths():
    families = [
        sweep.Family("yours", (1, 2), (12.0, 11.0)),
        sweep.Family("NNGP of ReLU", (1, 2, 4), (11.0, 9.0, 7.5)),
        sweep.Family("NNGP of erf", (), ()),
    ]
    return sweep.over_networks(families, 16.0, "entropy of P in bits", "hidden_layers")


FIGURES = {
    "walsh": lambda: spectrum.by_degree(np.array([0.25, 0.5, 0.25])),
    "classes": classes,
    "depths": depths,
}


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_takes_every_figure(name):
    figure = FIGURES[name]()
    go.Figure(figure)
    assert figure["layout"]["meta"]["finding"].endswith(".")


def test_impossible_classes_have_no_dot_and_areas_are_sizes():
    dots, star = classes()["data"]
    assert np.allclose(dots["y"], [-1 / math.log(10), -9 / math.log(10)])
    assert dots["marker"]["size"].tolist() == [5.0, 20.0]  # the smallest would be hidden by an area of 2/32
    assert dots["text"][1] == f"{NAMES[2]}<br>Total influence: 2, P = 0.000123<br>32 in its class"
    assert (star["x"], star["text"]) == ([2.0], [f"your function<br>{dots['text'][1]}"])
    assert "2 classes of functions have log₁₀ P between −3.91 and −0.434." in classes()["layout"]["meta"]["finding"]
    assert len(classes(at=1)["data"]) == 1


def test_findings_of_a_sweep_tell_both_ends():
    finding = depths()["layout"]["meta"]["finding"]
    assert "yours: from 12 to 11; NNGP of ReLU: from 11 to 7.5." in finding
    assert "the entropy of P in bits would be 16" in finding
