"""Gradient flow in large steps against a solver of differential equations, closed forms and steps that are tiny."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree
from scipy.integrate import solve_ivp

from ntkcore import Architecture
from ntkcore.networks import gradient_flow, layers, taylor

X, Y = np.array([-1.0, -0.3, 0.5, 1.0]), np.array([0.4, -0.3, 0.35, -0.25])
TESTS = np.linspace(-1.4, 1.4, 15)
SMOOTH = Architecture("erf", 1, 1.5, 0.5)


@pytest.fixture(autouse=True)
def wide():
    with jax.enable_x64(True):
        yield


def network(arch, width, seed=0):
    return layers.init(jax.random.key(seed), arch.hidden_layers, width, dtype="float64")


def outputs(arch, start, theta, x, order):
    return layers.apply(arch, theta, x) if order is None else taylor.terms(arch, start, theta, x, order).sum(axis=0)


@pytest.mark.parametrize(
    ("order", "depth"), [(None, 2), (3, 1), *(pytest.param(order, 2, marks=pytest.mark.long) for order in (2, 3))]
)
def test_the_flow_solves_its_differential_equation(order, depth):
    arch, scale, time = Architecture("erf", depth, 1.3, 0.4), 0.7, 6.0
    start = network(arch, 5)
    x, tests = jnp.asarray(X)[:, None], jnp.asarray(TESTS)[:, None]
    flat, tree = ravel_pytree(start)
    zeros = [layers.apply(arch, start, at) for at in (x, tests)]

    @jax.jit
    def scaled(theta, at, zero):
        return zero + scale * (outputs(arch, start, tree(theta), at, order) - zero)

    slope = jax.jit(jax.grad(lambda theta: 0.5 * jnp.sum((scaled(theta, x, zeros[0]) - Y) ** 2) / scale**2))
    end = solve_ivp(lambda _, theta: -np.asarray(slope(theta)), (0.0, time), np.asarray(flat), rtol=1e-9, atol=1e-11)
    task = gradient_flow.problem(X, Y, TESTS, scale=scale, time=time)
    got = gradient_flow.train(arch, start, task, order=order, steps=640)
    np.testing.assert_allclose(got.outputs, scaled(end.y[:, -1], tests, zeros[1]), atol=1e-4)
    np.testing.assert_allclose(got.residuals, scaled(end.y[:, -1], x, zeros[0]) - Y, atol=1e-4)


def test_the_kernel_is_that_of_all_derivatives():
    arch = Architecture("gelu", 2, 1.3, 0.4)
    start, x = network(arch, 6), jnp.asarray(X)[:, None]
    task = gradient_flow.problem(X, Y, TESTS, time=2.0)
    for order in (None, 3):
        end = gradient_flow.train(arch, start, task, order=order)

        def at(theta, order=order):
            return outputs(arch, start, theta, x, order)

        jacobian = np.concatenate(
            [np.asarray(leaf).reshape(4, -1) for leaf in jax.tree.leaves(jax.jit(jax.jacrev(at))(end.parameters))],
            axis=1,
        )
        np.testing.assert_allclose(end.kernel, jacobian @ jacobian.T, rtol=1e-10)


def test_the_linearised_network_is_kernel_regression_at_any_scale():
    start = network(SMOOTH, 32)
    x, tests = jnp.asarray(X)[:, None], jnp.asarray(TESTS)[:, None]
    gram, cross = layers.dense_ntk(SMOOTH, start, x, x), layers.dense_ntk(SMOOTH, start, tests, x)
    time = 3.0
    values, vectors = np.linalg.eigh(gram)
    gain = vectors @ np.diag((1 - np.exp(-time * values)) / values) @ vectors.T
    expected = layers.apply(SMOOTH, start, tests) + cross @ gain @ (Y - layers.apply(SMOOTH, start, x))
    for scale in (1.0, 5.0):
        task = gradient_flow.problem(X, Y, TESTS, scale=scale, time=time)
        end = gradient_flow.train(SMOOTH, start, task, order=1)
        np.testing.assert_allclose(end.outputs, expected, rtol=1e-9, atol=1e-12)
        learned = taylor.terms(SMOOTH, start, end.parameters, tests, 1)
        np.testing.assert_allclose(learned[0] + scale * learned[1], expected, rtol=1e-9, atol=1e-12)


def test_kinks_are_passed_as_by_tiny_steps():
    """Of what ReLU networks learn beyond their linearisation, large steps and 100 000 tiny ones differ by little."""
    arch = Architecture("relu", 1, 1.5, 0.5)
    starts = [network(arch, 64, seed) for seed in range(4)]
    start = jax.tree.map(lambda *leaves: jnp.stack(leaves), *starts)
    x, tests = jnp.asarray(X)[:, None], jnp.asarray(TESTS)[:, None]
    task = gradient_flow.problem(X, Y, TESTS, time=100.0)

    def tiny(theta):
        def step(_, theta):
            passed = layers.passes(arch, theta, x)
            slope = layers.pull_back(arch, theta, passed, passed.outputs - Y)
            return jax.tree.map(lambda p, g: p - 1e-3 * g, theta, slope)

        return layers.apply(arch, jax.lax.fori_loop(0, 100_000, step, theta), tests)

    slow = jax.jit(jax.vmap(tiny))(start)
    fast, linear = (
        jax.vmap(lambda theta, order=order: gradient_flow.train(arch, theta, task, order=order).outputs)(start)
        for order in (None, 1)
    )
    assert float(jnp.sqrt(jnp.mean((fast - slow) ** 2))) < 0.03 * float(jnp.sqrt(jnp.mean((slow - linear) ** 2)))


def test_a_large_scale_brings_the_network_to_its_linearisation_and_the_cubic_polynomial_sooner():
    start = network(SMOOTH, 64)
    gaps = {}
    for scale in (4.0, 16.0):
        task = gradient_flow.problem(X, Y, TESTS, scale=scale, time=100.0)
        real = gradient_flow.train(SMOOTH, start, task).outputs
        gaps[scale] = [
            float(jnp.abs(real - gradient_flow.train(SMOOTH, start, task, order=order).outputs).max())
            for order in (1, 2, 3)
        ]
    ratios = np.divide(gaps[4.0], gaps[16.0])
    np.testing.assert_allclose(ratios, [4.0, 16.0, 64.0], rtol=0.3)


def test_the_correction_is_the_second_order_in_the_inverse_scale_of_the_network_itself():
    """With f₀ + α(f − f₀), 1/α stands where the bend of the polynomials stands: derivatives at 1/α = 0."""
    start = network(SMOOTH, 64)
    task = gradient_flow.problem(X, Y, TESTS, time=100.0)
    linear = gradient_flow.train(SMOOTH, start, task, order=1).outputs
    inverse = np.array([1 / 16, 1 / 8, 3 / 16, 1 / 4])
    gaps = [
        gradient_flow.train(SMOOTH, start, task._replace(scale=jnp.asarray(1 / each)), steps=160).outputs - linear
        for each in inverse
    ]
    powers = np.linalg.solve(inverse[:, None] ** np.arange(1, 5), np.stack(gaps))
    expected = linear + powers[0] + powers[1]
    got = gradient_flow.train_polynomials(SMOOTH, start, task)
    np.testing.assert_allclose(got.corrected, expected, atol=0.03 * float(jnp.abs(expected - linear).max()))
    for order, flow in ((2, got.quadratic), (3, got.cubic)):
        alone = gradient_flow.train(SMOOTH, start, task, order=order)
        np.testing.assert_allclose(flow.outputs, alone.outputs, atol=1e-9)


@pytest.mark.sample(2)
@pytest.mark.parametrize("order", [None, 1, 3])
def test_the_stream_ends_where_training_ends(order):
    start = network(SMOOTH, 16)
    task = gradient_flow.problem(X, Y, TESTS, time=50.0)
    *early, (share, end) = gradient_flow.stream(SMOOTH, start, task, order=order)
    assert share == 1.0
    assert end is not None
    assert [flow for _, flow in early] == [None] * len(early)
    np.testing.assert_allclose(end.outputs, gradient_flow.train(SMOOTH, start, task, order=order).outputs, atol=1e-9)


def test_equal_inputs_are_learned_by_their_mean():
    start = network(SMOOTH, 16)
    task = gradient_flow.problem([0.2, 0.2], [1.0, 0.0], [0.2], time=1000.0)
    for order in (None, 1, 2, 3):
        end = gradient_flow.train(SMOOTH, start, task, order=order)
        np.testing.assert_allclose(end.outputs, [0.5], atol=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"y": [1.0]}, r"y must have shape \(4,\), got \(1,\)"),
        ({"x_test": [[0.0, 1.0]]}, "x_test must have as many features"),
        ({"scale": 0.0}, "scale must be above 0"),
        ({"time": -1.0}, "time must be in"),
    ],
)
def test_bad_problems_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        gradient_flow.problem(**{"x": X, "y": Y, "x_test": TESTS, "time": 1.0} | options)


@pytest.mark.parametrize(
    ("options", "message"), [({"order": 4}, r"order must be in \[1, 3\]"), ({"steps": 0}, "steps must be in")]
)
def test_bad_trainings_are_named(options, message):
    task = gradient_flow.problem(X, Y, TESTS, time=1.0)
    with pytest.raises(ValueError, match=message):
        gradient_flow.train(SMOOTH, network(SMOOTH, 4), task, **options)
