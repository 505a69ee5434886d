"""Boolean functions with names, as truth tables: +1 stands for true, and character i is the output at corner i.

In the code and in files of results a function goes by its English name; `NAMES` has those on screen.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from explorer.language import Phrases
from ntkcore.cache import cached
from ntkcore.spectra.inputs import at_corners

SIZES = (2, 3, 4)  # numbers of inputs
_Truth = Callable[[np.ndarray], Any]  # from inputs (corners, n), True for +1, to outputs (corners,)
_FORMULAS: Mapping[str, tuple[str, int, _Truth]] = {  # with its key in labels.json, and the fewest inputs it needs
    "Constant": ("constant", 1, lambda x: np.ones(len(x), bool)),
    "x₁": ("x1", 1, lambda x: x[:, 0]),
    "AND of two": ("and_two", 2, lambda x: x[:, 0] & x[:, 1]),
    "AND of all": ("and_all", 3, lambda x: x.all(axis=1)),
    "XOR of two": ("xor_two", 2, lambda x: x[:, 0] ^ x[:, 1]),
    "Majority of three": ("majority", 3, lambda x: x[:, :3].sum(axis=1) >= 2),
    "Multiplexer": ("multiplexer", 3, lambda x: np.where(x[:, 0], x[:, 1], x[:, 2])),
    "Parity of all": ("parity", 3, lambda x: x.sum(axis=1) % 2 == 1),
}
YOURS = "Your function"  # one that has no name of its own
_KEYS = {name: key for name, (key, _, _) in _FORMULAS.items()} | {YOURS: "yours"}
NAMES = Phrases("studies/simplicity", "presets", _KEYS)


@cached(8)  # eight short texts for each number of inputs, of which there are three
def presets(bits: int) -> dict[str, str]:
    """The named functions of `bits` inputs, by their English names."""
    x = at_corners(bits) > 0
    return {name: as_text(truth(x)) for name, (_, fewest, truth) in _FORMULAS.items() if bits >= fewest}


def offered(bits: int) -> dict[str, str]:
    """The named functions of `bits` inputs, by their names on screen."""
    return {NAMES[name]: table for name, table in presets(bits).items()}


def as_text(outputs: np.ndarray) -> str:
    """A truth table '0110…' from its outputs."""
    return "".join("1" if output else "0" for output in outputs)
