"""The empirical NTK of networks that flax and equinox make, against their Jacobians written out."""

import equinox as eqx
import jax
import numpy as np
import pytest
from flax import linen, nnx

from ntkcore import empirical_ntk
from tests.unit.ntkcore.networks.test_tangent import assert_close, written_out

SINGLE = 1e-6  # float32 gradients, against other float32 gradients of the same network
DRAW = np.random.default_rng(4)
X = DRAW.normal(size=(7, 3))


class Convolutional(linen.Module):
    """A small network of images, in flax's older manner."""

    @linen.compact
    def __call__(self, x):
        x = linen.avg_pool(linen.relu(linen.Conv(4, (3, 3))(x)), (2, 2), (2, 2))
        return linen.Dense(3)(x.reshape(len(x), -1))


def test_a_convolutional_network_of_flax():
    images = DRAW.normal(size=(5, 4, 4, 1)).astype("f4")
    model = Convolutional()
    params = jax.jit(model.init)(jax.random.key(1), images)
    expected = written_out(model.apply, params, images, images)
    assert_close(empirical_ntk(model.apply, params, images, rows=2), expected.trace(axis1=2, axis2=3) / 3, SINGLE)


class Normalised(linen.Module):
    """A network with batch normalisation."""

    @linen.compact
    def __call__(self, x, train):
        return linen.Dense(2)(linen.tanh(linen.BatchNorm(use_running_average=not train)(linen.Dense(4)(x))))


def test_batch_normalisation_mixes_inputs_unless_its_averages_are_stored():
    x = X.astype("f4")
    model = Normalised()
    variables = jax.jit(model.init, static_argnames="train")(jax.random.key(0), x, train=False)

    def f(params, x, train=False):
        return model.apply({**variables, "params": params}, x, train, mutable=["batch_stats"])[0]

    expected = written_out(f, variables["params"], x, x).trace(axis1=2, axis2=3) / 2
    assert_close(empirical_ntk(f, variables["params"], x), expected, SINGLE)
    with pytest.raises(ValueError, match=r"f must treat each input by itself, .* batch normalisation its stored"):
        empirical_ntk(lambda params, x: f(params, x, True), variables["params"], x)


class Linear(nnx.Module):
    """Two linear maps and a ReLU, in flax's newer manner."""

    def __init__(self, rngs):
        self.first, self.last = nnx.Linear(3, 8, rngs=rngs), nnx.Linear(8, 2, rngs=rngs)

    def __call__(self, x):
        return self.last(nnx.relu(self.first(x)))


def test_a_network_of_nnx():
    x = X.astype("f4")
    graph, theta = nnx.split(Linear(nnx.Rngs(0)), nnx.Param)

    def f(theta, x):
        return nnx.merge(graph, theta)(x)

    assert_close(empirical_ntk(f, theta, x), written_out(f, theta, x, x).trace(axis1=2, axis2=3) / 2, SINGLE)


def test_an_equinox_module_as_it_is_and_taken_apart():
    x = X.astype("f4")
    model = eqx.nn.MLP(3, 2, 8, 1, key=jax.random.key(2))
    theta, rest = eqx.partition(model, eqx.is_inexact_array)

    def f(theta, x):
        return jax.vmap(eqx.combine(theta, rest))(x)

    expected = written_out(f, theta, x, x).trace(axis1=2, axis2=3) / 2
    assert_close(empirical_ntk(f, theta, x), expected, SINGLE)
    assert_close(empirical_ntk(lambda model, x: jax.vmap(model)(x), model, x), expected, SINGLE)
