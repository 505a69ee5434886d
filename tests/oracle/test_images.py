"""Networks of images where floats lose digits unless care is taken, against arithmetic of many digits."""

import numpy as np
import pytest

from ntkcore import kernel_pair
from tests.conftest import ORACLE
from tests.oracle import recursion
from tests.oracle.chains import network

RANDOM = np.random.default_rng(20)
IMAGE = RANDOM.normal(size=(4, 2, 1))
NOISE = RANDOM.normal(size=(8, *IMAGE.shape))
RELU = ["phi", "relu"]
DENSE = ["dense", 1.4, 0.1]
LONG = pytest.mark.long


def conv(w=1.4, b=0.1, padding="same", size=3):
    return ["conv", size, padding, w, b]


def near(x):
    """x, its copy, and x with steps of 1e-12 … 1e-2 in random directions."""
    return np.stack([x, x, *(x + step * v for step, v in zip((1e-12, 1e-8, 1e-6, 1e-4, 1e-2), NOISE, strict=False))])


def parallel(x):
    """x and images that are nearly parallel to it, but longer or opposite."""
    return np.stack([x, 1.1 * x + 1e-8 * NOISE[0], 1.1 * x, 3.0 * x + 1e-5 * NOISE[1], -1.1 * x + 1e-8 * NOISE[2]])


def contrasts(x):
    """Images with rows or columns that are 1e6 times as large or small as others."""
    bright, dark = x.copy(), NOISE[3].copy()
    bright[0] *= 1e6
    dark[:, 0] *= 1e-6
    return np.stack([x, bright, bright, dark, x + 1e-9 * NOISE[4]])


def alike(x):
    """Images that share patches with x or have equal ones: shifts, mirror images, constants, boards, zeros."""
    board = np.indices(x.shape[:2]).sum(0)[..., None] % 2 * np.ones(x.shape)
    patch = x.copy()
    patch[:2] = 0.0
    moved = [np.roll(x, 1, 0), x[::-1], x[:, ::-1], -x]
    return np.stack([x, *moved, 0.0 * x, np.ones_like(x), board, 1.0 - board, patch, np.float32(x)])


POOLED = [conv(), RELU, ["avgpool", 2], conv(), RELU, ["flatten"], DENSE]
HIDDEN = [conv(), RELU, ["gap"], DENSE, RELU, DENSE]
MIXED = [
    conv(1.4, 0.0),
    ["res", [["layernorm"], RELU, conv(1.4, 0.0), ["phi", "gelu"], conv(1.1, 0.2)], 1, 0.3],
    ["avgpool", 2],
    ["res", [["phi", "erf"], conv(0.9, 0.0, "circular")], 0.7, -1.2],
    *[["layernorm"], ["phi", "leaky_relu"], ["gap"], ["dense", 1.0, 0.0], ["phi", "abs"], ["dense", 1.1, 0.3]],
]


def two_convolutions(phi="relu", b=0.1, padding="same", last="flatten"):
    return [conv(1.4, b, padding), ["phi", phi], conv(1.4, b, padding), ["phi", phi], [last], ["dense", 1.4, b]]


def normed(last="flatten", size=3):
    first = [conv(1.4, 0.0, size=size), ["layernorm"], RELU, conv(1.4, 0.0), ["layernorm"], RELU]
    return [*first, [last], DENSE]


def check(chain, x, rows=1, digits=60):
    kernels = [np.asarray(kernel) for kernel in kernel_pair(network(chain), x)]
    exact = np.array([[recursion.kernels(chain, x[i], other, digits) for other in x] for i in range(rows)], dtype=float)
    for kernel, truth in zip(kernels, np.moveaxis(exact, -1, 0), strict=True):
        assert np.abs(kernel[:rows] - truth).max() <= ORACLE * np.abs(truth).max()
        np.testing.assert_array_equal(kernel, kernel.T)


@pytest.mark.parametrize(
    ("chain", "make"),
    [
        ([conv(1.4, 0.0), ["avgpool", 2], RELU, ["flatten"], DENSE], lambda x: np.concatenate([near(x), parallel(x)])),
        pytest.param(POOLED, near, marks=LONG),
        pytest.param(HIDDEN, near, marks=LONG),
        pytest.param(MIXED, near, marks=LONG),
        pytest.param(two_convolutions(b=0.0), parallel, marks=LONG),
        pytest.param(two_convolutions(b=0.0, last="gap"), parallel, marks=LONG),
        pytest.param(POOLED, parallel, marks=LONG),
        pytest.param(normed(), contrasts, marks=LONG),
        pytest.param(normed("gap", size=1), contrasts, marks=LONG),
        pytest.param(MIXED, alike, marks=LONG),
    ],
)
def test_kernels(chain, make):
    check(chain, make(IMAGE))


@pytest.mark.long
@pytest.mark.parametrize("last", ["flatten", "gap"])
@pytest.mark.parametrize("padding", ["same", "valid", "circular"])
@pytest.mark.parametrize("phi", ["relu", "gelu", "sigmoid_like"])
def test_images_that_share_patches(phi, padding, last):
    chain = two_convolutions(phi, padding=padding, last=last)
    chain[0][1] = chain[2][1] = 2
    chain[2][2] = "same" if padding == "valid" else padding
    check(chain, alike(RANDOM.normal(size=(4, 2, 2))), rows=2)


@pytest.mark.long
@pytest.mark.parametrize("padding", ["same", "circular"])
def test_images_of_one_row(padding):
    chain = [conv(padding=padding), RELU, conv(1.4, 0.0, padding), ["phi", "erf"], ["gap"], DENSE, RELU, DENSE]
    check(chain, alike(RANDOM.normal(size=(1, 6, 2))), rows=2)


@pytest.mark.parametrize("b", [0.0, 0.1])
def test_sizes_far_apart(b):
    """To the digits of the entry itself."""
    chain = [conv(1.4, b), RELU, ["flatten"], DENSE]
    small, large = IMAGE, 1e6 * NOISE[5]
    kernels = [np.asarray(kernel).item() for kernel in kernel_pair(network(chain), small[None], large[None])]
    np.testing.assert_allclose(kernels, [float(k) for k in recursion.kernels(chain, small, large)], rtol=ORACLE)
