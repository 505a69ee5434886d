"""The probability of a Boolean function under random networks, and of all functions, each computed once."""

import math
from typing import NamedTuple

import numpy as np

from ntkcore import boolean
from ntkcore.architecture import Architecture
from ntkcore.boolean.classes import classes
from ntkcore.boolean.tables import as_table, number_of
from ntkcore.cache import cached
from ntkcore.inference.orthant.distinct import SingularKernelError

_ACCURACY = 0.01  # of log P where all functions are computed at once: hard kernels take several seconds for 0.003
_WORST = 0.1  # standard error of log P that is still shown; it is larger, or NaN, under nearly singular kernels alone
_SURE = 2.0  # standard errors


class Estimate(NamedTuple):
    """log P of one function in nats, −∞ if no such network computes it, and the standard error."""

    log_p: float
    standard_error: float


class Refused(NamedTuple):
    """A network whose kernel at so many `corners` has only this rank, or None if it is too nearly singular."""

    rank: int | None
    corners: int


class Rank(NamedTuple):
    """Numbers of functions: those more probable than one of them, those of its class, and all."""

    fewest_above: int  # by more than two standard errors of the difference
    most_above: int  # as many at most, if no difference is wrong by more than that
    equal: int
    total: int


@cached(4096)  # two numbers each; a class of 60 clicks through tables and turns sliders
def probability(arch: Architecture, table: str) -> Estimate | Refused:
    """P of one function under infinitely wide networks."""
    try:
        log_p, error = boolean.log_probability(arch, table)
    except SingularKernelError as reason:
        return Refused(reason.rank, reason.count)
    return Estimate(float(log_p), float(error)) if error <= _WORST else Refused(None, len(table))


@cached(256)  # 5 kB each, but up to a second to compute
def all_functions(arch: Architecture, bits: int) -> boolean.ClassProbabilities | Refused:
    """P of every class of functions of `bits` inputs under infinitely wide networks."""
    try:
        every = boolean.class_probabilities(arch, bits, accuracy=_ACCURACY)
    except SingularKernelError as reason:
        return Refused(reason.rank, reason.count)
    return every if (every.standard_error <= _WORST).all() else Refused(None, 2**bits)


def bits_of(table: str) -> int:
    """The number of inputs of a table."""
    return int(math.log2(len(table)))


def class_of(table: str) -> int:
    """The smallest function, as an integer, that differs in names and signs of the inputs and of the output alone."""
    return int(classes(bits_of(table)).label[number_of(as_table(table))])


def rank_of(every: boolean.ClassProbabilities, table: str) -> Rank:
    """The rank of a function with P > 0 among all with as many inputs; functions of its class are equal to it."""
    at = int(np.searchsorted(every.representative, class_of(table)))
    error = np.asarray(every.standard_error)
    apart, doubt = np.asarray(every.log_p) - every.log_p[at], _SURE * np.hypot(error, error[at])
    others = every.multiplicity * (np.arange(len(apart)) != at)
    return Rank(
        int(others[apart > doubt].sum()),
        int(others[apart > -doubt].sum()),
        int(every.multiplicity[at]),
        int(every.multiplicity.sum()),
    )
