"""Measured decay of spectra beside its theory: exact values, tails, exponents, geometric decay."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.integrate import quad

from explorer.studies.eigenmodes.numbers.decay import Law, exact_circle, is_power, measure, tail_constant, theory
from explorer.studies.eigenmodes.numbers.densities import INTERVAL_END, ON_A_LINE, InputSet
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum, spectrum
from ntkcore import Architecture, Network, kernel_pair, layers
from ntkcore.spectra.symmetric import circle_spectrum

PLAIN = Architecture("relu", 1, 2**0.5, 0.0)
BIASED = Architecture("relu", 1, 2**0.5, 0.5)
DEEP = Architecture("relu", 3, 2**0.5, 0.3)
KINKED = (BIASED, DEEP, Architecture("abs", 2, 1.2, 0.4), Architecture("leaky_relu", 2, 1.5, 0.3))
# How near a fit over k = 20 … 60 comes to the power that holds as k grows.
EXPONENT = {"ntk": 0.05, "nngp": 0.15}


def spectrum_and_theory(arch, inputs, kernel):
    spectral = spectrum(arch, inputs, kernel, (-0.5, 0.3), 5)
    promised = theory(arch, spectral, kernel)
    return spectral, promised, measure(spectral, promised.law)


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("arch", KINKED, ids=lambda arch: f"{arch.activation}-{arch.hidden_layers}")
@pytest.mark.parametrize("inputs", [InputSet.INTERVAL, InputSet.CIRCLE, InputSet.GAUSSIAN])
def test_a_kink_decays_with_the_power_two_or_four(arch, inputs, kernel):
    _, promised, decay = spectrum_and_theory(arch, inputs, kernel)
    assert (promised.law, promised.exponent) == ((Law.TAIL, -2.0) if kernel == "ntk" else (Law.POWER, -4.0))
    assert (decay.first, decay.last) == (20, 60)
    assert decay.exponent == pytest.approx(promised.exponent, abs=EXPONENT[kernel])
    assert decay.r_squared[0] > 0.999
    assert decay.r_squared[0] > decay.r_squared[1] + 0.01


@pytest.mark.parametrize(("kernel", "first"), [("ntk", 1.0), ("nngp", 0.5)])
def test_the_exact_values_are_fourier_coefficients(kernel, first):
    """By quadrature of the kernel in closed form, 2(κ₁ + uκ₀) or 2κ₁ (Cho & Saul 2009, eq. 6)."""
    exact = exact_circle(np.arange(12), kernel)
    assert exact[1] == first
    for k in range(12):

        def integrand(t, k=k):
            kappa1 = (np.sin(t) + (np.pi - t) * np.cos(t)) / np.pi
            slope = np.cos(t) * (np.pi - t) / np.pi if kernel == "ntk" else 0.0
            return 2 * (kappa1 + slope) * np.cos(k * t) / np.pi

        assert exact[k] == pytest.approx(quad(integrand, 0, np.pi, epsabs=1e-12)[0], abs=1e-10)


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("weight_std", [2**0.5, 1.0])
def test_the_circle_without_bias_has_the_exact_values(kernel, weight_std):
    arch = Architecture("relu", 1, weight_std, 0.0)
    spectral, promised, decay = spectrum_and_theory(arch, InputSet.CIRCLE, kernel)
    assert promised.law == Law.EXACT
    even = spectral.order % 2 == 0
    # n inputs see the frequencies jn ± k as k too; their share is below 2·ζ(2)(60/16384)² for the NTK.
    np.testing.assert_allclose(spectral.values[even], promised.values[even], rtol=5e-5)
    assert spectral.values[1] == pytest.approx(promised.values[1], rel=1e-6)
    assert (spectral.values[3::2] < 1e-15).all()
    assert (promised.values[3::2] == 0).all()
    assert spectral.resolved.sum() == 32
    assert decay.exponent == pytest.approx(promised.exponent, abs=0.02)
    fine = circle_spectrum(arch, kernel, 2**15)
    np.testing.assert_allclose(fine[:13:2], promised.values[:13:2], rtol=1e-6)


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
def test_a_bias_or_a_second_layer_brings_the_odd_modes_back(kernel):
    for arch in (BIASED, Architecture("relu", 2, 2**0.5, 0.0)):
        spectral, promised, decay = spectrum_and_theory(arch, InputSet.CIRCLE, kernel)
        assert spectral.resolved.all()
        assert promised.law != Law.EXACT
        assert decay.exponent == pytest.approx(promised.exponent, abs=0.05)


def test_the_tail_on_an_interval_is_the_formula():
    c = 2**1.5 * 0.5 / (2 * np.pi)
    assert tail_constant(BIASED, InputSet.INTERVAL) == pytest.approx(4 * INTERVAL_END * c / np.pi**2, rel=2e-3)
    assert 4 * c / np.pi**2 == pytest.approx(0.09122, abs=5e-6)
    x = (np.arange(500) + 0.5) / 250 - 1  # on [−1, 1]
    values = np.linalg.eigvalsh(np.asarray(kernel_pair(BIASED, x).ntk))[::-1] / 500
    assert values[19] * 19**2 == pytest.approx(4 * c / np.pi**2, rel=0.015)
    assert values[49] * 49**2 == pytest.approx(4 * c / np.pi**2, rel=0.015)


@pytest.mark.parametrize("arch", KINKED, ids=lambda arch: f"{arch.activation}-{arch.hidden_layers}")
@pytest.mark.parametrize("inputs", [*ON_A_LINE, InputSet.CIRCLE])
def test_the_tail_is_met_at_every_depth_and_density(arch, inputs):
    spectral, promised, _ = spectrum_and_theory(arch, inputs, "ntk")
    ratio = spectral.values / promised.values
    assert np.isnan(ratio[:2]).all()
    # Between clusters no input lies: their modes come in groups, and the tail holds on average.
    assert ratio[30:].mean() == pytest.approx(1.0, abs=0.04)
    if inputs != InputSet.CLUSTERS:
        np.testing.assert_allclose(ratio[30:], 1.0, atol=0.05)


def test_the_corner_of_the_kernel_is_what_the_tail_is_made_of():
    """c is half the jump of Θ's slope at x = x′, by differences; the tail's integral is done with it by hand."""
    grid, h = np.linspace(-1.5, 1.5, 61), 1e-5
    ends = [np.diagonal(kernel_pair(DEEP, grid, grid + step).ntk) for step in (-h, 0.0, h)]
    corner = -(ends[0] - 2 * ends[1] + ends[2]) / (2 * h)
    integral = np.trapezoid(np.sqrt(corner / (2 * INTERVAL_END)), grid) * INTERVAL_END / 1.5
    assert tail_constant(DEEP, InputSet.INTERVAL) == pytest.approx(2 / np.pi**2 * integral**2, rel=0.01)


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("activation", ["erf", "gelu"])
def test_smooth_activations_decay_geometrically(activation, kernel):
    for inputs in (InputSet.INTERVAL, InputSet.CIRCLE):
        _, promised, decay = spectrum_and_theory(Architecture(activation, 2, 1.5, 0.3), inputs, kernel)
        assert promised.law == Law.GEOMETRIC
        assert decay.first == 5
        assert 0.1 < decay.factor < 0.7
        assert decay.r_squared[1] > 0.99 > decay.r_squared[0]


def test_what_theory_promises_of_the_rest():
    laws = {
        (Architecture("sin", 2, 1.5, 0.3), InputSet.INTERVAL): Law.FASTER,
        (Architecture("erf", 2, 1.5, 0.3), InputSet.GAUSSIAN): Law.FASTER,
        (Architecture("identity", 2, 1.5, 0.3), InputSet.CIRCLE): Law.FINITE,
        (PLAIN, InputSet.INTERVAL): Law.FINITE,
        (PLAIN, InputSet.CUBE): Law.NONE,
        (PLAIN, InputSet.TRAINING): Law.NONE,
    }
    for (arch, inputs), law in laws.items():
        spectral, promised, decay = spectrum_and_theory(arch, inputs, "ntk")
        assert promised.law == law
        assert np.isnan(promised.values).all()
        if law == Law.FINITE:
            assert spectral.resolved.sum() <= 3
            assert np.isnan(decay.exponent)


@dataclass(frozen=True, slots=True)
class Gated(Architecture):
    """An Architecture with one more field, as a later version may have it."""

    gate: float = 0.5


OTHER_NETWORKS = [
    Network(layers.serial(layers.dense(1.4, 0.3), layers.activation("relu"), layers.dense(1.4, 0.3))),
    Network(layers.dense(1.0)),
    Gated("relu", 1, 2**0.5, 0.0),
    Architecture("tanh", 2, 1.5, 0.3),
]


@pytest.mark.parametrize("net", OTHER_NETWORKS, ids=lambda net: type(net).__name__)
@pytest.mark.parametrize("inputs", InputSet)
@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
def test_of_another_network_no_law_is_claimed(net, inputs, kernel):
    """Every law is about a plain network; one with another field or other layers may follow none of them."""
    count = 79
    measured = Spectrum(
        inputs, np.arange(1, count + 1), np.ones(count), np.ones(count, int), np.zeros(0), np.zeros((0, count))
    )
    claimed = theory(net, measured, kernel)
    assert claimed.law == Law.NONE
    assert np.isnan(claimed.exponent)
    assert claimed.values.shape == (count,)
    assert np.isnan(claimed.values).all()


def test_of_skips_and_layer_norm_no_law_is_claimed_and_the_better_fit_is_told():
    for activation, fits in (("relu", True), ("erf", False)):
        arch = Architecture(activation, 3, 1.4, 0.5, skip="equal", norm="layer")
        spectral, promised, decay = spectrum_and_theory(arch, InputSet.INTERVAL, "ntk")
        assert promised.law == Law.NONE
        assert is_power(spectral, Law.NONE) == fits
        assert (decay.first == 20) == fits


def test_a_corner_needs_a_kink():
    with pytest.raises(ValueError, match="piecewise linear"):
        tail_constant(Architecture("erf"), InputSet.INTERVAL)
