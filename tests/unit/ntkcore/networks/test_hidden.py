"""Networks of finite width with skips and layer norm: against autodiff, their definition and the infinite limit."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Architecture, kernel_pair, statistics
from ntkcore.boolean.completions.resampling import hidden
from ntkcore.boolean.finite import output_covariances
from ntkcore.networks import layers as networks
from ntkcore.networks.hidden import normalised
from ntkcore.spectra.inputs import at_corners
from tests.unit.ntkcore.networks.test_layers import SIGMAS, contracted

ARCHS = [
    Architecture("erf", 3, 1.3, 0.4, skip="equal"),
    Architecture("gelu", 3, 1.3, 0.4, norm="layer"),
    Architecture("relu", 4, 1.3, 0.4, skip="scaled", norm="layer"),
]
X = np.array([[-1.2], [0.4], [0.9]])
every = pytest.mark.parametrize("arch", ARCHS, ids=lambda arch: f"{arch.skip}-{arch.norm}")


def by_hand(arch, parameters, x):
    """The definition, in plain numpy: pre-activation residual blocks."""
    phi = {"relu": lambda z: np.maximum(z, 0.0)}[arch.activation]
    s, r = {"equal": (0.5**0.5, 0.5**0.5), "scaled": (1.0, arch.hidden_layers**-0.5)}[arch.skip]

    def dense(layer, h):
        weights, biases = (np.asarray(values, float) for values in layer)
        return arch.weight_std * h @ weights / np.sqrt(h.shape[1]) + arch.bias_std * biases

    def block(layer, z):
        if arch.norm == "layer":
            z = (z - z.mean(1, keepdims=True)) / z.std(1, keepdims=True)
        return dense(layer, phi(z))

    z = dense(parameters[0], x)
    for layer in parameters[1:-1]:
        z = s * z + r * block(layer, z)
    return block(parameters[-1], z)[:, 0]


@pytest.mark.parametrize("norm", ["none", "layer"])
@pytest.mark.parametrize("skip", ["equal", "scaled"])
def test_a_network_is_what_its_definition_says(skip, norm):
    arch = Architecture("relu", 4, 1.3, 0.4, skip=skip, norm=norm)
    parameters = networks.init(jax.random.key(0), 4, 20, features=2, dtype="float64")
    x = np.random.default_rng(0).normal(size=(6, 2))
    ours = jax.jit(networks.apply, static_argnums=0)(arch, parameters, jnp.array(x))
    np.testing.assert_allclose(ours, by_hand(arch, parameters, x), 1e-12)


@pytest.mark.sample(1)
@every
def test_passes_and_kernels_are_those_of_reverse_mode(arch):
    parameters = networks.init(jax.random.key(1), arch.hidden_layers, 12, dtype="float64")
    x, residual = jnp.array(X), jnp.array([0.3, -1.0, 0.7])

    @jax.jit
    def both_ways(parameters):
        outputs, pull = jax.vjp(lambda theta: networks.apply(arch, theta, x), parameters)
        passed = networks.passes(arch, parameters, x)
        gradients = networks.pull_back(arch, parameters, passed, residual), pull(residual)[0]
        return (passed.outputs, outputs), gradients, networks.dense_ntk(arch, parameters, x, x[:2])

    (outputs, expected), gradients, layered = both_ways(parameters)
    np.testing.assert_allclose(outputs, expected, rtol=1e-12)
    for leaf, reference in zip(*map(jax.tree.leaves, gradients), strict=True):
        np.testing.assert_allclose(leaf, reference, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(layered, contracted(arch, parameters, x, x[:2]), rtol=1e-10)


@pytest.mark.sample(1)
@pytest.mark.parametrize("arch", [ARCHS[0], ARCHS[2]], ids=["equal-none", "scaled-layer"])
def test_wide_networks_have_the_kernels_of_the_limit_on_average(arch):
    @jax.jit
    @jax.vmap
    def draw(key):
        parameters = networks.init(key, arch.hidden_layers, 256)
        f = networks.apply(arch, parameters, jnp.array(X)).astype(jnp.float64)
        return jnp.outer(f, f), networks.dense_ntk(arch, parameters, jnp.array(X), jnp.array(X))

    for values, expected in zip(draw(jax.random.split(jax.random.key(7), 200)), kernel_pair(arch, X), strict=True):
        values = np.asarray(values)
        error = values.std(axis=0, ddof=1) / len(values) ** 0.5 + 0.01 * np.abs(expected)  # O(1/width)
        assert (np.abs(values.mean(axis=0) - expected) <= SIGMAS * error).all()


@pytest.mark.sample(1)
@every
def test_every_way_of_drawing_networks_has_the_covariance_of_the_limit(arch):
    """Functions, outputs at an input, hidden layers of Boolean networks: all at width 200, off by O(1/width)."""
    expected = np.asarray(kernel_pair(arch, X).nngp)
    drawn = statistics.draw_functions(arch, 200, X, 4000, seed=0)
    _, variances = statistics.draw_outputs(arch, 200, float(X[1, 0]), 500, seed=1)
    error = np.sqrt((expected**2 + np.outer(expected.diagonal(), expected.diagonal())) / len(drawn)) + 0.01 * expected
    assert (np.abs(np.cov(drawn.T) - expected) <= SIGMAS * error).all()
    assert variances.mean() == pytest.approx(expected[1, 1], rel=0.03)
    corners, random = at_corners(2), np.random.default_rng(0)
    on_cube = np.asarray(kernel_pair(arch, corners).nngp)
    h = hidden(arch, corners, 200, 300, random).astype(float)
    from_activations = arch.weight_std**2 * (h @ h.swapaxes(1, 2)).mean(axis=0) / 200 + arch.bias_std**2
    for gram in (from_activations, output_covariances(arch, 200, 2, states=300, rng=random).mean(axis=0)):
        assert np.abs(gram - on_cube).max() <= 0.03 * on_cube.max()


def test_of_such_networks_the_kurtosis_is_not_known():
    assert np.isnan(statistics.predicted_kurtosis(ARCHS[0], 100, 0.5).value)


def test_a_layer_of_equal_numbers_is_normalised_to_zero():
    for array in (np.zeros((2, 5)), jnp.full((2, 5), 3.0)):
        np.testing.assert_array_equal(normalised(array), np.zeros((2, 5)))
        assert np.isfinite(jax.grad(lambda z: jnp.sum(normalised(z) ** 2))(jnp.asarray(array))).all()
