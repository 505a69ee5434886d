"""Repeated layers are found, and a loop over them has the kernels and derivatives that the layers have in turn."""

import jax
import numpy as np
import pytest
from jax import lax

from ntkcore import Network, kernel_pair, layers
from ntkcore.kernels import repeats as module
from ntkcore.kernels.repeats import repeats

X = np.random.default_rng(2).normal(size=(3, 2, 2, 2))


@pytest.mark.parametrize(
    ("structures", "expected"),
    [
        ("", []),
        ("a", [(1, 1)]),
        ("ab", [(1, 1), (1, 1)]),
        ("aaa", [(1, 3)]),
        ("ababab", [(2, 3)]),
        ("dabababd", [(1, 1), (2, 3), (1, 1)]),
        ("dgdgd", [(2, 2), (1, 1)]),
        ("abcabc", [(3, 2)]),
        ("aabaab", [(3, 2)]),
    ],
)
def test_the_blocks_that_cover_most_are_found(structures, expected):
    assert [*repeats(structures)] == expected


def nets():
    """Blocks with numbers of their own; one loop can go through them."""
    gelu = layers.activation("gelu")

    def conv(i, padding="same"):
        return layers.conv(2, 1.0 + 0.2 * i, 0.1 * i, padding=padding)

    last = layers.dense(1.1, 0.2)
    plain = [each for i in range(4) for each in (conv(i), gelu)]
    branches = [layers.residual(layers.serial(gelu, conv(i, "circular")), 0.9, 0.3 + 0.1 * i) for i in range(4)]
    norms = [each for i in range(4) for each in (layers.dense(1.0 + 0.2 * i, 0.1), layers.layer_norm(), gelu)]
    return {
        "flat": (Network(layers.serial(*plain, layers.flatten(), last)), X),
        "pooled": (Network(layers.serial(*plain, layers.global_avg_pool(), last)), X),
        "residual": (Network(layers.serial(conv(1), *branches, layers.flatten(), last)), X),
        "vectors": (Network(layers.serial(*norms, last)), X[:, 0, 0]),
    }


@pytest.fixture
def loops(monkeypatch):
    """The loops that are made."""
    made = []
    monkeypatch.setattr(module.lax, "scan", lambda *args, scan=lax.scan: made.append(args) or scan(*args))
    return made


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "name", ["flat", "vectors", *(pytest.param(name, marks=pytest.mark.long) for name in ("pooled", "residual"))]
)
def test_a_loop_is_the_layers_in_turn(name, monkeypatch, loops):
    net, x = nets()[name]
    with jax.enable_x64(True):
        together = [np.asarray(kernel) for kernel in kernel_pair(net, x)]
        assert len(loops) > 0
        jax.clear_caches()
        monkeypatch.setattr(module, "_LEAST", 99)
        loops.clear()
        in_turn = kernel_pair(net, x)
        assert not loops
    for ours, theirs in zip(together, in_turn, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-14)


@pytest.mark.long
def test_derivatives_through_a_loop(monkeypatch):
    erf = layers.activation("erf")
    blocks = [each for i in range(4) for each in (layers.conv(2, 1.0 + 0.2 * i, 0.1 * i), erf)]
    net = Network(layers.serial(*blocks, layers.flatten(), layers.dense(1.1, 0.2)))

    def slopes(least):
        def total(net, x):
            return sum((kernel * kernel).sum() for kernel in kernel_pair(net, x))

        monkeypatch.setattr(module, "_LEAST", least)
        jax.clear_caches()
        return jax.tree.leaves(jax.jit(jax.grad(total, (0, 1)))(net, X[:2, ..., :1]))

    with jax.enable_x64(True):
        for ours, theirs in zip(slopes(3), slopes(99), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


def test_layers_that_change_shapes_or_compile_fast_or_are_functions_are_no_loop(loops):
    erf, relu = layers.activation("erf"), layers.activation("relu")
    small = [each for _ in range(3) for each in (layers.conv(2, 1.0, padding="valid"), erf)]
    same = [each for _ in range(3) for each in (layers.conv(2, 1.0), relu)]
    for body, size in ((small, 4), (same, 2)):
        net = Network(layers.serial(*body, layers.flatten(), layers.dense(1.0)))
        assert np.isfinite(kernel_pair(net, np.ones((1, size, size, 1))).ntk).all()
    assert not loops
