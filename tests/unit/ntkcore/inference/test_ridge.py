"""What is added to a diagonal: the jitter policy without eigenvalues, solves, their derivatives, and the condition."""

import math
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntkcore.inference.factor import JITTER, condition_of, factorise
from ntkcore.inference.ridge import log_density_of, ridge, solve_columns
from tests.conftest import ROUNDING

SIZE = 5
compiled = jax.jit(ridge)


@pytest.fixture(autouse=True)
def in_64_bits():
    with jax.enable_x64(True):
        yield


def matrix_with(values, seed=0):
    """A symmetric matrix with these eigenvalues; how precisely it has them is rounding times the largest."""
    vectors = np.linalg.qr(np.random.default_rng(seed).normal(size=(SIZE, SIZE)))[0]
    return vectors * values @ vectors.T


# Eigenvalues whose mean is 1: JITTER·s is JITTER.
@given(
    st.sampled_from([-1e-3, -1e-9, -3e-12, 0.0, 0.3e-12, 0.7e-12, 1.5e-12, 3e-12, 1e-9, 0.5]),
    st.sampled_from([0.0, 1e-9, 0.8e-6, 1.5e-6, 3e-5, 4e-5, 0.1]),
    st.integers(0, 2**32 - 1),
)
def test_jitter_is_added_where_eigenvalues_ask_for_it(smallest, noise_std, seed):
    values = np.array([smallest, 0.5, 1.0, 1.0, 2.5 - smallest])
    gram = matrix_with(values, seed)
    added, factor = compiled(gram, noise_std), factorise(gram, noise_std)
    if abs(smallest + noise_std**2 - JITTER) > 0.1 * JITTER:
        expected = max(JITTER, JITTER / 2 - smallest) if smallest + noise_std**2 < JITTER else 0.0
        assert float(added.jitter) == pytest.approx(expected, rel=1e-2)
        assert float(added.jitter) == pytest.approx(float(factor.jitter), rel=1e-2)
    assert float(added.shift) == float(added.added) == pytest.approx(noise_std**2 + float(added.jitter))
    lower = np.asarray(added.cholesky)
    np.testing.assert_allclose(
        np.tril(lower) @ np.tril(lower).T, gram + float(added.shift) * np.eye(SIZE), atol=ROUNDING
    )


def test_nothing_at_all_is_certain():
    added = compiled(np.zeros((SIZE, SIZE)), 0.0)
    assert bool(added.certain)
    assert [float(value) for value in (added.shift, added.added, added.jitter)] == [1.0, 0.0, 0.0]
    noisy = compiled(np.zeros((SIZE, SIZE)), 0.1)
    assert not bool(noisy.certain)
    np.testing.assert_allclose(np.diag(noisy.cholesky), 0.1, rtol=1e-15)


def test_a_batch_has_the_ridge_of_each():
    grams = np.stack([matrix_with([smallest, 0.5, 1.0, 1.0, 2.5]) for smallest in (0.0, 1e-3)])
    added = jax.vmap(lambda gram: ridge(gram, 1e-8))(grams)
    assert (np.asarray(added.jitter) > 0).tolist() == [True, False]
    for index, gram in enumerate(grams):
        np.testing.assert_allclose(added.cholesky[index], compiled(gram, 1e-8).cholesky, atol=1e-9)


def test_a_solve_and_its_derivatives_are_those_of_the_inverse():
    base, columns = matrix_with([0.3, 0.5, 1.0, 1.0, 2.0]), np.random.default_rng(1).normal(size=(SIZE, 2))

    def by_factor(scale, noise_std, columns):
        gram = scale * base
        return jnp.sum(jnp.sin(solve_columns(gram, ridge(gram, noise_std, 0.1 * scale), columns)))

    def by_inverse(scale, noise_std, columns):
        gram = scale * base
        added = noise_std**2 + 0.1 * scale * jnp.trace(gram) / SIZE
        return jnp.sum(jnp.sin(jnp.linalg.inv(gram + added * jnp.eye(SIZE)) @ columns))

    def up_to_second(f):
        slopes = jax.grad(f, (0, 1, 2))
        second = jax.grad(lambda *arguments: slopes(*arguments)[0], 1)
        return jax.jit(lambda *arguments: (f(*arguments), slopes(*arguments), second(*arguments)))(1.3, 0.2, columns)

    computed, expected = up_to_second(by_factor), up_to_second(by_inverse)
    for left, right in zip(jax.tree.leaves(computed), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("of", [np.asarray, jnp.asarray])
def test_the_condition_is_that_of_the_matrix(of):
    gram = matrix_with([0.3, 0.5, 1.0, 1.0, 2.0])
    assert float(condition_of(of(gram), 0.1)) == pytest.approx(np.linalg.cond(gram + 0.1 * np.eye(SIZE)), rel=1e-12)
    assert float(condition_of(of(np.zeros((2, 2))), 0.0)) == math.inf


def test_the_density_takes_one_factorisation() -> None:
    """A second one stands in the branch for noise that is not far above the jitter."""
    traced = str(jax.make_jaxpr(lambda r, k: log_density_of(r, k, 0.1))(jnp.ones((5, 1)), jnp.eye(5)))
    assert len(re.findall(r"= cholesky\b", traced)) == 2
