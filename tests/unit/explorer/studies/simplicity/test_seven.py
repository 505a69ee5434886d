"""Drawn functions and their probabilities, on four inputs in place of seven: all of them are known there otherwise."""

import math

import numpy as np
import pytest

from explorer.studies.simplicity.figures import sampled
from explorer.studies.simplicity.numbers import functions, seven
from ntkcore import Architecture
from ntkcore.boolean import draw_tables
from tests.simplicity import all_functions

RELU = Architecture("relu", 2, 2**0.5, 0.3)


@pytest.fixture(scope="module")
def answers():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seven, "BITS", 4)
        patch.setattr(seven, "SAMPLE", 30_000)
        return list(seven.draw_functions(RELU, 6, 0))


def test_probabilities_are_those_of_the_classes(answers):
    exact = all_functions(RELU, 4)
    assert [len(answer.drawn) for answer in answers] == list(range(7))
    assert answers[-1].share == 1.0
    tables = draw_tables(RELU, 4, 6, seed=1)
    for table, drawn in zip(tables, answers[-1].drawn, strict=True):
        label = functions.class_of("".join(map(str, table)))
        at = np.flatnonzero(exact.representative == label)[0]
        assert drawn.log_p == pytest.approx(exact.log_p[at], abs=4 * math.hypot(drawn.error, exact.standard_error[at]))


def test_functions_with_one_exception_come_up_as_often_as_they_should(answers):
    sample = answers[0].sample
    counts = sample.counts[sample.single - 1]
    mean = 30_000 * math.exp(sample.single_log_p)
    assert len(counts) == 32
    assert (np.diff(counts) <= 0).all()
    squares = ((counts - mean) ** 2 / mean).sum()
    assert abs(squares - 32) < 4 * math.sqrt(64)


def test_figures_show_sample_and_draws(answers):
    last = answers[-1]
    drawn = sampled.against_complexity(last.sample, last.drawn, "influence")
    assert [len(trace["x"]) for trace in drawn["data"]] == [len(last.sample.influence), 6]
    related = np.corrcoef([each.log_p for each in last.drawn], [each.influence for each in last.drawn])[0, 1]
    assert sampled.correlation(last.drawn, "influence") == pytest.approx(related)
    assert math.isnan(sampled.correlation(last.drawn[:2], "lz"))
    listed = sampled.sorted_list(last.sample, np.arange(32.0, 0.0, -1.0))
    assert [trace["name"] for trace in listed["data"]][:2] == ["all functions", "one exception"]
