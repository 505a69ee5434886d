"""Measures of how complex a truth table is."""

import math
from typing import Any, NamedTuple

import numpy as np

from ntkcore.boolean.formulas import formula_leaves
from ntkcore.boolean.tables import MOST_LISTED, as_table, bits_of, number_of
from ntkcore.spectra.symmetric import degrees, walsh_hadamard


class Complexity(NamedTuple):
    """Measures of the complexity of a function; formula sizes are None for more than four inputs."""

    lz_words: int
    lz: float
    de_morgan_leaves: int | None
    full_basis_leaves: int | None
    total_influence: float
    entropy: float


def lz_words(string: str) -> int:
    """Words into which a string falls: each is the shortest that does not occur before its last character.

    Lempel and Ziv (1976). The last word may have occurred before.
    """
    count, end = 0, 0
    while end < len(string):
        length = 1
        while end + length <= len(string) and string[end : end + length] in string[: end + length - 1]:
            length += 1
        end += length
        count += 1
    return count


def lz(string: str) -> float:
    r"""Lempel–Ziv complexity of a string of N characters, log₂ N for constants (Dingle et al. 2018).

    .. math:: C = \log_2 N · \tfrac12 [N_w(s) + N_w(\text{reversed } s)]
    """
    scale = math.log2(len(string))
    return scale if len(set(string)) == 1 else 0.5 * scale * (lz_words(string) + lz_words(string[::-1]))


def walsh_weights(table: np.ndarray) -> np.ndarray:
    """Σ f̂(S)² over the sets S of k inputs, (n + 1,) for k = 0 … n, of f = ±1; the sum is 1 (O'Donnell 2014, §1.4)."""
    squares = (walsh_hadamard(2.0 * table - 1.0) / len(table)) ** 2
    return np.bincount(degrees(bits_of(table)), weights=squares)


def entropy(table: np.ndarray) -> float:
    """Entropy in bits of the output at a random corner: 0 for constants, 1 for as many 0 as 1."""
    share = float(table.mean())
    return abs(sum(p * math.log2(p) for p in (share, 1.0 - share) if p > 0.0))


def complexity(table: Any) -> Complexity:
    r"""The complexity of a Boolean function, '0110…' or an array of its 2ⁿ outputs, n ≥ 1, by several measures.

    `lz_words`, the words of Lempel and Ziv (1976) in the table as it is written, and `lz`,
    :math:`\log_2 2^n · \tfrac12 [N_w(s) + N_w(\text{reversed } s)]`, where constants have n (Dingle et al. 2018). Both
    depend on the order of the corners. `de_morgan_leaves` and `full_basis_leaves`: leaves of the shortest formula of
    AND and OR, and of AND, OR and XOR, where NOT costs nothing; None for n > 4. `total_influence` =
    :math:`Σ_S |S| \hat f(S)^2`, the expected number of inputs whose flip changes the output at a random corner.
    `entropy` of the output at a random corner, in bits.

    Raises ValueError if the table is not a row of 0 and 1 of length 2ⁿ.
    """
    outputs = as_table(table)
    bits = bits_of(outputs)
    string = "".join(map(str, outputs.tolist()))
    plain, full = (
        int(formula_leaves(bits, with_xor=xor)[number_of(outputs)]) if bits <= MOST_LISTED else None
        for xor in (False, True)
    )
    influence = float(walsh_weights(outputs) @ np.arange(bits + 1))
    return Complexity(lz_words(string), lz(string), plain, full, influence, entropy(outputs))
