"""P of all functions at once: how it goes with complexity, its entropy, and the mean formula size under it."""

import math
from typing import NamedTuple

import numpy as np

from explorer.studies.simplicity.numbers.measures import DE_MORGAN, NAMES, measured
from ntkcore import boolean
from ntkcore.boolean.classes import classes


class Overview(NamedTuple):
    """A network's distribution over all functions of n inputs."""

    log_p: np.ndarray  # (c,): of each class, −∞ for those that no such network computes
    correlations: dict[str, float]  # of log P with each measure over all possible functions; NaN where one is constant
    entropy: float  # bits, at most 2ⁿ
    mean_leaves: float  # of the shortest De Morgan formula, under P
    uniform_leaves: float  # the same mean over all functions alike
    possible: int  # functions that such a network computes with a probability above 0


def overview(every: boolean.ClassProbabilities, bits: int) -> Overview:
    """Summarise P of all functions of `bits` inputs; they are divided by their sum, which is about 1."""
    log_p, multiplicity = np.asarray(every.log_p), every.multiplicity
    mass = multiplicity * np.exp(log_p)
    mass /= mass.sum()
    some = mass > 0
    each = mass[some] / multiplicity[some]
    leaves = measured(DE_MORGAN, bits).by_class
    correlations = {name: _correlation(every, name, bits) for name in NAMES}
    uniform = float(multiplicity @ leaves / multiplicity.sum())
    possible = int(multiplicity[np.isfinite(log_p)].sum())
    return Overview(log_p, correlations, float(-mass[some] @ np.log2(each)), float(mass @ leaves), uniform, possible)


def _correlation(every: boolean.ClassProbabilities, name: str, bits: int) -> float:
    """The correlation of log P with a measure over all functions that are possible.

    A measure may differ within a class, where log P does not: it enters by its mean and its variance over all.
    """
    log_p, values = np.asarray(every.log_p), measured(name, bits)
    possible = np.isfinite(log_p)
    weights = every.multiplicity[possible] / every.multiplicity[possible].sum()
    of = np.searchsorted(every.representative, classes(bits).label)  # the class of each function
    spread = float(values.all[possible[of]].std())
    centred = log_p[possible] - weights @ log_p[possible]
    scale = math.sqrt(weights @ centred**2) * spread
    return float(weights @ (centred * values.by_class[possible]) / scale) if scale > 1e-12 else math.nan
