"""The Gibbs error by both methods, against sums over all functions of three inputs."""

import math

import jax
import numpy as np
import pytest

from ntkcore import Architecture, boolean, bounds
from ntkcore.boolean.classes import classes
from ntkcore.spectra.inputs import at_corners

NET = Architecture("relu", 2, 2**0.5, 0.3)
CORNERS = at_corners(3)
TABLES = np.arange(256)[:, None] >> np.arange(8) & 1


@pytest.fixture(scope="module")
def probabilities():
    """P of each of the 256 functions."""
    result = boolean.class_probabilities(NET, 3)
    p = np.zeros(256)
    p[result.representative] = np.exp(result.log_p)
    p = p[classes(3).label]
    return p / p.sum()


@pytest.mark.sample(3)
@pytest.mark.parametrize("target", [0b10101010, 0b10000000, 0b10010110, 0b01101011])
@pytest.mark.parametrize("examples", [[0], [5, 2, 5], [7, 1, 4, 2], [0, 1, 2, 3, 4, 5]])
def test_the_error_is_the_sum_over_all_functions_that_fit(probabilities, target, examples):
    signs = 2.0 * TABLES[target] - 1.0
    right = TABLES[target] == TABLES
    fits = probabilities * right[:, examples].all(axis=1)
    each = (fits @ ~right) / fits.sum()
    exact = bounds.gibbs_error(NET, CORNERS[examples], signs[examples], CORNERS, signs, method="orthant")
    quick = bounds.gibbs_error(NET, CORNERS[examples], signs[examples], CORNERS, signs)
    assert exact.each == pytest.approx(each, abs=1e-3)
    assert abs(exact.mean - each.mean()) < 4 * exact.standard_error + 3e-4
    assert quick.each == pytest.approx(each, abs=0.02)
    assert quick.mean == pytest.approx(each.mean(), abs=0.01)
    assert (exact.each[examples] == 0.0).all()
    assert quick.standard_error == 0.0


def test_the_standard_error_is_that_of_other_points():
    """The means of 30 seeds spread as each says."""
    x, signs = at_corners(4), at_corners(4)[:, 0]
    runs = [bounds.gibbs_error(NET, x[:5], signs[:5], x, signs, method="orthant", seed=seed) for seed in range(30)]
    spread = np.std([run.mean for run in runs], ddof=1)
    told = math.sqrt(np.mean([run.standard_error**2 for run in runs]))
    assert spread == pytest.approx(told, rel=0.5)


@pytest.mark.parametrize("method", ["ep", "orthant"])
def test_inputs_whose_outputs_are_multiples_of_an_example_are_settled(method):
    odd = Architecture("erf", 2, 1.5, 0.0)
    x = np.array([[1.0, 1.0, -1.0], [1.0, -1.0, 1.0]])
    tests = np.concatenate([x, -x])
    settled = bounds.gibbs_error(odd, x, [1, -1], tests, [1, 1, 1, 1], method=method)
    assert settled.each.tolist() == [0.0, 1.0, 1.0, 0.0]
    assert (settled.mean, settled.standard_error) == (0.5, 0.0)
    impossible = bounds.gibbs_error(odd, tests, [1, 1, 1, 1], x, [1, 1], method=method)
    assert np.isnan(impossible.mean)
    assert np.isnan(impossible.each).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bounds.gibbs_error(NET, [[1.0]], [1], [[1.0]], [1], method="mc"), "method must be 'ep' or 'orthant'"),
        (lambda: bounds.gibbs_error(NET, [[1.0]], [1], [[1.0]], [1, 1]), "signs_test must have shape"),
        (lambda: bounds.gibbs_error(NET, [[1.0]], [1], [[1.0]], [[1]]), "signs_test must have shape"),
        (lambda: bounds.gibbs_error(NET, [[1.0]], [0], [[1.0]], [1]), "signs must be 1 or -1"),
        (lambda: jax.jit(lambda v: bounds.gibbs_error(NET, v, [1], v, [1]).mean)(np.ones((1, 2))), "traced arrays"),
    ],
)
def test_bad_arguments_are_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
