"""A function that is compiled for one shape after the other keeps the code of a few."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import compiled
from ntkcore.compiled import bounded_jit, quick_jit


@pytest.fixture
def power():
    """x to a power that is compiled in, and the list of what it was compiled for."""
    compiled = []

    @bounded_jit(3, "exponent")
    def function(x: dict[str, jax.Array], exponent: int, factor: float = 1.0) -> jax.Array:
        compiled.append((len(x["values"]), exponent))
        return factor * x["values"] ** exponent

    return function, compiled


def test_arguments_of_one_sort_are_compiled_once(power):
    function, compiled = power
    for values in (np.arange(3.0), np.ones(3)):
        for factor in (1.0, 2.5):
            answer = function({"values": values}, 2, factor)
            np.testing.assert_allclose(answer, factor * values**2, rtol=1e-6)
    function({"values": np.ones(3)}, exponent=2, factor=3.0)
    assert compiled == [(3, 2)]


def test_shapes_structures_and_static_values_are_sorts_of_their_own(power):
    function, compiled = power
    for size, exponent in ((2, 2), (2, 3), (4, 2), (2, 2), (2, 3), (4, 2)):
        function({"values": np.ones(size)}, exponent)
    assert compiled == [(2, 2), (2, 3), (4, 2)]


def test_one_sort_more_than_the_maximum_drops_the_code_of_all(power):
    function, compiled = power
    for size in (1, 2, 3, 4, 1):
        assert function({"values": np.full(size, 2.0)}, 2).tolist() == [4.0] * size
    assert compiled == [(1, 2), (2, 2), (3, 2), (4, 2), (1, 2)]


def test_it_can_be_transformed(power):
    function, _ = power
    slope = jax.grad(lambda x: function({"values": x}, 3).sum())(jnp.arange(3.0))
    np.testing.assert_allclose(slope, 3.0 * np.arange(3.0) ** 2, rtol=1e-6)


def test_a_quick_function_runs_alone_and_inside_of_jax():
    quick = quick_jit("exponent")(lambda x, exponent: jnp.sin(x) ** exponent)
    x = np.linspace(0.1, 1.0, 5)
    np.testing.assert_allclose(quick(x, exponent=2), np.sin(x) ** 2, rtol=1e-6)
    np.testing.assert_allclose(jax.jit(jax.vmap(lambda x: quick(x, 2)))(x), np.sin(x) ** 2, rtol=1e-6)
    np.testing.assert_allclose(jax.grad(lambda x: quick(x, 2))(0.5), np.sin(1.0), rtol=1e-6)
    quick.clear_cache()
    np.testing.assert_allclose(quick(x, 3), np.sin(x) ** 3, rtol=1e-6)


def test_options_that_xla_does_not_have_are_left_out(monkeypatch):
    monkeypatch.setitem(compiled._QUICK, "xla_cpu_no_such_thing", True)
    quick = quick_jit()(lambda x: x + 1.0)
    assert float(quick(1.5)) == float(quick(1.5)) == 2.5
