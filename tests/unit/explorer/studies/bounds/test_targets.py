"""Targets of the Bounds page: their labels by other definitions, wrong labels drawn once, examples that come again."""

import numpy as np
import pytest

from explorer.studies.bounds.numbers.targets import TARGETS, Task, drawn, signs_of
from ntkcore.spectra.inputs import at_corners

BY_BITS = {  # of the number of inputs at −1, or of single bits: bit k of a corner's number is 1 where input k is −1
    "bit": lambda corner, bits: corner & 1 == 0,
    "and": lambda corner, bits: corner & 7 == 0,
    "majority": lambda corner, bits: bin(corner % 2 ** (bits - 1 + bits % 2)).count("1") < (bits - 1 + bits % 2) / 2,
    "xor": lambda corner, bits: (corner & 1) != (corner >> 1 & 1),
    "parity": lambda corner, bits: (bits + 1 - bin(corner).count("1") - (bits + 1)) % 2 == 1,
}


@pytest.mark.parametrize("bits", [4, 7])
@pytest.mark.parametrize("target", BY_BITS)
def test_labels_are_those_of_the_bits(target, bits):
    wanted = [1.0 if BY_BITS[target](corner, bits) else -1.0 for corner in range(2**bits)]
    assert signs_of(Task(target, bits)).tolist() == wanted
    assert at_corners(bits)[1].tolist() == [-1.0] + [1.0] * (bits - 1)


def test_every_target_has_both_labels_and_its_wrong_labels_only_grow():
    for target in TARGETS:
        signs = signs_of(Task(target, 6))
        assert set(signs) == {-1.0, 1.0}
        few, many = (signs_of(Task(target, 6, flips)) != signs for flips in (0.1, 0.5))
        assert not (few & ~many).any()
        assert 0 < few.sum() < many.sum()
        # A sample chooses examples, and never labels.
        assert (signs_of(Task(target, 6, 0.1, 5)) != signs).tolist() == few.tolist()


def test_an_unknown_target_is_refused():
    with pytest.raises(ValueError, match="target must be one of majority"):
        signs_of(Task("nand", 4))


def test_examples_come_from_all_corners_with_replacement():
    """About 1 − (1 − 1/16)^64 of the corners are drawn, each as often as the others."""
    counts = np.stack([np.bincount(drawn(Task("bit", 4, 0.0, sample)), minlength=16) for sample in range(200)])
    assert (counts.sum(axis=1) == 64).all()
    missed = (counts == 0).mean()
    expected = (1 - 1 / 16) ** 64
    assert missed == pytest.approx(expected, abs=4 * np.sqrt(expected / counts.size))
    assert ((counts.sum(axis=0) - 800) ** 2 / 800).sum() < 40  # χ² of 15 degrees of freedom
