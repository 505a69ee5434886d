"""Functions of seven inputs drawn at random: how often they come in a sample, and their exact probabilities."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ntkcore import boolean
from ntkcore.architecture import Architecture

BITS = 7
SAMPLE = 300_000  # functions
FEWEST = 5  # times that a function must come up to be in the picture of frequencies
_LISTED = 2000  # of the most frequent functions


class Function(NamedTuple):
    """One function's log P in nats with its standard error, and its complexity."""

    log_p: float
    error: float
    lz: float
    influence: float


class Sample(NamedTuple):
    """A sample of functions: counts of the most frequent, descending, and their complexity as far as it is needed.

    `single` are the ranks, from 1, of those that differ from a constant at one corner: 2 · 2⁷ functions of exactly the
    same probability, exp(`single_log_p`), or none in the sample. `different` is the number of different functions.
    """

    counts: np.ndarray
    lz: np.ndarray
    influence: np.ndarray
    single: np.ndarray
    single_log_p: float
    different: int


class Seven(NamedTuple):
    """The sample and the functions that are computed so far, of one architecture; `share` of the work is done."""

    arch: Architecture
    sample: Sample
    drawn: tuple[Function, ...]
    share: float


def draw_functions(arch: Architecture, draws: int, seed: int) -> Iterator[Seven]:
    """Sample functions and count them, then compute the probability of each of so many others, one after the other."""
    sample = _sample(arch, seed)
    yield Seven(arch, sample, (), 1 / (draws + 1))
    drawn: list[Function] = []
    for table in boolean.draw_tables(arch, BITS, draws, seed=seed + 1):
        log_p, error = boolean.log_probability(arch, table)
        measures = boolean.complexity(table)
        drawn.append(Function(float(log_p), float(error), measures.lz, measures.total_influence))
        yield Seven(arch, sample, tuple(drawn), (len(drawn) + 1) / (draws + 1))


def _sample(arch: Architecture, seed: int) -> Sample:
    """Count the functions of a sample, and rank those with one exception."""
    tables, counts = boolean.frequencies(boolean.draw_tables(arch, BITS, SAMPLE, seed=seed))
    measures = [boolean.complexity(table) for table in tables[: min(_LISTED, int((counts >= FEWEST).sum()))]]
    ones = tables.sum(axis=1, dtype=np.int64)
    single = 1 + np.flatnonzero((ones == 1) | (ones == 2**BITS - 1))
    log_p, _ = boolean.log_probability(arch, "0" * (2**BITS - 1) + "1")
    lz, influence = ([getattr(each, name) for each in measures] for name in ("lz", "total_influence"))
    return Sample(counts, np.array(lz), np.array(influence), single, float(log_p), len(counts))


def by_chance(sample: Sample) -> np.ndarray:
    """The counts that chance alone gives the functions with one exception, in descending order, (256,)."""
    return boolean.ranked_by_chance(SAMPLE * math.exp(sample.single_log_p), 2 ** (BITS + 1))
