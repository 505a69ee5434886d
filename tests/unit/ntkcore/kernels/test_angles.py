"""The quotients of polynomials behind every angle, against 40-digit arithmetic over the whole range of each."""

import math

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from ntkcore.kernels.angles import angle_minus_sine, double_arctan

EPSILON = float(np.finfo(np.float64).eps)
SMALL = [10.0**-k for k in (300, 160, 100, 12, 8, 5, 3, 2)]


def relative_errors(values, truths):
    return [float(abs(mp.mpf(float(v)) - truth) / abs(truth)) for v, truth in zip(values, truths, strict=True)]


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_twice_the_arctangent_to_a_few_units_in_the_last_place(sign):
    u = sign * np.array([*SMALL, *np.linspace(0.005, 1.0, 400)])
    with mp.workdps(40):
        truths = [2 * mp.atan(mp.mpf(float(each))) for each in u]
        assert max(relative_errors(double_arctan(jnp.asarray(u)), truths)) <= 4 * EPSILON


def test_an_angle_minus_its_sine_to_a_few_units_in_the_last_place():
    t = np.array([*SMALL[2:], *np.linspace(0.005, math.pi / 2, 400)])
    with mp.workdps(400):
        truths = [mp.mpf(float(each)) - mp.sin(mp.mpf(float(each))) for each in t]
        assert max(relative_errors(angle_minus_sine(jnp.asarray(t)), truths)) <= 5 * EPSILON


def test_derivatives_are_those_of_the_functions():
    u, t = np.linspace(-1.0, 1.0, 201), np.linspace(0.0, math.pi / 2, 201)
    slope = jax.vmap(jax.grad(double_arctan))(u)
    np.testing.assert_allclose(slope, 2 / (1 + u * u), rtol=1e-14)
    np.testing.assert_allclose(jax.vmap(jax.grad(angle_minus_sine))(t), 1 - np.cos(t), atol=1e-15, rtol=1e-13)
    assert jax.grad(double_arctan)(0.0) == 2.0
