"""What comes with the app about trained networks: P(S) and the prices against other routes, and training again."""

import math

import numpy as np
import pytest

from explorer.studies.bounds.numbers import recorded, trained
from ntkcore import bounds
from ntkcore.boolean.completions import divergence, simulated
from scripts.bounds import networks

STORED = recorded.recorded()["networks"]
TARGETS = tuple(networks.PROBLEMS)


@pytest.mark.parametrize(("target", "other"), [("bit", 0.011467), ("random", 0.0038607)])
def test_the_price_of_fitting_is_an_orthant_probability(target, other):
    """P(S) as the sum of all completions, as an orthant of the eight examples, and by another program."""
    problem = networks.PROBLEMS[target]
    log_p, error = bounds.log_p_s(
        networks.NETWORK, problem.inputs[list(problem.corners)], problem.signs, method="orthant"
    )
    nats = STORED[target]["prior"]["nats"]
    assert abs(nats + log_p) < 4 * float(error) + 2e-3
    assert nats == pytest.approx(-math.log(other), abs=2e-3)


@pytest.mark.parametrize("target", TARGETS)
def test_the_stored_prices_are_consistent(target):
    for name in networks.TRAININGS:
        price = STORED[target][name]
        assert price["low"] < price["nats"] < price["high"]
        assert 0 < price["std"] < 0.02
        nats = price["nats"] + STORED[target]["prior"]["nats"] + math.log(1 / STORED["delta"])
        assert price["bound"] == pytest.approx(1 - math.exp(-nats / 8), rel=1e-12)
        assert price["error"] < 1.3 * price["bound"]


def test_stopped_networks_add_little_and_momentum_and_cross_entropy_add_more():
    """On the two targets 0.1 lies more than two standard errors above what stopped networks add."""
    counted = trained.training_prices()
    for problem in counted.problems:
        for name in ("stopped", "stopped_wide"):
            price = problem.by_training[name]
            assert price.nats + 2 * price.std < 0.1
        for name in ("momentum", "cross_entropy"):
            assert problem.by_training[name].low > 0.5
    for problem in counted.others:
        stopped = problem.by_training["stopped"]
        assert stopped.nats + 2 * stopped.std < 0.25
        for name in ("momentum", "cross_entropy"):
            assert problem.by_training[name].low > stopped.nats
    assert set(trained.TRAININGS) == set(networks.TRAININGS)
    assert len(counted.others) == len(list(networks.others()))


def test_further_tasks_are_those_that_the_script_names():
    for (name, problem), stored in zip(networks.others(), STORED["others"], strict=True):
        assert (stored["target"], stored["corners"]) == (name, list(problem.corners))
        log_p, error = bounds.log_p_s(
            networks.NETWORK, problem.inputs[list(problem.corners)], problem.signs, method="orthant"
        )
        assert abs(stored["prior"]["nats"] + log_p) < 4 * float(error) + 3e-3


@pytest.mark.parametrize("target", TARGETS)
def test_wide_networks_that_stop_have_the_stored_price_with_another_seed(target):
    problem = networks.PROBLEMS[target]
    law = simulated(networks.NETWORK, problem, draws=20_000, seed=11)
    prior = networks.bayesian(networks.boolean.class_probabilities(networks.NETWORK, 4), problem)
    again = divergence(np.round(law.p * law.draws), prior.p)
    price = STORED[target]["stopped_wide"]
    assert abs(again.nats - price["nats"]) < 4 * math.hypot(again.std, price["std"])


def test_few_networks_are_trained_again_alike_and_fit():
    problem = networks.PROBLEMS["bit"]
    for name in ("stopped", "momentum"):
        first, again = (networks.TRAININGS[name](problem, 30, 3) for _ in range(2))
        assert (first == again).all()
        assert 28 <= first.sum() <= 30
