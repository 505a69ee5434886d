"""What is said of trained ensembles, and how kernels approach the limit with width."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.power_law import power_law
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.training.numbers import requests as studies
from explorer.studies.training.numbers.compare import compare
from ntkcore import Architecture, predict
from ntkcore.networks.ensembles.results import Outcome
from ntkcore.networks.ensembles.runs import Run

ARCH = Architecture("erf", 1, 1.4, 0.4)
RUN = Run(ARCH, (-0.9, 0.1, 1.2), (0.5, -0.3, 0.8), width=16, networks=256, steps=50, rate=0.1)
SIGMAS = 4.5


def drawn(run, count=256):
    """Networks as the theory has them, without training any."""
    theory = predict(ARCH, run.x, run.y, PLOT_INPUTS, time=run.steps * run.step_time)
    f = np.random.default_rng(0).multivariate_normal(theory.mean, theory.covariance, count, method="eigh")
    ones = np.ones(count)
    return Outcome(replace(run, networks=count), run.steps, f, 0.1 * ones, 0.01 * ones, 0.002 * ones, np.ones((1, 2)))


def test_networks_drawn_from_the_theory_agree_with_it():
    comparison = compare(drawn(RUN))
    assert comparison.to_theory < SIGMAS * comparison.error
    assert comparison.error == pytest.approx(np.sqrt(np.mean(comparison.theory.std**2) / 256), rel=0.1)
    assert comparison.std_ratio == pytest.approx(1.0, abs=0.15)
    assert comparison.to_nngp == pytest.approx(np.sqrt(np.mean((comparison.mean - comparison.nngp.mean) ** 2)))
    gram = np.linalg.cond(np.asarray(studies.kernel_pair(ARCH, RUN.x).ntk))
    assert (comparison.loss, comparison.moved, comparison.trust) == (
        pytest.approx(0.1),
        pytest.approx(0.01),
        pytest.approx(0.002 * gram),
    )


def test_networks_that_blew_up_are_counted_and_left_out():
    outcome = drawn(RUN, 20)
    outcome.f[3], outcome.loss[7] = np.nan, np.inf
    comparison = compare(outcome)
    assert comparison.diverged == 2
    np.testing.assert_allclose(comparison.mean, np.delete(outcome.f, [3, 7], axis=0).mean(axis=0))
    outcome.f[:] = np.inf
    assert math.isnan(compare(outcome).to_theory)
    assert compare(outcome).diverged == 20


def test_one_network_has_no_spread_and_a_subtracted_start_leaves_none():
    assert math.isinf(compare(drawn(RUN, 1)).error)
    assert (compare(drawn(replace(RUN, keep_start=False), 5)).theory.std == 0).all()


def test_the_deviation_of_normal_kernels_is_their_spread():
    limit = np.full(101, 2.0)
    kernels = limit + 0.3 * np.random.default_rng(0).normal(size=(200, 101))
    size, error = studies.deviation(kernels, limit)
    assert abs(size - 0.15) < SIGMAS * error
    assert error == pytest.approx(0.15 / np.sqrt(2 * 200 * 101), rel=0.2)


def test_kernels_approach_the_limit_as_one_over_the_root_of_the_width(monkeypatch):
    """One hidden layer: a kernel is a mean over independent neurons, so the power is −½ exactly."""
    monkeypatch.setattr(studies, "INIT_WIDTHS", (16, 256))
    monkeypatch.setattr(studies, "INIT_NETWORKS", 128)
    *_, last = studies.kernels(replace(RUN, networks=1, steps=3), 0.2, (16,))
    _, power, error = power_law(last.fluctuation)
    assert abs(power + 0.5) < SIGMAS * error
    assert error < 0.05
    assert last.share == 1.0
    assert last.before[16].shape == last.after[16].shape == (studies.SHOWN_NETWORKS, 101)
    assert np.abs(last.after[16] - last.before[16]).max() > 0


def test_several_ensembles_are_trained_one_after_the_other():
    small = replace(RUN, networks=2, steps=12)
    answers = list(studies.train([small, replace(small, seed=1)]))
    shares = [answer.share for answer in answers]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert [outcome.run.seed for outcome in answers[-1].finished] == [0, 1]
    assert all(outcome.step == 12 and outcome.history[-1, 0] == 12 for outcome in answers[-1].finished)
