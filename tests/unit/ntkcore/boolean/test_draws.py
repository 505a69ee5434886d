"""Functions drawn at infinite width: their frequencies, and what a list sorted by count shows by chance alone."""

from collections import Counter

import numpy as np
import pytest

from ntkcore import Architecture, boolean
from ntkcore.boolean.draws import draw_tables, frequencies, ranked_by_chance

RELU = Architecture("relu", 2, 2**0.5, 0.3)


def test_drawn_functions_have_their_probabilities():
    draws = 200_000
    sample = frequencies(draw_tables(RELU, 2, draws))
    for table, count in zip(sample.tables, sample.counts, strict=True):
        p = np.exp(boolean.log_probability(RELU, table)[0])
        assert abs(count - draws * p) < 4 * np.sqrt(draws * p * (1 - p)) + 3e-3 * draws * p
    assert sample.counts.sum() == draws


def test_odd_networks_give_odd_functions():
    tables = draw_tables(Architecture("erf", 2, 1.5, 0.0), 5, 200)
    assert (tables == 1 - tables[:, ::-1]).all()


def test_a_longer_sample_begins_with_the_shorter():
    assert (draw_tables(RELU, 3, 500, seed=2)[:40] == draw_tables(RELU, 3, 40, seed=2)).all()


def test_frequencies_are_counts_in_descending_order():
    tables = draw_tables(RELU, 4, 3000)
    sample = frequencies(tables)
    counted = Counter(map(bytes, tables))
    assert [counted[bytes(table)] for table in sample.tables] == sample.counts.tolist()
    assert (np.diff(sample.counts) <= 0).all()
    assert len(counted) == len(sample.counts)


@pytest.mark.parametrize("mean", [0.05, 3.0, 22.0])
def test_counts_ranked_by_chance_are_those_of_simulated_counts(mean):
    count, runs = 256, 2000
    simulated = np.sort(np.random.default_rng(0).poisson(mean, (runs, count)), axis=1)[:, ::-1]
    expected = ranked_by_chance(mean, count)
    error = np.sqrt(np.maximum(simulated.var(axis=0), expected) / runs)  # far down the list few runs decide
    assert (np.abs(simulated.mean(axis=0) - expected) < 4.5 * error + 1e-6).all()
    assert expected.sum() == pytest.approx(count * mean, rel=1e-6)


@pytest.mark.parametrize("call", [lambda: draw_tables(RELU, 13, 1), lambda: draw_tables(RELU, 2, 0)])
def test_numbers_outside_their_ranges_are_refused(call):
    with pytest.raises(ValueError, match=r"bits|draws"):
        call()
