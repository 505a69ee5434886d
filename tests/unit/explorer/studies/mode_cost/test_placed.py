"""Examples on a circle and a line: the exact formula against regression, and how far the theory is off, with errors."""

import numpy as np
import pytest

from explorer.studies.mode_cost.numbers import placed
from explorer.studies.mode_cost.numbers.placed import CIRCLE, LINE, Course
from ntkcore import Architecture
from ntkcore.spectra.draws import regress

RELU = Course(Architecture("relu", 2, 2**0.5, 0.3), "ntk", CIRCLE, 2, 0.0, 0)
GELU = RELU._replace(arch=Architecture("gelu", 2, 1.5, 0.3))
SIGMAS = 5.0


def at(answer, n):
    return int(np.flatnonzero(answer.n == n)[0])


@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_the_exact_formula_is_regression_at_equal_distances(ridge):
    course = RELU._replace(ridge=ridge)
    answer, modes = placed.errors(course), placed.inputs(*course[:3]).modes
    for n in (6, 12, 20, 60):
        examples = placed.at_equal_distances(CIRCLE, n)
        measured = regress(modes, placed.target(course), examples, ridge**0.5).errors[0]
        assert measured == pytest.approx(answer.spaced[at(answer, n)], rel=1e-8)


def test_the_inputs_are_spread_evenly_and_their_modes_are_those_of_the_kernel():
    for shape in (CIRCLE, LINE):
        pool = placed.inputs(RELU.arch, "ntk", shape)
        applied = pool.modes.gram @ pool.modes.vectors / placed.COUNT
        np.testing.assert_allclose(applied, pool.modes.vectors * pool.modes.values, atol=1e-12 * pool.values.max())
        assert (pool.values * pool.counts).sum() == pytest.approx(np.trace(pool.modes.gram) / placed.COUNT, rel=1e-10)
        gaps = np.diff(pool.positions[placed.at_equal_distances(shape, 12)])
        np.testing.assert_allclose(gaps, gaps[0], rtol=1e-12)
    assert pool.positions[placed.at_equal_distances(LINE, 120)] == pytest.approx(
        -pool.positions[placed.at_equal_distances(LINE, 120)][::-1], abs=0.02
    )


def test_random_examples_on_a_circle_cost_several_times_more_than_predicted():
    answer = placed.errors(RELU)
    for n, least, most in ((10, 2.5, 6.0), (20, 3.0, 8.0), (40, 4.0, 14.0)):
        spread = SIGMAS * answer.error[at(answer, n)] / answer.predicted[at(answer, n)]
        assert least - spread < answer.ratios[at(answer, n)] < most + spread
        assert answer.ratios[at(answer, n)] > 1.0 + 0.6 * spread  # three standard errors
        assert answer.median[at(answer, n)] < answer.mean[at(answer, n)]


def test_the_smoother_the_kernel_the_more_the_theory_is_off():
    relu, erf, gelu = (placed.factors(RELU._replace(arch=arch), 20) for arch in placed.NETWORKS.values())
    for (rough, rough_error), (smooth, smooth_error) in ((relu, erf), (erf, gelu)):
        assert (smooth - 2 * smooth_error > rough).all()
        assert (rough - 3 * rough_error > 1).all()
    assert gelu[0][0] > 100
    answer = placed.errors(RELU)
    assert relu[0][1] == pytest.approx(answer.ratios[at(answer, 20)], rel=1e-12)
    assert placed.errors(RELU._replace(shape=LINE)).ratios[at(answer, 20)] > 3


def test_a_ridge_brings_the_theory_closer():
    course = RELU._replace(mode=8)
    bare, ridged = placed.errors(course), placed.errors(course._replace(ridge=10.0))
    assert abs(np.log(ridged.ratios)).max() < 0.5 * abs(np.log(bare.ratios)).max()


def test_equal_distances_are_worth_many_random_examples():
    answer = placed.errors(RELU)
    worth = placed.as_good_as(RELU, 10)
    before, after = (at(answer, n) for n in (20, 40))
    assert 25 < worth < 40
    assert answer.mean[before] - 3 * answer.error[before] > answer.spaced[at(answer, 10)]
    assert answer.mean[after] < answer.spaced[at(answer, 10)]
    assert 60 < placed.as_good_as(GELU, 20) < 120


def test_one_fit_goes_through_its_examples():
    for fit in placed.fits(RELU._replace(mode=4), 20):
        np.testing.assert_allclose(fit.fitted[fit.at], placed.target(RELU._replace(mode=4))[fit.at, 0], atol=1e-9)
