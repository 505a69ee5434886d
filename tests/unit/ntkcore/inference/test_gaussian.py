"""Log-densities, factors, the jitter policy and square roots."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from ntkcore import Gaussian, log_density
from ntkcore.inference.factor import (
    JITTER,
    factor_log_density,
    factorise,
    square_root_times,
    with_jitter,
)
from ntkcore.inference.ridge import log_density_of
from tests.conftest import ROUNDING

SIZE = 4
SEEDS = st.integers(0, 2**32 - 1)


compiled = jax.jit(log_density_of)  # as the library calls it


def centred_log_density(labels, matrix, noise_std):
    return compiled(labels[:, None], matrix, noise_std)[0]


def covariance(seed, rank=SIZE):
    root = np.random.default_rng(seed).normal(size=(SIZE, rank))
    return root @ root.T


@given(SEEDS)
def test_log_density_is_scipys(seed):
    rng = np.random.default_rng(seed)
    matrix = covariance(seed) + 0.1 * np.eye(SIZE)
    mean, labels = rng.normal(size=SIZE), rng.normal(size=(2, 3, SIZE))
    computed = log_density(Gaussian(jnp.asarray(mean), jnp.asarray(matrix)), labels)
    np.testing.assert_allclose(computed, multivariate_normal.logpdf(labels, mean.tolist(), matrix.tolist()), rtol=1e-10)


def test_a_joint_density_is_the_product_of_conditionals():
    matrix, labels = covariance(3) + 0.1 * np.eye(SIZE), np.array([0.3, -1.0, 0.2, 0.9])
    total = 0.0
    for k in range(SIZE):
        weights = np.linalg.solve(matrix[:k, :k], matrix[:k, k])
        mean, variance = weights @ labels[:k], matrix[k, k] - weights @ matrix[:k, k]
        total += float(log_density(Gaussian(jnp.array([mean]), jnp.array([[variance]])), labels[k : k + 1]))
    joint = log_density(Gaussian(jnp.zeros(SIZE), jnp.asarray(matrix)), labels)
    assert float(joint) == pytest.approx(total, rel=1e-12)


def test_a_singular_covariance_gets_the_stated_jitter():
    matrix, labels = covariance(0, rank=2), np.random.default_rng(0).normal(size=SIZE)
    jittered = matrix + JITTER * np.trace(matrix) / SIZE * np.eye(SIZE)
    values, vectors = np.linalg.eigh(jittered)
    expected = -0.5 * (((labels @ vectors) ** 2 / values).sum() + np.log(values).sum() + SIZE * math.log(2 * math.pi))
    computed = log_density(Gaussian(jnp.zeros(SIZE), jnp.asarray(matrix)), labels)
    # 1e-12 of the scale is known to three or four digits in float64
    assert float(computed) == pytest.approx(expected, rel=1e-2)


def test_certainty_is_infinite_at_the_mean_and_impossible_elsewhere():
    certain = Gaussian(jnp.array([0.5, -1.0]), jnp.zeros((2, 2)))
    assert log_density(certain, [[0.5, -1.0], [0.5, -0.9]]).tolist() == [math.inf, -math.inf]


def test_nothing_has_density_one():
    nothing = Gaussian(jnp.zeros(0), jnp.zeros((0, 0)))
    assert log_density(nothing, np.zeros((3, 0))).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (0.3, r"labels must have shape \(\.\.\., 2\), .* got \(\)"),
        ([[1.0, 2.0, 3.0]], r"got \(1, 3\)"),
        ([math.nan, 0.0], "labels must be finite, got nan"),
        ("ab", "labels must be an array of real numbers"),
    ],
)
def test_bad_labels_are_named(labels, says):
    with pytest.raises(ValueError, match=says):
        log_density(Gaussian(jnp.zeros(2), jnp.eye(2)), labels)


@pytest.mark.parametrize("of", [np.asarray, jnp.asarray])
@pytest.mark.parametrize(("rank", "noise_std"), [(SIZE, 0.0), (2, 0.0), (2, 0.3), (2, 1e-9), (1, 1e-3), (0, 0.5)])
def test_a_factor_is_the_matrix_and_what_was_added(of, rank, noise_std):
    matrix = covariance(1, rank)
    factor = factorise(of(matrix), noise_std)
    scale = np.trace(matrix) / SIZE
    noise_var = noise_std**2
    needs = rank < SIZE and noise_var < JITTER * scale
    values, vectors = np.array(factor.values), np.array(factor.vectors)
    np.testing.assert_allclose(vectors * values @ vectors.T, matrix, atol=ROUNDING * max(scale, 1.0))
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(SIZE), atol=ROUNDING)
    assert (np.diff(values) <= 0).all()
    assert float(factor.jitter) == pytest.approx(JITTER * scale if needs else 0.0)
    np.testing.assert_allclose(factor.shifted, np.maximum(values, 0.0) + noise_var + float(factor.jitter), rtol=1e-15)
    assert float(factor.condition) == pytest.approx(float(factor.shifted[0] / factor.shifted[-1]))


@pytest.mark.parametrize("of", [np.asarray, jnp.asarray])
def test_a_factor_with_ten_times_the_jitter_is_that_of_the_same_matrix(of):
    matrix = of(covariance(1, 2))
    factor = factorise(matrix, 1e-8)
    more = with_jitter(factor, 10.0)
    added = 10.0 * JITTER * np.trace(matrix) / SIZE + 1e-16
    np.testing.assert_array_equal(more.vectors, factor.vectors)
    np.testing.assert_allclose(more.shifted, np.maximum(factor.values, 0.0) + added, rtol=1e-12)
    assert float(more.jitter) == 10.0 * float(factor.jitter) > float(more.noise_var) > 0.0
    assert float(more.condition) == pytest.approx(float(more.shifted[0] / more.shifted[-1]))
    regular = factorise(of(covariance(1)), 0.1)
    for before, after in zip(regular, with_jitter(regular, 10.0), strict=True):
        np.testing.assert_array_equal(before, after)
    assert with_jitter(factorise(np.zeros((0, 0)), 0.1), 10.0).condition == 1.0


@pytest.mark.parametrize("of", [np.asarray, jnp.asarray])
@pytest.mark.parametrize("noise_std", [0.0, 5e-324, 1e-170, 1e-160, 1e-145])
@pytest.mark.parametrize("size", [0.0, 1e-83, 1.0])
def test_noise_far_below_the_rounding_counts_as_none(of, noise_std, size):
    """Also where its square is 0, a denormal, or the kernel is 0."""
    matrix, labels = of(size * covariance(1, 2)), of(np.ones(SIZE))
    factor, exactly = factorise(matrix, noise_std), factorise(matrix, 0.0)
    assert float(factor.noise_var) == 0.0
    for value, expected in zip(factor, exactly, strict=True):
        np.testing.assert_array_equal(value, expected)
    assert factor_log_density(factor, labels) == factor_log_density(exactly, labels) != math.nan
    density = centred_log_density(jnp.asarray(labels), jnp.asarray(matrix), noise_std)
    assert float(density) == float(centred_log_density(jnp.asarray(labels), jnp.asarray(matrix), 0.0))
    assert not math.isnan(float(density))


def test_noise_that_can_be_told_from_rounding_counts():
    assert factorise(np.zeros((2, 2)), 1e-100).noise_var == pytest.approx(1e-200)
    assert factorise(np.eye(2), 1e-9).noise_var == pytest.approx(1e-18)


def test_a_factor_of_nothing_is_harmless():
    factor = factorise(np.zeros((0, 0)), 0.0)
    assert (float(factor.jitter), float(factor.condition)) == (0, 1)
    assert float(factor_log_density(factor, np.zeros(0))) == 0.0


def test_a_factor_of_zero_has_no_inverse_and_says_so():
    factor = factorise(jnp.zeros((2, 2)), 0.0)
    assert float(factor.condition) == math.inf
    assert float(factor_log_density(factor, jnp.zeros(2))) == math.inf
    assert float(factor_log_density(factor, jnp.array([0.0, 1e-9]))) == -math.inf


@given(SEEDS, st.floats(0.01, 1.0))
def test_both_routes_to_a_log_density_agree(seed, noise_std):
    matrix, labels = jnp.asarray(covariance(seed, 3)), jnp.asarray(np.random.default_rng(seed).normal(size=SIZE))
    by_modes = factor_log_density(factorise(matrix, noise_std), labels)
    assert float(centred_log_density(labels, matrix, noise_std)) == pytest.approx(float(by_modes), rel=1e-9)


def test_derivatives_are_finite_where_eigenvalues_coincide():
    """Two pairs of equal inputs: eigenvalue 0 twice, and the derivative is the textbook one."""
    base = jnp.asarray(np.kron([[1.0, 0.3], [0.3, 1.0]], np.ones((2, 2))))
    labels, noise_var = jnp.array([0.5, 0.2, -0.4, 0.1]), 0.04
    slope = jax.grad(lambda scale: centred_log_density(labels, scale * base, 0.2))(1.0)
    inverse = np.linalg.inv(base + noise_var * np.eye(SIZE))
    alpha = inverse @ labels
    assert float(slope) == pytest.approx(0.5 * float(alpha @ base @ alpha - np.trace(inverse @ base)), rel=1e-10)


def test_the_square_root_is_symmetric_and_squares_to_the_matrix():
    matrix = covariance(5, 3)
    values, vectors = np.linalg.eigh(matrix)
    root = np.array(square_root_times(jnp.asarray(values), jnp.asarray(vectors), jnp.eye(SIZE)))
    np.testing.assert_allclose(root, root.T, atol=ROUNDING)
    np.testing.assert_allclose(root @ root, matrix, atol=1e-7 * np.trace(matrix))
