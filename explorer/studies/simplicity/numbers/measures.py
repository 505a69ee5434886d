"""Measures of the complexity of all Boolean functions of a few inputs, and names of their classes."""

from typing import NamedTuple

import numpy as np

from explorer.language import Phrases, cached_in_language
from explorer.studies.simplicity.numbers.functions import class_of
from explorer.studies.simplicity.numbers.presets import as_text, offered
from ntkcore.boolean.classes import classes
from ntkcore.boolean.formulas import formula_leaves
from ntkcore.boolean.measures import entropy, lz, walsh_weights
from ntkcore.boolean.shortest import shortest_formula
from ntkcore.boolean.tables import tables_of
from ntkcore.cache import cached

INFLUENCE, DE_MORGAN, FULL_BASIS, ENTROPY, LEMPEL_ZIV = "influence", "formula", "xor", "entropy", "lz"
NAMES = Phrases("studies/simplicity", "measures", (INFLUENCE, DE_MORGAN, FULL_BASIS, ENTROPY, LEMPEL_ZIV))


class Measured(NamedTuple):
    """One measure of all functions of n inputs, and its mean over each class."""

    all: np.ndarray  # (2^(2ⁿ),), by the integers of the functions
    by_class: np.ndarray  # (c,)


@cached(16)  # half a MB for each of five measures of four inputs, less for fewer
def measured(name: str, bits: int) -> Measured:
    """Cached measure `name` of all functions of `bits` inputs."""
    listed = classes(bits)
    _, of = np.unique(listed.label, return_inverse=True)
    if name in (DE_MORGAN, FULL_BASIS):
        every = formula_leaves(bits, with_xor=name == FULL_BASIS).astype(float)
    elif name == LEMPEL_ZIV:  # the other measures are the same for all functions of a class
        every = _lempel_ziv(bits)
    else:
        rows = tables_of(listed.representative, bits)
        measure = entropy if name == ENTROPY else _influence
        every = np.array([measure(row) for row in rows])[of]
    return Measured(every, np.bincount(of, weights=every) / listed.multiplicity)


def _influence(table: np.ndarray) -> float:
    weights = walsh_weights(table)
    return float(weights @ np.arange(len(weights)))


def _lempel_ziv(bits: int) -> np.ndarray:
    """Lempel–Ziv complexity of all functions; exchanging 0 and 1 changes nothing."""
    rows = tables_of(np.arange(2 ** (2**bits - 1)), bits)
    first = np.array([lz(as_text(row)) for row in rows])
    return np.concatenate([first, first[::-1]])


@cached_in_language(8)  # 222 short texts for four inputs, less for fewer, in two languages
def class_names(bits: int) -> tuple[str, ...]:
    """A name for each class: a preset in it with its formula, or a shortest formula of its smallest function."""
    listed = classes(bits)
    named = {class_of(table): f"{name}: {shortest_formula(table)}" for name, table in offered(bits).items()}
    rows = zip(listed.representative.tolist(), tables_of(listed.representative, bits), strict=True)
    return tuple(named.get(label) or shortest_formula(row) for label, row in rows)
