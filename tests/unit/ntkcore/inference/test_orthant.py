"""Probabilities of orthants against closed forms, quadrature, SciPy's integral, simulation and symmetries."""

import itertools
import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_ndtr

from ntkcore.inference.orthant import log_orthant
from ntkcore.inference.orthant.estimate import solve
from ntkcore.inference.orthant.ordering import mills, ordered
from ntkcore.inference.orthant.tilting import tilt

STANDARD_ERRORS = 4.5  # 16 scrambles: beyond it with probability 0.0005


def random_covariance(rng: np.random.Generator, d: int) -> np.ndarray:
    factor = rng.normal(size=(d, d + 2))
    return factor @ factor.T / d + 0.05 * np.eye(d)


def equicorrelated(d: int, correlation: float) -> np.ndarray:
    return np.full((d, d), correlation) + (1.0 - correlation) * np.eye(d)


def log_of_equicorrelated(d: int, correlation: float, mean: float) -> float:
    """log ∫ φ(t) Φ((mean + √ρ t)/√(1 − ρ))ᵈ dt by the trapezium rule, exact to 1e-12 on this fine grid."""
    t, step = np.linspace(-100.0, 100.0, 400_001, retstep=True)
    inside = d * log_ndtr((mean + math.sqrt(correlation) * t) / math.sqrt(1.0 - correlation))
    return float(np.logaddexp.reduce(inside - 0.5 * t**2) + math.log(float(step) / math.sqrt(2 * math.pi)))


def assert_agree(result, expected, factor=STANDARD_ERRORS, floor=1e-9):
    assert np.all(np.abs(result.log_p - expected) <= factor * result.standard_error + floor)


def test_one_coordinate_is_exact():
    result = log_orthant([[4.0]], [[1], [-1]], mean=[3.0])
    np.testing.assert_allclose(result.log_p, log_ndtr([1.5, -1.5]), rtol=1e-14)
    np.testing.assert_array_equal(result.standard_error, 0.0)


@pytest.mark.parametrize("correlation", [-0.95, -0.3, 0.0, 0.6, 0.999])
def test_two_coordinates(correlation):
    exact = math.log(0.25 + math.asin(correlation) / (2 * math.pi))
    result = log_orthant(np.array([[1.0, 3 * correlation], [3 * correlation, 9.0]]), [1, 1])
    assert_agree(result, exact)
    assert result.standard_error < 1e-3


def test_three_coordinates_and_all_their_signs():
    covariance = random_covariance(np.random.default_rng(3), 3)
    correlation = covariance / np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    signs = np.array(list(itertools.product((1, -1), repeat=3)))
    pairs = [(0, 1), (0, 2), (1, 2)]
    exact = [1 / 8 + sum(math.asin(s[i] * s[j] * correlation[i, j]) for i, j in pairs) / (4 * math.pi) for s in signs]
    assert_agree(log_orthant(covariance, signs), np.log(exact))


@pytest.mark.parametrize("d", [2, 5, 16, 60])
def test_coordinates_with_correlation_one_half_have_probability_one_of_d_plus_one(d):
    """The first of d + 1 independent equal normals is the smallest."""
    result = log_orthant(equicorrelated(d, 0.5), np.ones(d))
    assert_agree(result, -math.log(d + 1))
    assert result.standard_error < 4e-3


@pytest.mark.parametrize(
    ("d", "correlation", "mean"),
    [(16, 0.3, -2.0), (128, 0.2, -1.5), (128, 0.01, -1.0), (40, 0.02, -6.0), (6, 0.5, -45.0)],
)
def test_small_probabilities_agree_with_quadrature(d, correlation, mean):
    """Down to e^−1755, where a probability of one coordinate is no float."""
    exact = log_of_equicorrelated(d, correlation, mean)
    result = log_orthant(equicorrelated(d, correlation), np.ones(d), mean=np.full(d, mean))
    assert_agree(result, exact, floor=1e-8)
    assert result.standard_error < 0.02
    assert exact < -8


def test_independent_coordinates_are_exact():
    mean = np.linspace(-9.0, 9.0, 20)
    result = log_orthant(np.diag(np.linspace(0.5, 4.0, 20)), np.ones(20), mean=mean)
    exact = log_ndtr(mean / np.sqrt(np.linspace(0.5, 4.0, 20))).sum()
    assert float(result.log_p) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("d", [4, 6])
def test_scipy_agrees(d):
    rng = np.random.default_rng(d)
    covariance, mean, signs = random_covariance(rng, d), 0.5 * rng.normal(size=d), rng.choice([-1.0, 1.0], size=d)
    flipped = covariance * np.outer(signs, signs)
    normal: Any = scipy.stats.multivariate_normal
    p = normal.cdf(signs * mean, np.zeros(d), flipped, maxpts=400_000, abseps=1e-12, releps=1e-12)
    assert_agree(log_orthant(covariance, signs, mean=mean), math.log(p), floor=1e-4)


def test_probabilities_of_all_signs_add_up_and_agree_with_draws():
    rng = np.random.default_rng(1)
    covariance, mean = random_covariance(rng, 5), 0.3 * rng.normal(size=5)
    signs = np.array(list(itertools.product((1, -1), repeat=5)))
    result = log_orthant(covariance, signs, mean=mean)
    p = np.exp(result.log_p)
    assert abs(p.sum() - 1.0) < 5 * np.linalg.norm(p * result.standard_error)
    draws = mean + rng.normal(size=(200_000, 5)) @ np.linalg.cholesky(covariance).T
    index = (draws < 0) @ (1 << np.arange(5)[::-1])
    counts = np.bincount(index, minlength=32)
    chi_squared = ((counts - 200_000 * p) ** 2 / (200_000 * p)).sum()
    assert 8 < chi_squared < 65  # 31 degrees of freedom


def test_standard_errors_are_honest():
    """Deviations of 80 orthants, divided by their standard errors, have a root mean square near 1."""
    deviations = []
    for seed in range(80):
        rng = np.random.default_rng(seed)
        d, correlation, mean = int(rng.integers(5, 20)), rng.uniform(0.1, 0.9), rng.uniform(-3.0, 1.0)
        result = log_orthant(equicorrelated(d, correlation), np.ones(d), mean=np.full(d, mean), seed=seed)
        deviations.append((result.log_p - log_of_equicorrelated(d, correlation, mean)) / result.standard_error)
    assert 0.75 < np.sqrt(np.mean(np.square(deviations))) < 1.35
    assert np.abs(deviations).max() < 5.0


def test_many_orthants_together_have_honest_errors_too():
    covariance = random_covariance(np.random.default_rng(7), 6)
    signs = np.array(list(itertools.product((1, -1), repeat=6)))
    many, again = log_orthant(covariance, signs), [log_orthant(covariance, row, seed=1) for row in signs]
    gaps = many.log_p - np.array([result.log_p for result in again])
    errors = np.hypot(many.standard_error, [result.standard_error for result in again])
    assert 0.7 < np.sqrt(np.mean((gaps / errors) ** 2)) < 1.4


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(2, 7))
def test_order_scale_and_signs_of_coordinates_do_not_matter(seed, d):
    rng = np.random.default_rng(seed)
    covariance, mean, order = random_covariance(rng, d), rng.normal(size=d), rng.permutation(d)
    factors = rng.uniform(0.01, 100.0, size=d) * rng.choice([-1.0, 1.0], size=d)
    first = log_orthant(covariance, np.ones(d), mean=mean)
    moved, scaled = covariance * np.outer(factors, factors), (mean * factors)[order]
    second = log_orthant(moved[np.ix_(order, order)], np.sign(factors)[order], mean=scaled, seed=1)
    error = math.hypot(float(first.standard_error), float(second.standard_error))
    assert abs(first.log_p - second.log_p) < 5.5 * error + 1e-9
    assert log_orthant(covariance, np.ones(d), mean=mean).log_p == first.log_p


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(2, 12))
def test_the_saddle_point_is_one_and_bounds_the_probability(seed, d):
    rng = np.random.default_rng(seed)
    covariance = random_covariance(rng, d)
    std = np.sqrt(np.diag(covariance))
    gaussian = ordered((covariance / np.outer(std, std))[None], rng.normal(size=(1, d)))
    saddle = tilt(gaussian)
    w = saddle.mu - gaussian.start + (gaussian.below @ saddle.z[..., None])[..., 0]
    assert np.abs((saddle.mu - saddle.z + mills(w))[:, :-1]).max() < 1e-8
    assert np.abs((np.swapaxes(gaussian.below, 1, 2) @ mills(w)[..., None])[..., 0] - saddle.mu)[:, :-1].max() < 1e-8
    factor = (gaussian.below[0] + np.eye(d)) * gaussian.diagonal[0][:, None]
    order = gaussian.order[0]
    np.testing.assert_allclose(factor @ factor.T, (covariance / np.outer(std, std))[np.ix_(order, order)], atol=1e-12)
    result = log_orthant(factor @ factor.T, np.ones(d), mean=-gaussian.start[0] * gaussian.diagonal[0])
    assert result.log_p < saddle.psi[0] + 5 * result.standard_error + 1e-9


def test_multiples_of_coordinates_are_exact():
    covariance = random_covariance(np.random.default_rng(2), 3)
    spread = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [-2, 0, 0], [0, 3, 0]])
    extended = spread @ covariance @ spread.T
    signs = [[1, 1, -1, -1, 1], [1, 1, -1, 1, 1], [1, 1, -1, -1, -1]]
    result = log_orthant(extended, signs)
    assert result.log_p[0] == pytest.approx(log_orthant(covariance, [[1, 1, -1]]).log_p[0], abs=1e-9)
    assert list(result.log_p[1:]) == [-math.inf] * 2
    assert list(result.standard_error[1:]) == [0.0, 0.0]


def test_derivatives_are_those_of_the_closed_form():
    """For three coordinates ∂P/∂ρ₁₂ = 1/(4π √(1 − ρ₁₂²)), Plackett's identity."""

    def value(rho):
        matrix = jnp.array([[1.0, rho, 0.2], [rho, 1.0, -0.4], [0.2, -0.4, 1.0]])
        return log_orthant(matrix, [1, 1, 1]).log_p

    p = 1 / 8 + sum(math.asin(r) for r in (0.3, 0.2, -0.4)) / (4 * math.pi)
    exact = 1 / (4 * math.pi * math.sqrt(1 - 0.3**2)) / p
    assert jax.grad(value)(0.3) == pytest.approx(exact, rel=3e-3)
    assert jax.jit(jax.grad(value))(0.3) == pytest.approx(exact, rel=3e-3)
    rates = jax.vmap(value)(jnp.array([0.3, 0.1]))
    np.testing.assert_allclose(rates, [value(0.3), value(0.1)], rtol=1e-6)


def test_derivatives_in_the_mean_and_with_multiples():
    covariance = equicorrelated(4, 0.3)
    mean = np.array([0.5, -1.0, 0.2, 0.0])
    slopes = solve(np.ones((1, 4)), 0, "covariance", covariance, mean, slopes=True)[3][0]
    for i in range(4):
        step = 0.01 * np.eye(4)[i]
        ends = [float(log_orthant(covariance, np.ones(4), mean=mean + side * step).log_p) for side in (1, -1)]
        assert slopes[i] == pytest.approx((ends[0] - ends[1]) / 0.02, abs=5e-3)
    spread = np.vstack([np.eye(2), [[-1.0, 0.0]]])
    gradient = jax.grad(lambda k: log_orthant(k, [1, 1, -1]).log_p)(
        jnp.asarray(spread @ equicorrelated(2, 0.5) @ spread.T)
    )
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() > 0


@pytest.mark.parametrize(
    ("covariance", "signs", "mean", "message"),
    [
        (np.eye(2), [1, 0], None, r"signs must be 1 or -1, got 0"),
        (np.eye(2), [1, 1, 1], None, r"signs must have shape \(2,\)"),
        (np.eye(2), [1, 1], [0.0], r"mean must have shape \(2,\)"),
        (np.eye(3)[:2], [1, 1], None, r"covariance must have shape \(2, 2\)"),
        ([[1.0, 0.5], [0.1, 1.0]], [1, 1], None, "covariance must be the kernel of inputs with themselves"),
        (np.zeros((2, 2)), [1, 1], None, "covariance must have a diagonal above 0"),
        ([[1.0, 1.0], [1.0, 1.0]], [1, 1], [0.0, 1.0], "mean must be as the covariance"),
        (
            np.array([[2.0, 1, 1], [1, 1, 0], [1, 0, 1]]),
            [1, 1, 1],
            None,
            "covariance must have full rank, got rank 2 of 3",
        ),
        ([[math.nan, 0], [0, 1]], [1, 1], None, "covariance must be finite"),
    ],
)
def test_bad_input_is_refused_in_one_line(covariance, signs, mean, message):
    with pytest.raises(ValueError, match=message) as caught:
        log_orthant(covariance, signs, mean=mean)
    assert "\n" not in str(caught.value)


def test_a_bad_seed_is_refused():
    with pytest.raises(ValueError, match="seed must be in"):
        log_orthant(np.eye(2), [1, 1], seed=-1)
