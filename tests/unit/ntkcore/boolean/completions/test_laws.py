"""Laws over completions at infinite width, against draws, each other, and the values of another program."""

import math

import numpy as np
import pytest
from scipy.stats import chi2

from ntkcore import Architecture, kernel_pair
from ntkcore.boolean import class_probabilities
from ntkcore.boolean.completions import (
    Problem,
    bayesian,
    chance,
    regression,
    sampling_noise,
    simulated,
    total_variation,
    trained,
)
from ntkcore.boolean.tables import tables_of
from tests.unit.ntkcore.boolean.completions.conftest import FIRST_INPUT, RELU, SMALL


def p_value(counts: np.ndarray, law: np.ndarray) -> float:
    """Of Pearson's test that the counts were drawn from the law; rare completions are put together."""
    expected = law * counts.sum()
    rare = expected < 10
    pooled = [np.append(each[~rare], each[rare].sum()) for each in (counts, expected)]
    kept = pooled[1] > 0
    statistic = float((np.square(pooled[0] - pooled[1])[kept] / pooled[1][kept]).sum())
    return float(chi2.sf(statistic, kept.sum() - 1))


def test_completions_are_the_functions_with_the_shown_outputs():
    tables = tables_of(np.arange(256), 3)
    agree = (tables[:, list(SMALL.corners)] == np.array(SMALL.target)[list(SMALL.corners)]).all(axis=1)
    assert sorted(SMALL.numbers.tolist()) == np.flatnonzero(agree).tolist()
    assert SMALL.numbers[SMALL.goal] == int("00010111"[::-1], 2)
    outputs = 2.0 * tables_of(SMALL.numbers, 3) - 1.0
    assert SMALL.completed(outputs).tolist() == list(range(SMALL.count))
    assert SMALL.fits(outputs).all()
    assert SMALL.fits(2.0 * tables - 1.0).tolist() == agree.tolist()
    certain = np.eye(SMALL.count)[SMALL.goal]
    assert (SMALL.error(certain), SMALL.error(certain[::-1])) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("target", "corners", "message"),
    [
        ("0110", [0, 0], "different"),
        ("0110", [4], "corners"),
        ("0110", [], "different"),
        ("0110", [0, 1, 2, 3], "guessed"),
        ("0" * 32, [0], "at most 16"),
        ("012", [0], "0 and 1"),
    ],
)
def test_bad_problems(target, corners, message):
    with pytest.raises(ValueError, match=message):
        Problem(target, corners)


def test_the_bayesian_law_is_that_of_draws_that_fit(listed):
    law = bayesian(listed[3], SMALL)
    kernel = np.asarray(kernel_pair(RELU, SMALL.inputs).nngp)
    f = np.random.default_rng(1).normal(size=(400_000, 8)) @ np.linalg.cholesky(kernel).T
    fits = SMALL.fits(f)
    error = math.sqrt(law.total / len(f))
    assert abs(fits.mean() - law.total) < 4 * error
    assert p_value(np.bincount(SMALL.completed(f[fits]), minlength=16), law.p) > 1e-3


@pytest.mark.parametrize("net", [RELU, Architecture("erf", 3, 2.5, 0.3), Architecture("relu", 2, 1.0, 1.0)])
def test_the_bayesian_law_of_a_network_is_that_of_the_list_of_all_classes(net):
    every = bayesian(class_probabilities(net, 4, accuracy=1e-3, seed=1), FIRST_INPUT)
    law = bayesian(net, FIRST_INPUT)
    assert law.log_total == pytest.approx(every.log_total, abs=5e-3)
    assert np.abs(law.p - every.p).max() < 2.5e-3
    assert total_variation(law.p, every.p) < 0.01


def test_a_kernel_that_gives_no_probabilities_is_refused():
    for layers, message in ((12, "so nearly singular"), (16, "must have full rank")):
        with pytest.raises(ValueError, match=message):
            bayesian(Architecture("relu", layers, 0.7, 0.5), FIRST_INPUT)


@pytest.mark.parametrize("law", [trained, regression])
def test_the_laws_of_the_end_of_training_are_those_of_many_steps(law):
    """Descent on the squared loss, step by step, ends at the closed form: of all layers, and of the last alone."""
    steps = simulated(RELU, SMALL, loss="squared", stop=False, last_layer=law is regression, draws=40_000)
    exact = law(RELU, SMALL)
    assert exact.total == pytest.approx(1.0, abs=1e-3)
    assert exact.p.sum() == pytest.approx(1.0, abs=1e-12)
    assert steps.missed == 0
    assert p_value(steps.p * steps.draws, exact.p) > 1e-3


def test_laws_of_the_first_input_agree_with_another_program(listed):
    """P(S), errors and distances that were computed apart, to their last digit."""
    laws = bayesian(listed[4], FIRST_INPUT), trained(RELU, FIRST_INPUT), regression(RELU, FIRST_INPUT)
    assert laws[0].total == pytest.approx(0.011467, rel=3e-3)
    assert [FIRST_INPUT.error(law.p) for law in laws] == pytest.approx([0.399, 0.373, 0.294], abs=1e-3)
    distances = [total_variation(law.p, laws[0].p) for law in laws]
    assert distances == pytest.approx([0.0, 0.142, 0.273], abs=1.5e-3)
    stopped = simulated(RELU, FIRST_INPUT)
    assert FIRST_INPUT.error(stopped.p) == pytest.approx(0.453, abs=5e-3)
    assert stopped.p.sum() == pytest.approx(1.0, abs=1e-12)


def test_the_stopped_law_hardly_depends_on_the_step():
    """Steps of 0.2 move it by about 0.01; half of them move it by less than chance does."""
    coarse, closer, fine = (
        simulated(RELU, SMALL, rate=rate, draws=20_000, seed=seed) for rate, seed in ((0.2, 0), (0.1, 0), (0.02, 1))
    )
    noise = sampling_noise(closer.p, 20_000, drawn=20_000)
    assert noise.excess(total_variation(closer.p, fine.p)) < 3
    assert total_variation(coarse.p, fine.p) < noise.mean + 0.015


def test_losses_give_different_laws_where_training_goes_on():
    """Cross-entropy never ends at labels ±1: its law is another one than that of the squared loss."""
    law = simulated(RELU, SMALL, stop=False, draws=2_000)
    hinge = simulated(RELU, SMALL, loss="hinge", draws=2_000)
    assert sampling_noise(law.p, 2_000).excess(total_variation(law.p, trained(RELU, SMALL).p)) > 5
    assert hinge.p.sum() == pytest.approx(1.0)
    with pytest.raises(ValueError, match="hinge"):
        simulated(RELU, SMALL, loss="absolute")


def test_a_singular_kernel_is_refused():
    with pytest.raises(ValueError, match=r"diagonal|rank"):
        trained(Architecture("relu", 1, 2**0.5, 0.0), FIRST_INPUT)


def test_noise_is_the_mean_deviation_of_binomials():
    """De Moivre: E|X − np| = 2ν C(n, ν) p^ν q^(n − ν + 1), with ν = ⌊np⌋ + 1."""
    law, count = np.array([0.5, 0.3, 0.15, 0.05]), 37
    top = np.floor(law * count) + 1
    exact = sum(
        2 * v * math.comb(count, int(v)) * p**v * (1 - p) ** (count - v + 1) for p, v in zip(law, top, strict=True)
    )
    noise = sampling_noise(law, count)
    assert noise.mean == pytest.approx(exact / (2 * count), abs=4 * noise.std / math.sqrt(100))
    both = sampling_noise(law, count, drawn=count)
    assert both.mean == pytest.approx(math.sqrt(2) * noise.mean, rel=0.1)
    assert chance(law, law, (count, count)) == both
    assert chance(law, law, (0, count)) == noise
    assert chance(law, law, (0, 0)).mean == 0.0
    assert sampling_noise([1.0, 0.0], 5).excess(0.0) == 0.0
    assert total_variation([1, 1, 0], [0, 0, 7]) == 1.0
    assert total_variation([2, 2], [0.5, 0.5]) == 0.0
