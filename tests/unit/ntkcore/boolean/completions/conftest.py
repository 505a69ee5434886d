"""A problem of three inputs that is quick to solve, and one of four with values computed by another program."""

import pytest

from ntkcore import Architecture, boolean
from ntkcore.boolean.completions import Problem
from ntkcore.spectra.inputs import at_corners

RELU = Architecture("relu", 2, 2**0.5, 0.3)
SMALL = Problem("00010111", [0, 3, 5, 6])  # majority, with half of its corners
FIRST_INPUT = Problem((at_corners(4)[:, 0] > 0).astype(int), [1, 4, 5, 7, 8, 10, 12, 14])


@pytest.fixture(scope="session")
def listed():
    return {bits: boolean.class_probabilities(RELU, bits) for bits in (3, 4)}
