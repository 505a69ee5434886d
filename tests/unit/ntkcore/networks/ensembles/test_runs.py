"""Ensembles in training: the same as plain gradient descent, and, where they are lazy, as the theory."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from explorer.scene.window import PLOT_INPUTS
from explorer.studies.training.numbers import requests as studies
from ntkcore import Architecture, kernel_pair, predict
from ntkcore.networks import layers as networks
from ntkcore.networks.ensembles import descent, runs
from ntkcore.networks.ensembles.runs import Run

ERF = Architecture("erf", 1, 1.4, 0.4)
RUN = Run(ERF, (-0.9, 0.1, 1.2), (0.5, -0.3, 0.8), width=16, networks=3, steps=30, rate=0.4, seed=3)
SIGMAS = 4.5
dense_ntk = jax.jit(networks.dense_ntk, static_argnums=0)


def trained(run, steps_at_a_time=0):
    *_, (training, snapshot) = runs.stream(runs.start(run, PLOT_INPUTS), steps_at_a_time)
    assert training.step == snapshot.step == run.steps
    return snapshot


def compilations():
    return vars(descent._on_all)["__wrapped__"]._cache_size()  # made by jax.jit


def float64_network(run, number):
    """The start of network `number`, in double precision."""
    key = jax.random.fold_in(jax.random.key(run.seed), number)
    start = networks.init(key, run.architecture.hidden_layers, run.width)
    return jax.tree.map(lambda leaf: leaf.astype(jnp.float64), start)


def descend(run, function):
    """θ after gradient descent in parameter space on ½Σ(f − y)² + ½σ²α²‖θ − θ₀‖² at rate η/α²."""
    y, decay = jnp.array(run.y), run.noise_std**2 * run.scale**2

    @jax.jit
    @jax.grad
    def gradient(theta, start):
        square = sum(jnp.sum((a - b) ** 2) for a, b in zip(jax.tree.leaves(theta), jax.tree.leaves(start), strict=True))
        return 0.5 * jnp.sum((function(theta, start, jnp.array(run.x)[:, None]) - y) ** 2) + 0.5 * decay * square

    start = theta = float64_network(run, 1)
    rate = run.step_time / run.scale**2
    for _ in range(run.steps):
        theta = jax.tree.map(lambda a, g: a - rate * g, theta, gradient(theta, start))
    return start, theta


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "changes", [{}, {"scale": 4.0, "keep_start": False, "noise_std": 0.3}, {"linearised": True, "scale": 2.0}]
)
def test_a_network_learns_by_gradient_descent(changes):
    run = replace(RUN, **changes)

    def function(theta, start, x):
        first = networks.apply(ERF, start, x)
        now = sum(networks.linearise(ERF, start, theta, x)) if run.linearised else networks.apply(ERF, theta, x)
        return run.keep_start * first + run.scale * (now - first)

    start, theta = descend(run, function)
    snapshot = trained(run)
    f, on_data = (jax.jit(function)(theta, start, jnp.array(x)[:, None]) for x in (PLOT_INPUTS, run.x))
    np.testing.assert_allclose(snapshot.f[1], f, atol=2e-5)
    assert snapshot.loss[1] == pytest.approx(float(0.5 * jnp.sum((on_data - jnp.array(run.y)) ** 2)), rel=1e-3)
    moved = networks.norm(jax.tree.map(jnp.subtract, theta, start)) / networks.norm(start)
    assert snapshot.moved[1] == pytest.approx(float(moved), rel=1e-4)
    kernels = [dense_ntk(ERF, p, *[jnp.array(run.x)[:, None]] * 2) for p in (start, theta)]
    expected = 0.0 if run.linearised else float(networks.kernel_movement(*kernels))
    assert snapshot.kernel_moved[1] == pytest.approx(expected, rel=1e-3)


def test_steps_change_nothing_but_when_one_looks_and_compile_nothing():
    in_one_chunk = trained(RUN, RUN.steps)
    compiled = compilations()
    for size in (1, 7, 29):
        np.testing.assert_array_equal(trained(RUN, size).f, in_one_chunk.f)
    again = trained(replace(RUN, x=(0.0, 0.1), y=(0.2, 0.3), rate=0.2, scale=3.0, noise_std=0.1, steps=40), 11)
    assert compilations() == compiled
    assert not np.array_equal(again.f, in_one_chunk.f)


def test_snapshots_take_a_twelfth_of_the_time(monkeypatch):
    """By a clock on which a step takes 1 s and a snapshot 0.5 s."""
    clock = [0.0]

    def slow(function, seconds):
        def call(training, *steps):
            clock[0] += seconds * (steps[0] if steps else 1)
            return function(training, *steps)

        return call

    monkeypatch.setattr(runs.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(runs, "advance", slow(runs.advance, 1.0))
    monkeypatch.setattr(runs, "snapshot", slow(runs.snapshot, 0.5))
    run = replace(RUN, steps=200)
    steps, looked = zip(
        *((now.step, snapshot.step) for now, snapshot in runs.stream(runs.start(run, PLOT_INPUTS))), strict=True
    )
    assert steps[-1] == looked[-1] == 200
    assert max(np.diff(steps)) == 2  # seconds until one may stop: four times as long as a snapshot
    assert np.diff(sorted(set(looked)))[2:-1] == pytest.approx(7, abs=2)


def test_the_beginning_is_seen_however_fast_training_is():
    steps = [snapshot.step for _, snapshot in runs.stream(runs.start(RUN, PLOT_INPUTS))]
    assert steps[:6] == [0, 1, 2, 3, 4, 5]
    assert steps[-1] == RUN.steps


def test_a_network_does_not_depend_on_how_many_are_beside_it():
    np.testing.assert_allclose(trained(replace(RUN, networks=5)).f[:3], trained(RUN).f, atol=1e-6)


def test_the_tangent_kernel_slice_is_a_row_of_the_kernel():
    training = runs.start(RUN, PLOT_INPUTS)
    network = float64_network(RUN, 2)
    row = dense_ntk(ERF, network, jnp.array([[0.3]]), jnp.array(PLOT_INPUTS)[:, None])[0]
    np.testing.assert_allclose(runs.slices(training, 0.3)[2], row, atol=1e-5)
    with pytest.raises(ValueError, match="keeps its kernel"):
        runs.slices(runs.start(replace(RUN, linearised=True), PLOT_INPUTS), 0.3)


@pytest.mark.sample(2)
@pytest.mark.parametrize("changes", [{"linearised": True, "networks": 256}, {"scale": 20.0, "networks": 128}])
@pytest.mark.parametrize("steps", [10, 400])
def test_lazy_ensembles_are_what_the_theory_says(changes, steps):
    """Mean and covariance of simulated networks against the formula, entry by entry, within Monte-Carlo errors."""
    run = replace(RUN, width=512, steps=steps, rate=0.02, seed=11, **changes)
    f = trained(run).f[:, 5::10]  # ten inputs
    theory = predict(ERF, run.x, run.y, PLOT_INPUTS[5::10], prior="ensemble", time=steps * run.step_time)
    mean, covariance = np.asarray(theory.mean), np.asarray(theory.covariance)
    variance = np.diag(covariance)
    assert (np.abs(f.mean(axis=0) - mean) <= SIGMAS * np.sqrt(variance / run.networks)).all()
    error = np.sqrt((np.outer(variance, variance) + covariance**2) / run.networks)
    assert (np.abs(np.cov(f.T) - covariance) <= SIGMAS * error).all()


def test_the_stable_limit_is_where_descent_turns():
    largest = np.linalg.eigvalsh(np.asarray(kernel_pair(ERF, RUN.x).ntk))[-1]
    assert runs.stable_limit(ERF, RUN.x, 0.5) == pytest.approx(2 / (largest + 0.25))
    wide = replace(RUN, width=1024, linearised=True, networks=8, steps=300)
    assert (trained(replace(wide, rate=0.9)).loss < 1.0).all()
    assert (trained(replace(wide, rate=1.2)).loss > 1e6).all()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"x": (), "y": ()}, "at least one point"),
        ({"y": (1.0,)}, "got 3 x and 1 y"),
        ({"x": (0.0, 0.1, float("nan"))}, "x must be finite"),
        ({"width": 0}, "width must be in"),
        ({"networks": 2.5}, "networks must be a whole number"),
        ({"rate": 0.0}, "rate must be in"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_words(changes, says):
    with pytest.raises(ValueError, match=says):
        replace(RUN, **changes)


def test_what_one_request_may_ask_for():
    assert studies.refusal(RUN) == ""
    deep = replace(RUN, architecture=Architecture("relu", 3), width=512)
    assert "2.1 times the time limit" in studies.refusal(replace(deep, networks=40, steps=2000))
    assert studies.refusal(replace(deep, networks=16, steps=2000)) == ""
    assert "million weights" in studies.refusal(replace(deep, networks=256, steps=1))
