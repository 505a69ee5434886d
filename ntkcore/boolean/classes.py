"""Classes of Boolean functions that differ in names and signs of the inputs and in the sign of the output (NPN).

A fully connected network's kernel between two corners of the cube depends on their distance alone. So all functions of
a class have the same probability.
"""

from typing import NamedTuple

import numpy as np

from ntkcore.cache import cached


class Classes(NamedTuple):
    """All 2^(2ⁿ) functions of n inputs, as integers, and their classes."""

    label: np.ndarray  # (2^(2ⁿ),): the smallest function of the class
    representative: np.ndarray  # (c,): the smallest functions, ascending
    multiplicity: np.ndarray  # (c,): functions in the class


def _rearranged(numbers: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """The functions x ↦ f(moved x), where corner i is moved to corners[i]."""
    out = np.zeros_like(numbers)
    for i, corner in enumerate(corners.tolist()):
        out |= (numbers >> corner & 1) << i
    return out


@cached(4)  # 1 MB for four inputs, less for fewer; there are no more
def classes(bits: int) -> Classes:
    """The classes of all functions of n = `bits` ≤ 4 inputs: 2, 4, 14, 222 of them for n = 1, 2, 3, 4.

    The smallest label among neighbours spreads until it no longer changes; neighbours arise by exchanging two adjacent
    inputs, by negating the first, and by negating the output.
    """
    corners = np.arange(2**bits)
    numbers = np.arange(2 ** (2**bits), dtype=np.int64)
    exchanged = [
        corners & ~(3 << i) | (corners >> i & 1) << i + 1 | (corners >> i + 1 & 1) << i for i in range(bits - 1)
    ]
    neighbours = [_rearranged(numbers, moved) for moved in (*exchanged, corners ^ 1)] + [len(numbers) - 1 - numbers]
    label, changed = numbers, True
    while changed:
        smaller = label
        for neighbour in neighbours:
            smaller = np.minimum(smaller, smaller[neighbour])
        changed = bool((smaller != label).any())
        label = smaller
    representative, multiplicity = np.unique(label, return_counts=True)
    return Classes(label, representative, multiplicity)
