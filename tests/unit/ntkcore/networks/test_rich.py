"""Networks that learn features: lazy ones are kernel regression, rich ones follow the gradient flow and beat it."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Architecture, kernel_pair
from ntkcore.networks import layers, rich
from ntkcore.spectra.inputs import at_corners

ARCH = Architecture("relu", 1, 2**0.5, 0.3)
CORNERS = at_corners(10)
PRODUCT = CORNERS[:, 0] * CORNERS[:, 1]


@pytest.fixture(scope="module")
def task():
    """The product of two of ten signs, at 128 of 1024 corners."""
    order = np.random.default_rng(0).permutation(len(CORNERS))
    shown, hidden = order[:128], order[128:]
    return rich.Problem(CORNERS[shown], PRODUCT[shown], CORNERS[hidden], PRODUCT[hidden])


def ends(problem, **options):
    first, *_, last = rich.stream(ARCH, problem, **options)
    return first, last


def test_alignment_by_its_definition():
    y = np.array([1.0, -1.0, 2.0])
    assert rich.alignment(np.outer(y, y), y) == pytest.approx(1.0)
    assert rich.alignment(np.eye(3), y) == pytest.approx(1.0 / math.sqrt(3.0))
    kernel = np.array([[2.0, 0.3, -0.1], [0.3, 1.0, 0.4], [-0.1, 0.4, 3.0]])
    projection = np.eye(3) - 1.0 / 3.0
    expected = rich.alignment(projection @ kernel @ projection, y)
    assert rich.alignment(kernel, y, centred=True) == pytest.approx(expected)


def test_a_lazy_network_is_regression_with_its_tangent_kernel(task):
    first, last = ends(task, width=64, scale=200.0, tolerance=0.01)
    with jax.enable_x64(True):
        at, shown = (jnp.asarray(x) for x in (task.x_test, task.x))
        kernel = np.asarray(layers.dense_ntk(ARCH, first.parameters, shown, shown))
        cross = np.asarray(layers.dense_ntk(ARCH, first.parameters, at, shown))
    np.testing.assert_allclose(first.kernel, kernel, rtol=1e-5, atol=1e-6)
    error = np.mean((cross @ np.linalg.solve(kernel, task.y) - task.y_test) ** 2)
    assert last.moved < 1e-3
    assert last.test_error == pytest.approx(error, rel=0.05)  # the residual is 1 %, not 0


def test_a_rich_network_beats_its_kernel(task):
    first, last = ends(task, width=256, scale=1 / 64)
    assert last.over
    assert last.residual < 0.005
    assert last.test_error < 0.003
    assert last.moved > 5.0
    assert rich.alignment(last.kernel, task.y) > 3.0 * rich.alignment(first.kernel, task.y)


def test_smaller_steps_change_nothing(task, monkeypatch):
    _, usual = ends(task, width=128, scale=1 / 32)
    monkeypatch.setattr(rich, "_SAFETY", 0.2)
    monkeypatch.setattr(rich, "_GROWTH", 1.06)
    _, small = ends(task, width=128, scale=1 / 32)
    assert small.step > 2.5 * usual.step
    assert usual.moved == pytest.approx(small.moved, rel=0.03)
    values = [rich.alignment(each.kernel, task.y) for each in (usual, small)]
    assert values[0] == pytest.approx(values[1], rel=0.03)


def test_large_steps_end_elsewhere_or_diverge(task):
    _, flow = ends(task, width=64, scale=1 / 64)
    try:
        _, large = ends(task, width=64, scale=1 / 64, careful=False)
    except FloatingPointError as reason:
        assert "diverges" in str(reason)  # noqa: PT017 - either end is right
    else:
        assert abs(large.moved / flow.moved - 1.0) > 0.1


def test_features_are_the_kernel_of_a_new_output_layer():
    """The sample covariance of outputs over output layers, and the NNGP kernel as the width grows."""
    x = CORNERS[:5]
    parameters = ends(rich.Problem(x, np.arange(1.0, 6.0), x, np.arange(1.0, 6.0)), width=2048, scale=1.0, steps=1)[
        0
    ].parameters
    kernel = rich.feature_kernel(ARCH, parameters, x, x)
    nngp = np.asarray(kernel_pair(ARCH, x).nngp)
    assert np.abs(kernel - nngp).max() < 5.0 * 2.0 * nngp.max() / math.sqrt(2048)
    h = np.asarray(layers.passes(ARCH, parameters, jnp.asarray(x)).layers[-1][0], float)
    normals = np.random.default_rng(0).standard_normal((2049, 4000))
    f = ARCH.weight_std / math.sqrt(2048) * h @ normals[1:] + ARCH.bias_std * normals[:1]
    error = np.sqrt((np.outer(np.diag(kernel), np.diag(kernel)) + kernel**2) / 4000)
    assert (np.abs(f @ f.T / 4000 - kernel) < 5.0 * error).all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"width": 0}, "width must be"),
        ({"scale": 0.0}, "scale must be"),
        ({"steps": 0}, "steps must be"),
        ({"tolerance": 2.0}, "tolerance must be"),
    ],
)
def test_bad_numbers_are_named(task, changed, message):
    with pytest.raises(ValueError, match=message):
        next(rich.stream(ARCH, task, **{"width": 8, "scale": 1.0} | changed))


def test_bad_data_are_named():
    x, y = np.ones((2, 3)), np.ones(2)
    with pytest.raises(ValueError, match="not all of them 0"):
        rich.as_problem(x, 0 * y, x, y)
    with pytest.raises(ValueError, match="y must have shape"):
        rich.as_problem(x, np.ones(3), x, y)
    with pytest.raises(ValueError, match="features"):
        rich.as_problem(x, y, np.ones((2, 4)), y)
    with pytest.raises(ValueError, match="Let them fit"):
        rich.alignment(np.eye(3), y)
