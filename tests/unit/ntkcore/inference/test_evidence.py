"""The evidence in its parts, its map, its exact gradient, and the climb to its peak."""

import math
from typing import Any

import jax
import numpy as np
import pytest
from scipy.stats import multivariate_normal

from explorer.scene.limits import LIMITS
from explorer.scene.scene import PRESETS, Scene
from ntkcore import Activation, Architecture, kernel_pair, log_evidence
from ntkcore.inference.evidence import STARTS, climb, evidence_and_gradient, evidence_at, evidence_map, split
from ntkcore.inference.factor import JITTER
from tests.conftest import FINITE_DIFFERENCE, POSTERIOR

BOUNDS = [LIMITS[name][:2] for name in ("weight_std", "bias_std")]
WEIGHT_STDS, BIAS_STDS = np.linspace(*BOUNDS[0], 30), np.linspace(*BOUNDS[1], 31)
X, Y = Scene().dataset.x, Scene().dataset.y
PRIORS = ["nngp", "ntk"]


def gram_of(arch, x=X, prior="nngp"):
    return np.asarray(getattr(kernel_pair(arch, x), prior))


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("prior", PRIORS)
def test_the_parts_are_those_of_the_density(activation, prior):
    arch = Architecture(activation, 2, 1.3, 0.4)
    covariance: Any = gram_of(arch, prior=prior) + 0.09 * np.eye(len(X))
    evidence = split(gram_of(arch, prior=prior), Y, 0.3)
    assert evidence.total == pytest.approx(multivariate_normal.logpdf(Y, cov=covariance), rel=POSTERIOR)
    assert evidence.data_fit == pytest.approx(-0.5 * np.array(Y) @ np.linalg.solve(covariance, Y), rel=POSTERIOR)
    assert evidence.complexity == pytest.approx(-0.5 * np.linalg.slogdet(covariance)[1], rel=POSTERIOR)
    assert evidence.constant == -len(X) / 2 * math.log(2 * math.pi)
    assert evidence.total == evidence.data_fit + evidence.complexity + evidence.constant
    assert evidence.total == pytest.approx(float(log_evidence(arch, X, Y, prior=prior, noise_std=0.3)), rel=POSTERIOR)


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("depth", [1, 5])
def test_the_map_is_the_evidence_of_each_architecture(prior, depth):
    drawn = evidence_map(
        Architecture("gelu", depth, 1.0, 1.0), X, Y, WEIGHT_STDS, BIAS_STDS, prior=prior, noise_std=0.1
    )
    assert drawn.total.shape == (len(BIAS_STDS), len(WEIGHT_STDS))
    for row, column in ((0, 0), (3, 14), (30, 29)):
        arch = Architecture("gelu", depth, WEIGHT_STDS[column], BIAS_STDS[row])
        terms = split(gram_of(arch, prior=prior), Y, 0.1)
        for term, grid in zip(terms[:3], drawn[:3], strict=True):
            assert grid[row, column] == pytest.approx(term, rel=POSTERIOR)


@pytest.mark.parametrize("count", [1, 7, 64])
def test_any_number_of_points_has_an_evidence(count):
    x = np.round(np.linspace(-1.5, 1.5, count), 2)
    y = np.sin(3 * x)
    stds = [(0.5, 0.2), (1.4, 0.3), (2.0, 1.0)]
    evidence = evidence_at(Architecture("erf", 2), x, y, stds, prior="ntk", noise_std=0.2)
    wanted = [split(gram_of(Architecture("erf", 2, *std), x, "ntk"), y, 0.2).total for std in stds]
    np.testing.assert_allclose(evidence.total, wanted, rtol=POSTERIOR)


@pytest.mark.sample(1)
@pytest.mark.parametrize("activation", ["relu", "abs", "erf", "gelu", "sin"])
def test_the_gradient_is_that_of_differences(activation):
    arch, stds = Architecture(activation, 3), np.array([1.1, 0.7])
    for prior in PRIORS:
        options = {"prior": prior, "noise_std": 0.1}
        gradient = evidence_and_gradient(arch, X, Y, stds, **options)[1]
        steps = stds + 1e-5 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
        up_w, down_w, up_b, down_b = evidence_at(arch, X, Y, steps, **options).total / 2e-5
        np.testing.assert_allclose(
            gradient, [up_w - down_w, up_b - down_b], rtol=FINITE_DIFFERENCE, atol=FINITE_DIFFERENCE
        )


def test_the_gradient_is_that_of_reverse_mode():
    def total(stds):
        return log_evidence(Architecture("relu", 1, stds[0], stds[1]), X, Y, prior="ntk", noise_std=0.1)

    stds = np.array([1.1, 0.7])
    gradient = evidence_and_gradient(Architecture("relu", 1), X, Y, stds, prior="ntk", noise_std=0.1)[1]
    np.testing.assert_allclose(gradient, jax.jit(jax.grad(total))(stds), rtol=POSTERIOR)


def test_the_gradient_is_finite_where_only_jitter_holds_the_matrix_up():
    arch = Architecture("relu", 2)
    for stds in ((1.4, 0.0), (0.1, 0.0), (3.0, 3.0)):
        for x in (X, (0.5, 0.5, 0.5, -1.0, -1.0)):
            for prior in PRIORS:
                total, gradient = evidence_and_gradient(arch, x, Y, stds, prior=prior, noise_std=0.0)
                assert math.isfinite(total)
                assert np.isfinite(gradient).all()
    gram = gram_of(Architecture("relu", 2, 1.4, 0.0))
    jittered = gram + JITTER * np.trace(gram) / len(X) * np.eye(len(X))
    assert split(gram, Y, 0.0).complexity == pytest.approx(-0.5 * np.linalg.slogdet(jittered)[1], rel=1e-3)


def test_labels_that_cannot_be_have_no_evidence():
    assert split(np.zeros((1, 1)), [0.5], 0.0).total == -math.inf
    steps = list(climb(Architecture("relu", 1, 1.0, 0.0), [0.0], [0.5], prior="nngp", noise_std=0.0, bounds=BOUNDS))
    assert steps[0].total == -math.inf
    assert math.isfinite(steps[-1].total)


@pytest.mark.parametrize(
    ("prior", "noise_std", "preset"), [("nngp", 0.0, "five points"), ("ntk", 0.1, "sine"), ("nngp", 0.1, "gap")]
)
def test_the_climb_ends_at_least_as_high_as_the_map(prior, noise_std, preset):
    data = PRESETS[preset][0]
    arch = Architecture("relu", 2)
    steps = list(climb(arch, data.x, data.y, prior=prior, noise_std=noise_std, bounds=BOUNDS))
    assert [step.tried for step in steps] == list(range(len(STARTS) + 2))
    assert [step.total for step in steps] == sorted(step.total for step in steps)
    best = steps[-1]
    drawn = evidence_map(arch, data.x, data.y, WEIGHT_STDS, BIAS_STDS, prior=prior, noise_std=noise_std)
    assert best.total >= drawn.total.max()
    again = log_evidence(
        Architecture("relu", 2, best.weight_std, best.bias_std), data.x, data.y, prior=prior, noise_std=noise_std
    )
    assert best.total == pytest.approx(float(again), rel=POSTERIOR)
    stds = (best.weight_std, best.bias_std)
    _, gradient = evidence_and_gradient(arch, data.x, data.y, stds, prior=prior, noise_std=noise_std)
    for name, value, slope in zip(("weight_std", "bias_std"), stds, gradient, strict=True):
        low, high, _ = LIMITS[name]
        assert low <= value <= high
        assert abs(slope) < 1e-2 or (value == low and slope < 0) or (value == high and slope > 0)


@pytest.mark.parametrize(
    ("x", "y", "prior"), [((), (), "nngp"), ((0.0,), (1.0, 2.0), "ntk"), ((0.0,), (1.0,), "ensemble")]
)
def test_what_has_no_evidence_is_refused_in_words(x, y, prior):
    with pytest.raises(ValueError, match=r"must be"):
        evidence_map(Architecture(), x, y, [1.0], [0.1], prior=prior, noise_std=0.1)
