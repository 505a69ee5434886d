"""Networks of all layers against stored values in 45 digits, and the many-digit recursion against the same."""

import numpy as np
import pytest

from ntkcore import kernel_pair
from tests.conftest import ORACLE
from tests.oracle import recursion
from tests.oracle.chains import CASES, chain_of, given, inputs_of, network

LARGE = 30  # entries of an image, beyond which many digits take long


def errors(computed, case, rows=slice(None)):
    """|computed − stored| of both kernels in the exact rows, in multiples of the largest stored entry."""
    stored = [np.array(case[name]) for name in ("nngp", "ntk")]
    return np.array(
        [
            np.abs(np.asarray(ours)[: len(k)] - k)[rows] / np.abs(k).max()
            for ours, k in zip(computed, stored, strict=True)
        ]
    )


def name(case):
    return case["name"]


# Each layer once; the long run has all.
FEW = {
    "pre-LN residual",
    "conv2 flatten CIRCULAR",
    "conv1 gap",
    "1x1 conv is dense per pixel",
}


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "case", [pytest.param(case, id=name(case), marks=() if name(case) in FEW else pytest.mark.long) for case in CASES]
)
def test_kernels(case):
    """Every input twice: equal inputs in another row have the kernel of the diagonal."""
    x = given(inputs_of(case))
    count, net = len(x), network(chain_of(case))
    both = [np.asarray(kernel) for kernel in kernel_pair(net, np.concatenate([x, x]))]
    for rows in (slice(count), slice(count, None)):
        for columns in (slice(count), slice(count, None)):
            assert errors([kernel[rows, columns] for kernel in both], case).max() <= ORACLE


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=name)
def test_kernels_between_two_sets_of_inputs(case):
    x = given(inputs_of(case))
    net = network(chain_of(case))
    assert errors(kernel_pair(net, x, x), case).max() <= ORACLE
    assert errors(kernel_pair(net, x[:1], x), case, rows=slice(1)).max() <= ORACLE


def check_recursion(case):
    x = inputs_of(case)
    rows = case["exact_rows"] if x[0].size <= LARGE else 1
    computed = recursion.gram(chain_of(case), x, rows)
    for ours, theirs in zip(computed, ("nngp", "ntk"), strict=True):
        np.testing.assert_allclose(ours, np.array(case[theirs])[:rows], rtol=1e-15, atol=0)


VECTORS = [case for case in CASES if case["input_shape"][1:3] == [1, 1]]


@pytest.mark.parametrize("case", [*VECTORS, CASES[len(VECTORS)]], ids=name)
def test_the_recursion_of_many_digits(case):
    check_recursion(case)


@pytest.mark.long
@pytest.mark.parametrize("case", CASES[len(VECTORS) + 1 :], ids=name)
def test_the_recursion_of_many_digits_for_images(case):
    check_recursion(case)


def test_most_activations_are_among_the_cases():
    assert len(CASES) == 38
    assert set(map(name, CASES)) > FEW
    assert {case["activation"] for case in CASES} == {"relu", "leaky_relu", "erf", "gelu", "sin"}


@pytest.mark.parametrize(
    ("padding", "taps"),
    [
        ("same", {(0, 0): [(0, 0), (1, 1)], (1, 1): [(1, 1)], (0, 1): [(0, 1)], (1, 0): [(1, 0)]}),
        ("circular", {(0, 0): [(0, 0), (1, 1)], (1, 0): [(1, 0), (0, 1)]}),
    ],
)
def test_an_even_filter_reaches_further_down_and_to_the_right(padding, taps):
    """One column of two pixels, filter 2: position p sees p and p + 1, in both images together."""
    u, v = np.array([2.0, 3.0]), np.array([5.0, 7.0])
    products = recursion._digits_of(np.multiply.outer(u, v))[:, None, :, None]
    mean = recursion._mean_over_taps(products, 2, padding)
    for (p, q), pairs in taps.items():
        columns = 2 if padding == "circular" else 1  # a circle of one column is read twice
        assert float(mean[p, 0, q, 0]) == columns * sum(u[i] * v[j] for i, j in pairs) / 4
