"""The fit of a power law, of numbers that follow one."""

import math

import pytest

from explorer.power_law import power_law


def test_the_fitted_slope_is_that_of_a_power_law():
    exact = {width: (3.0 * width**-0.5, 0.01 * width**-0.5) for width in (16, 64, 256)}
    fit = power_law(exact)
    assert fit == (pytest.approx(3.0), pytest.approx(-0.5), pytest.approx(1 / (300 * math.sqrt(2) * math.log(4))))
    assert fit.text == "−0.50\u00a0±\u00a00.00"
