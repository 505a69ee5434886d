"""PAC-Bayes bounds: P(S) by both methods, the bounds' formulas, and that they are true as often as they should be."""

import math

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from ntkcore import Architecture, boolean, bounds, kernel_pair
from ntkcore.boolean.classes import classes
from ntkcore.spectra.inputs import at_corners

NET = Architecture("relu", 2, 2**0.5, 0.3)
CORNERS = at_corners(7)
ORDER = np.random.default_rng(1).permutation(128)
TARGETS = {
    "bit": CORNERS[:, 0],
    "majority": np.sign(CORNERS.sum(axis=1)),
    "parity": CORNERS.prod(axis=1),
}


# The values: another program, expectation propagation and the orthant with its standard error.
@pytest.mark.parametrize(
    ("target", "m", "ep", "orthant", "error"),
    [
        ("bit", 16, -8.194, -8.162, 0.001),
        ("bit", 64, -14.515, -14.262, 0.009),
        ("bit", 128, -17.359, -16.79, 0.02),
        ("majority", 16, -9.364, -9.343, 0.001),
        ("majority", 64, -25.158, -25.157, 0.009),
        ("majority", 128, -35.119, -35.21, 0.04),
        ("parity", 16, -11.834, -11.830, 0.001),
        ("parity", 64, -84.732, -84.754, 0.010),
        ("parity", 128, -216.94, -216.951, 0.010),
    ],
)
def test_both_methods_agree_with_another_program(target, m, ep, orthant, error):
    x, signs = CORNERS[ORDER[:m]], TARGETS[target][ORDER[:m]]
    approximate, zero = bounds.log_p_s(NET, x, signs)
    exact, standard_error = bounds.log_p_s(NET, x, signs, method="orthant")
    assert approximate == pytest.approx(ep, abs=0.005)
    assert zero == 0.0
    assert abs(exact - orthant) < 4 * math.hypot(float(standard_error), error) + 5e-4
    assert abs(approximate - exact) < 0.6


def test_all_corners_are_the_function():
    table = (at_corners(3)[:, 0] > 0).astype(int)
    log_p, error = bounds.log_p_s(NET, at_corners(3), 2 * table - 1, method="orthant")
    assert (log_p, error) == boolean.log_probability(NET, table)


def test_repeated_inputs_count_once_and_contradictions_are_impossible():
    x = np.array([[1.0, 1.0], [0.5, 1.0], [1.0, 1.0]])
    for method in ("ep", "orthant"):
        once = bounds.log_p_s(NET, x[:2], [1, -1], method=method)
        assert bounds.log_p_s(NET, x, [1, -1, 1], method=method) == once
        assert bounds.log_p_s(NET, x, [1, -1, -1], method=method) == (-math.inf, 0.0)
    images = np.random.default_rng(0).normal(size=(3, 2, 2, 1))
    with pytest.raises(ValueError, match="signs must have shape"):
        bounds.log_p_s(NET, images, [1, -1])


def test_log_p_of_examples_is_the_sum_of_the_learning_curve():
    """P(S) is the product of the probabilities of each sign given those before it, by direct draws."""
    x, signs = CORNERS[ORDER[:6]], TARGETS["majority"][ORDER[:6]]
    factor = np.linalg.cholesky(np.asarray(kernel_pair(NET, x).nngp))
    right = (np.random.default_rng(0).normal(size=(400_000, 6)) @ factor.T) * signs > 0
    together = np.cumprod(right, axis=1).mean(axis=0)
    gibbs = 1.0 - together / np.append(1.0, together[:-1])
    log_p, _ = bounds.log_p_s(NET, x, signs, method="orthant")
    spread = math.sqrt((1 - together[-1]) / together[-1] / 400_000)
    assert abs(log_p + (-np.log1p(-gibbs)).sum()) < 4 * spread


@pytest.mark.parametrize("method", ["ep", "orthant"])
def test_derivatives_and_transformations(method):
    x, signs = CORNERS[ORDER[:5]] * 1.0, TARGETS["bit"][ORDER[:5]]

    def value(bias_std, inputs):
        return bounds.log_p_s(Architecture("relu", 2, 1.4, bias_std), inputs, signs, method=method)[0]

    by_bias, by_inputs = jax.jit(jax.grad(value, (0, 1)))(0.3, x)
    assert by_bias == pytest.approx((value(0.31, x) - value(0.29, x)) / 0.02, abs=5e-3)
    step = np.zeros_like(x)
    step[2, 3] = 0.01
    assert by_inputs[2, 3] == pytest.approx((value(0.3, x + step) - value(0.3, x - step)) / 0.02, abs=5e-3)
    together = jax.vmap(value, (0, None))(np.array([0.2, 0.3]), x)
    np.testing.assert_allclose(together, [value(0.2, x), value(0.3, x)], rtol=1e-6)


def test_bounds_are_their_formulas():
    log_p, m, delta = -159.2, 1000, 0.05
    assert bounds.realisable(log_p, m, delta) == pytest.approx(0.150, abs=5e-4)
    assert bounds.realisable(log_p, m, delta) == pytest.approx(1 - (delta * math.exp(log_p)) ** (1 / m), rel=1e-12)
    assert bounds.valle_perez(log_p, m, delta) == pytest.approx(0.156, abs=5e-4)
    nats = (-log_p + math.log(2 * m / delta)) / (m - 1)
    assert bounds.valle_perez(log_p, m, delta) == pytest.approx(1 - math.exp(-nats), rel=1e-12)
    assert bounds.maurer(0.061, 304, 1000, 0.04 / 6) == pytest.approx(0.405, abs=5e-4)
    assert bounds.maurer(0.0, 159.2, m, delta) == pytest.approx(
        1 - math.exp(-(159.2 + math.log(2 * math.sqrt(m) / delta)) / m), rel=1e-12
    )
    assert bounds.valle_perez(-1.0, 1, 0.05) == 1.0
    assert bounds.realisable(-math.inf, 10, 0.05) == 1.0
    assert bounds.maurer(0.1, math.inf, 10, 0.05) == 1.0
    assert bounds.maurer(1.0, 0.0, 10, 0.05) == 1.0
    many = bounds.realisable([-1.0, -2.0], [[10], [20]], 0.05)
    assert many.shape == (2, 2)
    assert many[1, 0] == pytest.approx(float(bounds.realisable(-1.0, 20, 0.05)), rel=1e-14)


def relative_entropy(q: float, p: float) -> float:
    pairs = ((q, p), (1 - q, 1 - p))
    return sum(a * math.log(a / b) for a, b in pairs if a > 0)


@settings(max_examples=25)
@given(st.floats(0.0, 0.99), st.floats(0.0, 500.0), st.integers(8, 10_000), st.floats(0.001, 1.0))
def test_the_bound_of_maurer_solves_its_equation(empirical, kl, m, delta):
    p = float(bounds.maurer(empirical, kl, m, delta))
    nats = (kl + math.log(2 * math.sqrt(m) / delta)) / m
    assert empirical <= p <= 1.0
    if p < 1.0 - 1e-9:
        assert relative_entropy(empirical, p) == pytest.approx(nats, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("m", [8, 9, 30, 1000])
def test_the_constant_in_the_bound_of_maurer(m):
    """The mean of exp(m kl(ε̂‖ε)) over the errors that m examples can show is at most 2√m, for any ε."""
    wrong = np.arange(m + 1)
    shares = wrong / m
    entropy = np.array([relative_entropy(share, 0.5) for share in shares])
    for error in (1e-6, 0.01, 0.1, 0.3, 0.5):
        exponents = m * (entropy - shares * math.log(2 * error) - (1 - shares) * math.log(2 * (1 - error)))
        assert np.exp(exponents + binom.logpmf(wrong, m, error)).sum() <= 2 * math.sqrt(m)


@given(st.floats(-500.0, 0.0), st.integers(2, 10_000), st.floats(0.001, 1.0))
def test_the_derived_bound_is_below_that_of_the_paper(log_p, m, delta):
    tight, paper = bounds.realisable(log_p, m, delta), bounds.valle_perez(log_p, m, delta)
    assert 0.0 <= tight <= paper + 1e-15 <= 1.0 + 1e-15


def test_derivatives_of_the_bounds():
    for call, argument in (
        (lambda v: bounds.realisable(v, 100, 0.05), -20.0),
        (lambda v: bounds.valle_perez(v, 100, 0.05), -20.0),
        (lambda v: bounds.maurer(v, 30.0, 1000, 0.05), 0.05),
        (lambda v: bounds.maurer(0.05, v, 1000, 0.05), 30.0),
        (lambda v: bounds.maurer(0.0, v, 1000, 0.05), 30.0),
    ):
        step = 1e-4 * abs(argument)
        ends = [float(call(argument + side * step)) for side in (1, -1)]
        assert jax.jit(jax.grad(call))(argument) == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-4)


def test_the_bound_fails_as_rarely_as_it_promises():
    """All functions of three inputs: 4000 samples of 6 examples, and the exact Gibbs error of each.

    At δ = 0.5 the bound fails for at most half of the samples, and at once for every target.
    """
    result = boolean.class_probabilities(NET, 3)
    p = np.zeros(256)
    p[result.representative] = np.exp(result.log_p)
    p = p[classes(3).label]
    tables = np.arange(256)[:, None] >> np.arange(8) & 1
    rng = np.random.default_rng(0)
    for target in (0b10101010, 0b10000000, 0b10010110):
        right = tables == tables[target]
        samples = rng.integers(8, size=(4000, 6))
        fits = right[:, samples].all(axis=2)
        evidence = p @ fits
        gibbs = ((p * (1 - right.mean(axis=1))) @ fits) / evidence
        failures = gibbs > np.asarray(bounds.realisable(np.log(evidence / p.sum()), 6, 0.5))
        assert failures.mean() < 0.5
        assert not (gibbs > np.asarray(bounds.realisable(np.log(evidence / p.sum()), 6, 0.001))).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bounds.log_p_s(NET, [[1.0]], [1], method="mc"), "method must be 'ep' or 'orthant', got 'mc'"),
        (lambda: bounds.log_p_s(NET, [[1.0]], [0]), "signs must be 1 or -1, got 0"),
        (lambda: bounds.log_p_s(NET, [[1.0]], [[1]]), r"signs must have shape \(1,\)"),
        (lambda: bounds.log_p_s(Architecture("erf", 32, 0.5, 0.3), [0.0, 1.0], [1, 1]), "must tell inputs apart"),
        (lambda: bounds.realisable(0.1, 10, 0.05), "log_p must be at most 0"),
        (lambda: bounds.realisable(math.nan, 10, 0.05), "log_p must be at most 0"),
        (lambda: bounds.realisable(-1, 0, 0.05), "m must be a whole number of examples, at least 1, got 0"),
        (lambda: bounds.realisable(-1, 2.5, 0.05), "m must be a whole number of examples"),
        (lambda: bounds.valle_perez(-1, 10, 0.0), r"delta must be in \(0, 1\]"),
        (lambda: bounds.maurer(1.5, 1, 10, 0.05), r"empirical must be in \[0, 1\]"),
        (lambda: bounds.maurer(0.5, -1, 10, 0.05), "kl must be at least 0"),
        (lambda: bounds.maurer(0.5, 1, 7, 0.05), "m must be at least 8 for this bound, got 7"),
        (lambda: bounds.realisable("x", 10, 0.05), "log_p must be an array of real numbers"),
    ],
)
def test_bad_arguments_are_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
