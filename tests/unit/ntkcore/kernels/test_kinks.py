"""Derivatives at a kink: in an input of 0, for networks of a piecewise linear activation without bias."""

from typing import Any

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from ntkcore import Architecture, Network, kernel_pair, layers, predict
from ntkcore.kernels.layers import as_layer
from ntkcore.kernels.order import is_homogeneous
from tests.oracle import exact

OTHERS = (-0.7, 0.0, 0.4, 1e-3, 1e3)
STEP = mp.mpf(10) ** -40
PHI, DENSE = layers.activation("relu"), layers.dense(1.3)
SHORTCUT = Network(layers.serial(DENSE, PHI, DENSE, layers.residual(layers.serial(PHI, DENSE), 0.7), DENSE))


def sides(activation: str, depth: int, weight_std: float, other: float) -> np.ndarray:
    """The derivatives of both kernels k(x, other) on both sides of x = 0, (2, 2): from 60-digit arithmetic."""
    rates = []
    for sign in (1, -1):
        values = exact.kernels(activation, depth, mp.mpf(weight_std), mp.mpf(0), [sign * STEP], [mp.mpf(other)])
        rates.append([float(value / (sign * STEP)) for value in values])
    return np.array(rates)


def slopes(net: Any, x: Any, others: Any, derivative: Any = jax.jacrev) -> np.ndarray:
    """The derivatives of both kernels k(x, others), (2, n), in one input x, by JAX: (2, n, 1) or (2, n, 1, d)."""
    with jax.enable_x64(True):
        return np.asarray(derivative(lambda x: jnp.stack(kernel_pair(net, x, others))[:, 0])(jnp.asarray(x)))


@pytest.mark.parametrize(
    ("activation", "depth"),
    [
        ("leaky_relu", 3),
        *(
            pytest.param(*case, marks=pytest.mark.long)
            for case in (("relu", 1), ("relu", 2), ("relu", 5), ("abs", 1), ("abs", 2))
        ),
    ],
)
def test_on_a_line_it_is_the_mean_of_both_sides(activation: str, depth: int) -> None:
    ours = slopes(Architecture(activation, depth, 1.3, 0.0), [0.0], OTHERS)
    for other, rate in zip(OTHERS, ours[..., 0].T, strict=True):
        both = sides(activation, depth, 1.3, other)
        np.testing.assert_allclose(rate, both.mean(axis=0), rtol=1e-13, atol=1e-13 * abs(both).max())
    assert not np.allclose(*sides(activation, depth, 1.3, 0.4))


def test_a_bias_has_no_kink_there() -> None:
    net, step = Architecture("relu", 2, 1.3, 0.1), 1e-6
    above, below = (np.stack(kernel_pair(net, [sign * step], OTHERS))[:, 0] for sign in (1, -1))
    np.testing.assert_allclose(slopes(net, [0.0], OTHERS)[..., 0], (above - below) / (2 * step), rtol=1e-6, atol=1e-9)


def test_networks_whose_kernels_have_such_a_kink_are_recognised() -> None:
    chains = [(PHI, DENSE), (DENSE, layers.layer_norm(), PHI, DENSE), (layers.numerical(jnp.tanh), DENSE)]
    assert [is_homogeneous(layers.serial(DENSE, *chain)) for chain in chains] == [True, False, False]
    assert is_homogeneous(as_layer(SHORTCUT))
    named = [
        is_homogeneous(as_layer(Architecture(name))) for name in ("relu", "abs", "identity", "erf", "tanh", "gelu")
    ]
    assert named == [True, True, True, False, False, False]


def test_in_a_kernel_of_many_inputs_of_a_chain_and_in_either_input() -> None:
    x = np.array([-0.7, 0.0, 0.4, 0.0])

    def kernels(x1: Any, x2: Any) -> jax.Array:
        return jnp.stack(kernel_pair(SHORTCUT, x1, x2))

    with jax.enable_x64(True):
        first, second = jax.jacfwd(kernels, (0, 1))(jnp.asarray(x), jnp.asarray(x))
    step = 1e-3  # the kernel is exactly linear on both sides of an input of 0 while the others stay
    for i in (1, 3):
        above, below = (np.stack(kernel_pair(SHORTCUT, x, x + sign * step * (np.arange(4) == i))) for sign in (1, -1))
        np.testing.assert_allclose(second[..., i], (above - below) / (2 * step), rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(np.swapaxes(first, 1, 2), second, rtol=1e-12, atol=1e-14)


def test_predictions_have_the_mean_too() -> None:
    net, x, y = Architecture("relu", 2, 1.4, 0.0), np.array([-1.0, 0.5, 0.9]), np.array([1.0, 0.3, -0.2])

    def mean(at: Any) -> Any:
        return predict(net, x, y, at, noise_std=0.1, covariance=False).mean[0]

    with jax.enable_x64(True):
        rate = jax.grad(mean)(jnp.zeros(1))[0]
    assert float(rate) == pytest.approx(float((mean([0.1]) - mean([-0.1])) / 0.2), rel=1e-10)


@pytest.mark.parametrize(("depth", "is_linear"), [(1, True), (2, False)])
def test_with_several_features_and_layers_no_gradient_is_the_mean(depth: int, is_linear: bool) -> None:
    """The mean of both sides along u, (k(u, x′) − k(−u, x′))/2, is linear in u for one hidden layer only."""
    net, other = Architecture("relu", depth, 1.4, 0.0), np.array([[0.6, -0.3]])

    def mean_along(u: list[float]) -> np.ndarray:
        above, below = (np.stack(kernel_pair(net, sign * np.array([u]), other))[:, 0, 0] for sign in (1, -1))
        return (above - below) / 2

    ahead, aside, both = mean_along([1.0, 0.0]), mean_along([0.0, 1.0]), mean_along([1.0, 1.0])
    off = np.abs(ahead + aside - both) / np.abs(both)
    ours = slopes(net, [[0.0, 0.0]], other)[:, 0, 0]
    if is_linear:
        assert (off < 1e-13).all()
        np.testing.assert_allclose(ours, np.stack([ahead, aside], 1), rtol=1e-13)
    else:
        assert (off > 0.02).all()
        assert np.isfinite(ours).all()
