"""Kernels of networks of all layers: symmetric, positive semidefinite, and with the symmetries of their networks."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

from ntkcore import Network, kernel_pair, layers
from tests.conftest import ROUNDING

HEIGHT, WIDTH, CHANNELS = SHAPE = (3, 2, 2)
IMAGES = arrays(np.float64, (4, *SHAPE), elements=st.floats(-3.0, 3.0))
few = settings(max_examples=8)

relu, erf = layers.activation("relu"), layers.activation("erf")


def convolution(padding="circular", bias_std=0.2):
    return layers.conv(2, 1.4, bias_std, padding=padding)


def with_head(*body, bias_std=0.2):
    return Network(layers.serial(*body, layers.dense(1.2, bias_std)))


def circular(last):
    """A residual network with circular padding that ends in a global average or a flatten."""
    branch = layers.serial(layers.layer_norm(), erf, convolution())
    return with_head(convolution(), layers.residual(branch, skip=0.8), relu, last)


POOLED, FLAT = circular(layers.global_avg_pool()), circular(layers.flatten())
PLAIN = with_head(
    layers.conv(1, 1.4, 0.2, padding="valid"), relu, layers.avg_pool(2), convolution("same"), erf, layers.flatten()
)
# Positively homogeneous of degree 1: no bias, ReLU, averages.
HOMOGENEOUS = with_head(
    convolution("same", 0.0),
    layers.residual(layers.serial(relu, convolution("same", 0.0)), scale=0.5),
    relu,
    layers.global_avg_pool(),
    bias_std=0.0,
)
VECTORS = with_head(
    layers.dense(1.3, 0.1), layers.residual(layers.serial(layers.layer_norm(), erf, layers.dense(1.1, 0.3))), relu
)
EVERY = {"pooled": POOLED, "plain": PLAIN, "homogeneous": HOMOGENEOUS, "vectors": VECTORS}


def both(net, x1, x2=None):
    if net is VECTORS:
        x1, x2 = x1.reshape(len(x1), -1), None if x2 is None else x2.reshape(len(x2), -1)
    return np.stack([np.asarray(kernel) for kernel in kernel_pair(net, x1, x2)])


def assert_equal(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=ROUNDING * max(np.abs(theirs).max(), 1e-290))


LONG = pytest.mark.long
SOME = ["pooled", pytest.param("plain", marks=LONG), pytest.param("homogeneous", marks=LONG), "vectors"]


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", SOME)
@few
@given(x=IMAGES)
def test_symmetric_and_positive_semidefinite(name, x):
    for kernel in both(EVERY[name], np.concatenate([x, x[:1], x[1:2] + 1e-7])):
        assert np.isfinite(kernel).all()
        assert_equal(kernel, kernel.T)
        assert np.linalg.eigvalsh(kernel).min() >= -1e-12 * np.trace(kernel)
        variances = np.diag(kernel)
        assert (np.abs(kernel) <= np.sqrt(np.outer(variances, variances)) + ROUNDING * variances.max()).all()


@pytest.mark.long
@pytest.mark.parametrize("name", EVERY)
@few
@given(x=IMAGES, order=st.permutations(range(4)))
def test_permuted_inputs_have_the_permuted_kernel(name, x, order):
    kernels = both(EVERY[name], x, x)
    assert_equal(both(EVERY[name], x[order], x), kernels[:, order])
    assert_equal(both(EVERY[name], x, x[order]), kernels[:, :, order])


@few
@given(x=IMAGES, down=st.integers(0, HEIGHT - 1), right=st.integers(0, WIDTH - 1))
def test_a_pooled_circular_network_does_not_notice_shifts(x, down, right):
    assert_equal(both(POOLED, np.roll(x, (down, right), (1, 2)), x), both(POOLED, x, x))
    assert_equal(both(FLAT, *[np.roll(x, (down, right), (1, 2))] * 2), both(FLAT, x, x))


@few
@given(x=IMAGES)
def test_pooling_is_the_mean_of_a_flatten_over_shifts(x):
    """With circular padding, exactly (Li et al. 2019, arXiv 1911.00809)."""
    shifts = [(down, right) for down in range(HEIGHT) for right in range(WIDTH)]
    flat = np.mean([both(FLAT, x, np.roll(x, shift, (1, 2))) for shift in shifts], axis=0)
    assert_equal(both(POOLED, x, x), flat)


@pytest.mark.parametrize("name", ["pooled", pytest.param("plain", marks=LONG)])
@few
@given(x=IMAGES)
def test_channels_have_no_order(name, x):
    assert_equal(both(EVERY[name], x[..., ::-1], x[..., ::-1]), both(EVERY[name], x, x))


@pytest.mark.long
@few
@given(
    x=arrays(np.float64, (4, *SHAPE), elements=st.integers(-9, 9)),
    scales=arrays(np.float64, 2, elements=st.floats(0.1, 10.0)),
)
def test_kernels_of_bias_free_relu_networks_scale_with_their_inputs(x, scales):
    first, second = scales
    assert_equal(both(HOMOGENEOUS, first * x, second * x), first * second * both(HOMOGENEOUS, x, x))


@pytest.mark.long
@few
@given(x=IMAGES)
def test_a_filter_of_one_pixel_is_a_dense_layer(x):
    head = [relu, layers.flatten()]
    pixels, dense = (with_head(first, *head) for first in (layers.conv(1, 1.4, 0.2), layers.dense(1.4, 0.2)))
    assert_equal(both(pixels, x, x), both(dense, x, x))


@pytest.mark.long
@few
@given(x=IMAGES)
def test_a_layer_norm_makes_the_size_of_the_input_irrelevant(x):
    """Without a bias before it."""
    net = with_head(layers.conv(1, 1.4), layers.layer_norm(), erf, layers.global_avg_pool())
    assert_equal(both(net, 7.0 * x, x), both(net, x, x))
