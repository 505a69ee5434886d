"""Problem: the corners of the cube to learn from, their labels, and the functions that agree with these."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntkcore.boolean.tables import MOST_LISTED, as_table, bits_of, number_of
from ntkcore.checks import check_integer
from ntkcore.spectra.inputs import at_corners


@dataclass(frozen=True, slots=True)
class Problem:
    """A Boolean function of n ≤ 4 inputs, `target`, of which the outputs at the m `corners` are shown.

    `target` is a truth table, as '0110' or a row of 0 and 1; corner i is row i of `spectra.inputs.at_corners`. A
    completion is a function with these m outputs. There are 2^u of them, u = 2ⁿ − m; bit j of the number k of a
    completion is its output at the corner `others[j]`. So 0 ≤ k < 2^u.

    Raises ValueError for a bad table, for more than four inputs, for corners that repeat or do not exist, and unless
    1 ≤ m < 2ⁿ.
    """

    target: tuple[int, ...]
    corners: tuple[int, ...]

    def __init__(self, target: Any, corners: Sequence[int]) -> None:
        table = as_table(target)
        bits = bits_of(table)
        if bits > MOST_LISTED:
            raise ValueError(f"target must have at most {2**MOST_LISTED} outputs, got {len(table)}. Use fewer inputs.")
        chosen = sorted(check_integer("corners", corner, 0, len(table) - 1) for corner in corners)
        if not 0 < len(chosen) < len(table) or len(set(chosen)) < len(chosen):
            raise ValueError(
                f"corners must be 1 to {len(table) - 1} different ones, got {chosen}. "
                "Leave at least one output to be guessed."
            )
        object.__setattr__(self, "target", tuple(table.tolist()))
        object.__setattr__(self, "corners", tuple(chosen))

    @property
    def inputs(self) -> np.ndarray:
        """All corners, (2ⁿ, n) of ±1."""
        return at_corners(bits_of(np.array(self.target)))

    @property
    def signs(self) -> np.ndarray:
        """The labels of the shown corners, (m,) of ±1."""
        return 2.0 * np.array(self.target)[list(self.corners)] - 1.0

    @property
    def others(self) -> tuple[int, ...]:
        """The corners whose outputs are not shown, (u,)."""
        return tuple(sorted(set(range(len(self.target))) - set(self.corners)))

    @property
    def count(self) -> int:
        """2^u, the number of completions."""
        return 2 ** len(self.others)

    @property
    def goal(self) -> int:
        """The number k of the target among the completions."""
        return number_of(np.array(self.target)[list(self.others)])

    @property
    def guesses(self) -> np.ndarray:
        """The outputs of every completion at the corners that are not shown, (2^u, u) of 0 and 1."""
        return np.arange(self.count)[:, None] >> np.arange(len(self.others)) & 1

    @property
    def numbers(self) -> np.ndarray:
        """Every completion as an integer whose bit i is the output at corner i, (2^u,)."""
        shown = sum(self.target[corner] << corner for corner in self.corners)
        return shown + self.guesses @ (1 << np.array(self.others))

    def completed(self, outputs: np.ndarray) -> np.ndarray:
        """The numbers k of functions with real outputs (…, 2ⁿ), of which those above 0 count as 1."""
        others = list(self.others)
        return (np.asarray(outputs)[..., others] > 0) @ (1 << np.arange(len(others)))

    def fits(self, outputs: np.ndarray) -> Any:
        """Whether real outputs (…, 2ⁿ) have the labels' signs at all shown corners."""
        return np.all(np.asarray(outputs)[..., list(self.corners)] * self.signs > 0, axis=-1)

    def error(self, law: np.ndarray) -> float:
        """The expected share of wrong outputs at the corners that are not shown, under probabilities (2^u,)."""
        wrong = (self.guesses != self.guesses[self.goal]).mean(axis=1)
        return float(wrong @ law / np.sum(law))
