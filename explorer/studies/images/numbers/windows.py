"""All windows of pooling from one computation: kernels of flattened networks on shifted images, and weighted means.

A network whose convolutions go round the border has, for any mean over windows after them, a kernel that is a mean of
its kernels without pooling over shifts of one of the two images (Li et al. 2019, arXiv:1911.00809, section 4).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from explorer.studies.images.numbers.networks import KERNELS, Chosen
from ntkcore import kernel_pair, layers


class Shifts(NamedTuple):
    """A stage of the computation: kernels of images with shifted ones, as far as they are computed."""

    share: float
    kernels: np.ndarray  # (2, H, W, n, n): by KERNELS, the shift down and to the right of the second image


def shifted_kernels(chosen: Chosen, pixels: np.ndarray) -> Iterator[Shifts]:
    """Both kernels of images (n, H, W, 1) with all of them, shifted round the border in all H · W ways; no pooling.

    k(x, T x′) = k(x′, T⁻¹ x), so that half of the shifts are computed. Yields after each of them.
    """
    network = chosen.convolutional(layers.flatten(), padding="circular")
    height, width = pixels.shape[1:3]
    kernels = np.zeros((len(KERNELS), height, width, len(pixels), len(pixels)))
    halves = [
        (down, right) for down, right in np.ndindex(height, width) if (down, right) <= (-down % height, -right % width)
    ]
    for count, (down, right) in enumerate(halves, 1):
        pair = kernel_pair(network, pixels, np.roll(pixels, (down, right), (1, 2)))
        for each, kernel in zip(kernels, KERNELS, strict=True):
            each[down, right] = getattr(pair, kernel)
            each[-down % height, -right % width] = each[down, right].T
        yield Shifts(count / len(halves), kernels)


def weights(window: int, side: int) -> np.ndarray:
    """The shares (side,) of the differences of two positions in a window of `window` of `side` positions in a ring."""
    inside = np.arange(window)
    return np.bincount(((inside[:, None] - inside) % side).ravel(), minlength=side) / window**2


def pooled(kernels: np.ndarray, window: int, right: int = 0) -> np.ndarray:
    """Both kernels (2, n, n) with means over windows of `window` × `window` pixels around each, then flattened.

    `kernels` are those of `shifted_kernels`; the second image is moved by `right` pixels round the border:
    k = Σ_τ t(τ) k(x, T_τ T_right x′), with t the `weights` along both axes. A window as large as the image is global
    pooling, and one pixel none.
    """
    height, width = kernels.shape[1:3]
    down, across = weights(window, height), np.roll(weights(window, width), right)
    used = np.flatnonzero(down)[:, None], np.flatnonzero(across)
    return np.einsum("i,j,kijnm->knm", down[used[0][:, 0]], across[used[1]], kernels[:, *used], optimize=True)
