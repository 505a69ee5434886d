"""Which pairs of images are computed again with twice the digits: those of which floats lose some, and no others."""

import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Network, kernel_pair, layers
from ntkcore.kernels import precise
from ntkcore.kernels.lossy import hidden_angle
from ntkcore.kernels.precise import mended
from ntkcore.kernels.spatial import all_pairs
from ntkcore.kernels.state import scale_of_size
from ntkcore.precision import in_float64


def network(last: layers.Layer, *, norm: bool = False) -> Network:
    def block() -> list[layers.Layer]:
        between = [layers.layer_norm()] if norm else []
        return [layers.conv(3, 2**0.5), *between, layers.activation("relu")]

    return Network(layers.serial(*block(), *block(), last, layers.dense(1.0)))


@in_float64
def noted(net: Network, x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
    return np.asarray(all_pairs(net.layer, jnp.asarray(x1), jnp.asarray(x2), scale_of_size(1.0), lossy=True)[2])


def grey(count: int, seed: int) -> np.ndarray:
    """Images of a few strokes in few grey values: many patches are parallel exactly, at several brightnesses."""
    rng = np.random.default_rng(seed)
    images = np.zeros((count, 6, 6, 1))
    for image in images:
        image[*rng.integers(0, 6, (2, 14)), 0] = rng.choice([0.25, 0.5, 0.75, 1.0], 14)
    return images


LAST = pytest.mark.parametrize("last", [layers.flatten(), layers.global_avg_pool()], ids=["flatten", "pool"])


@pytest.mark.sample(1)
@LAST
def test_exactly_parallel_patches_of_different_brightness_are_left_alone_and_right(last):
    net, x = network(last), grey(6, 0)
    others = ~np.eye(len(x), dtype=bool)
    assert not noted(net, x, x)[others].any()
    kernels = kernel_pair(net, x)
    again = mended(net.layer, x, x, scale_of_size(1.0), tuple(kernels), others)
    for kernel, exact in zip(kernels, again, strict=True):
        assert abs(np.asarray(kernel) - np.asarray(exact)).max() <= 1e-14 * np.max(np.asarray(exact))


@LAST
def test_nearly_parallel_images_are_noted(last):
    x = np.random.default_rng(1).normal(size=(3, 5, 5, 2))
    near = 1.1 * x + 1e-8 * np.random.default_rng(2).normal(size=x.shape)
    assert np.array_equal(noted(network(last), x, near), np.eye(3, dtype=bool))


def test_what_is_left_of_an_angle():
    variance, angle = 4.0, np.array([0.5, 1e-6, 1e-9, 0.0])
    q12 = np.sqrt(variance) * np.cos(angle)
    det = variance * np.sin(angle) ** 2
    gap, product, total = 1.0 - variance, np.array([variance] * 4), 2.0 * (1.0 + variance)
    assert np.array_equal(hidden_angle(gap**2 + 4.0 * det, gap + 0.0 * q12, product, total), [0.0, 2.0, 1.0, 1.0])
    assert float(hidden_angle(np.array(16.0), np.array(4.0), np.array(0.0), np.array(8.0))) == -1.0


def test_beyond_a_number_of_pairs_floats_stay_and_a_warning_says_so(monkeypatch):
    net, x = network(layers.flatten()), np.random.default_rng(1).normal(size=(3, 5, 5, 2))
    near = 1.1 * x + 1e-8 * np.random.default_rng(2).normal(size=x.shape)
    exact = kernel_pair(net, x, near)
    monkeypatch.setattr(precise, "_MANY", 2)
    monkeypatch.setattr(precise, "_MOST", 0.0)
    with pytest.warns(RuntimeWarning, match=r"^1 of 9 kernels between images are left"):
        some = kernel_pair(net, x, near)
    off = np.abs(np.asarray(some.ntk) - np.asarray(exact.ntk))
    assert off[2, 2] > 1e-12
    off[2, 2] = 0.0
    assert not off.any()
