"""Expectation propagation: exact for independent signs and for two, near the orthant for many, its derivatives."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from ntkcore.inference.expectation_propagation import NONE, Predicted, extended, positive, predict, propagate, solve
from ntkcore.inference.orthant import log_orthant


def kernel(rng: np.random.Generator, n: int) -> np.ndarray:
    x = rng.normal(size=(n, 3))
    return np.exp(-0.5 * ((x[:, None] - x) ** 2).sum(axis=-1)) + 0.1 + 0.05 * np.eye(n)


def test_independent_signs_are_exact():
    assert propagate(np.diag([1.0, 4.0, 9.0]), np.array([1.0, -1.0, 1.0])).log_p == pytest.approx(3 * math.log(0.5))


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(2, 30))
def test_it_is_near_the_orthant(seed, n):
    rng = np.random.default_rng(seed)
    covariance, signs = kernel(rng, n), rng.choice([-1.0, 1.0], size=n)
    exact = log_orthant(covariance, signs)
    assert propagate(covariance, signs).log_p == pytest.approx(float(exact.log_p), abs=0.05 + 0.01 * n)


def test_it_needs_no_full_rank():
    """A sign that is asked for twice: expectation propagation counts part of it again, as an approximation does."""
    single = propagate(np.eye(2), np.ones(2)).log_p
    twice = propagate(np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]), np.ones(3)).log_p
    assert single == pytest.approx(math.log(0.25))
    assert abs(twice - single) < 0.15


def test_multiples_of_coordinates_are_left_out_or_impossible():
    covariance = kernel(np.random.default_rng(0), 3)
    spread = np.vstack([np.eye(3), [[-2.0, 0.0, 0.0]]])
    extended = spread @ covariance @ spread.T
    results = [solve(np.array([1.0, 1.0, -1.0, last]), "covariance", extended, np.zeros(4))[0][0] for last in (-1, 1)]
    assert results[0] == pytest.approx(propagate(covariance, np.array([1.0, 1.0, -1.0])).log_p, abs=1e-8)
    assert results[1] == -math.inf


def test_moments_are_those_of_the_truncated_normal():
    """At the fixed point, each coordinate has mean and variance of its cavity above 0."""
    rng = np.random.default_rng(4)
    covariance = kernel(rng, 8)
    covariance /= np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    sites = propagate(covariance, np.ones(8))
    posterior = np.linalg.inv(np.linalg.inv(covariance) + np.diag(sites.precision))
    mean, variance = posterior @ sites.shift, np.diag(posterior)
    cavity = 1.0 / (1.0 / variance - sites.precision)
    centre = cavity * (mean / variance - sites.shift)
    z = centre / np.sqrt(cavity)
    ratio = np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi) / ndtr(z)
    np.testing.assert_allclose(mean, centre + np.sqrt(cavity) * ratio, rtol=1e-3)
    np.testing.assert_allclose(variance, cavity * (1 - ratio * (z + ratio)), rtol=1e-3)


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.integers(2, 12))
def test_derivatives_follow_the_differences(seed, n):
    rng = np.random.default_rng(seed)
    covariance, signs = kernel(rng, n), rng.choice([-1.0, 1.0], size=n)
    change = rng.normal(size=(n, n))
    change = 1e-4 * (change + change.T)
    by_covariance = solve(signs, "covariance", covariance, np.zeros(n), slopes=True)[2][0]
    ends = [propagate(covariance + side * change, signs).log_p for side in (1, -1)]
    assert (by_covariance * change).sum() == pytest.approx((ends[0] - ends[1]) / 2, rel=2e-3, abs=2e-8)


def test_earlier_sites_are_a_start_and_change_nothing_but_the_way():
    covariance, signs = kernel(np.random.default_rng(6), 12), np.random.default_rng(7).choice([-1.0, 1.0], 12)
    alone = propagate(covariance, signs)
    begun = propagate(covariance, signs, propagate(covariance[:9, :9], signs[:9]))
    assert begun.log_p == pytest.approx(alone.log_p, abs=1e-7)
    assert begun.precision == pytest.approx(alone.precision, rel=1e-3, abs=1e-6)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(2, 30), st.sampled_from([1e-1, 1e-2, 1e-3]))
def test_log_p_is_off_by_about_the_square_of_the_tolerance(seed, n, tolerance):
    rng = np.random.default_rng(seed)
    covariance, signs = kernel(rng, n), rng.choice([-1.0, 1.0], size=n)
    rough, fine = (propagate(covariance, signs, tolerance=each) for each in (tolerance, 1e-9))
    assert rough.log_p == pytest.approx(fine.log_p, abs=n * tolerance**2)


def test_a_new_sign_begins_with_the_moments_of_what_was_predicted():
    """For a coordinate that does not depend on the others, it ends there as well, and log P is a product."""
    covariance = np.zeros((4, 4))
    covariance[:3, :3] = kernel(np.random.default_rng(3), 3)
    covariance[3, 3] = 2.0
    first = propagate(covariance[:3, :3], np.ones(3))
    begun = extended(first, predict(np.eye(3), first, np.zeros((1, 3)), np.ones(1)))
    done = propagate(covariance, np.ones(4), begun)
    assert done.precision == pytest.approx(begun.precision, abs=1e-4)
    assert done.shift == pytest.approx(begun.shift, abs=1e-4)
    assert done.log_p == pytest.approx(first.log_p + math.log(0.5), abs=1e-8)
    assert propagate(np.eye(1), np.ones(1), extended(NONE, Predicted(np.zeros(1), np.ones(1)))).log_p == pytest.approx(
        math.log(0.5)
    )


def test_a_coordinate_elsewhere_is_positive_as_often_as_in_draws():
    """Of 2,000,000 draws those are kept in which the first five coordinates have their signs."""
    covariance = kernel(np.random.default_rng(8), 8)
    covariance /= np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    signs = np.array([1.0, -1.0, 1.0, 1.0, -1.0])
    towards = covariance[:5, :5] * np.outer(signs, signs)
    shares = positive(towards, propagate(towards, np.ones(5)), covariance[5:, :5] * signs, np.ones(3))
    draws = np.random.default_rng(9).normal(size=(2_000_000, 8)) @ np.linalg.cholesky(covariance).T
    drawn = draws[(draws[:, :5] * signs > 0).all(axis=1), 5:] > 0
    error = np.sqrt(shares * (1.0 - shares) / len(drawn))
    assert np.abs(shares - drawn.mean(axis=0)) == pytest.approx(0.0, abs=4 * error.max() + 0.01)


def test_signs_that_contradict_each_other_nearly_are_refused_in_words():
    nearly = np.array([[1.0, 1.0 - 1e-15], [1.0 - 1e-15, 1.0]])
    with pytest.raises(ArithmeticError, match="has not converged in 500 rounds"):
        propagate(nearly, np.array([1.0, -1.0]))
