"""What draws of a Gaussian score: against scipy's entropy, quadrature and simulation."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from ntkcore import Gaussian
from ntkcore.inference.draws import density_of_draws, left_out, share_of_draws_below
from tests.conftest import ROUNDING

DRAWS = 20_000


@pytest.fixture(scope="module")
def gaussian():
    root = np.random.default_rng(3).normal(size=(7, 7))
    return multivariate_normal(np.arange(7.0), root @ root.T + 0.1 * np.eye(7))  # pyright: ignore[reportArgumentType]


def test_the_mean_is_minus_the_entropy_of_scipy(gaussian):
    mean, std = density_of_draws(gaussian.logpdf(gaussian.mean), 7)
    assert mean == pytest.approx(-gaussian.entropy(), rel=ROUNDING)
    assert std == math.sqrt(3.5)


def test_draws_score_what_is_said_and_their_ranks_are_uniform(gaussian):
    values = gaussian.logpdf(gaussian.rvs(DRAWS, random_state=1))
    mean, std = density_of_draws(gaussian.logpdf(gaussian.mean), 7)
    assert abs(values.mean() - mean) < 4 * std / math.sqrt(DRAWS)
    # The variance of a sample variance: χ²_7 / 2 has kurtosis 3 + 12/7.
    assert abs(values.var() - std**2) < 4 * std**2 * math.sqrt((2 + 12 / 7) / DRAWS)
    ranks = share_of_draws_below(values, gaussian.logpdf(gaussian.mean), 7)
    counts, _ = np.histogram(ranks, np.linspace(0, 1, 11))
    assert np.abs(counts / DRAWS - 0.1).max() < 4 * math.sqrt(0.09 / DRAWS)


@pytest.mark.parametrize("y", [-1.7, 0.0, 0.3, 5.0])
def test_the_rank_of_a_number_is_an_integral_of_the_density(y):
    below = 2 * quad(norm.pdf, abs(y), math.inf, epsabs=1e-13)[0]
    assert share_of_draws_below(norm.logpdf(y), norm.logpdf(0.0), 1) == pytest.approx(below, abs=1e-12)


def test_it_is_what_the_librarys_gaussian_says():
    covariance = np.array([[1.0, 0.4], [0.4, 0.5]])
    gaussian = Gaussian(np.zeros(2), covariance)
    reference = multivariate_normal([0.0, 0.0], covariance)  # pyright: ignore[reportArgumentType]
    peak = float(gaussian.log_density([0.0, 0.0]))
    assert density_of_draws(peak, 2).mean == pytest.approx(-reference.entropy(), rel=ROUNDING)
    # In two dimensions the mass outside the ellipse through y is p(y)/p(m).
    y = [0.3, -0.9]
    share = share_of_draws_below(float(gaussian.log_density(y)), peak, 2)
    assert share == pytest.approx(reference.pdf(y) / reference.pdf([0.0, 0.0]), rel=1e-12)


def test_what_has_no_rank_is_refused():
    with pytest.raises(ValueError, match="dimension"):
        density_of_draws(0.0, 0)
    with pytest.raises(ValueError, match="finite"):
        share_of_draws_below([math.nan], 0.0, 1)


def test_what_a_value_costs_is_what_it_would_gain_at_its_mean_given_the_others(gaussian):
    covariance, y = gaussian.cov, np.random.default_rng(5).normal(size=7)
    mean, std, cost = left_out(y, gaussian.mean, covariance)
    for i in range(7):
        others = np.arange(7) != i
        gain = np.linalg.solve(covariance[np.ix_(others, others)], covariance[others, i])
        assert mean[i] == pytest.approx(gaussian.mean[i] + gain @ (y - gaussian.mean)[others], abs=1e-9)
        assert std[i] ** 2 == pytest.approx(covariance[i, i] - gain @ covariance[others, i], rel=1e-9)
        moved = np.where(others, y, mean)
        assert cost[i] == pytest.approx(gaussian.logpdf(moved) - gaussian.logpdf(y), abs=1e-9)
