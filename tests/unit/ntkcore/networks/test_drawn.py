"""Networks drawn without weight matrices: their law at every width is that of whole networks."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.typing import ArrayLike

from ntkcore import Activation, Architecture, Network, layers, statistics
from ntkcore.kernels.activations import apply
from ntkcore.networks.drawn import slope
from tests.unit.ntkcore.networks.whole_networks import draw_whole

SIGMAS = 5.0
_FLOAT32 = 1e-6


def draw(arch, width, count, seed=0, x: ArrayLike = 1.0):
    chunks = list(statistics.stream_kernels(arch, width, x, count=count, seed=seed))
    return statistics.Drawn(*(np.concatenate(each) for each in zip(*chunks, strict=True)))


def moments(f, q, kernels):
    """Functions of one network whose means tell two laws apart: also of the tails, and of what goes together."""
    size = np.log(kernels)
    flat = np.tanh(f) ** 2
    return np.stack([f**2, q, np.log(q), kernels, size, size**2, size * flat, size * np.log(q), np.tanh(f) * kernels])


@pytest.mark.parametrize(
    ("activation", "depth", "width"),
    [
        ("relu", 3, 5),
        ("erf", 2, 3),
        *(pytest.param(each, *size, marks=pytest.mark.long) for each in Activation for size in ((1, 2), (3, 6))),
    ],
)
def test_the_law_is_that_of_whole_networks(activation, depth, width):
    arch = Architecture(activation, depth, 1.4, 0.3)
    got = draw(arch, width, 10_000)
    q, f, kernels = draw_whole(arch, width, 10_000, 3)
    a, b = moments(got.outputs, got.variances, got.kernels), moments(f, q, kernels)
    error = np.hypot(a.std(axis=1), b.std(axis=1)) / math.sqrt(10_000)
    assert (np.abs(a.mean(axis=1) - b.mean(axis=1)) < SIGMAS * error).all()


@pytest.mark.parametrize("activation", Activation)
def test_the_slope_is_the_derivative(activation):
    z = np.linspace(-4.0, 4.0, 40, dtype=np.float32)  # without 0, where some have a kink
    expected = jax.vmap(jax.grad(lambda z: apply(activation, z)))(jnp.asarray(z))
    np.testing.assert_allclose(slope(activation, z), expected, atol=_FLOAT32)
    assert slope(activation, z).dtype == np.float32


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "abs", "identity"])
@pytest.mark.parametrize("width", [2, 16])
def test_the_mean_of_piecewise_linear_networks_is_the_limit_at_every_width(activation, width):
    """φ′² is constant but for a sign that is independent of all else: E Θ̂ = Θ and E q = K without an expansion."""
    arch = Architecture(activation, 3, 1.2, 0.4)
    got, limit = draw(arch, width, 40_000), statistics.one_input(arch, 1.0, order=0)
    for values, expected in ((got.kernels, limit.ntk), (got.variances, limit.nngp)):
        error = values.std() / math.sqrt(len(values))
        assert abs(values.mean() - float(expected)) < SIGMAS * error
        assert error < 0.05 * values.mean()


@pytest.mark.parametrize(("activation", "shift"), [("gelu", 1.648), ("sin", -0.144)])
def test_smooth_networks_have_a_mean_shift(activation, shift):
    """n (E Θ̂ − Θ) of another program, seen with its sign in networks of width 16."""
    settings = {"gelu": (3, 1.5**0.5, 0.3), "sin": (2, 1.5**0.5, 0.05**0.5)}[activation]
    arch = Architecture(activation, *settings)
    kernels = draw(arch, 16, 200_000).kernels
    limit = statistics.one_input(arch, 1.0)
    assert float(limit.ntk_shift) == pytest.approx(shift, abs=6e-4)
    moved, error = 16 * (kernels.mean() - float(limit.ntk)), 16 * kernels.std() / math.sqrt(len(kernels))
    assert moved * shift > 0
    assert abs(moved) > 4 * error


def test_one_draw_is_the_same_again_and_sees_only_the_length_of_the_input():
    arch = Architecture("erf", 2, 1.4, 0.3)
    first, again, turned = (draw(arch, 8, 100, seed=4, x=x) for x in (1.0, 1.0, [math.sqrt(2.0), 0.0]))
    for each in (again, turned):
        np.testing.assert_allclose(each, first, rtol=1e-12)
    assert not np.array_equal(draw(arch, 8, 100, seed=5).outputs, first.outputs)


def test_many_networks_come_in_chunks():
    chunks = [len(part.outputs) for part in statistics.stream_kernels(Architecture(), 1000, 1.0, count=1500)]
    assert sum(chunks) == 1500
    assert len(chunks) > 1


def test_dead_networks_are_0_without_a_warning():
    """Without biases a third of these narrow ReLU networks have no active unit in some layer."""
    got = draw(Architecture("relu", 3, 1.4, 0.0), 2, 500)
    dead = got.variances == 0
    assert 0.3 < dead.mean() < 0.8
    assert not got.outputs[dead].any()
    assert np.isfinite(got).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((Network(layers.dense(1.0)), 8, 1.0), "arch must be an Architecture"),
        ((Architecture(), 0, 1.0), r"width must be in \[1, 1.04858e\+06\], got 0"),
        ((Architecture(), 8, [[1.0], [2.0]]), "x must be one input"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        statistics.stream_kernels(*arguments, count=5)
