"""After warm-up no edit compiles or traces anything, whatever is edited, and every scene has an answer."""

import json
import math
import os
import random
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import monitoring

from explorer.grid.view import explore
from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.scene import PRESETS, Candidate, Dataset, Scene
from explorer.scene.window import snap
from explorer.ui import compute
from ntkcore.cache import clear_caches
from ntkcore.choices import Distribution

ROUNDS, EDITS = 11, 13
SIZES = (64, 0, 1, 8, 9, 16, 17, 31, 32, 33, 5)
COMPILED = "/jax/core/compile/backend_compile_duration"
TRACED = "/jax/core/compile/jaxpr_trace_duration"


@pytest.fixture
def counts():
    """How often JAX has compiled and traced since the test began."""
    events = {COMPILED: 0, TRACED: 0}

    def listen(event: str, duration_secs: float, **kwargs: str | int) -> None:
        if event in events:
            events[event] += 1

    monitoring.register_event_duration_secs_listener(listen)
    yield events
    monitoring.unregister_event_duration_listener(listen)


def number(chance, name):
    """A value anywhere in LIMITS[name], its ends included."""
    low, high, _ = LIMITS[name]
    return chance.choice((low, high, chance.uniform(low, high), chance.uniform(low, high)))


def points(chance, count):
    """Coordinates on the 0.01 grid, now and then the same again."""
    x = [snap(number(chance, "x")) for _ in range(count)]
    return Dataset(tuple(chance.choice(x) if chance.random() < 0.1 else v for v in x), labels(chance, count))


def labels(chance, count):
    return tuple(snap(number(chance, "y")) for _ in range(count))


def candidates(chance, count):
    """Of one to eight inputs each, several at the same inputs."""
    inputs = [tuple(snap(-1.4 + 0.3 * k) for k in chance.sample(range(9), chance.randint(1, 8))) for _ in range(3)]
    picked = [chance.choice(inputs) for _ in range(count)]
    return tuple(Candidate(chr(65 + k), x, labels(chance, len(x))) for k, x in enumerate(picked))


def edited(chance, scene, turn):
    """One edit; the kinds take turns, and each goes through all its cases."""
    network, data = scene.architecture, scene.dataset
    rounds, which = divmod(turn, EDITS)

    def case(cases):
        return cases[rounds % len(cases)]

    edits = (
        lambda: replace(scene, architecture=replace(network, activation=case(ACTIVATIONS))),
        lambda: replace(scene, architecture=replace(network, hidden_layers=case((1, 32, chance.randint(2, 31))))),
        lambda: replace(scene, architecture=replace(network, weight_std=number(chance, "weight_std"))),
        lambda: replace(scene, architecture=replace(network, bias_std=number(chance, "bias_std"))),
        lambda: replace(scene, prior=case(list(Distribution))),
        lambda: replace(scene, noise_std=number(chance, "noise_std")),
        lambda: replace(scene, time=case((0.0, math.inf, 10 ** chance.uniform(-3, 5)))),
        lambda: replace(scene, seed=chance.randrange(2**31), slice_x=number(chance, "x")),
        lambda: replace(scene, dataset=points(chance, case(SIZES))),
        lambda: replace(scene, dataset=Dataset(data.x, labels(chance, len(data.x)))),
        lambda: replace(scene, dataset=Dataset((*data.x, 0.07)[:64], (*data.y, 1.0)[:64])),
        lambda: replace(scene, candidates=candidates(chance, case((26, 0, 1, chance.randint(2, 25))))),
        lambda: scene.with_preset(case(list(PRESETS))),
    )
    return edits[which]()


def assert_sound(view):
    """Every number that is drawn is a number, and every answer is one or has a verdict instead."""
    for array in (view.mean, view.std, view.samples, view.kernel, view.values, view.vectors):
        assert np.isfinite(array).all(), view.scene
    assert (view.std >= 0).all()
    assert (view.values >= 0).all()
    answers = [answer for group in view.groups for answer in group.answers]
    assert {answer.name for answer in answers} == {candidate.name for candidate in view.scene.candidates}
    for answer in answers:
        assert math.isfinite(answer.log_p) == (answer.verdict == ""), view.scene
        assert answer.log10_odds >= 0 or math.isnan(answer.log10_odds), view.scene
    json.dumps(view.health._asdict(), allow_nan=False)


def test_after_warm_up_nothing_is_compiled_or_traced(counts, tmp_path, monkeypatch):
    if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        monkeypatch.setattr(compute, "_CACHE", tmp_path)
    jax.clear_caches()
    clear_caches()
    compute.warm_up()
    assert counts[COMPILED] > 0
    assert counts[TRACED] > 0
    counts.update({COMPILED: 0, TRACED: 0})
    chance, scene, covered = random.Random(20), Scene(), set()
    for turn in range(ROUNDS * EDITS):
        scene = edited(chance, scene, turn)
        assert_sound(explore(scene))
        assert counts == {COMPILED: 0, TRACED: 0}, scene
        covered |= {scene.architecture.activation, scene.prior, len(scene.dataset.x), -len(scene.candidates)}
    assert {*ACTIVATIONS, *Distribution, *SIZES, -26} <= covered
    unusual = 1 + max(SIZES) * 3  # a shape that nothing here uses: the counters do count
    assert float(jnp.sum(jnp.ones(unusual))) == unusual
    assert counts[COMPILED] > 0
    assert counts[TRACED] > 0
