"""What a room can be asked about a scene: seven inputs of a curve at which networks, and not the hand, decide."""

from itertools import pairwise

import pytest

from explorer.grid.view import ask
from explorer.lessons.question import NEAREST, Question, fault
from explorer.lessons.score import HAND_NOISE, score
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.studies.room.offer import curve_inputs, questions
from tests.conftest import FIVE_POINTS

DENSE = ";".join(f"{-1.5 + 0.1 * i:.1f},0" for i in range(31))
SCENES = {
    "five points": FIVE_POINTS,
    "the first scene": Scene(),
    "no points": permalink.decode("v=3&points=")[0],
    "random networks": permalink.decode("v=3&prior=nngp")[0],
    "dense points with noise": permalink.decode(f"v=3&noise=0.1&points={DENSE}")[0],
}


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_a_curve_is_asked_where_a_hand_can_draw_it_and_networks_differ(scene):
    inputs = curve_inputs(scene)
    assert len(inputs) == 7
    assert min(b - a for a, b in pairwise(inputs)) > 0.149
    question = Question("Draw.", "curve", inputs=inputs)
    assert fault(scene, question) == ("", "")
    if scene.noise_std == 0:
        assert min([abs(x - each) for x in inputs for each in scene.dataset.x], default=9) > NEAREST - 1e-9
        assert min(ask(scene, inputs, [inputs], HAND_NOISE).std) > HAND_NOISE


def test_two_small_misses_cost_a_few_nats_and_no_longer_decide_all():
    inputs = curve_inputs(Scene())
    question = Question("Draw.", "curve", inputs=inputs)
    best = score(Scene(), question, (0.0,) * 7).truth
    for i in range(7):
        for j in range(i):
            missed = tuple(y + 0.3 * (k in (i, j)) for k, y in enumerate(best))
            result = score(Scene(), question, missed)
            assert result.value is not None
            assert result.best is not None
            assert result.value > result.best - 10


def test_where_points_leave_no_gaps_no_curve_is_asked():
    scene = permalink.decode(f"v=3&points={DENSE}")[0]
    assert curve_inputs(scene) == ()
    assert questions(scene)[0].answer == "label"
    inputs = (-1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2)
    field, problem = fault(scene, Question("Draw.", "curve", inputs=inputs))
    assert field == "inputs"
    assert "pass exactly through the points" in problem
    assert "-1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2 is closer" in problem
