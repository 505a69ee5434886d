"""Counts of the functions that random networks of several widths compute, beside infinite width."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from explorer.studies.simplicity.numbers.functions import Estimate, class_of
from ntkcore import boolean
from ntkcore.architecture import Architecture
from ntkcore.boolean.classes import classes
from ntkcore.boolean.finite import READOUTS

WIDTHS = (16, 32, 64, 128, 256, 512, 1024)
_SETUP = 64  # units of a layer take as long as all else that one draw of the hidden layers needs
_ROUNDS = 20  # in each of which every width gets its share, so that all can be looked at from the start


class Widths(NamedTuple):
    """The counts so far, by width, of one architecture's networks on so many inputs; `share` of the work is done."""

    arch: Architecture
    bits: int
    counts: dict[int, boolean.WidthCounts]
    share: float


class Ratio(NamedTuple):
    """P_N/P_∞ of one class of functions at several widths N, with standard errors, (k,) each."""

    widths: np.ndarray
    ratios: np.ndarray
    errors: np.ndarray


class Trend(NamedTuple):
    """The coefficients of 1 + c/N + d/N², fitted to ratios, and the standard error of c."""

    first: float
    second: float
    error: float

    def at(self, widths: np.ndarray) -> np.ndarray:
        """The ratio at other widths."""
        return 1.0 + self.first / widths + self.second / widths**2


def count_widths(arch: Architecture, bits: int, networks: int, seed: int) -> Iterator[Widths]:
    """Draw about so many networks of each width; yields the counts after every chunk."""
    states = -(-networks // READOUTS)
    streams = {width: boolean.stream_counts(arch, width, bits, states=states, seed=seed) for width in WIDTHS}
    done: dict[int, boolean.WidthCounts] = {}
    work = states * sum(_SETUP + width for width in WIDTHS)
    for each in range(1, _ROUNDS + 1):
        for width, stream in streams.items():
            while width not in done or done[width].states * _ROUNDS < each * states:
                done[width] = next(stream)
                share = sum((_SETUP + counts.width) * counts.states for counts in done.values()) / work
                yield Widths(arch, bits, dict(done), share)


def ratio_of(answer: Widths, table: str, exact: Estimate) -> Ratio:
    """P_N/P_∞ of a function, whose class is counted, at the widths at which it was counted at least twice.

    The error includes that of `exact`, P_∞.
    """
    at = int(np.searchsorted(classes(answer.bits).representative, class_of(table)))
    listed = [counts for counts in answer.counts.values() if counts.counts[at] > 1 and counts.states > 1]
    p = np.array([counts.p[at] for counts in listed])
    errors = np.array([counts.standard_error[at] for counts in listed])
    ratios, relative = p * np.exp(-exact.log_p), np.hypot(errors / p, exact.standard_error)
    return Ratio(np.array([counts.width for counts in listed], float), ratios, ratios * relative)


def trend_of(ratio: Ratio) -> Trend | None:
    """Fit 1 + c/N + d/N² by least squares with the errors as weights; None for fewer than three widths."""
    if len(ratio.widths) < 3 or not (ratio.errors > 0).all():
        return None
    terms = np.stack([1.0 / ratio.widths, 1.0 / ratio.widths**2], axis=1) / ratio.errors[:, None]
    inverse = np.linalg.inv(terms.T @ terms)
    first, second = inverse @ terms.T @ ((ratio.ratios - 1.0) / ratio.errors)
    return Trend(float(first), float(second), float(np.sqrt(inverse[0, 0])))
