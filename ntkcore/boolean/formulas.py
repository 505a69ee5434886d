"""The size of the shortest formula of every Boolean function of up to four inputs."""

import numpy as np

from ntkcore.boolean.classes import classes
from ntkcore.cache import cached


@cached(8)  # half a MB for each of two tables of four inputs; there are no more
def formula_leaves(bits: int, *, with_xor: bool) -> np.ndarray:
    """Leaves of the shortest formula for each function of n = `bits` ≤ 4 inputs, (2^(2ⁿ),) by its integer.

    A leaf is an input or its negation; NOT costs nothing, and constants have no leaf. Formulas are made of AND and OR
    (De Morgan), with `with_xor` also of XOR (the full basis). Level by level: a function of s leaves is g ∧ h, a
    negation of it, or g ⊕ h, where g and h have s leaves together. It suffices that g is the first of its class.
    """
    listed = classes(bits)
    mask = len(listed.label) - 1
    leaves = np.full(len(listed.label), -1)
    leaves[[0, mask]] = 0
    literal = sum(1 << i for i in range(2**bits) if i & 1)
    levels = [np.array([0, mask]), np.flatnonzero(listed.label == listed.label[literal])]
    leaves[levels[1]] = 1
    while (leaves < 0).any():
        reached = np.zeros(len(leaves), bool)
        for first in range(1, len(levels) // 2 + 1):
            others = levels[len(levels) - first]
            for g in levels[first][listed.label[levels[first]] == levels[first]]:
                reached[g & others] = reached[(mask - g) & others] = True
                if with_xor:
                    reached[g ^ others] = True
        fresh = np.zeros(len(leaves), bool)
        fresh[listed.label[np.flatnonzero(reached)]] = True
        levels.append(np.flatnonzero(fresh[listed.label] & (leaves < 0)))
        leaves[levels[-1]] = len(levels) - 1
    return leaves
