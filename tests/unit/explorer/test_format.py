"""Numbers are written for people."""

import pytest

from explorer.format import number


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.0, ".3g", "0"),
        (2.944, ".3g", "2.94"),
        (131.4, ".3g", "131"),
        (12345.6, ".3g", "12300"),
        (2.1e25, ".3g", "2.1·10²⁵"),
        (1.55e-5, ".3g", "1.55·10⁻⁵"),
        (-0.8394, ".3g", "−0.839"),
        (-2e-7, "g", "−2·10⁻⁷"),
        (50.0, ".0e", "5·10¹"),
        (1e6, ".0e", "10⁶"),
        (1.0, ".0e", "1"),
        (-5.0, ".0e", "−5"),
        (-1e6, ".0e", "−1·10⁶"),
        (float("inf"), ".3g", "∞"),
        (float("-inf"), "g", "−∞"),
        (0.5, "+.2f", "+0.50"),
        (0.0783, ".1%", "7.8%"),
    ],
)
def test_a_number_reads_as_it_would_be_printed(value, form, text):
    assert number(value, form) == text
