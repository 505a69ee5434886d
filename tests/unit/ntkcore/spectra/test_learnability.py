"""Learnabilities against 40-digit roots, against kernel regression on drawn examples, and against exact aliasing."""

import math

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntkcore import Architecture, kernel_pair, learnability
from ntkcore.spectra import symmetric
from ntkcore.spectra.aliasing import equally_spaced
from ntkcore.spectra.inputs import at_corners, on_circle
from ntkcore.spectra.learnability import examples_needed
from tests.conftest import FINITE_DIFFERENCE, ROUNDING

ARCH = Architecture("relu", 2, 2**0.5, 0.3)
VALUES = np.array([1.0, 0.5, 0.25, 0.25, 1e-3, 0.0])
SIGMAS = 5.0


def exact_kappa(values, n, ridge):
    """κ with 40 digits."""
    with mpmath.workdps(40):
        positive = [mpmath.mpf(float(v)) for v in values if v > 0]
        n, ridge = mpmath.mpf(float(n)), mpmath.mpf(float(ridge))

        def excess(t):
            kappa = mpmath.exp(t)
            return sum(v / (v + kappa) for v in positive) + ridge / kappa - n

        high = mpmath.log((sum(positive) + ridge) / n)
        least = max(min(positive, default=mpmath.mpf(0)) * (len(positive) - n) / n, ridge / n)
        return mpmath.exp(mpmath.findroot(excess, (mpmath.log(least) - 1, high + 1), solver="anderson", tol=1e-60))


spectra = st.lists(st.floats(-12.0, 3.0).map(lambda e: 10.0**e), min_size=1, max_size=12)


@settings(max_examples=40)
@given(spectra, st.floats(0.02, 0.98), st.sampled_from([0.0, 0.0, 1e-6, 0.3, 30.0]), st.integers(0, 3))
def test_kappa_has_all_digits_and_shares_add_up(values, fraction, noise_std, zeros):
    spectrum = np.array([*values, *[0.0] * zeros, *values[:1]])  # with a degenerate pair
    n = fraction * np.count_nonzero(spectrum)
    learned = learnability(spectrum, n, noise_std)
    kappa = exact_kappa(spectrum, n, noise_std**2)
    assert float(learned.kappa) == pytest.approx(float(kappa), rel=1e-12)
    shares = np.asarray(learned.learnability)
    assert shares.sum() + noise_std**2 / float(kappa) == pytest.approx(n, rel=1e-12)
    assert ((shares >= 0) & (shares <= 1)).all()
    assert (np.diff(shares[np.argsort(spectrum)]) >= 0).all()
    np.testing.assert_allclose(shares + learned.missed, 1.0, rtol=1e-15)
    with mpmath.workdps(40):
        exact = n / (mpmath.mpf(n) - sum((mpmath.mpf(v) / (v + kappa)) ** 2 for v in spectrum))
    assert float(learned.overfitting) == pytest.approx(float(exact), rel=1e-11)


@settings(max_examples=30)
@given(spectra, st.floats(0.05, 0.9))
def test_more_examples_teach_more_and_noise_less(values, fraction):
    n = fraction * len(values)
    few, many, noisy = (learnability(values, *a).learnability for a in ((n,), (1.05 * n,), (n, 0.1)))
    assert (np.asarray(few) <= np.asarray(many) + ROUNDING).all()
    assert (np.asarray(noisy) <= np.asarray(few) + ROUNDING).all()


def test_ends():
    nothing = learnability(VALUES, 0)
    assert nothing.kappa == math.inf
    assert not np.asarray(nothing.learnability).any()
    assert float(nothing.test_error(np.ones(6))) == 6.0
    for n in (5, 7):  # as many examples as modes above 0, and more
        everything = learnability(VALUES, n)
        assert everything.kappa == 0.0
        np.testing.assert_array_equal(everything.learnability, VALUES > 0)
        assert float(everything.test_error(VALUES > 0)) == 0.0
    assert float(everything.test_error(np.eye(6)[5])) == pytest.approx(7 / (7 - 5))
    assert float(everything.test_error(np.zeros(6), label_noise_std=0.5)) == pytest.approx(0.25 * 7 / 2)
    assert float(learnability(VALUES, 5).test_error(np.eye(6)[5])) == math.inf
    only_noise = learnability([0.0, 0.0], 4, 0.6)
    assert float(only_noise.kappa) == pytest.approx(0.36 / 4)
    assert not np.asarray(only_noise.learnability).any()


def test_multiplicities_are_modes_counted_often():
    counted = learnability([1.0, 0.3], 3.5, 0.2, multiplicities=[1, 4])
    listed = learnability([1.0, 0.3, 0.3, 0.3, 0.3], 3.5, 0.2)
    assert float(counted.kappa) == pytest.approx(float(listed.kappa), rel=1e-14)
    error = listed.test_error([0.5, 0.1, 0.2, 0.0, 0.2])
    assert float(counted.test_error([0.5, 0.3])) == pytest.approx(float(error), rel=1e-13)
    both = float(counted.test_error([[0.5, 0.0], [0.0, 0.3]]))
    assert both == pytest.approx(sum(float(counted.test_error(v)) for v in ([0.5, 0.0], [0.0, 0.3])), rel=1e-13)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_price_of_a_mode_buys_its_share(share):
    prices = np.asarray(examples_needed(VALUES, share, 0.1))
    assert prices[-1] == math.inf
    for k in range(5):
        assert float(learnability(VALUES, prices[k], 0.1).learnability[k]) == pytest.approx(share, rel=1e-12)
    without = np.asarray(examples_needed(VALUES, share))
    assert (np.diff(without[[0, 1, 2, 4]]) > 0).all()


def test_derivatives_are_differences():
    def total(values, n, noise_std):
        learned = learnability(values, n, noise_std)
        return learned.test_error(jnp.cos(jnp.arange(6.0))) + jnp.log(learned.kappa) + learned.learnability[1]

    point = (jnp.asarray(VALUES), 3.2, 0.3)
    slopes = jax.jit(jax.grad(total, (0, 1, 2)))(*point)
    assert all(np.isfinite(np.asarray(slope)).all() for slope in slopes)
    for which in range(3):
        for i in range(5 if which == 0 else 1):
            step = np.zeros(6) if which == 0 else 0.0
            step = step + 1e-5 * (np.arange(6) == i) if which == 0 else 1e-5
            ends = [[*point[:which], np.asarray(point[which], float) + s * step, *point[which + 1 :]] for s in (1, -1)]
            expected = (float(total(*ends[0])) - float(total(*ends[1]))) / 2e-5
            assert float(np.ravel(slopes[which])[i]) == pytest.approx(expected, rel=2e-4, abs=2e-4)  # float32 slopes


def test_derivatives_are_exact_in_64_bits():
    with jax.enable_x64(True):
        slope = jax.grad(lambda n: learnability(VALUES, n).test_error(jnp.ones(6)))(2.5)
        bend = jax.grad(jax.grad(lambda n: learnability(VALUES, n).kappa))(2.5)
    ends = [float(learnability(VALUES, 2.5 + s).test_error(np.ones(6))) for s in (1e-5, -1e-5)]
    assert float(slope) == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=FINITE_DIFFERENCE)
    kappas = [float(learnability(VALUES, 2.5 + s).kappa) for s in (1e-3, 0.0, -1e-3)]
    assert float(bend) == pytest.approx((kappas[0] - 2 * kappas[1] + kappas[2]) / 1e-6, rel=1e-4)


def test_a_curve_is_a_vmap():
    n = np.array([0.0, 0.5, 3.0, 5.0, 9.0])
    curve = jax.jit(jax.vmap(lambda n: learnability(VALUES, n).learnability))(n)
    np.testing.assert_allclose(curve, [learnability(VALUES, each).learnability for each in n], rtol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0, -1e-3], 1), "values must be ≥ 0, got -0.001"),
        (([], 1), r"values must have shape \(m,\)"),
        (([[1.0]], 1), r"values must have shape \(m,\)"),
        (([1.0, math.nan], 1), "values must be finite"),
        (([1.0], -1), r"n must be in \[0, inf\)"),
        (([1.0], 1, -0.1), r"noise_std must be in"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        learnability(*arguments)


def test_other_bad_arguments_are_named():
    with pytest.raises(ValueError, match=r"coefficients must have shape \(6,\) or \(6, k\), got \(2,\)"):
        learnability(VALUES, 2).test_error([1.0, 2.0])
    with pytest.raises(ValueError, match="multiplicities must have one number for each of 6 values, got 1"):
        learnability(VALUES, 2, multiplicities=[1])
    with pytest.raises(ValueError, match="share must be in"):
        examples_needed(VALUES, 1.0)
    with pytest.raises(ValueError, match="share must be in"):
        examples_needed(VALUES, 0.0)
    with pytest.raises(ValueError, match="n must divide the 10 inputs"):
        equally_spaced(VALUES, 3)


def test_modes_of_a_cube_cost_what_is_predicted():
    """Kernel regression on 100 draws of corners of {±1}⁶: shares and errors within their error bars and 3 %."""
    dimension, n, draws = 6, 14, 200
    corners = at_corners(dimension)
    gram = np.asarray(kernel_pair(ARCH, corners).ntk)
    degree = symmetric.degrees(dimension)
    modes = np.stack([np.prod(corners[:, np.array(s)], axis=1) for s in ([0], [0, 1])], axis=1)
    spectrum = symmetric.cube_spectrum(ARCH, "ntk", dimension)
    learned = learnability(spectrum, n, multiplicities=symmetric.multiplicities(dimension))
    random, shares, errors, totals = np.random.default_rng(0), [], [], []
    signs = np.stack([symmetric.walsh_hadamard(row) for row in np.eye(2**dimension)], axis=1)
    for _ in range(draws):
        at = random.choice(2**dimension, n, replace=False)
        map_ = gram[:, at] @ np.linalg.inv(gram[np.ix_(at, at)])
        fitted = map_ @ modes[at]
        shares.append((fitted * modes).mean(axis=0))
        errors.append(((fitted - modes) ** 2).mean(axis=0))
        totals.append(np.trace(signs.T @ map_ @ signs[at]) / 2**dimension)
    np.testing.assert_allclose(totals, n, rtol=1e-9)  # conserved by each set of different inputs
    assert np.bincount(degree).tolist() == symmetric.multiplicities(dimension).tolist()
    for k in (1, 2):
        target = np.eye(dimension + 1)[k]
        for measured, predicted in (
            (np.array(shares)[:, k - 1], float(learned.learnability[k])),
            (np.array(errors)[:, k - 1], float(learned.test_error(target))),
        ):
            error = measured.std() / math.sqrt(draws)
            assert abs(measured.mean() - predicted) < SIGMAS * error + 0.03 * predicted


@pytest.mark.parametrize("noise_std", [0.0, 0.4])
@pytest.mark.parametrize("n", [4, 6, 12])
def test_equally_spaced_inputs_are_exact(n, noise_std):
    """Against regression itself, from every rotation of n of 48 inputs on the circle."""
    count = 48
    angles = 2 * np.pi * np.arange(count) / count
    gram = np.asarray(kernel_pair(ARCH, on_circle(angles)).ntk)
    predicted = equally_spaced(symmetric.circle_spectrum(ARCH, "ntk", count), n, noise_std)
    assert predicted.learnability.shape == (count // 2 + 1,)
    for k in (0, 1, 2, 3, 5, 7):
        target = np.cos(k * angles) * (2**0.5 if k else 1.0)
        errors, shares = [], []
        for turn in range(count // n):
            at = np.arange(turn, count, count // n)
            fitted = gram[:, at] @ np.linalg.solve(gram[np.ix_(at, at)] + noise_std**2 * np.eye(n), target[at])
            errors.append(((fitted - target) ** 2).mean())
            shares.append((fitted * target).mean())
        assert float(predicted.mode_error[k]) == pytest.approx(np.mean(errors), rel=1e-10, abs=1e-12)
        assert float(predicted.learnability[k]) == pytest.approx(np.mean(shares), rel=1e-10)
        if 2 * k % n:
            np.testing.assert_allclose(errors, np.mean(errors), rtol=1e-9)


def test_without_any_eigenvalue_nothing_is_learned():
    nothing = equally_spaced([0.0, 0.0, 0.0], 2)
    np.testing.assert_array_equal(nothing.learnability, 0.0)
    np.testing.assert_array_equal(nothing.mode_error, 1.0)
