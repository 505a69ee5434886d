"""The kernel as similarity: how alike a network finds two inputs, on the line, by layers, and among images."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from explorer.language import phrases_of
from ntkcore.architecture import Architecture
from ntkcore.checks import as_inputs
from ntkcore.kernels.gram import KernelPair, kernel_pair
from ntkcore.kernels.layers import at_any_depth

phrase = phrases_of("studies/prior")


class Layer(NamedTuple):
    """The kernels of two inputs x, x′ after one layer of the recursion."""

    same: tuple[float, float]  # Σ(x, x), Σ(x′, x′)
    nngp: float  # Σ(x, x′)
    ntk: float  # Θ(x, x′)

    @property
    def cosine(self) -> float:
        """u = Σ(x, x′) / √(Σ(x, x) Σ(x′, x′)); 0 if one of them is 0."""
        size = (self.same[0] * self.same[1]) ** 0.5
        return self.nngp / size if size > 0 else 0.0


def cosine(gram: ArrayLike) -> np.ndarray:
    """k(x, x′) / √(k(x, x) k(x′, x′)) of a Gram matrix (n, n): 1 for inputs that the network cannot tell apart.

    Where k(x, x) = 0 there is no direction to compare: NaN.
    """
    matrix = np.asarray(gram, np.float64)
    length = np.sqrt(matrix.diagonal())
    with np.errstate(invalid="ignore", divide="ignore"):
        return matrix / length / length[:, None]


def layers(arch: Architecture, x1: float, x2: float) -> list[Layer]:
    """Σˡ and Θˡ of the two inputs for l = 1, …, hidden_layers + 1; the last are the kernels themselves."""
    inputs = np.array([x1, x2], np.float64)
    first = arch.bias_std**2 + arch.weight_std**2 * np.outer(inputs, inputs)
    pairs = [(first, first)]
    skip, scale = arch.factors
    for depth in range(1, arch.hidden_layers + 1):
        # At any depth the factors of the skips are those of this network.
        cut = replace(arch, hidden_layers=depth) if arch.is_plain else _cut(arch, depth)
        nngp, ntk = (np.asarray(kernel) for kernel in kernel_pair(cut, inputs))
        if depth < arch.hidden_layers and skip:
            nngp, ntk = (skip**2 * old + scale**2 * new for old, new in zip(pairs[-1], (nngp, ntk), strict=True))
        pairs.append((nngp, ntk))
    return [Layer((float(nngp[0, 0]), float(nngp[1, 1])), float(nngp[0, 1]), float(ntk[0, 1])) for nngp, ntk in pairs]


def _cut(arch: Architecture, depth: int) -> Any:
    """The network of the first `depth` hidden layers and an output layer, as numbers that compile once."""
    return replace(at_any_depth(arch), hidden_layers=np.int32(depth))


def standardised(images: ArrayLike) -> np.ndarray:
    """Images (n, …) as inputs (n, d) of mean 0 and length √d each, so that x·x′/d is the correlation of their pixels.

    Raises ValueError if an image is the same everywhere.
    """
    flat = np.asarray(images, np.float64)
    flat = flat.reshape(len(flat), -1)
    centred = flat - flat.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    if not (spread > 0).all():
        raise ValueError(phrase("digits.flat", number=int(np.argmin(spread))))
    return centred / spread


def cosines_to(arch: Architecture, inputs: ArrayLike, which: int) -> KernelPair:
    """The cosines (n,) of both kernels between each of the inputs (n, d), all of one length, and number `which`."""
    rows = as_inputs("inputs", inputs)
    to_all = kernel_pair(arch, rows[which : which + 1], rows)
    return KernelPair(*(row[0] / row[0, which] for row in to_all))


def cosines_at(arch: Architecture, correlations: ArrayLike) -> KernelPair:
    """Cosines (n,) of both kernels for inputs of length √d whose correlations x·x′/d (n,) with x are given.

    A fully connected network sees only lengths and angles, so two dimensions stand for any number of them.
    """
    u = np.asarray(correlations, np.float64)
    circle = np.sqrt(2.0) * np.stack([u, np.sqrt(np.maximum(1.0 - u * u, 0.0))], axis=1)
    start = np.array([[np.sqrt(2.0), 0.0]])
    to_all = kernel_pair(arch, start, np.concatenate([circle, start]))
    return KernelPair(*(row[0, :-1] / row[0, -1] for row in to_all))


def nearest(cosines: ArrayLike, which: int, count: int) -> np.ndarray:
    """The `count` inputs most alike to number `which`, itself left out, most alike first."""
    order = np.argsort(-np.asarray(cosines), kind="stable")
    return order[order != which][:count]
