"""Learned fractions of modes and their limits."""

import math

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from ntkcore.inference.filters import spectral_filter

VALUES = jnp.array([0.0, 1e-300, 1e-12, 0.3, 50.0, 1e30])


def test_before_training_nothing_is_learned():
    assert not spectral_filter(VALUES, 0.0).any()


def test_in_the_end_every_mode_but_those_at_zero_is():
    np.testing.assert_allclose(spectral_filter(VALUES, math.inf)[1:], 1 / VALUES[1:], rtol=1e-15)
    assert spectral_filter(VALUES, math.inf)[0] == 0.0


@pytest.mark.parametrize("time", [1e-9, 0.1, 3.0, 1e6])
def test_in_between_it_is_what_mpmath_says(time):
    with mpmath.workdps(50):
        values = [mpmath.mpf(float(value)) for value in VALUES[2:]]
        exact = [float((1 - mpmath.exp(-value * mpmath.mpf(time))) / value) for value in values]
    np.testing.assert_allclose(spectral_filter(VALUES, time)[2:], exact, rtol=1e-14)


@pytest.mark.parametrize("namespace", [np, jnp])
def test_the_longest_times_overflow_nothing(namespace):
    values = namespace.asarray([0.0, 1e-290, 1e-12, 0.3, 1e30])
    for time in (1e308, math.inf):
        np.testing.assert_allclose(spectral_filter(values, time)[2:], 1 / np.asarray(values)[2:], rtol=1e-15)
    assert np.isfinite(spectral_filter(values, 5e-324)).all()


@pytest.mark.parametrize("time", [0.0, 0.7, math.inf])
def test_its_derivative_is_finite_in_the_end_too(time):
    slopes = jax.grad(lambda values: jnp.sum(spectral_filter(values, time)))(jnp.array([0.0, 0.3, 50.0]))
    with mpmath.workdps(30):
        finite = 0 if math.isinf(time) else time
        exact = [float(mpmath.diff(lambda v: (1 - mpmath.exp(-v * finite)) / v, value)) for value in (0.3, 50.0)]
    np.testing.assert_allclose(slopes, [0.0, *([-1 / 0.09, -1 / 2500] if math.isinf(time) else exact)], rtol=1e-12)
