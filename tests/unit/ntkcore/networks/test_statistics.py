"""Finite networks drawn layer by layer: the law is that of real ones, and as far from a Gaussian as theory says."""

import math
from dataclasses import dataclass

import jax
import numpy as np
import pytest
from scipy.stats import kurtosis

from ntkcore import Activation, Architecture, Network, kernel_pair, layers
from ntkcore.networks import layers as networks
from ntkcore.networks import statistics as finite

X = np.array([-1.2, -0.4, 0.3, 1.0, 1.5])
SIGMAS = 5.0  # of the simulation's own standard error


def real_networks(arch, width, count):
    """The same outputs from whole weight matrices."""
    keys = jax.random.split(jax.random.key(5), count)

    def outputs(key):
        return networks.apply(
            arch, networks.init(key, arch.hidden_layers, width, dtype="float64"), jax.numpy.asarray(X)[:, None]
        )

    return np.asarray(jax.jit(jax.vmap(outputs))(keys))


def means(samples):
    """(mean, standard error) of each column."""
    return samples.mean(axis=0), samples.std(axis=0) / math.sqrt(len(samples))


@pytest.mark.sample(2)
@pytest.mark.parametrize("width", [2, 5, 20])  # fewer than the inputs, as many, more
def test_functions_have_the_law_of_real_networks(width):
    arch = Architecture("erf", 3, 1.4, 0.3)
    drawn = finite.draw_functions(arch, width, X, 10_000, 0)
    real = real_networks(arch, width, 10_000)
    rng = np.random.default_rng(0)
    for _ in range(8):  # moments of random combinations of the five outputs
        direction = rng.standard_normal(len(X))
        a, b = drawn @ direction, real @ direction
        for power in (1, 2):
            (mean_a, error_a), (mean_b, error_b) = means(a**power), means(b**power)
            assert abs(mean_a - mean_b) < SIGMAS * math.hypot(error_a, error_b)
        flat_a, flat_b = np.tanh(a / b.std()) ** 4, np.tanh(b / b.std()) ** 4  # the shape, whatever the tails
        (mean_a, error_a), (mean_b, error_b) = means(flat_a), means(flat_b)
        assert abs(mean_a - mean_b) < SIGMAS * math.hypot(error_a, error_b)


@pytest.mark.sample(2)
@pytest.mark.parametrize("activation", Activation)
def test_the_covariance_is_the_limit_as_the_network_widens(activation):
    arch = Architecture(activation, 2, 1.4, 0.3)
    drawn = finite.draw_functions(arch, 100, X, 4000, 1)
    products = drawn[:, :, None] * drawn[:, None, :]
    mean, error = means(products.reshape(len(drawn), -1))
    limit = np.asarray(kernel_pair(arch, X).nngp).ravel()
    assert (np.abs(mean - limit) < SIGMAS * error + 0.03 * limit.max()).all()  # smooth φ are off by O(1/width)


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize(("depth", "bias_std"), [(1, 0.5), (2, 0.0), (4, 0.5)])
@pytest.mark.parametrize("width", [10, 1000])
def test_kurtosis_is_what_theory_says(activation, depth, bias_std, width):
    arch = Architecture(activation, depth, 1.3, bias_std)
    _, variances = finite.draw_outputs(arch, width, 0.7, finite.network_count(arch, width), 2)
    measured = finite.measured_kurtosis(variances)
    predicted = finite.predicted_kurtosis(arch, width, 0.7)
    if predicted.exact or width == 1000:
        assert abs(measured.value - predicted.value) < SIGMAS * measured.standard_error
    if width == 1000:
        assert measured.standard_error < 0.15 * measured.value


@pytest.mark.parametrize("depth", [1, 2, 3, 8, 32])
@pytest.mark.parametrize("width", finite.WIDTHS)
def test_bias_free_relu_has_the_closed_form(depth, width):
    arch = Architecture("relu", depth, 2**0.5, 0.0)
    predicted = finite.predicted_kurtosis(arch, width, -0.8)
    assert predicted.exact
    assert predicted.value == pytest.approx(3 * ((1 + 5 / width) ** depth - 1), rel=1e-12)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_linear_network_has_its_own(depth):
    predicted = finite.predicted_kurtosis(Architecture("identity", depth, 1.0, 0.0), 20, 0.5)
    assert predicted.value == pytest.approx(3 * ((1 + 2 / 20) ** depth - 1), rel=1e-12)


def test_the_kurtosis_of_q_is_that_of_the_outputs():
    arch = Architecture("relu", 2, 2**0.5, 0.2)
    outputs, variances = finite.draw_outputs(arch, 10, 0.7, 200_000, 3)
    batches = [kurtosis(batch) for batch in outputs.reshape(20, -1)]
    error = np.std(batches) / math.sqrt(len(batches))
    assert abs(np.mean(batches) - finite.measured_kurtosis(variances).value) < SIGMAS * error


def test_the_standard_error_is_the_scatter_of_repeated_measurements():
    arch = Architecture("relu", 2, 2**0.5, 0.3)
    repeats = [finite.measured_kurtosis(finite.draw_outputs(arch, 100, 0.7, 2000, seed)[1]) for seed in range(100)]
    scatter = np.std([measured.value for measured in repeats])
    assert scatter == pytest.approx(np.mean([measured.standard_error for measured in repeats]), rel=0.3)
    assert all(measured.reliable for measured in repeats)


def test_tails_that_few_networks_carry_are_not_trusted():
    arch = Architecture("relu", 8, 2**0.5, 0.0)
    _, variances = finite.draw_outputs(arch, 1, 0.7, finite.network_count(arch, 1), 0)
    assert not finite.measured_kurtosis(variances).reliable


def test_a_network_that_is_zero_has_no_kurtosis():
    arch = Architecture("relu", 2, 2**0.5, 0.0)
    outputs, variances = finite.draw_outputs(arch, 10, 0.0, 100, 0)
    assert not outputs.any()
    assert math.isnan(finite.measured_kurtosis(variances).value)
    assert math.isnan(finite.predicted_kurtosis(arch, 10, 0.0).value)


def test_the_mean_vanishes_and_the_functions_do_not():
    """f at initialisation is N(0, K) however wide the network: its mean is 0, its spread is √K."""
    arch = Architecture("relu", 2, 2**0.5, 0.3)
    limit = float(np.asarray(kernel_pair(arch, [0.7]).nngp)[0, 0])
    for width in (10, 100, 1000):
        outputs, _ = finite.draw_outputs(arch, width, 0.7, 4000, 0)
        assert abs(outputs.mean()) < SIGMAS * outputs.std() / math.sqrt(len(outputs))
        square, error = means(outputs**2)
        assert abs(square - limit) < SIGMAS * error


def test_a_seed_draws_the_same_again():
    arch = Architecture("sin", 2)
    np.testing.assert_array_equal(finite.draw_functions(arch, 100, X, 3, 7), finite.draw_functions(arch, 100, X, 3, 7))
    assert not np.array_equal(finite.draw_functions(arch, 3, X, 3, 7), finite.draw_functions(arch, 3, X, 3, 8))


@pytest.mark.parametrize("activation", Activation)
def test_numpy_and_jax_agree_on_every_activation(activation):
    z = np.linspace(-4, 4, 101)
    from_numpy = finite.activate(activation, z)
    assert isinstance(from_numpy, np.ndarray)
    assert finite.activate(activation, z.astype("f4")).dtype == np.float32
    np.testing.assert_allclose(from_numpy, finite.activate(activation, jax.numpy.asarray(z)), atol=1e-15)


@dataclass(frozen=True, slots=True)
class Gated(Architecture):
    """An Architecture with one more field, as a later version may have it."""

    gate: float = 0.5


@pytest.mark.parametrize(
    "net",
    [
        Network(layers.serial(layers.dense(1.4, 0.3), layers.activation("relu"), layers.dense(1.4, 0.3))),
        Network(layers.dense(1.0)),
        Gated("relu", 2, 1.4, 0.1),
    ],
    ids=lambda net: type(net).__name__,
)
@pytest.mark.parametrize("width", [1, 1000])
def test_of_another_network_the_kurtosis_is_not_known(net, width):
    predicted = finite.predicted_kurtosis(net, width, 0.7)
    assert math.isnan(predicted.value)
    assert not predicted.exact
