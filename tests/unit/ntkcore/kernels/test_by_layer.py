"""Kernels after every layer: the last are those of the network, the others those of networks that end earlier."""

import numpy as np
import pytest

from ntkcore import Architecture, Network, kernel_pair, layers
from ntkcore.kernels.by_layer import kernels_by_layer
from tests.conftest import ROUNDING
from tests.oracle import recursion

STDS = (1.3, 0.2)
DENSE, CONV, RELU = layers.dense(*STDS), layers.conv(2, *STDS), layers.activation("relu")
IMAGES = np.random.default_rng(0).normal(size=(12, 3, 3, 2))
VECTORS = np.random.default_rng(1).normal(size=(5, 4))
SKIP = layers.residual(layers.serial(RELU, DENSE), skip=0.8, scale=0.5)
CASES = {
    "pooled": ([CONV, layers.layer_norm(), RELU, layers.avg_pool(2), layers.global_avg_pool(), DENSE], IMAGES),
    "flattened": ([CONV, RELU, layers.flatten(), DENSE, layers.activation("gelu"), DENSE], IMAGES[:3]),
    "vectors": ([DENSE, SKIP, layers.layer_norm(), layers.activation("erf"), DENSE], VECTORS),
    "large": ([DENSE, RELU, DENSE], 1e19 * VECTORS),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", CASES)
def test_the_last_kernels_are_those_of_the_network(name):
    """Twelve images are two tiles of ten, of which one is padded."""
    chain, x = CASES[name]
    net = Network(layers.serial(*chain))
    by_layer = kernels_by_layer(net, x)
    assert by_layer.nngp.shape == by_layer.ntk.shape == (len(chain) + 1, len(x), len(x))
    for mine, kernel in zip(by_layer, kernel_pair(net, x), strict=True):
        np.testing.assert_allclose(mine[-1], kernel, rtol=0, atol=ROUNDING * np.abs(kernel).max())
        assert (mine == mine.swapaxes(1, 2)).all()


def test_the_first_are_products_of_inputs_and_nothing_that_is_trained():
    by_layer = kernels_by_layer(Network(layers.serial(*CASES["flattened"][0])), IMAGES)
    flat = IMAGES.reshape(len(IMAGES), -1)
    np.testing.assert_allclose(by_layer.nngp[0], flat @ flat.T / flat.shape[1], atol=ROUNDING)
    assert not by_layer.ntk[0].any()
    assert np.isnan(by_layer.cosines[1][0]).all()


def test_those_between_are_means_over_equal_positions_of_the_recursion_of_many_digits():
    chain = [["conv", 2, "same", *STDS], ["phi", "relu"], ["conv", 2, "same", *STDS], ["flatten"], ["dense", *STDS]]
    mine = kernels_by_layer(Network(layers.serial(CONV, RELU, CONV, layers.flatten(), DENSE)), IMAGES[:3])
    for count in range(1, len(chain) + 1):
        cut = chain[:count] if count > 3 else [*chain[:count], ["flatten"]]
        for kernel, exact in zip(mine, recursion.gram(cut, IMAGES[:3], 3), strict=True):
            np.testing.assert_allclose(kernel[count], exact, rtol=ROUNDING)


def test_correlations_of_a_plain_network_are_those_of_networks_of_each_depth():
    net = Network(layers.serial(DENSE, *[RELU, DENSE] * 3))
    nngp, ntk = kernels_by_layer(net, VECTORS).cosines
    for depth in (1, 2, 3):
        kernels = kernel_pair(Architecture("relu", depth, *STDS), VECTORS)
        for mine, kernel in ((nngp, kernels.nngp), (ntk, kernels.ntk)):
            size = np.sqrt(np.diag(kernel))
            np.testing.assert_allclose(mine[1 + 2 * depth], kernel / np.outer(size, size), atol=ROUNDING)


def test_kernels_between_two_sets_of_inputs_are_those_of_both_together():
    net = Network(layers.serial(*CASES["pooled"][0]))
    both = kernels_by_layer(net, IMAGES)
    for mine, kernel in zip(kernels_by_layer(net, IMAGES[:3], IMAGES[3:]), both, strict=True):
        np.testing.assert_allclose(mine, kernel[:, :3, 3:], atol=ROUNDING * np.abs(kernel).max())


def test_other_networks_and_inputs_are_refused():
    with pytest.raises(ValueError, match="net must be a Network"):
        kernels_by_layer(Architecture("relu"), VECTORS)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match="needs images"):
        kernels_by_layer(Network(layers.serial(CONV, layers.flatten(), DENSE)), VECTORS)
