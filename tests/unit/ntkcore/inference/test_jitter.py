"""Warnings where jitter, and not the data, decides: directions that rounding hides, and labels that cannot be met."""

import warnings

import numpy as np
import pytest

from ntkcore import Architecture, JitterWarning, fit, kernel_pair, predict

SMOOTH = Architecture("erf", 1, 1.41, 0.3)
GAPS = (0.0, 1e-15)  # between the middle two: an eigenvalue of 1e-30 at most
X = np.array([-0.5, 0.3, 0.3 + GAPS[1], 0.9])
APART, ALIKE = np.array([0.2, 0.0, 1.0, -0.4]), np.array([0.2, 0.5, 0.5, -0.4])
MISSED = r"the labels are missed by 50 % because of the jitter .*: some inputs are too near to each other"


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("prior", ["nngp", "ntk", "ensemble"])
def test_labels_of_inputs_that_rounding_makes_equal_are_told_to_be_missed(gap: float, prior: str) -> None:
    x = np.array([-0.5, 0.3, 0.3 + gap, 0.9])
    with pytest.warns(JitterWarning, match=MISSED) as caught:
        mean = predict(SMOOTH, x, APART, x, prior=prior).mean
    assert [warning.filename for warning in caught] == [__file__]
    np.testing.assert_allclose(mean, [0.2, 0.5, 0.5, -0.4], atol=1e-2)
    with pytest.warns(JitterWarning):
        fitted = fit(kernel_pair(SMOOTH, x), APART, prior=prior)
    with pytest.warns(JitterWarning, match=MISSED) as caught:
        fitted(kernel_pair(SMOOTH, [0.1], x))
    assert [warning.filename for warning in caught] == [__file__]
    both = np.stack([ALIKE, APART], 1)
    with pytest.warns(JitterWarning, match=MISSED):
        predict(SMOOTH, x, both, [0.1], prior=prior, time=[1.0, np.inf])


@pytest.mark.parametrize("gap", [1e-12, 1e-10, 1e-8])
def test_inputs_whose_difference_counts_little_are_told_in_one_of_both_ways(gap: float) -> None:
    for at in (0.3, 1.0):
        with pytest.warns(JitterWarning, match="the mean is decided by|the labels are missed by"):
            predict(SMOOTH, [-0.5, 0.3, 0.3 + gap, 0.9], APART, [at], prior="nngp")


def test_no_labels_are_told_to_be_missed_that_a_smooth_function_meets() -> None:
    """Equal labels; noise that explains the difference; times that learn nothing of it; a kernel with kinks."""
    apart = np.array([-0.5, 0.3, 0.3 + 1e-8, 0.9])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        jitter = predict(SMOOTH, X, ALIKE, [0.1], prior="nngp").jitter
        predict(SMOOTH, X, APART, [0.1], noise_std=0.1)
        predict(SMOOTH, X, APART, [0.1], time=[0.0, 1.0, 1e4])
        kinked = predict(Architecture("relu", 2), apart, APART, apart)
    assert jitter > 0 == kinked.jitter
    np.testing.assert_allclose(kinked.mean, APART, atol=1e-6)
