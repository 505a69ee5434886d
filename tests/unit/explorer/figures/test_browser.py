"""What travels to the browser is the figure: numbers packed, gaps where there is none, words for who cannot see it."""

import base64
import json

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from explorer.figures import browser
from explorer.figures.palette import POSITIVE
from explorer.figures.style import line, picture

NUMBERS = st.sampled_from(["<f4", "<f8", ">f8", "<i4", "<i8", "<u2"])
SHAPES = arrays.array_shapes(min_dims=1, max_dims=2, max_side=6)


def read(packed):
    shape = [int(size) for size in packed["shape"].split(",")] if "shape" in packed else -1
    return np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"]).reshape(shape)


@given(NUMBERS.flatmap(lambda dtype: arrays.arrays(dtype, SHAPES, elements={"min_value": 0, "max_value": 60_000})))
def test_arrays_arrive_as_they_were(values):
    figure = picture([line(values, values, POSITIVE)], {}, {}, 300, finding="It rises.")
    sent = json.loads(browser.as_json(figure, more=1))
    np.testing.assert_array_equal(read(sent["figure"]["data"][0]["y"]), values)
    assert sent["more"] == 1


def test_it_is_what_plotly_itself_would_write():
    values = np.array([[0.5, -1.0], [np.pi, 1e-300]])
    trace = {"type": "heatmap", "z": values, "x": np.array([1.5, 2.5], "f4"), "hoverinfo": "skip"}
    figure = picture([trace], {"title": "x"}, {"title": "y"}, 300, finding="It rises.")
    ours, theirs = json.loads(browser.as_json(figure))["figure"], json.loads(str(go.Figure(figure).to_json()))
    assert ours["data"] == theirs["data"]
    assert ours["layout"]["xaxis"] == theirs["layout"]["xaxis"]


def test_words_pass_and_what_is_not_finite_is_a_gap():
    trace = {"type": "bar", "x": np.array(["a", "b"]), "y": [float("nan"), float("inf")], "width": np.float64(2.0)}
    (sent,) = json.loads(browser.as_json(picture([trace], {}, {}, 300, finding="It rises.")))["figure"]["data"]
    assert (sent["x"], sent["y"], sent["width"]) == (["a", "b"], [None, None], 2.0)
    with pytest.raises(TypeError):
        browser.as_json(picture([{"x": object()}], {}, {}, 300, finding="It rises."))


def test_a_figure_says_what_is_drawn_against_what():
    titled = picture([], {"title": "time t"}, {"title": "error left, e<sup>−λt</sup>"}, 300, finding="It rises.")
    assert browser.describe(titled) == "It rises. Plot of error left, e−λt against time t."
    assert browser.describe(picture([], {}, {}, 300, finding="It rises.")) == "It rises. Plot of y against x."
