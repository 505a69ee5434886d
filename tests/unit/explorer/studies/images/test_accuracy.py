"""Accuracies of kernel regression, against scikit-learn; the numbers that come with the app, against new ones."""

import numpy as np
import pytest
from sklearn.kernel_ridge import KernelRidge

from explorer.studies.images.numbers import accuracy, measured
from explorer.studies.images.numbers.digits import all_pixels
from explorer.studies.images.numbers.networks import KERNELS, SHIPPED
from explorer.studies.prior.numbers.images import digits
from ntkcore import kernel_pair, layers

LABELS = digits()[1].astype(int)
FIFTY = accuracy.EXAMPLES.index(50)


def test_regression_names_the_images_that_another_library_names():
    pixels, labels = all_pixels()[::4].reshape(60, -1), LABELS[::4]
    kernel = np.asarray(kernel_pair(SHIPPED.connected(), pixels).ntk)
    orders = accuracy.splits(60, 3)
    shares = accuracy.named_rightly(kernel, (kernel,), labels, orders, 20)
    ridge = 1e-7 * kernel.diagonal().mean()
    for order, share in zip(orders, shares[:, 0], strict=True):
        first, others = order[:20], order[20:]
        other = KernelRidge(alpha=ridge, kernel="precomputed").fit(
            kernel[np.ix_(first, first)], np.eye(10)[labels[first]] - 0.1
        )
        outputs = other.predict(kernel[np.ix_(others, first)])
        assert share == pytest.approx((outputs.argmax(1) == labels[others]).mean())


@pytest.mark.parametrize("right", [0, 1])
def test_without_pooling_the_stored_accuracies_are_those_of_the_network(right):
    network = SHIPPED.convolutional(layers.flatten(), padding="circular")
    plain, moved = (kernel_pair(network, all_pixels(), np.roll(all_pixels(), step, 2)) for step in (0, right))
    stored = measured.accuracies()
    for row, kernel in enumerate(KERNELS):
        pair = [np.asarray(getattr(each, kernel)) for each in (plain, moved)]
        shares = accuracy.named_rightly(pair[0], pair[1:], LABELS, accuracy.splits(240), 50)[:, 0]
        assert shares.mean() == pytest.approx(stored.mean[row, 0, right, FIFTY], abs=2e-3)
        assert shares.std(ddof=1) == pytest.approx(stored.std[row, 0, right, FIFTY], abs=2e-3)


@pytest.mark.long
def test_all_stored_accuracies_come_again():
    *_, last = accuracy.accuracies(SHIPPED, all_pixels(), LABELS)
    assert last.share == pytest.approx(1.0)
    assert np.abs(last.mean - measured.accuracies().mean).max() < 3e-3


@pytest.mark.parametrize("part", ["windows", "random_windows"])
def test_invariance_costs_on_digits_as_they_are_and_wins_on_moved_ones(part):
    stored = measured.accuracies(part)
    for mean, std in zip(stored.mean, stored.std, strict=True):
        error = std / np.sqrt(accuracy.SPLITS)
        flat, pooled, best = (mean[at, :, FIFTY] for at in (0, -1, 4))
        both = np.hypot(error[0, :, FIFTY], error[-1, :, FIFTY])
        assert best[0] - pooled[0] > 3 * np.hypot(error[4, 0, FIFTY], error[-1, 0, FIFTY])
        assert abs(flat[0] - pooled[0]) < 0.06
        assert pooled[1] - flat[1] > 20 * both[1]
        assert np.ptp(pooled) < 1e-9  # whatever the move


def test_depth_and_convolution_without_pooling_change_less_than_the_choice_of_examples():
    table = measured.table("depth")
    for kernel in range(len(KERNELS)):
        unpooled = np.array([mean[kernel, 0] for name, (mean, _) in table.networks.items() if "pooled" not in name])
        spread = np.array([std[kernel, 0] for name, (_, std) in table.networks.items() if "pooled" not in name])
        assert (np.ptp(unpooled, axis=0) < 1.2 * spread.max(0)).all()
        moved = {name: mean[kernel, 1, -1] for name, (mean, _) in table.networks.items()}
        assert moved["pooled 2"] > 0.9 > 0.65 > max(share for name, share in moved.items() if name != "pooled 2")
