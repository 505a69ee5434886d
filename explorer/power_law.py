"""A power law fitted to numbers with standard errors, by width."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from explorer.format import number


class PowerLaw(NamedTuple):
    """size = factor · width^power, with the standard error of the power."""

    factor: float
    power: float
    error: float

    @property
    def text(self) -> str:
        """The power with its error, such as '−0.49 ± 0.02'."""
        return f"{number(self.power, '.2f')}\u00a0±\u00a0{number(self.error, '.2f')}"


def power_law(by_width: Mapping[int, tuple[float, float]]) -> PowerLaw:
    """Fit a power law to (size, standard error) by width: a line in logarithms, weights 1/error². Needs two widths."""
    widths = np.log(np.array(list(by_width), dtype=float))
    sizes, errors = np.array(list(by_width.values())).T
    weight = np.square(sizes / errors)
    middle = np.average(widths, weights=weight)
    spread = np.sum(weight * (widths - middle) ** 2)
    power = np.sum(weight * (widths - middle) * np.log(sizes)) / spread
    factor = np.exp(np.average(np.log(sizes), weights=weight) - power * middle)
    return PowerLaw(float(factor), float(power), float(spread**-0.5))
