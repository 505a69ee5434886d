"""The Eigenmodes page's figures draw the numbers that they are given, name their axes, and keep to the colours."""

import itertools
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.figures import browser, palette
from explorer.figures.palette import NEGATIVE, NEUTRAL, POSITIVE
from explorer.figures.style import Figure
from explorer.studies.eigenmodes.figures import attribution, modes, order
from explorer.studies.eigenmodes.figures import symmetry as symmetries
from explorer.studies.eigenmodes.numbers.attribution import attribute, attribute_data
from explorer.studies.eigenmodes.numbers.decay import measure, theory
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.goals import Feature, weigh_features
from explorer.studies.eigenmodes.numbers.spectrum import rebuild, spectrum
from ntkcore import Architecture
from ntkcore.spectra.modes import best_sinusoid
from ntkcore.spectra.symmetric import even_positions, symmetry
from tests.conftest import FIVE_POINTS

ARCH, SCENE = Architecture(), FIVE_POINTS
COLOUR = re.compile(r'"(#[0-9a-fA-F]{3,8})"')
TIMES = np.logspace(-2, 4, 31)
DATA = (SCENE.dataset.x, SCENE.dataset.y)


def traces(figure: Figure) -> Any:
    """As objects, checked by plotly."""
    return go.Figure(figure).data


def spectrum_of(inputs, kernel="ntk"):
    return spectrum(ARCH, inputs, kernel, SCENE.dataset.x, 6)


def eigenvalues_figure(inputs, axes):
    spectral = spectrum_of(inputs)
    promised = theory(ARCH, spectral, "ntk")
    return modes.eigenvalues(spectral, promised, measure(spectral, promised.law), axes)


def attributed():
    attributed_label = attribute(SCENE, SCENE.candidates[0])
    assert attributed_label is not None
    return attributed_label


EVEN = {circle: even_positions(40, 2 * np.pi if circle else 3.0, 0.5) - 1.5 * (not circle) for circle in (True, False)}
FIGURES = {
    "spectrum": lambda: eigenvalues_figure(InputSet.INTERVAL, "loglog"),
    "cube": lambda: eigenvalues_figure(InputSet.CUBE, "loglog"),
    "linear": lambda: eigenvalues_figure(InputSet.CIRCLE, "linear"),
    "mode": lambda: modes.mode(spectrum_of(InputSet.CIRCLE), 3, None),
    "cube's mode": lambda: modes.mode(spectrum_of(InputSet.CUBE), 3, None),
    "rebuilt": lambda: modes.rebuilt_labels(*DATA, rebuild(ARCH, "ntk", *DATA, 3)),
    "circle": lambda: symmetries.circle(symmetry(ARCH, EVEN[True], "ntk", circle=True), 0.5, 12),
    "interval": lambda: symmetries.interval(symmetry(ARCH, EVEN[False], "ntk", circle=False), 0.5, 20),
    "waterfall": lambda: attribution.waterfall(attributed()),
    "data": lambda: attribution.waterfall(attribute_data(SCENE)),
    "difference": lambda: attribution.contributions(attributed().modes, "A", "B", attributed(), 2, 1),
    "residuals": lambda: order.residuals(spectrum_of(InputSet.CIRCLE), 1.0, TIMES),
    "times": lambda: order.times_to_learn(
        spectrum_of(InputSet.CIRCLE), theory(ARCH, spectrum_of(InputSet.CIRCLE), "ntk"), 1.0
    ),
    "odds": lambda: attribution.odds_by_degree(
        weigh_features(ARCH, "ntk", 5, Feature.FIRST, Feature.PAIR, 0.0), "A", "B"
    ),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())
def test_axes_are_named_and_signs_have_the_known_colours(draw):
    written = json.loads(browser.as_json(draw()))["figure"]
    assert all(written["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis"))
    del written["layout"]["template"]
    colours = set(COLOUR.findall(json.dumps(written)))
    assert colours & {POSITIVE, NEGATIVE, palette.MODE}
    assert colours <= {POSITIVE, NEGATIVE, NEUTRAL, palette.MODE, palette.PICKED, *palette.SEQUENCE}
    for trace in written["data"]:
        assert trace.get("hovertemplate") or trace["hoverinfo"] == "skip"


@pytest.mark.parametrize("inputs", [InputSet.INTERVAL, InputSet.CIRCLE, InputSet.CUBE])
def test_the_spectrum_shows_every_eigenvalue_above_rounding(inputs):
    spectral = spectrum_of(inputs)
    (dots,) = (trace for trace in traces(eigenvalues_figure(inputs, "log")) if trace.mode == "markers")
    np.testing.assert_array_equal(dots.x, spectral.order[spectral.resolved])
    np.testing.assert_array_equal(dots.y, spectral.values[spectral.resolved])


def test_fit_and_theory_lie_on_the_eigenvalues_where_they_hold():
    circle = spectrum_of(InputSet.CIRCLE)
    fit, _, promised = traces(eigenvalues_figure(InputSet.CIRCLE, "loglog"))
    np.testing.assert_allclose(fit.y, circle.values[np.asarray(fit.x, int)], rtol=0.02)
    np.testing.assert_allclose(promised.y[20:], circle.values[np.asarray(promised.x, int)][20:], rtol=0.02)
    assert (fit.x[0], fit.x[-1]) == (20, 60)


def test_the_chosen_mode_is_drawn_beside_its_sinusoid():
    interval = spectrum_of(InputSet.INTERVAL)
    nearest = best_sinusoid(interval.x, interval.modes, 60)
    mode, wave = traces(modes.mode(interval, 4, nearest))
    np.testing.assert_array_equal(mode.y, interval.modes[:, 4])
    np.testing.assert_array_equal(wave.y, nearest.fitted[:, 4])
    dots, ring = traces(modes.sinusoidality(interval, nearest, 4))
    assert (list(ring.x), list(ring.y)) == ([5], [nearest.r_squared[4]])
    assert len(dots.y) == 60


@pytest.mark.parametrize("inputs", [InputSet.INTERVAL, InputSet.GAUSSIAN])
def test_mode_k_on_a_line_changes_its_sign_k_minus_1_times(inputs):
    """As the modes of a string do; odd modes of the interval are 0 at the input in its middle."""
    spectral = spectrum_of(inputs)
    findings = [modes.mode(spectral, index, None)["layout"]["meta"]["finding"] for index in range(6)]
    assert findings[:2] == ["Mode 1 changes its sign 0 times.", "Mode 2 changes its sign 1 time."]
    assert findings[2:] == [f"Mode {index + 1} changes its sign {index} times." for index in range(2, 6)]


@pytest.mark.parametrize("circle", [True, False])
def test_the_input_that_is_moved_alone_is_a_diamond_among_the_others(circle):
    symmetric = symmetry(ARCH, EVEN[circle], "ntk", circle=circle)
    draw = symmetries.circle if circle else symmetries.interval
    dots, diamond = traces(draw(symmetric, symmetric.positions[7], 12))[-2:]
    assert (diamond.marker.symbol, len(dots.x)) == ("diamond", 40)
    assert (diamond.x[0], diamond.y[0]) == (dots.x[7], dots.y[7])


def test_a_corner_of_the_cube_says_which_inputs_it_has():
    values = np.arange(16.0)
    (heat,) = traces(modes.corners(values, "v"))
    np.testing.assert_array_equal(np.ravel(heat.z), values)
    assert np.ravel(heat.customdata).tolist()[:4] == ["++++", "−+++", "+−++", "−−++"]


def test_the_waterfall_is_the_modes_and_what_is_taken_off():
    attributed_label = attributed()
    trace, joined = traces(attribution.waterfall(attributed_label))
    heights = np.array([*attributed_label.modes, -attributed_label.given])
    np.testing.assert_allclose(trace.y, [*heights, attributed_label.log_p])
    np.testing.assert_allclose(trace.base, [*(np.cumsum(heights) - heights), 0.0], atol=1e-12)
    np.testing.assert_allclose(joined.y[::3], np.cumsum(heights))
    assert trace.marker.color == (*np.where(heights >= 0, POSITIVE, NEGATIVE), NEUTRAL)
    assert trace.text[-1] == f"{attributed_label.log_p:.2f}".replace("-", "−")


def test_a_lone_mode_falls_into_its_three_terms():
    scene = replace(SCENE, prior="ensemble")
    attributed_label = attribute(scene, scene.candidates[0])
    assert attributed_label is not None
    trace, _ = traces(attribution.waterfall(attributed_label))
    assert list(trace.x) == ["label", "size", "constant", "log p"]
    assert sum(trace.y[:-1]) == pytest.approx(attributed_label.log_p)


def test_modes_are_learned_before_the_line_and_not_after():
    circle = spectrum_of(InputSet.CIRCLE)
    learned, waiting = traces(order.times_to_learn(circle, theory(ARCH, circle, "ntk"), 30.0))[:2]
    assert max(learned.y) <= 30 < min(waiting.y)
    assert len(learned.y) + len(waiting.y) == 60
    curves = [trace for trace in traces(order.residuals(circle, 1.0, TIMES)) if trace.mode == "lines"]
    np.testing.assert_allclose(curves[1].y, np.exp(-circle.values[1] * TIMES))


@pytest.mark.parametrize("inputs", list(InputSet))
@pytest.mark.parametrize("now", [0.01, 0.3, 10.0, 1000.0])
def test_every_curve_that_falls_has_its_number_on_it_clear_of_all_others(inputs, now):
    times = np.logspace(-2, 4, 121)
    *curves, named = traces(order.residuals(spectrum_of(inputs), now, times))
    numbers = dict(zip(named.text, zip(np.log10(named.x), named.y, strict=True), strict=True))
    for curve in curves:
        assert curve.name is not None
        number = curve.name.split()[-1]
        if max(curve.y) > 0.7 and min(curve.y) < 0.2:
            assert number in numbers
        if number in numbers:
            x, y = numbers[number]
            assert y == pytest.approx(np.interp(x, np.log10(times), curve.y))
            assert -2 < x < 4
            assert abs(x - np.log10(now)) > 0.15
    for (x, y), (other_x, other_y) in itertools.combinations(numbers.values(), 2):
        # In pixels of the smallest plot, a phone's; a number of two digits is 14 wide and 13 high.
        assert abs(x - other_x) * 275 / 6 > 16 or abs(y - other_y) * 230 > 14


def test_the_difference_stands_above_the_mode_that_decides():
    attributed_label = attributed()
    bars, stems, training, asked = traces(
        attribution.contributions(attributed_label.modes, "A", "B", attributed_label, 3, 1)
    )
    np.testing.assert_array_equal(bars.y, attributed_label.modes)
    assert {bars.yaxis, stems.yaxis, training.yaxis, asked.yaxis} == {None, "y2"}
    assert list(asked.x) == [attributed_label.x[-1]]
    assert list(asked.y) == [attributed_label.vectors[-1, 3]]
    assert sorted(training.y) == sorted(attributed_label.vectors[:-1, 3])


def test_infinite_odds_can_be_drawn():
    goals = weigh_features(Architecture("relu", 1, 2**0.5, 0.0), "ntk", 5, Feature.FIRST, Feature.TRIPLE, 0.0)
    (trace,) = traces(attribution.odds_by_degree(goals, "A", "B"))
    assert np.isfinite(np.asarray(trace.y, float)).all()
