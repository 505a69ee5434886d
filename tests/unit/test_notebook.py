"""The scene as code gives, when it is run, the numbers on screen."""

import math

import pytest

from ntkcore import Architecture
from ntkcore.explore import explore
from ntkcore.notebook import as_code
from ntkcore.scene import Candidate, Dataset, Prior, Scene

ASKED = (Candidate("A", (0.2,), (0.4,)), Candidate("B b_1", (0.2,), (-0.6,)))
HYPOTHESES = (Candidate("A", (-0.7, 0.2), (0.1, -0.2)), Candidate("B", (-0.7, 0.2), (0.0, 0.0)))


@pytest.mark.parametrize("prior", Prior)
@pytest.mark.parametrize(
    "scene",
    [
        Scene(),
        Scene(Architecture("relu", 3, 1.1, 0.35), candidates=ASKED, noise_std=0.123, time=0.7, seed=9),
        Scene(Architecture("abs", 1, 0.9, 0.05), candidates=HYPOTHESES, time=0.0, slice_x=1.0),
        Scene(Architecture("relu", 1, 1.7, 0.3), Dataset(), ASKED),
        Scene(candidates=()),
    ],
    ids=["first", "noisy", "hypotheses", "no data", "nothing asked"],
)
def test_the_code_gives_the_numbers_on_screen(scene, prior, capsys):
    asked = Scene(scene.architecture, scene.dataset, scene.candidates, prior, scene.noise_std, scene.time)
    names = {}
    exec(compile(as_code(asked), "notebook", "exec"), names)
    shown = {answer.name: answer.log_p for group in explore(asked).groups for answer in group.answers}
    assert names["log_p"] == pytest.approx(shown, rel=1e-9)
    assert all(math.isfinite(value) for value in shown.values())
    assert capsys.readouterr().out == f"{names['log_p']}\n"
