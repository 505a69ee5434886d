"""Digits with wrong labels: against the library's own calls, and above ½ where a coin gives the labels."""

import numpy as np
import pytest

from explorer.studies.bounds.numbers.curve import bounds_of
from explorer.studies.bounds.numbers.labels import SIZES, with_wrong_labels
from explorer.studies.prior.numbers.images import digits
from ntkcore import Architecture, bounds

NET = Architecture("relu", 2, 2**0.5, 0.3)


def test_numbers_are_those_of_the_library():
    answer, (_, labels, x) = with_wrong_labels(NET, 0.0, 4), digits()
    signs = np.where(labels < 5, 1.0, -1.0)
    order = np.random.default_rng([240, 4]).permutation(240)
    given, others = order[:60], order[60:]
    at = SIZES.index(60)
    assert answer.log_p[at] == pytest.approx(float(bounds.log_p_s(NET, x[given], signs[given])[0]), abs=1e-3)
    gibbs = bounds.gibbs_error(NET, x[given], signs[given], x[others], signs[others])
    assert answer.error[at] == pytest.approx(gibbs.mean, abs=1e-3)
    assert answer.standard_error[at] == pytest.approx(gibbs.each.std(ddof=1) / 180**0.5, rel=0.01)


def test_bounds_are_above_a_half_where_a_coin_gives_the_labels():
    """Ten orders of the images at δ = 0.05, each at eight numbers of examples: no bound of any of them is below ½.

    The error is ½ up to its own standard error.
    """
    for shuffle in range(10):
        answer = with_wrong_labels(NET, 0.5, shuffle)
        assert min(float(each.min()) for each in bounds_of(answer.log_p, answer.m, 0.05)) > 0.5
        assert np.abs((answer.error - 0.5) / answer.standard_error).max() < 4.0


def test_bounds_are_above_the_error_and_fall_with_the_share_of_wrong_labels():
    lowest = []
    for flips in (0.0, 0.1, 0.25, 0.5):
        answer = with_wrong_labels(NET, flips, 1)
        bound = bounds_of(answer.log_p, answer.m, 0.05).realisable
        assert (bound > answer.error - 3 * answer.standard_error).all()
        lowest.append(float(bound[-1]))
    assert lowest == sorted(lowest)
