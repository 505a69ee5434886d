"""Images under activations by quadrature, tanh and cos, and under sigmoid-like: against the recursion of many digits.

Of tanh the recursion has sums over a grid in 18 digits, of the others closed forms.
"""

import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import kernel_pair
from tests.conftest import ORACLE
from tests.oracle import recursion
from tests.oracle.chains import given, network

STDS = [1.1, 0.2]
DENSE = ["dense", *STDS]


def phi(name):
    return ["phi", name]


def conv(size, padding):
    return ["conv", size, padding, *STDS]


FLAT = [conv(2, "same"), phi(None), conv(2, "circular"), phi(None), ["flatten"], DENSE]
POOLED = [conv(2, "circular"), ["avgpool", 2], ["layernorm"], phi(None), ["gap"], DENSE, phi(None), DENSE]
RESIDUAL = [conv(2, "same"), ["res", [phi(None), conv(2, "same")], 0.6, 0.8], phi(None), ["gap"], DENSE]
CHAINS = {"flat": FLAT, "pooled": POOLED, "residual": RESIDUAL}
LONG = pytest.mark.long


def filled(chain, activation):
    """The chain with `activation` in the place of None."""
    return [
        filled(layer, activation) if isinstance(layer, list) else (activation if layer is None else layer)
        for layer in chain
    ]


def images():
    """Two random images, one near the first, and the first again."""
    x, other = np.random.default_rng(4).normal(size=(2, 2, 3, 2))
    return np.stack([x, other, x + 1e-4 * other, x])


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("name", "activation"),
    [
        ("flat", "tanh"),
        ("residual", "sigmoid_like"),
        pytest.param("flat", "sigmoid_like", marks=LONG),
        pytest.param("flat", "cos", marks=LONG),
        pytest.param("pooled", "tanh", marks=LONG),
        pytest.param("pooled", "sigmoid_like", marks=LONG),
        pytest.param("pooled", "cos", marks=LONG),
        pytest.param("residual", "tanh", marks=LONG),
        pytest.param("residual", "cos", marks=LONG),
    ],
)
def test_kernels(name, activation):
    x, chain = images(), CHAINS[name]
    net = network(filled(chain, jnp.cos if activation == "cos" else activation))
    exact = recursion.gram(filled(chain, activation), x, rows=1)
    for ours, theirs in zip(kernel_pair(net, given(x)), exact, strict=True):
        np.testing.assert_allclose(np.asarray(ours)[:1], theirs, rtol=0, atol=ORACLE * np.abs(theirs).max())
