"""Ten signs, transfer and the stored runs behind the tabs of the Finite width page that are about features."""

import itertools
import math

import numpy as np
import pytest

from explorer.studies.finite_width.numbers import recorded_rich, rich_runs, rough, signs, transfer
from explorer.studies.finite_width.numbers.rich_runs import Mean, Request, mean_of
from ntkcore import Architecture, kernel_pair, predict
from scripts import measure_rich

ARCH = Architecture("relu", 1, 2**0.5, 0.3)
SIGMAS = 3.0


def apart(first: Mean, second: Mean) -> float:
    """The difference of two means in standard errors."""
    return (first.value - second.value) / math.hypot(first.error, second.error)


def test_the_task_has_no_input_twice_and_its_kernel_two_routes():
    task = signs.problem(3)
    assert len({row.tobytes() for row in np.vstack([task.x, task.x_test])}) == 1024
    np.testing.assert_array_equal(task.y, task.x[:, 0] * task.x[:, 1])
    nngp, ntk = (signs.lookup(each, task.x, task.x_test[:9]) for each in signs.by_differences(ARCH))
    kernels = kernel_pair(ARCH, task.x, task.x_test[:9])
    np.testing.assert_allclose(nngp, kernels.nngp, rtol=1e-12)
    np.testing.assert_allclose(ntk, kernels.ntk, rtol=1e-12)
    mean = np.asarray(predict(ARCH, task.x, task.y, task.x_test, covariance=False).mean)
    assert signs.kernel_error(ARCH, task) == pytest.approx(np.mean((mean - task.y_test) ** 2), rel=1e-6)


def test_a_mean_has_digits_that_fit_its_error():
    assert str(mean_of([0.0031, 0.0033, 0.0029])) == "0.00310\u00a0±\u00a00.00012"
    assert str(mean_of([5.0, 7.0])) == "6.0\u00a0±\u00a01.0"
    assert str(mean_of([0.25])) == "0.25"


def test_a_posterior_as_a_prior_is_the_posterior_of_both():
    covariance = signs.lookup(signs.by_differences(ARCH)[0], signs.CORNERS[:60], signs.CORNERS[:60])
    y, first, second = np.random.default_rng(0).standard_normal(60), np.arange(9), np.arange(30, 42)
    prior = (np.zeros(60), covariance)
    in_turn = transfer.condition(transfer.condition(prior, first, y[first]), second, y[second])
    both = np.concatenate([first, second])
    at_once = transfer.condition(prior, both, y[both])
    for one_after_another, together in zip(in_turn, at_once, strict=True):
        np.testing.assert_allclose(one_after_another, together, atol=1e-9)
    got = predict(ARCH, signs.CORNERS[both], y[both], signs.CORNERS[:60], prior="nngp", noise_std=transfer.NOISE)
    np.testing.assert_allclose(at_once[0], got.mean, atol=1e-8)
    np.testing.assert_allclose(at_once[1], got.covariance, atol=1e-8)
    left = np.delete(np.arange(60), second)
    error = transfer.error_of(transfer.condition(prior, first, y[first]), y, second)
    assert error == pytest.approx(np.mean((at_once[0] - y)[left] ** 2))


def test_small_alpha_is_rich_and_large_alpha_is_lazy():
    points = recorded_rich.by_scale()
    assert [point.scale for point in points] == list(rich_runs.SCALES)
    assert all(point.networks >= 8 and point.missed == 0 for point in points)
    lazy, rich = points[0], points[-1]
    assert 30 < rich.kernel_error.value / rich.error.value < 90
    assert apart(rich.kernel_error, rich.error) > 10
    assert lazy.error.value > rich.kernel_error.value  # a lazy network of width 256 is a little worse than its limit
    assert rich.after.value / rich.before.value > 4
    assert abs(apart(lazy.after, lazy.before)) < 1
    assert rich.share.value > 0.9
    errors = [point.error.value for point in points]
    assert errors == sorted(errors, reverse=True)


def test_large_steps_align_more():
    large, diverged = recorded_rich.with_large_steps()
    assert large.networks + diverged == 20
    assert apart(large.after, recorded_rich.by_scale()[-1].after) > SIGMAS


def test_with_alpha_as_the_root_the_movement_does_not_depend_on_the_width():
    lazy, rich = recorded_rich.by_width()
    assert [point.width for point in lazy] == [point.width for point in rich] == list(measure_rich.WIDTHS)
    for before, after in itertools.pairwise(lazy):
        assert apart(before.moved, after.moved) > SIGMAS
    assert lazy[0].moved.value > 5 * lazy[-1].moved.value
    moved = [point.moved.value for point in rich]
    assert max(moved) < 1.25 * min(moved)
    assert apart(rich[-1].kernel_error, rich[-1].error) > SIGMAS


def test_on_rough_labels_the_alignment_falls():
    rows = recorded_rich.on_rough_labels()
    lazy, rich = rows[0], rows[-2]
    assert rich.moved.value > 0.2 > lazy.moved.value
    assert apart(rich.before, rich.after) > SIGMAS
    assert abs(lazy.after.value - lazy.before.value) < 0.01


@pytest.mark.parametrize("name", ["relu", "erf"])
def test_the_posterior_of_wide_hidden_layers_is_their_prior(name):
    stored = recorded_rich.posterior_of(name)
    first, last = stored.distances[0], stored.distances[-1]
    assert (first.nats[:-1] > 10 * last.nats[:-1]).all()
    np.testing.assert_allclose(last.nats[:-1] * last.width, stored.coefficients, rtol=0.15)
    assert last.nats[-1] == pytest.approx(stored.limit, abs=0.05)
    by_width = {each.width: each for each in stored.distances}
    for chain in stored.chains:
        each = by_width[int(chain["width"])]
        hidden = Mean(chain["log_evidence"] - each.log_evidence, chain["log_evidence_error"])
        together = Mean(float(each.nats[:-1].sum()), float(each.errors[:-1].sum()))
        assert abs(apart(hidden, together)) < 4
        assert abs(apart(Mean(chain["last"], chain["last_error"]), Mean(each.nats[-1], each.errors[-1]))) < 4


def test_features_help_a_second_task_where_they_fit():
    rich, lazy = (recorded_rich.second_task()[scale] for scale in (1 / 64, 8.0))
    at = transfer.COUNTS.index(16)
    for task in ("opposite", "and"):
        errors = {name: means[at] for name, means in rich[task].items()}
        assert apart(errors[transfer.FRESH], errors[transfer.TRAINED]) > 10
        assert errors[transfer.TRAINED].value < 0.3 * errors[transfer.FRESH].value
    opposite = rich["opposite"]
    assert apart(opposite[transfer.SEQUENTIAL][at], opposite[transfer.FRESH][at]) > 10
    assert lazy["opposite"][transfer.TRAINED][at].value > 0.8 * lazy["opposite"][transfer.FRESH][at].value
    assert rich["other"][transfer.TRAINED][at].value > 0.8 * rich["other"][transfer.FRESH][at].value


@pytest.mark.parametrize("part", list(measure_rich.MEASURES))
def test_a_stored_part_has_its_command_and_seed(part):
    about = recorded_rich.recorded()[part]
    assert about["command"] == f"python -m scripts.measure_rich {part} --networks {about['networks']} --seed 0"
    assert about["processor_seconds"] < 600


def test_a_stored_network_again():
    *_, answer = rich_runs.train(Request(ARCH, 256, 1 / 64, 1, 0))
    stored = recorded_rich.recorded()["alpha"]["rows"][-1]["outcomes"][0]
    assert answer.outcomes[0]._asdict() == pytest.approx(stored, rel=0.05)
    assert answer.units is not None
    np.testing.assert_allclose(
        answer.units.after, recorded_rich.units(1 / 64).after, atol=0.05 * answer.units.after.max()
    )


def test_rough_labels_again():
    stored = recorded_rich.recorded()["rough"]["rows"][0]["outcomes"][0]
    assert rough.train(rough.SCALES[0], 0)._asdict() == pytest.approx(stored, rel=0.05, abs=1e-3)
