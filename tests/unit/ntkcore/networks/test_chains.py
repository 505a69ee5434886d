"""Finite networks of any chain: evaluated as by their definitions, and trained beside their kernel."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Network, empirical_ntk, kernel_pair, layers
from ntkcore.networks.chain_descent import ChainDescent, kernel_descent, train_chains
from ntkcore.networks.chains import apply_chain, draw_chain, products_of
from tests.oracle import finite
from tests.oracle.chains import network

STDS = (1.3, 0.3)
CONV = ["conv", 2, "circular", *STDS]
CHAINS = {
    "pooled": ([CONV, ["layernorm"], ["phi", "gelu"], ["avgpool", 2], ["gap"], ["dense", *STDS]], (3, 4, 2)),
    "flattened": (
        [CONV, ["res", [["phi", "relu"], ["conv", 3, "same", *STDS]], 0.7, 0.5], ["flatten"], ["dense", *STDS]],
        (3, 4, 2),
    ),
    "valid": ([["conv", 2, "valid", *STDS], ["phi", "sin"], ["flatten"], ["dense", *STDS]], (3, 3, 1)),
    "vectors": ([["dense", *STDS], ["phi", "tanh"], ["dense", *STDS]], (5,)),
}
RANDOM = np.random.default_rng(0)


def as_the_oracle_has_them(params):
    """Parameters with filters (taps, channels, units), which the reference reads; a branch is a list of its layers."""

    def one_layer(numbers, layer):
        if layer[0] == "res":
            return [one_layer(*each) for each in zip(numbers, layer[1], strict=True)]
        if not numbers:
            return ()
        taps = layer[1] ** 2 if layer[0] == "conv" else 1
        return numbers.weights.reshape(taps, -1, numbers.weights.shape[1]), numbers.biases

    return one_layer, params


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", CHAINS)
def test_outputs_are_those_of_the_definitions(name):
    chain, shape = CHAINS[name]
    net, x = network(chain), RANDOM.normal(size=(3, *shape)).astype(np.float32)
    params = draw_chain(net, shape, 7, jax.random.key(1), outputs=2)
    convert, _ = as_the_oracle_has_them(params)
    theirs = [convert(*each) for each in zip(params, chain, strict=True)]
    images = x if x.ndim == 4 else x[:, None, None, :]
    expected = np.stack([finite.apply(chain, theirs, image)[0, 0] for image in images])
    np.testing.assert_allclose(apply_chain(net, params, jnp.asarray(x)), expected, rtol=2e-4, atol=2e-5)


def test_products_are_those_of_weights_at_positions():
    net = network(CHAINS["flattened"][0])
    assert products_of(net, (3, 4, 2), 7, 2) == 12 * (4 * 2 * 7 + 9 * 7 * 7) + 12 * 7 * 2
    pooled = network(CHAINS["pooled"][0])
    assert products_of(pooled, (3, 4, 2), 7) == 12 * 4 * 2 * 7 + 7
    assert products_of(network(CHAINS["valid"][0]), (3, 3, 1), 7) == 4 * 4 * 7 + 4 * 7
    assert products_of(network(CHAINS["vectors"][0]), (5,), 7) == 5 * 7 + 7


def test_the_mean_tangent_kernel_of_wide_networks_is_the_kernel():
    """40 networks of width 64: within 5 standard errors and a term of order 1/width."""
    chain, shape = CHAINS["flattened"]
    net, x = network(chain), RANDOM.normal(size=(2, *shape))
    f = _apply_to(net)
    drawn = [draw_chain(net, shape, 64, jax.random.fold_in(jax.random.key(2), k)) for k in range(40)]
    kernels = np.array([empirical_ntk(f, params, x) for params in drawn])
    error = kernels.std(0, ddof=1) / np.sqrt(len(kernels))
    limit = np.asarray(kernel_pair(net, x).ntk)
    assert (error < 0.1 * np.abs(limit).max()).all()
    assert (np.abs(kernels.mean(0) - limit) < 5 * error + np.abs(limit).max() / 64).all()


def _apply_to(net):
    return lambda params, x: apply_chain(net, params, x)


def test_kernel_descent_is_the_descent_of_its_definition():
    train, across = RANDOM.normal(size=(4, 9)), RANDOM.normal(size=(3, 9))
    gram, cross, y = train @ train.T, across @ train.T, RANDOM.normal(size=(4, 2))
    rate = 1.5 / np.linalg.eigvalsh(gram)[-1]
    told = kernel_descent(gram, cross, y, rate, [1, 7, 300])
    coefficients = np.zeros((4, 2))
    for step in range(1, 301):
        coefficients += rate * (y - gram @ coefficients)
        if step in (1, 7, 300):
            np.testing.assert_allclose(told[[1, 7, 300].index(step)], cross @ coefficients, atol=1e-9)
    with pytest.raises(ValueError, match="rate must be between"):
        kernel_descent(gram, cross, y, 2 * rate, [1])


def test_wider_networks_are_nearer_to_their_kernel_at_equal_times():
    chain, shape = CHAINS["valid"]
    net = network(chain)
    rng = np.random.default_rng(5)
    x, observed = rng.normal(size=(5, *shape)), rng.normal(size=(6, *shape))
    y, steps = rng.normal(size=(5, 2)), [3, 20, 60]
    gram = np.asarray(kernel_pair(net, np.concatenate([x, observed]), x).ntk)
    rate = 1.0 / np.linalg.eigvalsh(gram[:5])[-1]
    theory = kernel_descent(gram[:5], gram[5:], y, rate, steps)
    errors = {}
    for width in (8, 512):
        *_, last = train_chains(ChainDescent(net, x, y, observed, width, rate, steps, networks=4))
        assert last.share == 1.0
        assert last.outputs.shape == (4, 3, 6, 2)
        errors[width] = np.sqrt(((last.outputs - theory) ** 2).sum((2, 3)) / (theory**2).sum((1, 2)))
    ratio = errors[8].mean(0) / errors[512].mean(0)
    assert (ratio > 3).all()  # 8 = √64 by theory
    assert (errors[512] < 0.2).all()


def test_equal_seeds_are_equal_networks():
    net = network(CHAINS["vectors"][0])
    task = ChainDescent(net, np.ones((1, 5)), np.ones((1, 1)), np.zeros((2, 5)), 4, 0.1, [2], networks=3, seed=7)
    first, second = ([*train_chains(task)][-1].outputs for _ in range(2))
    assert (first == second).all()
    assert len(np.unique(first[:, 0, 0, 0])) == 3


def test_a_chain_that_does_not_fit_is_refused():
    net = Network(layers.serial(layers.conv(3, 1.0), layers.flatten(), layers.dense(1.0)))
    with pytest.raises(ValueError, match="needs images"):
        draw_chain(net, (5,), 4, jax.random.key(0))
