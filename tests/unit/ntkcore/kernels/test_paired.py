"""Kernels at pairs of inputs against the diagonals of kernels between all of them."""

import jax
import numpy as np
import pytest

from ntkcore import Architecture, Network, kernel_pair, layers
from ntkcore.kernels.paired import paired_kernels

RANDOM = np.random.default_rng(3)
X, Y = RANDOM.normal(size=(2, 7, 5))
IMAGES, OTHERS = RANDOM.normal(size=(2, 6, 4, 4, 1))
POOLED = Network(
    layers.serial(layers.conv(3, 1.4, 0.1), layers.activation("relu"), layers.global_avg_pool(), layers.dense(1.2))
)


@pytest.mark.parametrize(("net", "x", "y"), [(Architecture("relu", 2), X, Y), (POOLED, IMAGES, OTHERS)])
def test_pairs_are_the_diagonal_of_all_pairs(net, x, y):
    for first, second in ((x, y), (x, x)):
        for pairs, gram in zip(paired_kernels(net, first, second), kernel_pair(net, first, second), strict=True):
            np.testing.assert_allclose(pairs, np.diag(gram), rtol=1e-13)


def test_parallel_patches_keep_their_digits():
    first, second = IMAGES, (1.0 + 1e-9) * IMAGES  # floats would lose half of the digits of the NTK
    ntk = np.diag(kernel_pair(POOLED, first, second).ntk)
    np.testing.assert_allclose(paired_kernels(POOLED, first, second).ntk, ntk, rtol=1e-13)


def test_it_runs_inside_of_jax():
    traced = jax.jit(lambda x: paired_kernels(POOLED, x, OTHERS).nngp)(IMAGES)
    np.testing.assert_allclose(traced, paired_kernels(POOLED, IMAGES, OTHERS).nngp, rtol=1e-6)


def test_sets_of_different_numbers_are_refused():
    with pytest.raises(ValueError, match="x2 must have as many inputs as x1, 7, got 6"):
        paired_kernels(Architecture("erf"), X, Y[:6])
