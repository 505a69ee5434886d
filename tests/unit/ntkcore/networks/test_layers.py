"""Finite networks against their definition, against autodiff, and against the limit of infinite width."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Activation, Architecture, kernel_pair
from ntkcore.networks import layers as networks

X = np.array([[-1.2], [-0.3], [0.0], [0.7], [1.4]])
SIGMAS = 4.5  # of a Monte-Carlo mean: one entry in 150,000 would fail by chance

apply = jax.jit(networks.apply, static_argnums=0)
linearise = jax.jit(networks.linearise, static_argnums=0)


def by_hand(arch, parameters, x):
    """The definition in plain numpy, for ReLU."""
    h = np.asarray(x, float)
    for layer, (weights, biases) in enumerate(parameters):
        z = arch.weight_std * h @ np.asarray(weights, float) / np.sqrt(h.shape[1]) + arch.bias_std * np.asarray(biases)
        h = np.maximum(z, 0.0) if layer < len(parameters) - 1 else z
    return h[:, 0]


def contracted(arch, parameters, x1, x2):
    """Σ over all parameters of the product of two Jacobians, by reverse mode."""

    def jacobian(x):
        leaves = jax.tree.leaves(jax.jit(jax.jacrev(lambda theta: networks.apply(arch, theta, x)))(parameters))
        return np.concatenate([np.asarray(leaf).reshape(len(x), -1) for leaf in leaves], axis=1)

    return jacobian(x1) @ jacobian(x2).T


def test_a_network_is_what_its_definition_says():
    arch = Architecture("relu", 3, 1.3, 0.4)
    parameters = networks.init(jax.random.key(0), 3, 20, features=2, dtype="float64")
    x = np.random.default_rng(0).normal(size=(6, 2))
    np.testing.assert_allclose(apply(arch, parameters, jnp.array(x)), by_hand(arch, parameters, x), 1e-12)


@pytest.mark.parametrize(("layers", "width", "features"), [(1, 7, 1), (3, 10, 2)])
def test_parameters_are_counted(layers, width, features):
    parameters = networks.init(jax.random.key(0), layers, width, features=features)
    assert networks.parameter_count(layers, width, features=features) == sum(
        leaf.size for leaf in jax.tree.leaves(parameters)
    )


def test_parameters_are_standard_normal_and_no_two_layers_share_numbers():
    parameters = networks.init(jax.random.key(5), 3, 100)
    numbers = np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(parameters)])
    assert len(np.unique(numbers)) > 0.99 * len(numbers)
    assert abs(numbers.mean()) < SIGMAS / len(numbers) ** 0.5
    assert abs(numbers.var() - 1.0) < SIGMAS * (2 / len(numbers)) ** 0.5


@pytest.mark.sample(2)
@pytest.mark.parametrize("activation", [Activation.RELU, Activation.ABS, Activation.GELU, Activation.SIN])
def test_the_kernel_by_layers_is_the_contraction_of_jacobians(activation):
    arch = Architecture(activation, 2, 1.2, 0.3)
    parameters = networks.init(jax.random.key(1), 2, 16, dtype="float64")
    x = jnp.array(X + 0.05)  # away from 0, where the bias-free part of |z| would sit on its kink
    layered = jax.jit(networks.dense_ntk, static_argnums=0)(arch, parameters, x, x[:2])
    np.testing.assert_allclose(layered, contracted(arch, parameters, x, x[:2]), rtol=1e-10)


@pytest.mark.parametrize("activation", [Activation.RELU, Activation.ERF])
def test_passes_pull_residuals_back_as_reverse_mode_does(activation):
    arch = Architecture(activation, 3, 1.3, 0.4)
    parameters = networks.init(jax.random.key(2), 3, 20, features=2, dtype="float64")
    x, residual = (jnp.array(np.random.default_rng(1).normal(size=shape)) for shape in ((6, 2), (6,)))

    @jax.jit
    def by_layers(parameters):
        forward = networks.passes(arch, parameters, x)
        return forward.outputs, networks.pull_back(arch, parameters, forward, residual)

    @jax.jit
    def by_reverse_mode(parameters):
        outputs, pull_back = jax.vjp(lambda theta: networks.apply(arch, theta, x), parameters)
        return outputs, *pull_back(residual)

    (outputs, ours), (expected, gradient) = by_layers(parameters), by_reverse_mode(parameters)
    np.testing.assert_allclose(outputs, expected, rtol=1e-12)
    for leaf, reference in zip(jax.tree.leaves(ours), jax.tree.leaves(gradient), strict=True):
        np.testing.assert_allclose(leaf, reference, rtol=1e-9, atol=1e-12)


def test_the_linear_network_is_exact_to_first_order():
    """Halving the step quarters what is left of a smooth network's change."""
    arch = Architecture("erf", 2, 1.2, 0.3)
    start, other = (networks.init(jax.random.key(seed), 2, 16, dtype="float64") for seed in (0, 1))

    def left(size):
        moved = jax.tree.map(lambda a, b: a + size * b, start, other)
        value, slope = linearise(arch, start, moved, jnp.array(X))
        np.testing.assert_allclose(value, apply(arch, start, jnp.array(X)), rtol=1e-13)
        return np.abs(apply(arch, moved, jnp.array(X)) - value - slope).max()

    assert left(1e-4) / left(5e-5) == pytest.approx(4.0, rel=1e-2)


def mean_and_error(values):
    return values.mean(axis=0), values.std(axis=0, ddof=1) / len(values) ** 0.5


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("arch", "width", "seeds"),
    [
        (Architecture("relu", 1, 1.4, 0.3), 16, 4000),  # one hidden layer: both means are exact at every width
        (Architecture("relu", 3, 1.4, 0.3), 256, 400),  # deeper: they are off by O(1/width), below the error bars
    ],
)
def test_random_networks_have_the_kernels_of_the_limit_on_average(arch, width, seeds):
    @jax.jit
    @jax.vmap
    def draw(key):
        parameters = networks.init(key, arch.hidden_layers, width)
        f = networks.apply(arch, parameters, jnp.array(X)).astype(jnp.float64)
        return jnp.outer(f, f), networks.dense_ntk(arch, parameters, jnp.array(X), jnp.array(X))

    products, kernels = draw(jax.random.split(jax.random.key(7), seeds))
    for values, expected in ((products, kernel_pair(arch, X).nngp), (kernels, kernel_pair(arch, X).ntk)):
        mean, error = mean_and_error(np.asarray(values))
        assert (np.abs(mean - expected) <= SIGMAS * error).all()


def test_movements():
    parameters = networks.init(jax.random.key(0), 3, 100)
    numbers = np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(parameters)]).astype(float)
    assert float(networks.norm(parameters)) == pytest.approx(np.linalg.norm(numbers), rel=1e-12)
    before, after = np.array([[3.0, 0.0], [0.0, 4.0]]), np.array([[3.0, 1.0], [0.0, 4.0]])
    assert float(networks.kernel_movement(before, after)) == pytest.approx(0.2)
    assert networks.kernel_movement([before] * 3, [after] * 3).shape == (3,)
