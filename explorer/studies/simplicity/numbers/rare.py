"""Functions that are too rare to be counted, under networks of one width beside infinite width."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from explorer.studies.simplicity.numbers.functions import Estimate, bits_of, class_of, probability
from explorer.studies.simplicity.numbers.presets import YOURS, presets
from ntkcore import boolean
from ntkcore.architecture import Architecture

STATES = 200
NARROWEST = 32  # below, the outputs of a draw at 16 corners may depend on each other


class Rare(NamedTuple):
    """P_N of some functions so far, the most probable first at infinite width; `share` of the work is done."""

    arch: Architecture
    bits: int
    names: tuple[str, ...]  # in English, as in presets
    log_p: np.ndarray  # (k,) at infinite width
    error: np.ndarray  # (k,) of log_p
    finite: boolean.WidthProbabilities
    share: float

    @property
    def ratios(self) -> np.ndarray:
        """P_N/P_∞, (k,)."""
        return self.finite.p * np.exp(-self.log_p)

    @property
    def errors(self) -> np.ndarray:
        """The standard errors of `ratios`, (k,)."""
        return np.hypot(self.finite.standard_error * np.exp(-self.log_p), self.ratios * self.error)


def compute_rare(arch: Architecture, table: str, width: int, seed: int) -> Iterator[Rare]:
    """Compute P_N of the named functions of as many inputs, and of `table` where it is of another class than they."""
    bits = bits_of(table)
    named = presets(bits)
    if class_of(table) not in map(class_of, named.values()):
        named = named | {YOURS: table}
    exact = {name: probability(arch, each) for name, each in named.items()}
    possible = {name: each for name, each in exact.items() if isinstance(each, Estimate) and np.isfinite(each.log_p)}
    names = tuple(sorted(possible, key=lambda name: -possible[name].log_p))
    log_p, error = np.array([possible[name] for name in names]).T
    stream = boolean.stream_probabilities(arch, width, [named[name] for name in names], states=STATES, seed=seed)
    for finite in stream:
        yield Rare(arch, bits, names, log_p, error, finite, finite.states / STATES)
