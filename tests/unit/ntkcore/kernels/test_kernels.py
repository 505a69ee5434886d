"""Kernels against an independent implementation, and what must hold for every architecture."""

import math
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.scene.window import GRID
from ntkcore import Activation, Architecture, kernel_pair
from ntkcore.inference.factor import JITTER
from ntkcore.kernels.activations import CLOSED_FORMS
from ntkcore.kernels.gram import pair, symmetric_gram
from ntkcore.kernels.layers import traced
from tests.conftest import CHAOS, FINITE_DIFFERENCE, ROUNDING

ARCHITECTURES = st.builds(
    Architecture,
    st.sampled_from(CLOSED_FORMS),
    st.integers(1, 32),
    st.floats(0.1, 3.0),
    st.one_of(st.just(0.0), st.floats(0.01, 3.0)),
)
INPUTS = st.lists(st.integers(-150, 150), min_size=8, max_size=8).map(lambda ticks: np.array(ticks) / 100)


def textbook(activation, hidden_layers, w, b, x1, x2):
    """Kernels of (n, d) inputs by the plain recursion with full Gram matrices of x1 and x2 stacked."""
    x = np.concatenate([x1, x2])
    sigma = b * b + w * w * x @ x.T / x.shape[1]
    theta = sigma
    for _ in range(hidden_layers):
        q = np.diag(sigma)
        if activation == "relu":
            norm = np.sqrt(np.outer(q, q))
            angle = np.arccos(np.clip(sigma / norm, -1.0, 1.0))
            value = norm * (np.sin(angle) + (math.pi - angle) * np.cos(angle)) / (2 * math.pi)
            slope = (math.pi - angle) / (2 * math.pi)
        elif activation == "erf":
            outer = np.outer(1 + 2 * q, 1 + 2 * q)
            value = 2 / math.pi * np.arcsin(2 * sigma / np.sqrt(outer))
            slope = 4 / math.pi / np.sqrt(outer - 4 * sigma**2)
        else:
            minus, plus = (np.exp(-0.5 * (q[:, None] + q + sign * 2 * sigma)) for sign in (-1, 1))
            value, slope = (minus - plus) / 2, (minus + plus) / 2
        sigma = b * b + w * w * value
        theta = sigma + w * w * slope * theta
    return sigma[: len(x1), len(x1) :], theta[: len(x1), len(x1) :]


@pytest.mark.sample(5)
@pytest.mark.parametrize("features", [1, 2, 5])
@pytest.mark.parametrize("activation", ["relu", "erf", "sin"])
def test_inputs_of_any_dimension_match_a_plain_implementation(activation, features):
    rng = np.random.default_rng(features)
    x1, x2 = rng.normal(size=(4, features)), rng.normal(size=(3, features))
    for hidden_layers in (1, 3):
        computed = kernel_pair(Architecture(activation, hidden_layers, 1.3, 0.4), x1, x2)
        for value, expected in zip(computed, textbook(activation, hidden_layers, 1.3, 0.4, x1, x2), strict=True):
            np.testing.assert_allclose(value, expected, rtol=1e-12)


def test_a_vector_counts_as_one_feature_and_one_argument_as_both():
    x = np.array([-0.4, 0.1, 1.2])
    arch = Architecture("gelu", 2, 1.4, 0.2)
    for first, second in zip(kernel_pair(arch, x), kernel_pair(arch, x[:, None], x), strict=True):
        assert first.dtype == np.float64
        np.testing.assert_array_equal(first, second)


@settings(max_examples=50)
@given(ARCHITECTURES, INPUTS)
def test_every_kernel_is_finite_symmetric_and_positive_up_to_the_jitter(arch, x):
    for kernel in kernel_pair(arch, x):
        kernel = np.asarray(kernel)
        assert np.isfinite(kernel).all()
        scale = np.abs(kernel).max()
        np.testing.assert_allclose(kernel, kernel.T, rtol=0, atol=CHAOS * scale)
        assert np.linalg.eigvalsh(kernel)[0] >= -JITTER * np.trace(kernel) / len(x)


@settings(max_examples=20)
@given(ARCHITECTURES)
def test_the_grid_has_the_same_kernels_without_compiling_again(arch):
    some = slice(3, None, 37)
    grams = symmetric_gram(arch, GRID)
    for gram, expected in zip(grams, kernel_pair(arch, GRID[some]), strict=True):
        scale = np.abs(expected).max()
        np.testing.assert_allclose(gram[some, some], expected, rtol=0, atol=CHAOS * scale)
        np.testing.assert_array_equal(gram, gram[::-1, ::-1])


def test_the_grid_is_where_labels_snap_to():
    assert GRID.tolist() == [round(-1.5 + 0.01 * i, 2) + 0.0 for i in range(301)]


@pytest.mark.parametrize("hidden_layers", [1, 4])
def test_bias_free_relu_has_rank_two_on_a_line(hidden_layers):
    for kernel in kernel_pair(Architecture("relu", hidden_layers, math.sqrt(2.0), 0.0), np.linspace(-1.0, 1.0, 50)):
        values = np.linalg.eigvalsh(kernel)[::-1]
        assert values[1] > 1e-3 * values[0]
        assert np.abs(values[2:]).max() < 1e-15 * 50 * values[0]


@pytest.mark.sample(1)
@pytest.mark.parametrize("activation", ["relu", "abs", "erf", "gelu", "sin"])
def test_derivatives_match_finite_differences_also_where_inputs_coincide(activation):
    """At bias 0 only by weight_std; the NNGP has derivative 0 by bias_std there, the NTK of a kinked φ a kink."""
    x = np.array([-0.7, -0.7, 0.0, 0.4, 0.7])
    weights = np.random.default_rng(0).normal(size=(2, 5, 5))

    def total(w, b, ntk):
        kernels = kernel_pair(Architecture(activation, 2, w, b), x)
        return jnp.sum(weights[0] * kernels.nngp) + ntk * jnp.sum(weights[1] * kernels.ntk)

    both = jax.jit(jax.value_and_grad(total, (0, 1)))
    h = 1e-5
    for bias_std in (0.3, 0.0):
        by_weight = (both(1.4 + h, bias_std, 1.0)[0] - both(1.4 - h, bias_std, 1.0)[0]) / (2 * h)
        assert float(both(1.4, bias_std, 1.0)[1][0]) == pytest.approx(float(by_weight), rel=FINITE_DIFFERENCE)
    by_bias = (both(1.4, 0.3 + h, 1.0)[0] - both(1.4, 0.3 - h, 1.0)[0]) / (2 * h)
    assert float(both(1.4, 0.3, 1.0)[1][1]) == pytest.approx(float(by_bias), rel=FINITE_DIFFERENCE)
    assert float(both(1.4, 0.0, 0.0)[1][1]) == 0.0


@jax.jit
def traced_pair_and_derivative(network, weight_std):
    """Both kernels at (0.3, −0.8), and their derivatives by weight_std, with everything traced."""
    x1, x2 = jnp.array([0.3]), jnp.array([-0.8])
    return jax.jvp(lambda w: pair(replace(network, weight_std=w), x1, x2), (weight_std,), (1.0,))


@pytest.mark.sample(2)
@pytest.mark.parametrize("activation", Activation)
def test_a_traced_activation_and_depth_give_the_same_kernels_and_forward_derivatives(activation):
    network, h = traced(Architecture(activation, 5, 1.3, 0.2)), 1e-5
    value, derivative = traced_pair_and_derivative(network, 1.3)
    fixed = kernel_pair(Architecture(activation, 5, 1.3, 0.2), [0.3], [-0.8])
    np.testing.assert_allclose(value, np.ravel(fixed), rtol=ROUNDING)
    above, below = (np.array(traced_pair_and_derivative(network, w)[0]) for w in (1.3 + h, 1.3 - h))
    np.testing.assert_allclose(derivative, (above - below) / (2 * h), rtol=FINITE_DIFFERENCE)


@pytest.mark.parametrize(
    ("x1", "x2", "says"),
    [
        ([], None, r"x1 must have shape .* got \(0,\)"),
        (np.zeros((0, 2)), None, r"got \(0, 2\)"),
        (0.5, None, r"got \(\)"),
        (np.zeros((2, 2, 2)), None, r"got \(2, 2, 2\)"),
        ([0.1, math.nan], None, "x1 must be finite, got nan"),
        ([0.1], [math.inf], "x2 must be finite, got inf"),
        (["a"], None, "x1 must be an array of real numbers"),
        ([[1.0], [1.0, 2.0]], None, "x1 must be an array of real numbers"),
        (np.zeros((3, 2)), np.zeros((3, 4)), "x2 must have as many features as the other inputs, 2, got 4"),
    ],
)
def test_bad_inputs_are_named(x1, x2, says):
    with pytest.raises(ValueError, match=says):
        kernel_pair(Architecture(), x1, x2)
