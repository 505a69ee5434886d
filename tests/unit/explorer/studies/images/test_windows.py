"""Windows of pooling as means over shifts, against the library's own layers."""

import numpy as np
import pytest

from explorer.studies.images.numbers import windows
from explorer.studies.images.numbers.networks import KERNELS, Chosen
from ntkcore import kernel_pair, layers
from ntkcore.choices import Activation

CHOSEN = Chosen(Activation.RELU, 2, 1.5, 0.2)
SIDE = 4
PIXELS = np.random.default_rng(4).normal(size=(3, SIDE, SIDE, 1))


@pytest.fixture(scope="module")
def kernels():
    *_, last = windows.shifted_kernels(CHOSEN, PIXELS)
    assert last.share == 1.0
    return last.kernels


def direct(second, *last):
    """Both kernels by the layers themselves."""
    pair = kernel_pair(CHOSEN.convolutional(*last, padding="circular"), PIXELS, second)
    return np.array([getattr(pair, kernel) for kernel in KERNELS])


@pytest.mark.sample(1)
@pytest.mark.parametrize("right", [0, 1, 3])
def test_the_ends_of_the_slider_are_flattening_and_global_pooling(kernels, right):
    second = np.roll(PIXELS, right, 2)
    assert windows.pooled(kernels, 1, right) == pytest.approx(direct(second, layers.flatten()), rel=1e-12)
    assert windows.pooled(kernels, SIDE, right) == pytest.approx(direct(second, layers.global_avg_pool()), rel=1e-12)


def test_a_window_between_them_is_a_mean_over_all_grids_of_windows(kernels):
    # Pooling with stride 2 reads every second window; moving both images round the border reads the others.
    grids = []
    for step in np.ndindex(2, 2):
        moved = np.roll(PIXELS, step, (1, 2))
        pair = kernel_pair(CHOSEN.convolutional(layers.avg_pool(2), layers.flatten(), padding="circular"), moved)
        grids.append([getattr(pair, kernel) for kernel in KERNELS])
    assert windows.pooled(kernels, 2) == pytest.approx(np.mean(grids, axis=0), rel=1e-12)


def test_only_global_pooling_does_not_notice_a_move(kernels):
    for window in range(1, SIDE + 1):
        change = np.abs(windows.pooled(kernels, window, 1) - windows.pooled(kernels, window)).max()
        assert (change < 1e-12) == (window == SIDE)


def test_weights_are_those_of_a_triangle_round_the_ring():
    assert windows.weights(3, 8) * 9 == pytest.approx([3, 2, 1, 0, 0, 0, 1, 2])
    assert windows.weights(8, 8) == pytest.approx(np.full(8, 1 / 8))
    for window in range(1, 9):
        assert windows.weights(window, 8).sum() == pytest.approx(1.0)
