"""The many-digit recursion for chains of layers against values in 45 digits of another one."""

import numpy as np
import pytest

from tests.oracle import recursion
from tests.oracle.chains import CASES, chain_of, inputs_of

LARGE = 30  # entries of an image, beyond which many digits take long


def name(case):
    return case["name"]


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


def test_every_layer_is_among_the_cases():
    assert len(CASES) == 38
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
