"""Learning curves of the Bounds page: against the library call by call, other means, and the bounds' own promise."""

import math

import numpy as np
import pytest

from explorer.studies.bounds.numbers.curve import bounds_of, cube_of, follow, learning_curve
from explorer.studies.bounds.numbers.exact import exact
from explorer.studies.bounds.numbers.repeats import failures, repeats, sizes
from explorer.studies.bounds.numbers.targets import TARGETS, Task, drawn, signs_of
from ntkcore import Architecture, bounds, kernel_pair
from ntkcore.inference.orthant.distinct import SingularKernelError
from ntkcore.spectra.inputs import at_corners

NET = Architecture("relu", 2, 2**0.5, 0.3)
CHAOTIC = Architecture("erf", 4, 3.0, 0.3)
ODD = Architecture("erf", 2, 1.5, 0.0)


def test_a_curve_is_made_of_the_library_s_numbers():
    task = Task("random", 5, 0.1, 3)
    curve, x, signs, examples = learning_curve(NET, task), at_corners(5), signs_of(task), drawn(task)
    assert curve.m.tolist() == list(range(1, 129))
    for m in (1, 40):
        given = examples[:m]
        assert curve.distinct[m - 1] == len(set(given))
        log_p, _ = bounds.log_p_s(NET, x[given], signs[given])
        assert curve.log_p[m - 1] == pytest.approx(float(log_p), abs=1e-4)
        gibbs = bounds.gibbs_error(NET, x[given], signs[given], x, signs)
        assert curve.error[m - 1] == pytest.approx(gibbs.mean, abs=1e-4)


@pytest.mark.parametrize(
    ("arch", "task"),
    [
        (Architecture("gelu", 8, 1.5, 0.3), Task("random", 7)),
        (Architecture("relu", 5, 2**0.5, 0.45), Task("majority", 7, 0.1, 3)),
        (CHAOTIC, Task("parity", 6)),
        (ODD, Task("random", 5, 0.2, 1)),
    ],
)
def test_a_curve_has_the_digits_that_are_shown(arch, task, monkeypatch):
    """As a curve of which the factors are followed until they rest: nats to 3e-4 and errors to 1e-4."""
    given = cube_of(arch, task.bits), signs_of(task), drawn(task), range(1, task.most + 1, 3)
    shown = follow(*given)
    monkeypatch.setattr("explorer.studies.bounds.numbers.curve._TOLERANCE", 1e-8)
    exact_one = follow(*given)
    assert shown.log_p == pytest.approx(exact_one.log_p, abs=3e-4)
    assert shown.error == pytest.approx(exact_one.error, abs=1e-4, nan_ok=True)


def test_p_s_and_the_error_are_those_of_drawn_networks():
    """Outputs of 400,000 random networks at all corners, of which those are kept that fit six examples."""
    task = Task("majority", 4, 0.0, 2)
    curve, signs, examples = learning_curve(NET, task), signs_of(task), drawn(task)[:6]
    factor = np.linalg.cholesky(np.asarray(kernel_pair(NET, at_corners(4)).nngp))
    right = (np.random.default_rng(0).normal(size=(400_000, 16)) @ factor.T) * signs > 0
    fits = right[:, examples].all(axis=1)
    wrong = 1.0 - right[fits].mean(axis=1)
    assert abs(math.log(fits.mean()) - curve.log_p[5]) < 4 * math.sqrt((1 - fits.mean()) / fits.sum()) + 0.01
    assert abs(wrong.mean() - curve.error[5]) < 4 * wrong.std() / math.sqrt(fits.sum()) + 2e-3


def test_a_loss_is_the_error_on_the_next_example():
    """−ln P(S) is the sum of −ln(1 − ε_i), each ε_i predicted before example i is seen."""
    task = Task("and", 4, 0.0, 1)
    curve, x, signs, examples = learning_curve(NET, task), at_corners(4), signs_of(task), drawn(task)
    total = math.log(2.0)  # nothing is known before the first example
    for index in range(1, 5):
        before, after = examples[:index], examples[index : index + 1]
        error = bounds.gibbs_error(NET, x[before], signs[before], x[after], signs[after], method="orthant").mean
        total -= math.log1p(-error)
        assert -curve.log_p[index] == pytest.approx(total, abs=0.1)


@pytest.mark.parametrize("arch", [NET, CHAOTIC], ids=["ordered", "chaotic"])
def test_bounds_stay_above_the_error_in_as_many_samples_as_they_promise(arch):
    """Six targets, three shares of wrong labels, four samples each, every m: at δ = 0.05 at most 5 % may fail at any m.

    72 samples for each network: 5 % are 3.6, with a spread of 1.8.
    """
    failed = {"realisable": 0, "valle_perez": 0, "maurer": 0}
    cube = cube_of(arch, 4)
    for target in TARGETS:
        for flips in (0.0, 0.2, 0.5):
            for sample in range(4):
                task = Task(target, 4, flips, sample)
                curve = follow(cube, signs_of(task), drawn(task), sizes(task))
                shown = bounds_of(curve.log_p, curve.m, 0.05)
                for name in failed:
                    failed[name] += int((curve.error > getattr(shown, name)).any())
    assert failed["realisable"] <= 3.6 + 3 * 1.8
    assert max(failed["valle_perez"], failed["maurer"]) <= failed["realisable"]


def test_a_bound_may_fail_and_does_so_as_rarely_as_delta_says():
    """At δ = 0.5 the bound of a target that networks find hard fails in some samples, in fewer than half."""
    answer = list(repeats(NET, Task("parity", 4, 0.0, 17), samples=60))[-1]
    assert (answer.share, answer.task.sample, len(answer.log_p)) == (1.0, 0, 60)
    assert np.isfinite(answer.log_p).all()
    counted = failures(answer.error, bounds_of(answer.log_p, answer.m, 0.5).realisable)
    assert 0 < counted.any < 30
    assert counted.each.max() <= counted.any <= counted.each.sum()
    first = learning_curve(NET, Task("parity", 4, 0.0, 0))
    assert answer.log_p[0] == pytest.approx(first.log_p[answer.m - 1], abs=1e-4)


def test_bounds_are_those_of_the_library():
    log_p, m = np.array([-2.0, -3.0, -5.0, -9.0]), np.array([1, 5, 8, 200])
    shown = bounds_of(log_p, m, 0.1)
    assert shown.realisable == pytest.approx(1 - (0.1 * np.exp(log_p)) ** (1 / m), rel=1e-12)
    assert shown.valle_perez[0] == 1.0
    assert shown.valle_perez[3] == pytest.approx(1 - math.exp(-(9 + math.log(4000)) / 199), rel=1e-12)
    assert shown.maurer[:2].tolist() == [1.0, 1.0]
    nats = (9 + math.log(2 * math.sqrt(200) / 0.1)) / 200
    assert shown.maurer[3] == pytest.approx(1 - math.exp(-nats), rel=1e-9)


def test_a_random_function_is_learned_once_most_corners_were_seen():
    for sample in range(3):
        curve = learning_curve(NET, Task("random", 6, 0.0, sample))
        missing = 1.0 - curve.distinct / 64
        assert np.abs(curve.error[15:] - 0.5 * missing[15:]).max() < 0.1
        assert missing[-1] < 0.06
        assert curve.error[-1] < 0.03


def test_networks_that_cannot_fit_have_no_curve_beyond():
    curve = learning_curve(ODD, Task("xor", 4))
    possible = np.isfinite(curve.log_p)
    assert 0 < possible.sum() < len(possible)
    assert np.isnan(curve.error[~possible]).all()
    assert not possible[possible.argmin() :].any()
    assert (bounds_of(curve.log_p, curve.m, 0.05).realisable[~possible] == 1.0).all()
    assert np.isfinite(learning_curve(ODD, Task("bit", 4)).log_p).all()
    with pytest.raises(SingularKernelError):
        learning_curve(Architecture("relu", 1, 1.0, 0.0), Task("bit", 4))


@pytest.mark.parametrize("arch", [NET, ODD], ids=["all signs", "odd functions"])
def test_quick_numbers_are_near_the_exact_ones(arch):
    *_, answer = exact(arch, Task("bit", 4, 0.0, 1))
    assert answer.share == 1.0
    assert answer.quick.m.tolist() == [1, 2, 4, 8, 16, 32, 64]
    assert np.abs(answer.quick.log_p - answer.log_p).max() < 0.6
    assert np.abs(answer.quick.error - answer.error).max() < 0.01
    assert (answer.log_p_error < 0.01).all()
    assert (answer.error_error < 1e-3).all()
    x, examples = at_corners(4), drawn(Task("bit", 4, 0.0, 1))[:8]
    direct = bounds.gibbs_error(arch, x[examples], x[examples, 0], x, x[:, 0], method="orthant")
    assert abs(direct.mean - answer.error[3]) < 4 * math.hypot(direct.standard_error, answer.error_error[3]) + 1e-6


def test_a_kernel_that_is_nearly_singular_takes_smaller_steps():
    """Steps of 0.8 never come to an end for these 40 corners; the orthant has ln P = −26.376 ± 0.003."""
    smooth = Architecture("gelu", 16, 0.1, 0.0)
    task = Task("bit", 6, 0.1, 2)
    curve = follow(cube_of(smooth, 6), signs_of(task), drawn(task), (60,))
    assert (curve.distinct[0], curve.log_p[0]) == (40, pytest.approx(-26.376, abs=0.5))
