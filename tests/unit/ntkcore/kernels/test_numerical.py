"""`layers.numerical`: which layers count as the same one, and what can be done with them."""

import copy
import pickle
from dataclasses import dataclass
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Network, kernel_pair, layers

X = np.array([[0.3, -0.7], [0.3, -0.7], [1.1, 0.2]])


def bent(z: Any) -> Any:
    return jnp.tanh(z) + 0.1 * z


def net(phi: Any, nodes: int = 32) -> Network:
    return Network(layers.serial(layers.dense(1.2, 0.1), layers.numerical(phi, nodes), layers.dense(1.1)))


def test_layers_of_the_same_function_are_equal_and_compile_once():
    assert net(bent) == net(bent)
    assert hash(net(bent)) == hash(net(bent))
    assert net(bent) != net(jnp.sin)
    assert net(bent, 32) != net(bent, 48)
    traced = []

    @jax.jit
    def ntk(network):
        traced.append(network)
        return kernel_pair(network, X).ntk

    np.testing.assert_array_equal(ntk(net(bent)), ntk(net(bent)))
    assert len(traced) == 1


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))])
def test_such_a_network_is_copied_and_pickled(copied):
    network = net(bent)
    assert copied(network) == network
    assert jax.tree.structure(copied(network)) == jax.tree.structure(network)
    assert "bent" in repr(network)
    assert copy.deepcopy(net(jax.nn.softplus)) == net(jax.nn.softplus)  # pickle refuses functions of jax.jit


@dataclass
class Scaled:
    """A callable that is not hashable."""

    by: Any

    def __call__(self, z: Any) -> Any:
        return self.by * jnp.sin(z)


def test_a_callable_object_that_is_not_hashable_serves_too():
    with pytest.raises(TypeError):
        hash(Scaled(np.array(2.0)))
    phi = Scaled(np.array(2.0))
    assert net(phi) == net(phi)
    assert net(phi) != net(Scaled(np.array(3.0)))
    np.testing.assert_allclose(
        kernel_pair(net(phi), X).nngp, 4.0 * np.asarray(kernel_pair(net(jnp.sin), X).nngp), rtol=1e-14
    )


@pytest.mark.parametrize("phi", ["tanh", None, 3.0])
def test_what_is_no_function_is_refused(phi: Any):
    with pytest.raises(ValueError, match=r"phi must be a function of an array, got .* use layers.activation"):
        layers.numerical(cast(Any, phi))
