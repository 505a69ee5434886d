"""Orders, choices and odds drawn by weights: against enumeration, simulation and quadrature."""

import math
from itertools import permutations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import entropy

from ntkcore.inference.rankings import chance_odds, choices, log_probability_of_order, log_score, orders

LOG_WEIGHTS = np.array([-3.0, -1.2, -1.5, -7.0])
DRAWS = 20_000


def test_orders_have_the_frequencies_of_picking_one_after_the_other():
    """The largest of log w + a Gumbel variable is option i with probability wᵢ/Σw, and so on for those left."""
    gumbel = np.random.default_rng(0).gumbel(size=(DRAWS, 4))
    drawn = np.argsort(-(LOG_WEIGHTS + gumbel), axis=1)
    for order in list(permutations(range(4)))[:12]:
        share, p = (drawn == order).all(axis=1).mean(), math.exp(log_probability_of_order(LOG_WEIGHTS, order))
        assert abs(share - p) < 4 * math.sqrt(p * (1 - p) / DRAWS) + 1 / DRAWS


def test_probabilities_of_all_orders_add_up_and_the_best_has_descending_weights():
    outcomes = orders(LOG_WEIGHTS)
    assert math.fsum(np.exp(outcomes.log_probability)) == pytest.approx(1.0, abs=1e-14)
    best = log_probability_of_order(LOG_WEIGHTS, np.argsort(-LOG_WEIGHTS))
    assert best == outcomes.scores.max()
    assert outcomes.mean == pytest.approx(-entropy(np.exp(outcomes.log_probability)), rel=1e-13)
    assert outcomes.share_below(best) == pytest.approx(1 - math.exp(best) / 2, abs=1e-14)


def test_equal_weights_make_all_orders_alike():
    outcomes = orders([2.0, 2.0, 2.0])
    assert outcomes.mean == pytest.approx(-math.log(6), abs=1e-14)
    assert outcomes.std == pytest.approx(0.0, abs=1e-14)
    assert outcomes.share_below(outcomes.mean) == pytest.approx(0.5, abs=1e-14)


def test_a_choice_scores_the_logarithm_of_its_share():
    outcomes = choices(np.log([1.0, 2.0, 5.0]))
    assert np.exp(outcomes.scores) == pytest.approx([0.125, 0.25, 0.625], abs=1e-15)
    assert outcomes.mean == pytest.approx(-entropy([0.125, 0.25, 0.625]), abs=1e-15)
    assert outcomes.share_below(math.log(0.25)) == pytest.approx(0.125 + 0.125, abs=1e-15)


@pytest.mark.parametrize("p", [(0.3, 0.7), (1.0, 0.0), (0.5, 0.5)])
def test_odds_between_two_are_integrals_over_the_first(p):
    chance = chance_odds(p)

    def score(q):
        return log_score(p, [q, 1 - q])

    mean = quad(score, 0, 1)[0]
    assert chance.mean == pytest.approx(mean, abs=1e-7)
    assert chance.std**2 == pytest.approx(quad(lambda q: (score(q) - mean) ** 2, 0, 1)[0], abs=1e-7)
    mine = float(score(0.2))
    grid = (np.arange(100_000) + 0.5) / 100_000
    below = (log_score(p, np.stack([grid, 1 - grid], -1)) < mine).mean()
    assert chance.share_below(mine) == pytest.approx(below, abs=0.01)  # four standard errors of 40,000 draws


def test_odds_between_four_have_the_moments_of_their_draws_and_the_exact_rank_of_a_stated_truth():
    chance = chance_odds([0.1, 0.2, 0.3, 0.4])
    assert abs(chance.scores.mean() - chance.mean) < 4 * chance.std / math.sqrt(len(chance.scores))
    assert chance.scores.std() == pytest.approx(chance.std, rel=0.05)
    assert chance_odds([0, 1, 0, 0]).share_below(math.log(0.4)) == pytest.approx(1 - 0.6**3, abs=0.01)


def test_the_log_score_is_best_for_what_one_believes():
    p = np.array([0.2, 0.5, 0.3])
    others = np.random.default_rng(1).dirichlet(np.ones(3), 200)
    assert (log_score(p, others) < log_score(p, p)).all()


def test_what_is_no_order_and_no_probability_is_refused():
    with pytest.raises(ValueError, match="each of 0 … 3 once"):
        log_probability_of_order(LOG_WEIGHTS, [0, 1, 1, 3])
    with pytest.raises(ValueError, match="log_weights"):
        orders(np.zeros(8))
    with pytest.raises(ValueError, match="add up to 1"):
        chance_odds([0.5, 0.6])
