"""Random networks of the Finite width page: their moments with errors, densities, and curves of the spread."""

import math

import numpy as np
import pytest

from explorer.scene.limits import ACTIVATIONS
from explorer.studies.finite_width.numbers import drawn
from explorer.studies.finite_width.numbers.drawn import Request
from ntkcore import Activation, Architecture, statistics
from ntkcore.kernels.activations import piecewise_linear

RELU, ERF = Architecture("relu", 2, 1.4, 0.3), Architecture("erf", 3, 1.5, 0.1)
SIGMAS = 5.0


@pytest.mark.parametrize("arch", [RELU, ERF], ids=str)
def test_theory_is_the_recursion_in_units_of_the_limits(arch):
    got, limits = drawn.theory(arch, 64, 0.8), statistics.one_input(arch, 0.8)
    at = limits.at(64)
    assert got.kernel_mean == pytest.approx(float(at.ntk_mean / limits.ntk), rel=1e-6)
    assert got.kernel_std == pytest.approx(float(at.ntk_std / limits.ntk), rel=1e-6)
    assert got.variance == pytest.approx(float(at.output_variance / limits.nngp), rel=1e-6)
    assert got.kurtosis == pytest.approx(float(at.excess_kurtosis), rel=1e-6)
    assert got.kernel_mean == 1.0 if arch is RELU else got.kernel_mean > 1.0
    assert math.isnan(drawn.theory(Architecture("relu", 2, 1.4, 0.0), 64, 0.0).kernel_std)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_networks_of_every_activation_have_the_mean_and_the_spread_of_theory(activation):
    """At width 128 and two layers the terms beyond order 1/n are within the errors, or within 2 % of the spread."""
    arch = Architecture(activation, 2, 1.4, 0.3)
    limits = drawn.theory(arch, 128, 1.0)
    measured = drawn.measure(drawn.draw(Request(arch, 128, 1.0, 4000, 1)).drawn, limits)
    assert measured.reliable
    for name in ("kernel_mean", "kernel_std", "variance", "kurtosis", "correlation"):
        value, error = getattr(measured, name)
        assert abs(value - getattr(limits, name)) < SIGMAS * error + 0.02 * limits.kernel_std, name
    assert measured.kernel_std.error < 0.05 * limits.kernel_std
    if piecewise_linear(activation) is not None:
        assert limits.kernel_mean == limits.variance == 1.0
    assert (measured.correlation.value < 0) == (activation in ("erf", "sin"))


def test_errors_are_the_scatter_of_repeated_measurements():
    limits = drawn.theory(RELU, 32, 1.0)
    measured = [drawn.measure(drawn.draw(Request(RELU, 32, 1.0, 400, seed)).drawn, limits) for seed in range(150)]
    for name in ("kernel_mean", "kernel_std", "variance", "correlation"):
        values, errors = np.array([getattr(each, name) for each in measured]).T
        assert values.std() == pytest.approx(errors.mean(), rel=0.3), name


@pytest.mark.parametrize(("arch", "width"), [(RELU, 24), (Architecture("gelu", 2, 1.4, 0.3), 48)], ids=str)
def test_outputs_have_the_density_to_order_1_over_n_and_not_the_limit(arch, width):
    limits = drawn.theory(arch, width, 1.0)
    f = np.linspace(-14.0, 14.0, 4001) * math.sqrt(limits.nngp)
    density = drawn.density(f, limits)
    assert density is not None
    mass = density * (f[1] - f[0])
    variance = limits.nngp * limits.variance
    assert mass.sum() == pytest.approx(1.0, rel=1e-9)
    assert mass @ f**2 == pytest.approx(variance, rel=1e-9)
    assert mass @ f**4 / variance**2 - 3.0 == pytest.approx(limits.kurtosis, rel=1e-9)
    outputs = drawn.draw(Request(arch, width, 1.0, 100_000, 2)).drawn.outputs
    share = float((np.abs(outputs) < 0.5 * math.sqrt(limits.nngp)).mean())
    error = math.sqrt(share * (1.0 - share) / len(outputs))
    inside = float(mass[np.abs(f) < 0.5 * math.sqrt(limits.nngp)].sum())
    gaussian = math.erf(0.5 / math.sqrt(2.0))
    assert abs(share - inside) < 0.2 * abs(share - gaussian)
    assert abs(share - gaussian) > SIGMAS * error
    assert drawn.density(f, limits._replace(kurtosis=4.1)) is None


def test_a_stream_keeps_what_it_has_drawn():
    request = Request(Architecture("erf", 8, 1.5, 0.1), 512, 0.5, 600, 3)
    answers = list(drawn.stream(request))
    assert len(answers) > 2
    shares = [answer.share for answer in answers]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    for answer in answers:
        count = len(answer.drawn.outputs)
        assert count == round(600 * answer.share)
        assert np.array_equal(answer.drawn.kernels, answers[-1].drawn.kernels[:count])


def test_what_is_drawn_at_once():
    assert Request(ERF, 128, 0.5, 2000, 0).at_once
    assert not Request(ERF, 256, 0.5, 2000, 0).at_once
    assert not Request(ERF, 16, 0.5, 20_000, 0).at_once


def test_spreads_of_all_depths_are_those_of_theory_and_of_networks():
    curves = drawn.spreads(RELU, 128, 1.0)
    assert list(curves.by_activation) == list(ACTIVATIONS)
    assert curves.by_activation[Activation.RELU][1] == pytest.approx(drawn.theory(RELU, 128, 1.0).kernel_std)
    measured = drawn.at_depths(RELU, 128, 1.0, 0)
    assert list(measured.depths[:3]) == [1, 2, 4]
    expected = curves.by_activation[Activation.RELU][measured.depths[:3].astype(int) - 1]
    assert (np.abs(measured.spreads[:3] - expected) < SIGMAS * measured.errors[:3]).all()
    nothing = drawn.spreads(Architecture("relu", 2, 1.4, 0.0), 128, 0.0)
    assert np.isnan(nothing.by_activation[Activation.RELU]).all()


def test_the_line_of_relu_without_bias_is_that_of_its_formula():
    layers = np.arange(1, 33)
    expected = (5 * layers - 4 * layers * (layers + 2) / (3 * (layers + 1))) / 64
    curve = drawn.spreads(Architecture("erf", 1, 2**0.5, 0.0), 64, 1.0).by_activation[Activation.RELU]
    np.testing.assert_allclose(curve**2, expected, rtol=1e-12)


def test_few_networks_with_heavy_tails_are_unreliable():
    deep = Architecture("erf", 16, 2.0, 0.1)
    limits = drawn.theory(deep, 8, 1.0)
    measured = drawn.measure(drawn.draw(Request(deep, 8, 1.0, 500, 0)).drawn, limits)
    assert not measured.reliable
    assert drawn.carriers(np.ones(5)) == 0.0
