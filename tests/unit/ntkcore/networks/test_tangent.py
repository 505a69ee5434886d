"""The empirical NTK of any function: against Jacobians written out, and the limit of width."""

import json
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from ntkcore import Architecture, empirical_ntk, kernel_pair
from ntkcore.networks import layers
from tests.conftest import ROOT, ROUNDING
from tests.oracle.tangent_cases import case

DRAW = np.random.default_rng(3)
X, X2 = DRAW.normal(size=(7, 3)), DRAW.normal(size=(5, 3))


def network(params, x):
    """A tanh network with two outputs, whose tree holds more than its parameters."""
    h = params["act"](x @ params["w"][0] + params["w"][1])
    return h @ params["v"] * params["scale"] + params["step"]


PARAMS = {
    "w": [DRAW.normal(size=(3, 6)), DRAW.normal(size=6)],
    "v": DRAW.normal(size=(6, 2)),
    "scale": 0.5,  # a Python float is a parameter
    "step": jnp.int32(3),
    "act": jnp.tanh,
    "name": "tanh",
    "key": jax.random.key(0),
}
NETWORKS = 20_000
TRAINED = ("w", "v", "scale")


def written_out(f, theta, x1, x2):
    """(n1, n2, k, k) by the definition, from all Jacobians at once."""

    def jacobian(x):
        outputs, derivatives = jax.jit(lambda theta, x: (f(theta, x), jax.jacrev(f)(theta, x)))(theta, x)
        leaves = jax.tree.leaves(derivatives)
        return np.concatenate([np.asarray(leaf, float).reshape(*outputs.shape, -1) for leaf in leaves], axis=2)

    return np.einsum("iap,jbp->ijab", jacobian(x1), jacobian(x2))


def of_trained(theta, x):
    return network(PARAMS | theta, x)


THETA = {name: PARAMS[name] for name in TRAINED}
WRITTEN = written_out(of_trained, THETA, np.concatenate([X, X2]), np.concatenate([X, X2]))


def assert_close(computed, expected, tolerance=ROUNDING):
    assert computed.dtype == np.float64
    np.testing.assert_allclose(computed, expected, rtol=0, atol=tolerance * np.abs(expected).max())


@pytest.mark.sample(2)
@pytest.mark.parametrize("rows", [1, 3, 4, 32])
def test_it_is_the_contraction_of_jacobians_whatever_the_rows(rows):
    compute = jax.jit(lambda outputs: (
        empirical_ntk(network, PARAMS, X, rows=rows, outputs=outputs),
        empirical_ntk(network, PARAMS, X, X2, rows=rows, outputs=outputs),
    ), static_argnums=0)  # fmt: skip
    gram, cross = compute("mean")
    assert_close(gram, WRITTEN[:7, :7].trace(axis1=2, axis2=3) / 2)
    assert_close(cross, WRITTEN[:7, 7:].trace(axis1=2, axis2=3) / 2)
    np.testing.assert_array_equal(gram, gram.T)
    gram, cross = compute("all")
    assert_close(gram, WRITTEN[:7, :7])
    assert_close(cross, WRITTEN[:7, 7:])
    np.testing.assert_array_equal(gram, gram.transpose(1, 0, 3, 2))


def test_one_output_has_an_axis_or_none():
    flat = empirical_ntk(lambda theta, x: of_trained(theta, x)[:, 0], THETA, X, outputs="all")
    assert flat.shape == (7, 7, 1, 1)
    assert_close(flat[..., 0, 0], WRITTEN[:7, :7, 0, 0])
    assert_close(empirical_ntk(lambda theta, x: of_trained(theta, x)[:, 1:], THETA, X), WRITTEN[:7, :7, 1, 1])


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", ["dense", "convolutional"])
@pytest.mark.parametrize("outputs", ["mean", "all"])
def test_it_agrees_with_neural_tangents(name, outputs):
    expected = json.loads((ROOT / "tests/oracle/tangent.json").read_text())["cases"][name][outputs]
    f, params, x1, x2 = case(name)
    assert_close(empirical_ntk(f, params, x1, x2, rows=2, outputs=outputs), np.array(expected))


def test_it_agrees_with_the_kernel_by_layers():
    arch = Architecture("erf", 2, 1.2, 0.3)
    params = layers.init(jax.random.key(0), 2, 16, features=3, dtype="float64")
    x1, x2 = jnp.asarray(X), jnp.asarray(X2)
    computed = empirical_ntk(lambda theta, x: layers.apply(arch, theta, x), params, X, X2)
    assert_close(computed, jax.jit(layers.dense_ntk, static_argnums=0)(arch, params, x1, x2))


def test_networks_in_single_precision_have_sums_in_double():
    """Eigenvalues of a product J Jᵀ of rank 3 are 0 beyond the third: to 1e-16 in double, to 1e-8 in single."""
    params = DRAW.normal(size=(3, 1)).astype("f4")
    x = DRAW.normal(size=(9, 3)).astype("f4")
    values = np.linalg.eigvalsh(empirical_ntk(lambda theta, x: x @ theta, params, x))
    assert np.abs(values[:6]).max() < 1e-15 * values[-1]
    dtypes = []
    empirical_ntk(lambda theta, x: dtypes.append((x @ theta).dtype) or x @ theta, params, x)
    assert set(dtypes) == {np.dtype("float32")}


def test_inputs_of_many_shapes():
    table = DRAW.normal(size=(5, 4))

    def f(theta, x):
        return theta[x["token"]].sum(axis=1) * x["weight"]

    x = {"token": np.array([0, 1, 0]), "weight": np.array([1.0, 2.0, 3.0])}
    np.testing.assert_array_equal(empirical_ntk(f, table, x), [[4, 0, 12], [0, 16, 0], [12, 0, 36]])
    line = empirical_ntk(lambda theta, x: theta * x, 2.0, [1, 2, 3], (4, 5))
    np.testing.assert_array_equal(line, [[4, 5], [8, 10], [12, 15]])


def test_derivatives_in_parameters_and_inputs():
    def total(theta, x, x2):
        weights = jnp.arange(7 * (7 if x2 is None else 5)).reshape(7, -1)
        return (weights * empirical_ntk(of_trained, theta, x, x2, rows=3)).sum()

    def by_hand(theta, x, x2):
        def gradient(x, j):
            return jax.vmap(jax.grad(lambda theta, alone: of_trained(theta, alone[None])[0, j]), (None, 0))(theta, x)

        weights = jnp.arange(7 * (7 if x2 is None else 5)).reshape(7, -1)
        flat = [[jax.vmap(lambda g: ravel_pytree(g)[0])(gradient(at, j)) for j in range(2)]
                for at in (x, x if x2 is None else x2)]  # fmt: skip
        return (weights * sum(a @ b.T for a, b in zip(*flat, strict=True)) / 2).sum()

    for second in (None, jnp.asarray(X2)):
        arguments = (THETA, jnp.asarray(X), second)
        wanted = (0, 1) if second is None else (0, 1, 2)
        computed, expected = (jax.jit(jax.grad(g, wanted))(*arguments) for g in (total, by_hand))
        for ours, theirs in zip(jax.tree.leaves(computed), jax.tree.leaves(expected), strict=True):
            assert_close(ours, theirs)


def test_many_networks_by_vmap():
    both = jax.tree.map(lambda leaf: jnp.stack([leaf, 2.0 * jnp.asarray(leaf)]), THETA)
    stacked = jax.jit(jax.vmap(lambda theta: empirical_ntk(of_trained, theta, X)))(both)
    assert_close(stacked[0], WRITTEN[:7, :7].trace(axis1=2, axis2=3) / 2)
    assert np.abs(stacked[1] - stacked[0]).max() > 0.1


def test_a_function_is_compiled_once():
    calls = []

    def f(params, x):
        calls.append(x.shape)
        return (x @ params["w"] * params["s"])[:, 0]

    empirical_ntk(f, {"w": X[:3], "s": 1}, X)
    first = len(calls)
    empirical_ntk(f, {"w": 2 * X[:3], "s": 1}, X + 1)
    assert len(calls) == first
    doubled = empirical_ntk(f, {"w": X[:3], "s": 2}, X)
    assert_close(doubled, 4 * np.asarray(empirical_ntk(f, {"w": X[:3], "s": True}, X)))


def test_the_mean_over_random_networks_approaches_the_limit_as_one_over_width():
    """E Θ̂ − Θ is O(1/width) (Dyer & Gur-Ari 2020; Hanin & Nica 2020): with four times the width, a quarter."""
    arch, x = Architecture("relu", 3, 1.5, 0.3), jnp.array([[-1.0], [0.4]], "float32")
    limit = np.asarray(kernel_pair(arch, x).ntk)

    def scaled_offset(width):
        def draw(key):
            params = layers.init(key, arch.hidden_layers, width)
            return empirical_ntk(lambda theta, x: layers.apply(arch, theta, x), params, x)

        keys = jax.random.split(jax.random.key(1), NETWORKS)
        kernels = np.asarray(jax.jit(lambda keys: jax.lax.map(draw, keys, batch_size=500))(keys)) / limit
        return width * (kernels.mean(axis=0) - 1), width * kernels.std(axis=0) / NETWORKS**0.5

    (narrow, narrow_error), (wide, wide_error) = scaled_offset(4), scaled_offset(16)
    assert abs(narrow[0, 1]) > 10 * narrow_error[0, 1]
    assert (np.abs(narrow - wide) < 4 * np.hypot(narrow_error, wide_error)).all()


def fails(message, *, f: Any = network, params: Any = PARAMS, x1: Any = X, x2: Any = None, **options):
    with pytest.raises(ValueError, match=message):
        empirical_ntk(f, params, x1, x2, **options)


def test_errors_say_what_to_do():
    fails("outputs must be 'mean' or 'all', got 'trace'", outputs="trace")
    fails("rows must be in", rows=0)
    fails(r"f must be a function f\(params, x\), got 3", f=3)
    fails("params must have arrays of floats", params={"w": np.arange(3)})
    fails("params must be real", params=[1j * X])
    fails(r"f must return one array, \(n,\) or \(n, k\), got tuple", f=lambda theta, x: (network(theta, x), x))
    fails(r"got \(\) for n = 7", f=lambda theta, x: network(theta, x).sum())
    fails(r"got \(7, 2, 1\) for n = 7", f=lambda theta, x: network(theta, x)[:, :, None])
    fails("f must return real floats, got complex128", f=lambda theta, x: 1j * network(theta, x))
    fails("f must return real floats, got int64", f=lambda theta, x: jnp.argmax(network(theta, x), 1))
    fails("f must treat each input by itself, but one input alone has outputs", f=lambda theta, x: network(theta, x) @ (
        jnp.ones((2, len(x)))))  # fmt: skip
    fails("f must treat each input by itself, but outputs change", f=lambda theta, x: network(theta, x - x.mean(0)))
    fails("x1 must be an array of real numbers", x1=None)
    fails("x1 must be an array of real numbers", x1=1j * X)
    fails("x1 must be finite, got nan", x1=np.full((2, 3), np.nan))
    fails(r"x1 must have shape \(n, …\) with n ≥ 1, got \(0,\)", x1=[])
    fails(r"x1 must have shape \(n, …\) with n ≥ 1, got \(\)", x1=1.0)
    fails(r"got \(7, 3\), \(5, 3\)", x1={"a": X, "b": X2})
    fails(r"x2 must be like the other inputs, \(3,\) for each, got \(2,\)", x2=X2[:, :2])
