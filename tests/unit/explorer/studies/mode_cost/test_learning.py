"""Pools, targets and draws of the page on what modes cost, against definitions, and the theory within error bars."""

import numpy as np
import pytest

from explorer.studies.mode_cost.numbers import learning, pools
from explorer.studies.mode_cost.numbers.learning import Task, mean_and_error
from ntkcore import Architecture, kernel_pair, learnability
from ntkcore.spectra.draws import modes_of
from ntkcore.spectra.inputs import at_corners

ARCH = Architecture("relu", 2, 2**0.5, 0.3)
CUBE = Task(ARCH, "ntk", "cube", 8, "two", 0.0, 0.0, False, 0)
SIGMAS = 5.0


def test_modes_of_a_cube_are_parities():
    pool = pools.cube(ARCH, "nngp", 4)
    gram = np.asarray(kernel_pair(ARCH, at_corners(4)).nngp)
    np.testing.assert_allclose(pool.modes.gram, gram, rtol=1e-12)
    np.testing.assert_allclose(gram @ pool.modes.vectors / 16, pool.modes.vectors * pool.modes.values, atol=1e-12)
    assert pool.counts.tolist() == [1, 4, 6, 4, 1]


@pytest.mark.parametrize("name", pools.TARGETS)
def test_targets_of_a_cube_are_made_of_their_degrees(name):
    weights = pools.cube(ARCH, "ntk", 5).weights(pools.target_of("cube", name, 5))
    assert weights.sum() == pytest.approx(1, rel=1e-12)
    expected = {"one": [1], "two": [2], "three": [3], "parity": [5], "majority": [1, 3, 5], "and": [0, 1, 2, 3]}
    assert np.flatnonzero(weights > 1e-12).tolist() == expected.get(name, list(range(6)))


def test_targets_of_images_are_those_of_their_digits():
    labels = pools.digits()[1]
    which = pools.target_of("digits", "digit", 0)
    assert (which.argmax(axis=1) == labels).all()
    assert which.sum(axis=1) == pytest.approx(0, abs=1e-14)
    assert (pools.target_of("digits", "even", 0)[:, 0] == (-1.0) ** labels).all()
    assert (pools.target_of("digits", "low", 0)[:, 0] > 0).tolist() == (labels <= 4).tolist()


def test_the_theory_is_that_of_the_library_mode_by_mode():
    task = CUBE._replace(dimension=5, ridge=0.2, label_noise=0.3, target="majority")
    modes = modes_of(kernel_pair(ARCH, at_corners(5)).ntk)
    learned = learnability(modes.values, 9.0, 0.2**0.5)
    coefficients = modes.vectors.T @ task.function[:, 0] / 32
    predicted = learning.predicted(task, 9)
    assert predicted.errors[0] == pytest.approx(float(learned.test_error(coefficients, label_noise_std=0.3)) - 0.09)
    assert predicted.shares[0] @ task.pool.counts == pytest.approx(9 - 0.2 / predicted.kappa[0], rel=1e-12)
    assert learning.predicted(task).errors.shape == (60,)


def test_repeated_examples_are_fewer():
    random = np.random.default_rng(1)
    distinct = [len(set(random.integers(32, size=20))) for _ in range(2000)]
    mean, error = mean_and_error(np.array(distinct, float))
    assert abs(mean - learning.expected_distinct(32, np.float64(20))) < SIGMAS * error
    drawn = learning.draw(CUBE._replace(repeats=True, label_noise=0.5, ridge=0.1), 50)
    assert (drawn.distinct < 50).any()
    np.testing.assert_allclose(drawn.totals + drawn.withheld, drawn.distinct, rtol=1e-12)


@pytest.mark.parametrize("target", ["two", "majority"])
@pytest.mark.parametrize("n", [10, 50, 200])
def test_a_cube_costs_what_is_predicted(n, target):
    """Shares and errors of 60 draws within their error bars and 4 % (6 % for the errors)."""
    task = CUBE._replace(target=target)
    examples, theory = learning.stream(task, n), learning.predicted(task, n)
    drawn = learning.together([next(examples) for _ in range(60)])
    np.testing.assert_allclose(drawn.totals, n, rtol=1e-11)
    shares, shares_error = mean_and_error(drawn.shares[:, 1:4])
    assert (np.abs(shares - theory.shares[0, 1:4]) < SIGMAS * shares_error + 0.04 * theory.shares[0, 1:4]).all()
    mean, error = mean_and_error(drawn.errors)
    assert abs(mean - theory.errors[0]) < SIGMAS * error + 0.06 * theory.errors[0]


def test_noise_and_ridge_cost_what_is_predicted():
    task = CUBE._replace(label_noise=0.5, ridge=0.5)
    mean, error = mean_and_error(learning.draw(task, 50).errors)
    predicted = learning.predicted(task, 50).errors[0]
    assert abs(mean - predicted) < SIGMAS * error + 0.06 * predicted


def test_digits_cost_a_little_more_than_predicted():
    task = Task(Architecture("relu", 2, 2**0.5, 0.1), "ntk", "digits", 0, "digit", 0.0, 0.0, False, 0)
    for n, most in ((10, 1.1), (50, 1.15), (200, 1.45)):
        mean, error = mean_and_error(learning.draw(task, n).errors)
        ratio, spread = mean / learning.predicted(task, n).errors[0], error / learning.predicted(task, n).errors[0]
        assert 1.0 - SIGMAS * spread < ratio < most + SIGMAS * spread


def test_prices_buy_one_half():
    prices = learning.examples_for_one_half(CUBE)
    for degree in (1, 2, 5):
        assert learning.predicted(CUBE, prices[degree]).shares[0, degree] == pytest.approx(0.5, rel=1e-9)


def test_a_stream_of_draws_goes_on_where_the_first_ones_end():
    *_, last = learning.draw_many(CUBE._replace(dimension=4), 30, 7)
    assert last.share == 1.0
    assert {n: len(each.errors) for n, each in last.drawn.items()} == {2: 30, 5: 30, 7: 30, 10: 30}
    first = learning.draw(last.task, 7)
    np.testing.assert_array_equal(last.drawn[7].errors[:20], first.errors)
    np.testing.assert_allclose(last.drawn[7].shares[:2].mean(axis=0), first.shares.mean(axis=0), rtol=1e-12)


def test_an_unknown_target_is_named():
    with pytest.raises(ValueError, match="target must be one of one, two"):
        pools.target_of("cube", "three-quarters", 4)
