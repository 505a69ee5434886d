"""jit, vmap and grad through the entry points, for networks of every layer, in every number that a network holds.

One compiled function, ``jit(vmap(value_and_grad(f)))``, answers for all points: inputs apart, coincident and zero, and
each of them moved along every leaf of the network, the inputs, the labels, the noise and the time.
"""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Network, kernel_pair, layers, log_evidence, predict
from tests.conftest import FINITE_DIFFERENCE

# The NTK has a kink in the distance of coincident inputs: central differences are off by a multiple of the step there.
STEP = 1e-7
LONG = pytest.mark.long


def phi(name):
    return layers.activation(name)


def dense(bias_std, weight_std=1.2):
    return layers.dense(weight_std, bias_std)


def conv(bias_std, padding):
    return layers.conv(2, 1.3, bias_std, padding=padding)


COS = layers.numerical(jnp.cos, 24)


def residual(b):
    branch = layers.serial(layers.layer_norm(), phi("relu"), dense(b), phi("gelu"), dense(0.5 * b, 0.9))
    return layers.serial(dense(b), layers.residual(branch, 0.8, 0.6), layers.layer_norm(), phi("erf"), dense(b))


def valid(b):
    return layers.serial(conv(b, "valid"), phi("relu"), conv(b, "same"), phi("leaky_relu"), layers.flatten(), dense(b))


def pooled(b):
    chain = (conv(b, "same"), layers.avg_pool(2), phi("relu"), dense(b), phi("sin"), layers.global_avg_pool(), dense(b))
    return layers.serial(*chain)


def circular(b):
    branch = layers.serial(phi("relu"), conv(b, "circular"))
    chain = (conv(b, "circular"), layers.residual(branch, 0.7, 0.9), phi("abs"), layers.global_avg_pool(), dense(b))
    return layers.serial(*chain)


# A chain with its biases, and the shape of an input. Quadrature is costly: one layer of it.
CHAINS = {
    "residual": (residual, (2,)),
    "valid": (valid, (3, 3, 1)),
    "pooled": (pooled, (2, 2, 1)),
    "circular": (circular, (2, 2, 1)),
    "tanh": (lambda b: layers.serial(dense(b), phi("tanh"), dense(b)), (2,)),
    "sigmoid-like": (lambda b: layers.serial(dense(b), phi("sigmoid_like"), dense(b), COS, dense(b)), (2,)),
    "tanh of images": (lambda b: layers.serial(conv(b, "same"), phi("tanh"), layers.flatten(), dense(b)), (2, 2, 1)),
    "sigmoid-like of images": (
        lambda b: layers.serial(conv(b, "same"), phi("sigmoid_like"), conv(b, "same"), COS, layers.flatten(), dense(b)),
        (2, 2, 1),
    ),
}


def predicted(net, p, **options):
    f = predict(net, p["x"], p["y"], p["x_test"], noise_std=p["noise_std"], **options)
    return f.mean, f.covariance


ENTRIES = {
    "kernel_pair": lambda net, p: kernel_pair(net, p["x"], p["x_test"]),
    "predict": lambda net, p: predicted(net, p, time=p["time"]),
    "predict at the end": predicted,
    "log_evidence": lambda net, p: (log_evidence(net, p["x"], p["y"], noise_std=p["noise_std"]),),
}
SHORT = {("circular", "kernel_pair")}
# Traced values of nearly equal pooled images have about 9 digits, too few for differences; others have all.
NOT_TRACED = {"pooled"}


def points(shape):
    """Arguments by name: inputs apart, the same at the end of training, coincident ones, and some that are zero."""
    random = np.random.default_rng(8)
    x, x_test = (random.normal(size=(count, *shape)) for count in (3, 2))
    apart = {"x": x, "y": np.array([[0.3, 0.1], [-0.4, 1.0], [0.6, -0.5]]), "x_test": x_test}
    apart |= {"noise_std": np.array(0.3), "time": np.array(1.5)}
    coincident = {"x": x[[0, 0, 2]], "x_test": x[[2, 2]]}
    zero = {"x": x * np.array([1.0, 0.0, 1.0]).reshape(-1, *[1] * len(shape)), "x_test": x_test * 0.0}
    return [apart, apart | {"time": np.array(math.inf)}, apart | coincident, apart | zero]


def directions(arguments):
    """One for each number, and a random one for each array; as trees like `arguments`, zero elsewhere."""
    leaves, tree = jax.tree.flatten(arguments)
    random = np.random.default_rng(9)
    steps = [random.normal(size=np.shape(leaf)) if np.ndim(leaf) else np.ones(()) for leaf in leaves]
    return [tree.unflatten([step * (i == j) for j, step in enumerate(steps)]) for i in range(len(steps))]


def compiled(entry):
    """Values and derivatives of an entry point, at many arguments (net, point) at once."""

    def total(arguments):
        values = jnp.concatenate([jnp.ravel(value) for value in ENTRIES[entry](*arguments)])
        return values @ jnp.cos(jnp.arange(1.0, len(values) + 1.0)), values

    return jax.jit(jax.vmap(jax.value_and_grad(total, has_aux=True)))


def total_of(entry, arguments):
    """The sum whose derivatives `compiled` takes, neither traced nor batched."""
    values = np.concatenate([np.ravel(value) for value in ENTRIES[entry](*arguments)])
    return float(values @ np.cos(np.arange(1.0, len(values) + 1.0)))


def stacked(trees):
    return jax.tree.map(lambda *leaves: np.stack(leaves), *trees)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        pytest.param(name, entry, marks=() if (name, entry) in SHORT else LONG, id=f"{name}, {entry}")
        for name in CHAINS
        for entry in ENTRIES
    ],
)
def test_derivatives_are_those_of_differences_and_finite_everywhere(name, entry):
    make, shape = CHAINS[name]
    net, free = Network(make(0.2)), Network(make(0.0))
    at = points(shape)
    given = [(net, point) for point in at]
    along = directions(given[0])
    moved = [
        jax.tree.map(lambda value, change, sign=sign: value + sign * STEP * change, arguments, direction)
        for arguments in given
        for direction in along
        for sign in (1, -1)
    ]
    with jax.enable_x64(True):
        everything = [*given, *((free, point) for point in at), *moved]
        (totals, values), slopes = jax.device_get(compiled(entry)(stacked(everything)))
        for arguments, value in zip(given, values, strict=False):  # neither traced nor batched
            alone = np.concatenate([np.ravel(each) for each in ENTRIES[entry](*arguments)])
            np.testing.assert_allclose(value, alone, rtol=1e-9, atol=1e-11)
    assert np.isfinite(values).all()
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(slopes))
    totals = [total_of(entry, arguments) for arguments in moved] if name in NOT_TRACED else totals[2 * len(given) :]
    above, below = np.reshape(totals, (-1, 2)).T
    expected = ((above - below) / (2.0 * STEP)).reshape(len(given), len(along))
    for i, changes in enumerate(expected):
        for direction, change in zip(along, changes, strict=True):
            terms = jax.tree.map(lambda slope, step, i=i: float(np.sum(slope[i] * step)), slopes, direction)
            computed = sum(jax.tree.leaves(terms))
            assert computed == pytest.approx(change, rel=FINITE_DIFFERENCE, abs=FINITE_DIFFERENCE), (i, terms)
