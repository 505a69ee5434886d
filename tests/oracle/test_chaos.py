"""Smooth activations deep in the chaotic phase: each layer multiplies what separates nearly equal inputs.

Vectors, residual sums, layer norms and images against many digits, of which 32 layers may take forty.
"""

import numpy as np
import pytest

from ntkcore import kernel_pair
from tests.oracle import recursion
from tests.oracle.chains import given, network

DIGITS = 120
TOLERANCE = 3e-14  # of the larger variance, as for networks without branches
DENSE = ["dense", 3.0, 0.1]
GAPS = (1e-12, 1e-10, 1e-8, 1e-6, 1e-4)


def plain(activation, depth):
    return [DENSE, *[["phi", activation], DENSE] * depth]


def residual(activation, depth, skip=0.5, scale=1.0):
    return [DENSE, *[["res", [["phi", activation], DENSE], skip, scale]] * depth, ["phi", activation], DENSE]


def normed(activation, depth):
    return [DENSE, *[["res", [["layernorm"], ["phi", activation], DENSE], 0.6, 0.8]] * depth, ["dense", 1.0, 0.0]]


def images(activation, depth, weight_std=3.0, last="gap"):
    conv = ["conv", 3, "circular", weight_std, 0.1]
    return [conv, *[["phi", activation], conv] * depth, ["phi", activation], [last], DENSE]


def near(x):
    """x, its copy, x with gaps in random directions, and −x with one."""
    steps = np.random.default_rng(5).normal(size=(len(GAPS), *x.shape))
    return np.stack([x, x, *(x + gap * step for gap, step in zip(GAPS, steps, strict=True)), -x - 1e-8 * steps[0]])


def check(chain, x, digits=DIGITS):
    """Kernels of the first input with all, to TOLERANCE of the larger variance; equal inputs stay equal."""
    kernels = [np.asarray(kernel) for kernel in kernel_pair(network(chain), given(x))]
    exact = np.array([recursion.kernels(chain, x[0], other, digits) for other in x], dtype=float).T
    for kernel, truth in zip(kernels, exact, strict=True):
        np.testing.assert_allclose(kernel[0], truth, rtol=0, atol=TOLERANCE * np.diag(kernel).max())
        assert kernel[0, 0] == pytest.approx(kernel[0, 1], rel=1e-15)


VECTOR = np.array([0.8, -0.3]).reshape(1, 1, 2)
LONG = pytest.mark.long


@pytest.mark.parametrize(
    ("make", "activation", "depth"),
    [
        (residual, "sin", 4),
        pytest.param(residual, "sin", 8, marks=LONG),
        pytest.param(plain, "sin", 32, marks=LONG),
        pytest.param(plain, "erf", 32, marks=LONG),
        pytest.param(plain, "gelu", 32, marks=LONG),
        pytest.param(residual, "sin", 32, marks=LONG),
        pytest.param(residual, "erf", 32, marks=LONG),
        pytest.param(residual, "gelu", 32, marks=LONG),
        pytest.param(normed, "sin", 16, marks=LONG),
        pytest.param(normed, "erf", 16, marks=LONG),
    ],
)
def test_vectors(make, activation, depth):
    check(make(activation, depth), near(VECTOR))


IMAGE = np.random.default_rng(6).normal(size=(2, 2, 1))


@pytest.mark.long
@pytest.mark.parametrize("activation", ["sin", "erf", "gelu"])
def test_images(activation):
    depth = 2 if activation == "sin" else 6
    check(images(activation, depth), near(IMAGE))


@pytest.mark.long
@pytest.mark.parametrize(("activation", "weight_std"), [("sin", 60.0), ("erf", 300.0)])
def test_images_far_in_the_chaotic_phase(activation, weight_std):
    """Large weights take a few layers to do what 32 do otherwise: distances grow by 1e7 and more."""
    check(images(activation, 6, weight_std, "flatten"), near(IMAGE), digits=200)


def test_the_chaotic_phase_is_reached():
    """What is 1e-8 apart is no longer alike after 32 layers, so that the cases above try what they are meant to."""
    chain, x = plain("sin", 32), near(VECTOR)
    (diagonal, _), (cross, _) = (recursion.kernels(chain, x[0], other, DIGITS) for other in (x[0], x[4]))
    assert abs(cross) < 0.2 * diagonal
