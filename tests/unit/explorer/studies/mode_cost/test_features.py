"""Measurements that come with the page on what modes cost, against the theory and within their error bars."""

import numpy as np

from explorer.studies.mode_cost.numbers import features, learning
from explorer.studies.mode_cost.numbers.learning import Task
from ntkcore import Architecture
from ntkcore.spectra.draws import regress

SIGMAS = 5.0


def test_kernel_regression_is_as_predicted_and_rich_networks_pay_less():
    measured = features.measured_networks()
    spread = SIGMAS * measured.kernel.error + 0.12 * measured.predicted
    assert (np.abs(measured.kernel.mean - measured.predicted) < spread).all()
    more = measured.n >= 64
    assert (measured.rich.mean[more] + SIGMAS * measured.rich.error[more] < 0.1 * measured.kernel.mean[more]).all()
    assert (measured.lazy.mean < 4 * measured.kernel.mean).all()
    assert (measured.moved[0] < 0.05).all()
    assert (measured.moved[1] > 3).all()


def test_the_recorded_errors_of_kernel_regression_are_computed_again():
    part = features.measurements()["networks"]
    task = Task(Architecture(**part["architecture"]), "ntk", "cube", part["dimension"], "two", 0.0, 0.0, False, 0)
    for size in part["sizes"][:2]:
        at = np.random.default_rng([3, size["n"]]).choice(1024, size["n"], replace=False)
        error = regress(task.pool.modes, task.function, at).errors[0]
        np.testing.assert_allclose(error, size["kernel"][3], rtol=1e-8)
        np.testing.assert_allclose(learning.predicted(task, size["n"]).errors[0], size["predicted"], rtol=1e-8)


def test_digits_are_near_the_theory_but_for_the_last_sizes():
    digits = features.measured_digits()
    assert [each.n for each in digits.different] == [10, 30, 100, 300, 1000]
    for each in digits.different[:3]:
        assert abs(each.mean - each.predicted) < SIGMAS * each.error + 0.05 * each.predicted
    for each in (*digits.different[-2:], *digits.repeating[-2:]):
        assert 1.03 < each.ratio < 1.3
        assert each.mean - 3 * each.error > each.predicted
    assert max(each.off for each in (*digits.different, *digits.repeating)) < 1e-11
    assert (np.array([each.distinct for each in digits.different]) == [10, 30, 100, 300, 1000]).all()
