"""Counts of several widths: streams that share their rounds, ratios to infinite width, a trend that is put in."""

import numpy as np
import pytest

from explorer.studies.simplicity.figures import finite
from explorer.studies.simplicity.numbers import functions
from explorer.studies.simplicity.numbers.widths import WIDTHS, Ratio, Trend, count_widths, ratio_of, trend_of
from ntkcore import Architecture
from ntkcore.boolean.finite import READOUTS
from tests.simplicity import all_functions, given

RELU = Architecture("relu", 2, 2**0.5, 0.3)
NETWORKS = 30_000


@pytest.fixture(scope="module")
def answers():
    return list(count_widths(RELU, 2, NETWORKS, 0))


def test_every_width_gets_its_networks_and_its_share_of_each_round(answers):
    shares = [answer.share for answer in answers]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    states = -(-NETWORKS // READOUTS)
    assert {width: counts.states for width, counts in answers[-1].counts.items()} == dict.fromkeys(WIDTHS, states)
    early = next(answer for answer in answers if answer.share > 0.5)
    assert set(early.counts) == set(WIDTHS)


def test_a_ratio_is_that_of_the_counts_and_tends_to_1(answers):
    exact = given(functions.probability(RELU, "0000"))
    ratio = ratio_of(answers[-1], "0000", exact)
    counts = answers[-1].counts[16]
    assert ratio.ratios[0] == pytest.approx(counts.counts[0] / counts.networks / 2 / np.exp(exact.log_p))
    assert ratio_of(answers[-1], "1111", exact).ratios == pytest.approx(ratio.ratios)
    assert abs(ratio.ratios[-1] - 1.0) < 4 * ratio.errors[-1]
    assert ratio.ratios[0] > 1.0 + 4 * ratio.errors[0]  # narrow networks are constant more often


def test_a_trend_is_recovered_within_its_error():
    widths, errors = np.array(WIDTHS, float), np.full(len(WIDTHS), 1e-3)
    rng, firsts = np.random.default_rng(0), []
    for _ in range(300):
        ratio = Ratio(widths, 1 + 3.4 / widths - 5 / widths**2 + 1e-3 * rng.standard_normal(len(widths)), errors)
        firsts.append(trend_of(ratio))
    spread = np.std([trend.first for trend in firsts])
    assert np.mean([trend.first for trend in firsts]) == pytest.approx(3.4, abs=4 * spread / 300**0.5)
    assert firsts[0].error == pytest.approx(spread, rel=0.15)
    assert trend_of(Ratio(widths[:2], np.ones(2), errors[:2])) is None


def test_the_exact_line_falls_and_leaves_out_what_is_impossible(answers):
    exact = all_functions(RELU, 2)
    ordered = finite.line_of(exact, 2, functions.class_of("0111"))
    assert (np.diff(ordered.log_p) <= 0).all()
    assert "(8 functions)" in ordered.names[ordered.picked]
    drawn = finite.over_line(ordered, answers[-1].counts[64])
    assert [trace["name"] for trace in drawn["data"]] == ["infinite width", "width 64", "your function"]
    odd = Architecture("erf", 1, 1.0, 0.0)
    assert len(finite.line_of(all_functions(odd, 2), 2, 0).log_p) < 4


def test_a_trend_is_written_with_its_sign():
    assert finite.formula(Trend(3.4, 0.0, 0.1)) == "1 + 3.40/N"
    assert finite.formula(Trend(-0.517, 0.0, 0.1)) == "1 − 0.52/N"
