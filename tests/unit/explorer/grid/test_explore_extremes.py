"""No scene that LIMITS allow raises or shows NaN, however small its noise, its bias or its kernel."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.grid.view import explore
from explorer.scene.limits import ACTIVATIONS
from explorer.scene.permalink import decode
from explorer.scene.scene import Candidate, Dataset, Scene
from ntkcore import Architecture
from ntkcore.choices import Distribution

ARRAYS = ("mean", "std", "samples", "kernel", "slice", "values", "vectors")
TINY = [5e-324, 1e-308, 1e-200, 1e-160, 1e-154, 1e-100, 1e-30, 1e-12, 1e-8, 1e-6]
INPUTS = st.one_of(st.sampled_from([0, 1, -150, 150]), st.integers(-150, 150)).map(lambda tick: tick / 100)
LABELS = st.sampled_from([0.0, 0.01, -1.0, 3.0, -3.0])
POINTS = st.one_of(st.lists(st.tuples(INPUTS, LABELS), max_size=6), st.just([(0.0, 1.0)]), st.just([(0.3, 3.0)] * 64))
QUESTIONS = st.lists(st.dictionaries(INPUTS, LABELS, min_size=1, max_size=8), max_size=4)


@st.composite
def scenes(draw) -> Scene:
    points, questions = draw(POINTS), draw(QUESTIONS)
    architecture = Architecture(
        draw(st.sampled_from(ACTIVATIONS)),
        draw(st.sampled_from([1, 2, 32])),
        draw(st.sampled_from([0.1, 1.41, 3.0])),
        draw(st.sampled_from([0.0, *TINY, 0.3, 3.0])),
    )
    return Scene(
        architecture,
        Dataset(tuple(x for x, _ in points), tuple(y for _, y in points)),
        tuple(Candidate("ABCD"[i], tuple(q), tuple(q.values())) for i, q in enumerate(questions)),
        draw(st.sampled_from(Distribution)),
        draw(st.sampled_from([0.0, *TINY, 0.01, 1.0])),
        draw(st.sampled_from([0.0, *TINY, 1.0, 1e9, 1e308, math.inf])),
    )


def assert_numbers(scene: Scene) -> None:
    view = explore(scene)
    for name in ARRAYS:
        assert np.isfinite(getattr(view, name)).all(), name
    assert not math.isnan(view.log_evidence)
    assert view.condition >= 1.0
    for group in view.groups:
        for answer in group.answers:
            assert not math.isnan(answer.log_p)
            assert answer.log10_odds >= 0.0 or not (group.ranked and group.exact)


@settings(max_examples=60)
@given(scenes())
def test_every_scene_is_shown_in_numbers(scene):
    assert_numbers(scene)


@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize("ask", ["", "&ask=A:0.1,1;0.2,1;0.3,1"])
def test_a_noise_whose_square_underflows_is_none(prior, ask):
    """The kernel is 0 at the only training input, so that nothing but the noise could be divided by."""
    query = {part.split("=")[0]: part.split("=")[1] for part in f"bias=0&points=0,1&prior={prior}{ask}".split("&")}
    with_noise, without = (decode(query | noise)[0] for noise in ({"noise": "1e-160"}, {}))
    assert with_noise.noise_std == 1e-160
    assert_numbers(with_noise)
    shown, expected = explore(with_noise), explore(without)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(shown, name), getattr(expected, name))
    assert (shown.log_evidence, shown.condition, shown.jitter) == (-math.inf, math.inf, 0.0)
    assert shown.groups == expected.groups
