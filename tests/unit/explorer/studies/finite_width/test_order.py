"""Figures and numbers of order and chaos: the plane, the line in its parts, the map, the strip."""

import math
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.studies.finite_width.figures.cobweb import cobweb
from explorer.studies.finite_width.figures.plane import by_spreads
from explorer.studies.finite_width.figures.strip import strip
from explorer.studies.finite_width.numbers import courses
from explorer.studies.finite_width.numbers.plane import critical_line, kept, plane
from ntkcore import Architecture, criticality, kernel_pair

ERF, GELU = Architecture("erf", 2, 1.5, 0.3), Architecture("gelu", 2, 1.6, 0.2)


SCALED = replace(ERF, skip="scaled")


def course(arch=ERF):
    return courses.course(arch, -0.5, 0.7)


def colours(arch, half_stable=None):
    return by_spreads(
        plane(kept(arch), -0.5, 0.7), critical_line(kept(arch)), (arch.weight_std, arch.bias_std), half_stable
    )


def web():
    shown = course()
    assert shown.decay is not None
    return cobweb(shown.grid, shown.web, shown.decay.correlation)


FIGURES = {
    "plane": lambda: colours(ERF),
    "gelu": lambda: colours(GELU, (1.408, 0.416)),
    "cobweb": web,
    "strip": lambda: strip(course()),
    "strip with skips": lambda: strip(course(SCALED)),
    "strip of a critical network": lambda: strip(course(Architecture("relu", 2, 2**0.5, 0.0))),
}


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_takes_every_figure(name):
    figure = FIGURES[name]()
    go.Figure(figure)
    assert figure["layout"]["meta"]["finding"].endswith(".")


def test_the_line_of_gelu_begins_to_be_a_boundary_at_its_half_stable_point():
    unstable, stable = critical_line(kept(GELU))
    assert (unstable.is_boundary, stable.is_boundary) == (False, True)
    point = float(criticality.half_stable_point().weight_std), float(criticality.half_stable_point().bias_std)
    assert (unstable.weights[-1], unstable.biases[-1]) == pytest.approx(point, abs=1e-12)
    assert (stable.weights[0], stable.biases[0]) == pytest.approx(point, abs=1e-12)
    for part in (unstable, stable):
        middle = part.biases[len(part.biases) // 2]
        assert bool(criticality.is_boundary("gelu", middle)) == part.is_boundary


def test_the_colours_are_largest_on_the_line():
    shown = plane(kept(Architecture("sin")), -0.5, 0.7)
    for row in (2, 10, 30):  # σ_b of 0.125, 0.525, 1.525
        brightest = shown.weights[np.argmax(shown.lengths[row])]
        assert abs(brightest - float(criticality.line("sin", shown.biases[row]))) < 0.05


def test_the_predicted_decay_is_that_of_the_last_layers():
    shown = course()
    ratio = shown.gap()[-1] / shown.gap()[-11]
    predicted = shown.predicted()
    assert predicted[-1] / predicted[-11] == pytest.approx(ratio, rel=0.01)
    assert predicted[-1] == pytest.approx(shown.gap()[-1])


def test_inputs_that_end_apart_with_skips_do_so_in_deeper_networks_too():
    deep = courses.after_many(SCALED, -0.5, 0.7)
    assert deep == pytest.approx(float(course(SCALED).way.distance[-1]), rel=0.05)
    assert course(SCALED).depth == np.inf


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "gelu"])
def test_no_cell_where_the_variance_explodes_stands_out(activation):
    shown = plane(kept(replace(ERF, activation=activation)), 0.2, 1.0)
    exploded = shown.explodes & (shown.weights > 1.47)
    assert exploded.sum() > 1500
    assert np.isinf(shown.lengths[exploded]).all()


def test_tanh_is_nearly_an_erf_network_with_smaller_spreads():
    z, inputs = np.linspace(-6.0, 6.0, 2001), np.linspace(-1.5, 1.5, 31)
    assert max(abs(math.tanh(each) - math.erf(0.84 * each)) for each in z) < 0.022
    pairs = (("tanh", 1.0), ("erf", 0.84))
    kernels = [np.asarray(kernel_pair(Architecture(name, 5, 1.5 * by, 0.3 * by), inputs).nngp) for name, by in pairs]
    first, second = (each / np.sqrt(np.outer(np.diag(each), np.diag(each))) for each in kernels)
    assert np.abs(first - second).max() < 0.025


@pytest.mark.parametrize("turn", [0.87, 0.97, 1.0, 1.03, 1.06])
def test_the_ridge_of_layer_norm_is_where_a_recursion_by_hand_has_it(turn):
    shown = plane(kept(replace(ERF, norm="layer")), -0.5, 0.7)
    (line,) = critical_line(kept(replace(ERF, norm="layer")))
    row = 20
    bias = shown.biases[row]
    column = int(np.abs(shown.weights - bias / (turn * line.biases[1] / line.weights[1])).argmin())
    weight = shown.weights[column]
    squares = [bias**2 + weight**2 * product for product in (0.25, -0.35, 0.49)]
    share = (bias / weight) ** 2
    course = [squares[1] / math.sqrt(squares[0] * squares[2])]
    for _ in range(299):
        course.append((share + 2 / math.pi * math.asin(2 * course[-1] / 3)) / (share + 2 / math.pi * math.asin(2 / 3)))
    changes = np.diff(course)
    last = np.flatnonzero(np.abs(changes) > 1e-9)[-1]  # smaller ones are rounding here
    assert shown.lengths[row, column] == pytest.approx(
        -1 / math.log(changes[last] / changes[last - 1]), rel=0.02
    )  # it stops where it is steady
