"""Truth tables, as strings, as arrays and as integers whose bit i is the output at corner i."""

from typing import Any

import numpy as np

from ntkcore.reals import as_reals, is_traced, shown

MOST_LISTED = 4  # inputs of functions that are listed: 65,536 of 4, and 4 thousand million of 5


def as_table(table: Any) -> np.ndarray:
    """A truth table '0110', or an array of 0 and 1, as an int64 array (n,). Raises ValueError for anything else."""
    if isinstance(table, str):
        if not table or set(table) - {"0", "1"}:
            raise ValueError(f"table must contain the characters 0 and 1 alone, got {shown(table)}. Write '0110'.")
        return np.array([int(character) for character in table])
    if is_traced(table):
        raise ValueError("table must have values, got a traced array. Let jax.jit take it as a static argument.")
    array = as_reals("table", table)
    if array.ndim != 1 or not array.size or not np.isin(array, (0, 1)).all():
        raise ValueError(f"table must be a row of 0 and 1, got {shown(table)}. Give one output for each input.")
    return np.asarray(array).astype(np.int64)


def bits_of(table: np.ndarray) -> int:
    """n for a table of 2ⁿ outputs, n ≥ 1. Raises ValueError for other lengths."""
    bits = len(table).bit_length() - 1
    if bits < 1 or len(table) != 2**bits:
        raise ValueError(
            f"table must have 2, 4, 8, 16, … outputs, one for each corner of a cube, got {len(table)}. "
            "Give the inputs too if they are others."
        )
    return bits


def tables_of(numbers: np.ndarray, bits: int) -> np.ndarray:
    """The tables (m, 2ⁿ) of functions given as integers (m,)."""
    return np.asarray(numbers)[:, None] >> np.arange(2**bits) & 1


def number_of(table: np.ndarray) -> int:
    """The integer of a table."""
    return sum(int(output) << i for i, output in enumerate(table))
