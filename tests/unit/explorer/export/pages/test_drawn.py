"""The script of random networks gives, when it is run, the numbers on screen."""

import numpy as np
import pytest

from explorer.studies.finite_width.numbers import drawn
from explorer.studies.finite_width.numbers.drawn import Request
from tests.unit.explorer.export.pages.scripts import SCENE, run


def test_moments_and_spreads_are_those_on_screen(capsys):
    names = run("finite_width", "show=drawn&wide=48&at=0.6")
    request = Request(SCENE.architecture, 48, 0.6, 2000, SCENE.seed)
    limits = drawn.theory(request.arch, 48, 0.6)
    measured = drawn.measure(drawn.draw(request).drawn, limits)
    assert names["ratios"].mean() == pytest.approx(measured.kernel_mean.value, rel=1e-6)
    assert names["ratios"].std() == pytest.approx(measured.kernel_std.value, rel=1e-6)
    assert float(names["order"].ntk_std / names["limits"].ntk) == pytest.approx(limits.kernel_std, rel=1e-6)
    assert float(names["correlation"]) == pytest.approx(limits.correlation, rel=1e-6)
    curves = drawn.spreads(request.arch, 48, 0.6).by_activation
    for activation, curve in curves.items():
        np.testing.assert_allclose(names["spreads"][str(activation)], curve, rtol=1e-9)
    assert "to order 1/width" in capsys.readouterr().out
