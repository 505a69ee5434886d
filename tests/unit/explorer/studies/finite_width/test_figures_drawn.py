"""Figures of random networks: bars that hold all of them, lines of theory where it is, and the zone."""

import numpy as np
import pytest

from explorer.figures.style import Figure
from explorer.scene.units import Axis
from explorer.studies.finite_width.figures import histograms, spread
from explorer.studies.finite_width.numbers import drawn
from explorer.studies.finite_width.numbers.drawn import Answer, Request, Theory
from explorer.ui.controls import activation_names
from ntkcore import Architecture
from ntkcore.choices import Activation

RELU = Architecture("relu", 2, 1.4, 0.3)


def answer_of(width: int = 32) -> tuple[Answer, Theory]:
    return drawn.draw(Request(RELU, width, 1.0, 2000, 0)), drawn.theory(RELU, width, 1.0)


def kernels() -> Figure:
    answer, limits = answer_of()
    return histograms.kernel_bars(answer.drawn, limits)


def outputs() -> Figure:
    answer, limits = answer_of()
    return histograms.output_bars(answer.drawn, limits)


def against_ratio() -> Figure:
    curves, measured = drawn.spreads(RELU, 32, 1.0), drawn.at_depths(RELU, 32, 1.0, 0)
    return spread.against_ratio(curves, activation_names(), Activation.RELU, 2, measured)


FIGURES = {"drawn_kernels": kernels, "drawn_outputs": outputs, "spread": against_ratio}


def test_bars_are_a_density_and_the_band_is_that_of_theory():
    bars, limit, band, mean = kernels()["data"]
    assert float(np.sum(bars["y"]) * bars["width"]) == pytest.approx(1.0, abs=0.01)
    _, limits = answer_of()
    assert limit["x"] == [1.0, 1.0]
    assert mean["x"] == [1.0, 1.0]  # ReLU
    assert band["x"][1] == pytest.approx(1.0 - limits.kernel_std)
    assert band["x"][2] == pytest.approx(1.0 + limits.kernel_std)


def test_outputs_stand_in_the_units_of_the_person():
    answer, limits = answer_of()
    plain, scaled = (
        histograms.output_bars(answer.drawn, limits),
        histograms.output_bars(answer.drawn, limits, Axis(40.0, 0.5, "V")),
    )
    for before, after in zip(plain["data"], scaled["data"], strict=True):
        np.testing.assert_allclose(after["x"], 0.5 + np.asarray(before["x"]) / 40.0)
        np.testing.assert_allclose(after["y"], 40.0 * np.asarray(before["y"]))
    narrow, wide = answer_of(4)[1], answer_of(1000)[1]
    assert len(histograms.output_bars(answer.drawn, narrow)["data"]) == 2  # its density would fall below 0
    assert len(histograms.output_bars(answer.drawn, wide)["data"]) == 3


def test_the_zone_begins_where_the_spread_is_the_kernel():
    figure = against_ratio()
    (zone,) = figure["layout"]["shapes"]
    assert zone["y0"] == 1.0
    assert len(figure["data"]) == len(activation_names()) + 2
    mark = figure["data"][-1]
    assert (mark["x"], mark["y"]) == ([2 / 32], [pytest.approx(answer_of()[1].kernel_std)])
