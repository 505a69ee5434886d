"""Functions that are as simple and not as likely: for each formula size the likeliest class and the rarest."""

from typing import NamedTuple

import numpy as np

from explorer.studies.simplicity.numbers.functions import class_of
from explorer.studies.simplicity.numbers.measures import DE_MORGAN, INFLUENCE, class_names, measured
from explorer.studies.simplicity.numbers.presets import presets
from ntkcore import boolean


class Member(NamedTuple):
    """One class of functions: its name, log P of a function in it, and its total influence."""

    name: str
    log_p: float
    influence: float


class Pair(NamedTuple):
    """The likeliest and the rarest class among those with a formula of so many leaves."""

    leaves: int
    likeliest: Member
    rarest: Member


def member(every: boolean.ClassProbabilities, bits: int, name: str) -> Member:
    """The class of the preset `name`."""
    return _member(every, bits, int(np.searchsorted(every.representative, class_of(presets(bits)[name]))))


def pairs(every: boolean.ClassProbabilities, bits: int, sizes: range) -> list[Pair]:
    """For each formula size with several possible classes the likeliest and the rarest of them."""
    leaves, log_p = measured(DE_MORGAN, bits).by_class, np.asarray(every.log_p)
    result = []
    for size in sizes:
        some = np.flatnonzero((leaves == size) & np.isfinite(log_p))
        if len(some) > 1:
            order = some[log_p[some].argsort()]
            result.append(Pair(size, _member(every, bits, int(order[-1])), _member(every, bits, int(order[0]))))
    return result


def _member(every: boolean.ClassProbabilities, bits: int, at: int) -> Member:
    influence = float(measured(INFLUENCE, bits).by_class[at])
    return Member(class_names(bits)[at], float(every.log_p[at]), influence)
