"""The scene as code gives, when it is run, the numbers on screen."""

import ast
import math
import subprocess
import sys
from dataclasses import replace

import pytest

from explorer.export.script import as_code, curve_code
from explorer.grid.view import explore
from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.units import Axis
from ntkcore import Architecture
from ntkcore.choices import Distribution
from tests.conftest import ROOT

ASKED = (Candidate("A", (0.2,), (0.4,)), Candidate("B b_1", (0.2,), (-0.6,)))
HYPOTHESES = (Candidate("A", (-0.7, 0.2), (0.1, -0.2)), Candidate("B", (-0.7, 0.2), (0.0, 0.0)))


def test_the_code_gives_densities_in_the_persons_units():
    y_axis = Axis(40.0, 0.5, "volts (V)")
    scene = Scene(candidates=HYPOTHESES, x_axis=Axis(0.1, 14.5, "speed"), y_axis=y_axis)
    code, names = as_code(scene), {}
    exec(compile(code, "notebook", "exec"), names)
    shown = {answer.name: answer.log_p for group in explore(scene).groups for answer in group.answers}
    expected = {name: log_p + 2 * math.log(40.0) for name, log_p in shown.items()}
    assert names["log_p"] == pytest.approx(expected, rel=1e-9)
    assert "# Below, x is in units of the window: speed = 14.5 + x / 0.1" in code


PARTLY = (Candidate("A", (-0.5, 0.2), (1.0, 0.4)), Candidate("B", (-0.5, 0.2), (1.0, -0.6)))
OFF = (Candidate("C", (-0.5, 0.2), (0.5, 0.4)),)


@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize(
    ("scene", "free"),
    [
        (Scene(candidates=PARTLY), 1),
        (Scene(candidates=OFF), 1),
        (Scene(candidates=(Candidate("A", (-0.5, 0.6), (1.0, -0.6)),)), 0),
        (
            Scene(
                Architecture("relu", 1, 1.5, 0.0), Dataset((0.5,), (0.4,)), (Candidate("A", (-1.0, 1.0), (2.0, 0.8)),)
            ),
            1,
        ),
    ],
    ids=["partly fixed", "another label fixed", "fixed", "fixed by symmetry"],
)
@pytest.mark.parametrize("scale", [1.0, 40.0])
def test_the_code_counts_the_directions_that_the_data_leave_free(scene, free, prior, scale):
    asked = replace(scene, prior=prior, y_axis=Axis(scale, 0.5, "volts (V)"))
    names = {}
    exec(compile(as_code(asked), "notebook", "exec"), names)
    groups = explore(asked).groups
    assert {group.free for group in groups} == {free}
    shown = {answer.name: answer.log_p + free * math.log(scale) for group in groups for answer in group.answers}
    assert names["log_p"] == pytest.approx(shown, rel=1e-6)


@pytest.mark.sample(9)
@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize(
    "scene",
    [
        Scene(),
        Scene(Architecture("relu", 3, 1.1, 0.35), candidates=ASKED, noise_std=0.123, time=0.7, seed=9),
        Scene(Architecture("abs", 1, 0.9, 0.05), candidates=HYPOTHESES, time=0.0, slice_x=1.0),
        Scene(Architecture("relu", 1, 1.7, 0.3), Dataset(), ASKED),
        Scene(candidates=()),
        Scene(Architecture("gelu", 3, 1.4, 0.4, skip="scaled", norm="layer"), candidates=ASKED, noise_std=0.1),
    ],
    ids=["first", "noisy", "hypotheses", "no data", "nothing asked", "skips and layer norm"],
)
def test_the_code_gives_the_numbers_on_screen(scene, prior, capsys):
    asked = Scene(scene.architecture, scene.dataset, scene.candidates, prior, scene.noise_std, scene.time)
    names = {}
    exec(compile(as_code(asked), "notebook", "exec"), names)
    shown = {answer.name: answer.log_p for group in explore(asked).groups for answer in group.answers}
    # The page and the code solve by different routes, and a variance may be 1e-7 of what it is the difference of.
    assert names["log_p"] == pytest.approx(shown, rel=3e-9)
    assert all(math.isfinite(value) for value in shown.values())
    assert capsys.readouterr().out == f"{names['log_p']}\n"


def test_the_code_gives_all_digits_in_a_program_of_its_own():
    """There JAX has 32-bit floats, to which its own arithmetic would round."""
    scene = Scene(candidates=ASKED, noise_std=0.2, y_axis=Axis(40.0, 0.5, "volts (V)"))
    program = as_code(scene) + curve_code(scene) + "print(repr(float(mean[160])), repr(float(std[160])))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    printed, curve = done.stdout.splitlines()
    view = explore(scene)
    shown = {answer.name: answer.log_p + math.log(40.0) for group in view.groups for answer in group.answers}
    assert ast.literal_eval(printed) == pytest.approx(shown, rel=1e-10)
    expected = [0.5 + view.mean[160] / 40.0, view.std[160] / 40.0]
    assert [float(number) for number in curve.split()] == pytest.approx(expected, rel=1e-10)
