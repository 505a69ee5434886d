"""Posterior and evidence have finite values and derivatives in all arguments, also at extreme spreads and inputs."""

import itertools
import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Activation, Architecture, log_evidence, predict
from ntkcore.inference.jitter import JitterWarning

SPREADS = ((0.0, 0.0), (0.0, 1.0), (1e-3, 0.0), (0.1, 1e-160), (1.41, 0.0), (1.41, 0.1), (3.0, 1.0), (10.0, 0.0))
INPUTS = {
    "apart": (-1.0, -0.3, 0.4, 1.2),
    "coincident": (0.5, 0.5, -0.5, -0.5),
    "zero": (0.0, 0.0, 0.7, -0.7),
    "near": (0.3, 0.3 + 1e-8, 0.3 + 2e-8, 1.0),
    "tiny": (1e-9, -1e-9, 2e-9, 0.0),
    "large": (1e6, -1e6, 2e6, 0.0),
}
TESTED = (0.5, -0.2)
LABELS = ((0.3, 0.0), (0.3, 1.0), (-0.1, 0.0), (0.2, -0.5))
NOISES = (0.0, 1e-160, 1e-9, 0.1)
RIDGES = (0.0, 1e-160, 1e-13, 0.01)
TIMES = (0.0, 1e-3, 30.0, 1e9)
# Each activation under each prior, with one depth and one way of training in turn.
TURNS = [*itertools.product((1, 3), (True, False))]
FORMS = [
    (activation, prior, *TURNS[(i + j) % len(TURNS)])
    for i, activation in enumerate(Activation)
    for j, prior in enumerate(("nngp", "ntk", "ensemble"))
]


def answers(activation, prior, depth, converged):
    """Everything that the entry points compute, and its derivatives in all arguments, compiled once.

    Two outputs; trained to the end, or up to two times.
    """

    def values(spreads, x, y, noise_std, ridge, time):
        network = Architecture(activation, depth, *spreads)
        options = {"prior": prior, "noise_std": noise_std, "relative_ridge": ridge}
        time = math.inf if converged else jnp.stack([time, 2.0 * time])
        f = predict(network, x, y, jnp.asarray(TESTED), time=time, **options)
        density = f.log_density(jnp.asarray([[0.1, 0.0], [0.4, 0.2]]), 0.5)
        answers = [*f.covariance.reshape(-1, 4), f.mean.ravel(), f.std.ravel(), density.ravel()]
        if prior != "ensemble":
            answers.append(log_evidence(network, x, y, **options | {"noise_std": noise_std + 0.05})[None])
        return jnp.concatenate(answers)

    def total(*arguments):
        return jnp.tanh(values(*arguments) * 1e-3).sum()  # so that no large entry hides the others

    return jax.jit(lambda *arguments: (values(*arguments), jax.grad(total, argnums=(0, 1, 2, 3, 4, 5))(*arguments)))


def assert_finite(form, count, seed):
    """Values and derivatives of `count` seeded cases are finite, and no variance is below 0."""
    compute, chance = answers(*form), np.random.default_rng(seed)
    cases = [*itertools.product(SPREADS, INPUTS, NOISES, RIDGES, TIMES)]
    for index in chance.choice(len(cases), count, replace=False):
        spreads, name, noise_std, ridge, time = cases[index]
        x, y = np.array(INPUTS[name]), np.array(LABELS)
        values, slopes = compute(np.array(spreads), x, y, noise_std, ridge, time)
        label = f"{form} {cases[index]}"
        assert np.isfinite(values).all(), (label, values)
        assert min(values[0], values[3]) >= 0.0, label
        for slope in slopes:
            assert np.isfinite(slope).all(), (label, slopes)


@pytest.fixture(autouse=True)
def in_64_bits():
    with jax.enable_x64(True):
        yield


@pytest.mark.sample(1)
@pytest.mark.filterwarnings(f"ignore::{JitterWarning.__module__}.JitterWarning")
@pytest.mark.parametrize("form", [("relu", "ensemble", 1, False), ("relu", "nngp", 1, True)], ids=str)
def test_a_sample_is_finite_everywhere(form):
    assert_finite(form, 60, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_many_forms_are_finite_everywhere(form):
    assert_finite(form, 120, seed=FORMS.index(form))
