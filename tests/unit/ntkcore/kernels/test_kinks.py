"""Derivatives at a kink: in an input of 0, for networks of a piecewise linear activation without bias."""

from typing import Any

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from ntkcore import Architecture, Network, kernel_pair, layers, predict
from tests.oracle import exact

OTHERS = (-0.7, 0.0, 0.4, 1e-3, 1e3)
STEP = mp.mpf(10) ** -40


def sides(activation: str, depth: int, weight_std: float, other: float) -> np.ndarray:
    """The derivatives of both kernels k(x, other) on both sides of x = 0, (2, 2): from 60-digit arithmetic."""
    rates = []
    for sign in (1, -1):
        values = exact.kernels(activation, depth, mp.mpf(weight_std), mp.mpf(0), [sign * STEP], [mp.mpf(other)])
        rates.append([float(value / (sign * STEP)) for value in values])
    return np.array(rates)


def slopes(net: Any, x: Any, other: Any) -> np.ndarray:
    """The derivatives of both kernels k(x, other) in x, by JAX, in reverse mode and the same forwards."""

    def kernels(x: Any) -> jax.Array:
        return jnp.stack(kernel_pair(net, x, other))[:, 0, 0]

    with jax.enable_x64(True):
        backwards, forwards = jax.jacrev(kernels)(jnp.asarray(x)), jax.jacfwd(kernels)(jnp.asarray(x))
    np.testing.assert_allclose(backwards, forwards, rtol=1e-14)
    return np.asarray(backwards)


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "abs"])
def test_on_a_line_it_is_the_mean_of_both_sides(activation: str, depth: int) -> None:
    for other in OTHERS:
        both = sides(activation, depth, 1.3, other)
        ours = slopes(Architecture(activation, depth, 1.3, 0.0), [0.0], [other])
        np.testing.assert_allclose(ours[:, 0], both.mean(axis=0), rtol=1e-13, atol=1e-13 * abs(both).max())
    assert not np.allclose(*sides(activation, depth, 1.3, 0.4))


def test_in_a_kernel_of_many_inputs_in_chains_and_in_either_input() -> None:
    phi, dense = layers.activation("relu"), layers.dense(1.3)
    net = Network(layers.serial(dense, phi, dense, layers.residual(layers.serial(phi, dense), 0.7), phi, dense))
    x = np.array([-0.7, 0.0, 0.4, 0.0])

    def kernels(x: Any, x2: Any = None) -> jax.Array:
        return jnp.stack(kernel_pair(net, x, x2))

    with jax.enable_x64(True):
        rates = jax.jacfwd(kernels)(jnp.asarray(x))
        once = jax.jacfwd(lambda x2: kernels(jnp.asarray(x), x2))(jnp.asarray(x))
    step = 1e-3  # the kernel is exactly linear on both sides of an input of 0 while the others stay
    for i in (1, 3):
        ends = [np.stack(kernel_pair(net, x, x + sign * step * (np.arange(4) == i))) for sign in (1.0, -1.0)]
        np.testing.assert_allclose(once[..., i], (ends[0] - ends[1]) / (2 * step), rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(rates, once + np.swapaxes(once, 1, 2), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(kernel_pair(net, x).ntk, jax.jit(kernels)(jnp.asarray(x))[1], rtol=1e-6, atol=1e-7)


def test_predictions_have_the_mean_too() -> None:
    net, x, y = Architecture("relu", 3, 1.4, 0.0), np.array([-1.0, 0.5, 0.9]), np.array([1.0, 0.3, -0.2])

    def mean(at: Any) -> Any:
        return predict(net, x, y, at, noise_std=0.1, covariance=False).mean[0]

    with jax.enable_x64(True):
        rate = jax.grad(mean)(jnp.zeros(1))[0]
    assert float(rate) == pytest.approx(float((mean([0.1]) - mean([-0.1])) / 0.2), rel=1e-10)


def test_a_bias_and_smooth_activations_have_no_kink_there() -> None:
    for net in (Architecture("relu", 3, 1.3, 0.1), Architecture("erf", 3, 1.3, 0.0)):
        step = 1e-6
        ends = [np.stack(kernel_pair(net, [sign * step], [0.4]))[:, 0, 0] for sign in (1, -1)]
        np.testing.assert_allclose(slopes(net, [0.0], [0.4])[:, 0], (ends[0] - ends[1]) / (2 * step), rtol=1e-6)


@pytest.mark.parametrize(("depth", "is_linear"), [(1, True), (2, False), (3, False)])
def test_with_several_features_and_layers_no_gradient_is_the_mean(depth: int, is_linear: bool) -> None:
    """The mean of both sides along u, (k(u, x′) − k(−u, x′))/2, is linear in u for one hidden layer only."""
    net, other = Architecture("relu", depth, 1.4, 0.0), np.array([[0.6, -0.3]])

    def mean_along(u: list[float]) -> np.ndarray:
        ends = [np.stack(kernel_pair(net, [[sign * u[0], sign * u[1]]], other))[:, 0, 0] for sign in (1, -1)]
        return (ends[0] - ends[1]) / 2

    ahead, aside, both = mean_along([1.0, 0.0]), mean_along([0.0, 1.0]), mean_along([1.0, 1.0])
    off = np.abs(ahead + aside - both) / np.abs(both)
    if is_linear:
        assert (off < 1e-13).all()
        np.testing.assert_allclose(slopes(net, [[0.0, 0.0]], other)[:, 0], np.stack([ahead, aside], 1), rtol=1e-13)
    else:
        assert (off > 0.02).all()
        assert np.isfinite(slopes(net, [[0.0, 0.0]], other)).all()
