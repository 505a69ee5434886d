"""The handwritten digits of scikit-learn as two classes, 0 to 4 against 5 to 9: examples, and images to test on."""

from typing import Any, NamedTuple

import numpy as np
from sklearn.datasets import load_digits

FIRST_OF_SECOND = 5  # this digit and those above it have the label 1


class Split(NamedTuple):
    """Images as inputs of a network, and their labels ±1."""

    x: np.ndarray  # (m, 64), |x| = 8
    signs: np.ndarray  # (m,)
    x_test: np.ndarray  # all images that are no examples
    signs_test: np.ndarray

    @property
    def m(self) -> int:
        """The number of examples."""
        return len(self.x)


def split(m: int, seed: int) -> Split:
    """Choose m of the 1,797 images at random as examples. Each image has mean 0 and length √64."""
    source: Any = load_digits()
    x = source.data - source.data.mean(axis=1, keepdims=True)
    x *= np.sqrt(x.shape[1]) / np.linalg.norm(x, axis=1, keepdims=True)
    signs = np.where(source.target >= FIRST_OF_SECOND, 1.0, -1.0)
    order = np.random.default_rng(seed).permutation(len(x))
    chosen, rest = order[:m], order[m:]
    return Split(x[chosen], signs[chosen], x[rest], signs[rest])
