"""The script of the Bounds page gives, when it is run, the numbers on screen."""

import numpy as np
import pytest

from explorer.studies.bounds.numbers.curve import bounds_of, learning_curve
from explorer.studies.bounds.numbers.labels import with_wrong_labels
from explorer.studies.bounds.numbers.targets import TARGETS, Task
from tests.conftest import ROOT
from tests.unit.explorer.export.pages.scripts import SCENE, run


@pytest.mark.parametrize("target", TARGETS)
def test_p_s_errors_and_bounds_are_those_on_screen(target, monkeypatch):
    monkeypatch.chdir(ROOT)
    names = run("bounds", f"target={target}&cube=4&flips=0.2&sample=7&m=9&delta=0.1&wrong=0.3&shuffle=2")
    curve = learning_curve(SCENE.architecture, Task(target, 4, 0.2, 7))
    assert names["log_p"] == pytest.approx(curve.log_p[8], abs=2e-4)
    assert names["gibbs"].mean == pytest.approx(curve.error[8], abs=2e-4)
    shown = [each[8] for each in bounds_of(curve.log_p, curve.m, 0.1)]
    assert [names[name] for name in ("proved", "valle_perez", "maurer")] == pytest.approx(shown, abs=1e-4)
    digits = with_wrong_labels(SCENE.architecture, 0.3, 2)
    assert names["digits_log_p"] == pytest.approx(digits.log_p[-1], abs=5e-3)
    assert names["digits_error"] == pytest.approx(digits.error[-1], abs=2e-3)
    assert np.isfinite(names["exact"])
