"""The window of a scene: its inputs lie on one grid, its labels on steps of 0.01."""

import numpy as np
from numpy.typing import ArrayLike

# x = −1.50, −1.49, …, 1.50: every input of a Scene is one of these, so a kernel block is a gather from one Gram matrix.
GRID: np.ndarray = np.arange(-150, 151) / 100.0
# Where curves of trained networks are drawn: 101 inputs.
PLOT_INPUTS: np.ndarray = GRID[::3]


def snap(value: float) -> float:
    """`value` rounded to the 0.01 grid on which all inputs and labels live (and never −0)."""
    return round(value, 2) + 0.0


def grid_index(x: ArrayLike) -> np.ndarray:
    """Positions int32 in `GRID` of inputs that were snapped to it."""
    return np.rint((np.asarray(x, dtype=np.float64) - GRID[0]) * 100).astype(np.int32)
