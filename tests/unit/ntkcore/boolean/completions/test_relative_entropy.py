"""KL from counts: against distributions whose divergence is exact, over many samples."""

import numpy as np
import pytest
from scipy.special import exp1
from scipy.stats import poisson

from ntkcore.boolean.completions import divergence
from ntkcore.boolean.completions.relative_entropy import _mean_log

SAMPLES = 300


def laws(spread):
    rng = np.random.default_rng(7)
    p = rng.dirichlet(np.full(256, 0.3)) + 1e-6
    q = p * np.exp(spread * rng.standard_normal(256))
    return q / q.sum(), p / p.sum()


@pytest.mark.parametrize(("spread", "draws"), [(0.0, 4000), (0.4, 2000), (0.4, 8000), (1.2, 4000)])
def test_mean_error_and_bracket(spread, draws):
    q, p = laws(spread)
    exact = float(q @ np.log(q / p))
    rng = np.random.default_rng(0)
    estimates = np.array([divergence(rng.multinomial(draws, q), p, seed=index) for index in range(SAMPLES)])
    mean, spread_of_mean = estimates.mean(axis=0), estimates.std(axis=0) / SAMPLES**0.5
    nats, std, low, high = mean
    assert low - 4 * spread_of_mean[2] < exact < high + 4 * spread_of_mean[3]
    assert abs(nats - exact) < 4 * spread_of_mean[0] + 0.2 * (high - exact)  # a fifth of the bias of frequencies
    if spread > 0:
        assert std == pytest.approx(estimates[:, 0].std(), rel=0.15)


def test_the_logarithm_has_the_mean_that_is_claimed():
    n = np.arange(1, 400)
    for mean in (0.3, 1.0, 3.0, 20.0):
        computed = (poisson.pmf(n, mean) * n * _mean_log(n)).sum()
        assert computed == pytest.approx(mean * np.log(mean) + mean * exp1(2 * mean), abs=1e-10)


def test_it_does_not_depend_on_the_scale_of_the_law_and_is_the_same_for_the_same_seed():
    q, p = laws(0.4)
    counts = np.random.default_rng(0).multinomial(500, q)
    assert divergence(counts, p) == pytest.approx(divergence(counts.tolist(), 3 * p), rel=1e-12)
    assert divergence(counts, p, seed=1).low != divergence(counts, p, seed=2).low


@pytest.mark.parametrize(
    ("counts", "law", "message"),
    [
        ([1, 2], [0.5, 0.25, 0.25], "rows of one length"),
        ([[1, 2]], [[0.5, 0.5]], "rows of one length"),
        ([1, 0], [0.5, 0.5], "at least 2 draws"),
        ([1.5, 2], [0.5, 0.5], "whole numbers"),
        ([-1, 5], [0.5, 0.5], "whole numbers"),
        ([1, 2], [1.0, 0.0], "probability 0 to what was drawn"),
    ],
)
def test_bad_counts_are_refused(counts, law, message):
    with pytest.raises(ValueError, match=message):
        divergence(counts, law)
