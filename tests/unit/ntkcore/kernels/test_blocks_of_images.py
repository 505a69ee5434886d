"""Kernels of images by blocks of rows are those computed at once, for any blocks."""

from pathlib import Path

import numpy as np
import pytest

from ntkcore import KernelPair, Network, kernel_pair, layers
from tests.conftest import ROUNDING

IMAGES = np.random.default_rng(0).normal(size=(19, 4, 4, 2))
OTHERS = np.random.default_rng(1).normal(size=(7, 4, 4, 2))
NET = Network(
    layers.serial(
        layers.conv(3, 1.4, 0.3),
        layers.activation("relu"),
        layers.avg_pool(2),
        layers.conv(3, 1.4, 0.3),
        layers.global_avg_pool(),
        layers.dense(1.4, 0.1),
    )
)


@pytest.mark.parametrize("x2", [None, OTHERS])
def test_blocks_of_images(tmp_path: Path, x2: np.ndarray | None) -> None:
    at_once = kernel_pair(NET, IMAGES, x2)
    maps = KernelPair(*(np.memmap(tmp_path / name, np.float64, "w+", shape=at_once.ntk.shape) for name in ("a", "b")))
    for rows in (None, 19, 5):
        blocks = kernel_pair(NET, IMAGES, x2, rows=rows, out=maps)
        for block, expected in zip(blocks, map(np.asarray, at_once), strict=True):
            np.testing.assert_allclose(block, expected, rtol=0, atol=ROUNDING * expected.max())
            block[:] = 0.0  # made anew: it is computed again
