"""Kernels of nearly equal, scaled and negated vectors of many features against arithmetic of many digits."""

import mpmath
import numpy as np
import pytest

from ntkcore import Architecture, kernel_pair
from ntkcore.kernels import gram
from tests.oracle import recursion

EPSILONS = 10.0 ** -np.arange(2, 15, 2)
TOLERANCE = 4e-15  # of the kernel of the first input with itself


@pytest.fixture(autouse=True)
def in_tiles(monkeypatch):
    """Few inputs, too, take the product of matrices."""
    monkeypatch.setattr(gram, "_SMALL", 0)


def inputs(features, shift):
    """x, x + εv, x(1 + ε), −x + εv and two more inputs, all moved by `shift`: (24, features)."""
    x, v, *others = np.random.default_rng(features).normal(size=(4, features))
    steps = EPSILONS[:, None]
    return np.concatenate([x[None], x + steps * v, x * (1 + steps), -x + steps * v, others]) + shift


def errors(arch, x):
    """The largest |computed − exact| of both kernels between x[0] and all inputs, over the exact kernels at x[0]."""
    layer = ["dense", arch.weight_std, arch.bias_std]
    chain = [layer, *[["phi", str(arch.activation)], layer] * arch.hidden_layers]
    computed = np.stack([np.asarray(kernel) for kernel in kernel_pair(arch, x)])
    np.testing.assert_array_equal(computed, computed.transpose(0, 2, 1))
    images = x[:, None, None, :]
    truth = np.array([recursion.kernels(chain, images[0], image, 50) for image in images]).T
    with mpmath.workdps(50):
        return [max(abs(computed[i, 0] - truth[i]) / truth[i, 0]) for i in range(2)]


@pytest.mark.sample(5)
@pytest.mark.parametrize("features", [2, 64, 784])
@pytest.mark.parametrize(
    "arch",
    [Architecture("relu", 3, 1.4, 0.3), Architecture("abs", 3, 1.4, 0.1), Architecture("erf", 3, 1.4, 0.3)],
    ids=lambda arch: arch.activation,
)
def test_vectors_nearly_parallel_lose_nothing(arch, features):
    assert max(errors(arch, inputs(features, 0.0))) < TOLERANCE


@pytest.mark.parametrize("shift", [3.0, 30.0])
def test_inputs_far_from_zero_lose_nothing(shift):
    """Angles between all of them are small: the product of matrices sees them from the middle of all inputs."""
    assert max(errors(Architecture("relu", 3, 1.4, 0.1), inputs(64, shift))) < TOLERANCE


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_extreme_inputs_lose_nothing(scale):
    assert max(errors(Architecture("relu", 2, 1.4, 0.0), scale * inputs(5, 0.0))) < TOLERANCE
