"""Boolean functions with names, as truth tables: +1 stands for true, and character i is the output at corner i."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ntkcore.cache import cached
from ntkcore.spectra.inputs import at_corners

SIZES = (2, 3, 4)  # numbers of inputs
_Truth = Callable[[np.ndarray], Any]  # from inputs (corners, n), True for +1, to outputs (corners,)
_FORMULAS: Mapping[str, tuple[int, _Truth]] = {  # with the fewest inputs that each needs
    "Constant": (1, lambda x: np.ones(len(x), bool)),
    "x₁": (1, lambda x: x[:, 0]),
    "AND of two": (2, lambda x: x[:, 0] & x[:, 1]),
    "AND of all": (3, lambda x: x.all(axis=1)),
    "XOR of two": (2, lambda x: x[:, 0] ^ x[:, 1]),
    "Majority of three": (3, lambda x: x[:, :3].sum(axis=1) >= 2),
    "Multiplexer": (3, lambda x: np.where(x[:, 0], x[:, 1], x[:, 2])),
    "Parity of all": (3, lambda x: x.sum(axis=1) % 2 == 1),
}


@cached(8)  # eight short texts for each number of inputs, of which there are three
def presets(bits: int) -> dict[str, str]:
    """The named functions of `bits` inputs, by their names."""
    x = at_corners(bits) > 0
    return {name: as_text(truth(x)) for name, (fewest, truth) in _FORMULAS.items() if bits >= fewest}


def as_text(outputs: np.ndarray) -> str:
    """A truth table '0110…' from its outputs."""
    return "".join("1" if output else "0" for output in outputs)
