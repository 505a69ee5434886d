"""Layers of infinite width as functions of a pair's state, and networks that are chains of them."""

from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Activation, Architecture, Network, kernel_pair, layers, log_evidence, predict
from tests.conftest import ROUNDING

RANDOM = np.random.default_rng(1)
X, Y = RANDOM.normal(size=(6, 3)), RANDOM.normal(size=6)
NEAR = np.concatenate([X, X + 1e-9, -X])


def chain(activation, depth, weight_std=1.3, bias_std=0.2):
    dense, phi = layers.dense(weight_std, bias_std), layers.activation(activation)
    return Network(layers.serial(dense, *[phi, dense] * depth))


@pytest.mark.sample(2)
@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("depth", [2, *(pytest.param(depth, marks=pytest.mark.long) for depth in (1, 3))])
def test_a_plain_chain_is_the_architecture(activation, depth):
    of_chain, of_arch = (
        kernel_pair(net, NEAR) for net in (chain(activation, depth), Architecture(activation, depth, 1.3, 0.2))
    )
    for ours, theirs in zip(of_chain, of_arch, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-15 * np.abs(np.asarray(theirs)).max())


def test_posterior_and_evidence_are_the_same_too():
    chained, arch = chain("relu", 2), Architecture("relu", 2, 1.3, 0.2)
    for prior in ("nngp", "ntk", "ensemble"):
        ours, theirs = (predict(net, X, Y, X[:2] + 0.3, prior=prior, noise_std=0.1) for net in (chained, arch))
        np.testing.assert_allclose(ours.mean, theirs.mean, rtol=ROUNDING)
        np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-11, atol=1e-14)
    assert float(log_evidence(chained, X, Y)) == pytest.approx(float(log_evidence(arch, X, Y)), rel=ROUNDING)


def test_every_layer_has_its_own_activation_and_spreads():
    """Σ and Θ by hand where erf follows ReLU, at equal inputs: ReLU halves a variance, erf has an arcsine."""
    net = Network(
        layers.serial(
            layers.dense(1.1, 0.3),
            layers.activation("relu"),
            layers.dense(0.9),
            layers.activation("erf"),
            layers.dense(1.7, 0.4),
        )
    )
    x = 0.8
    first = 0.09 + 1.21 * x * x
    second = 0.81 * first / 2
    tangent = second + 0.81 * first / 2
    share, slope = 2 / np.pi * np.arcsin(2 * second / (1 + 2 * second)), 4 / np.pi / np.sqrt(1 + 4 * second)
    nngp = 0.16 + 2.89 * share
    kernels = kernel_pair(net, [x])
    assert float(kernels.nngp[0, 0]) == pytest.approx(nngp, rel=1e-14)
    assert float(kernels.ntk[0, 0]) == pytest.approx(nngp + 2.89 * slope * tangent, rel=1e-14)


def test_any_function_is_an_activation_by_quadrature():
    dense = layers.dense(1.2, 0.3)
    for phi, name, tolerance in ((jnp.sin, "sin", 1e-12), (jnp.tanh, "tanh", 1e-6), (jax.nn.relu, "relu", 5e-3)):
        ours = kernel_pair(Network(layers.serial(dense, layers.numerical(phi), dense)), X)
        theirs = kernel_pair(Architecture(name, 1, 1.2, 0.3), X)
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, atol=tolerance * float(np.max(b)))


def test_a_network_is_a_pytree_of_its_spreads():
    net = chain("relu", 1)
    assert jax.tree.leaves(net) == [1.3, 0.2, 1.3, 0.2]
    slopes = jax.jit(jax.grad(lambda net: log_evidence(net, X, Y)))(net)
    both = jax.jit(jax.grad(lambda arch: log_evidence(arch, X, Y)))(Architecture("relu", 1, 1.3, 0.2))
    weights, biases = jax.tree.leaves(slopes)[::2], jax.tree.leaves(slopes)[1::2]
    assert float(sum(weights)) == pytest.approx(float(both.weight_std), rel=1e-10)
    assert float(sum(biases)) == pytest.approx(float(both.bias_std), rel=1e-10)
    assert jax.tree.structure(net) == jax.tree.structure(chain("relu", 1, 2.0, 0.0))


def test_no_bias_is_a_bias_of_zero():
    assert layers.dense(1.3, None) == layers.dense(1.3)
    assert Architecture(bias_std=cast(Any, None)) == Architecture(bias_std=0.0)


@pytest.mark.parametrize(
    ("make", "says"),
    [  # what a type checker would refuse too
        (lambda: Network(layers.serial(layers.dense(1.0), layers.activation("relu"))), "must end in layers.dense"),
        (lambda: Network(layers.activation("relu")), "must end in layers.dense"),
        (lambda: layers.serial(), "needs layers, got nothing"),
        (lambda: layers.serial(layers.dense(1.0), cast(Any, "relu")), "needs layers, got 'relu'"),
        (lambda: layers.dense(-1.0), "weight_std must be in"),
        (lambda: layers.dense(1.0, float("nan")), "bias_std must be in"),
        (lambda: layers.activation("softmax"), "activation must be one of relu, .*tanh"),
        (lambda: layers.numerical(jnp.tanh, nodes=cast(Any, 2.5)), "nodes must be a whole number"),
    ],
)
def test_what_is_no_network_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()
