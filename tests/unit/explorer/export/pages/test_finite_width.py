"""The script of the Finite width page gives, when it is run, the numbers on screen."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.studies.finite_width.numbers import courses, plane
from tests.unit.explorer.export.pages.scripts import SCENE, run, text_of


@pytest.mark.sample(1)
@pytest.mark.parametrize(("norm", "skip"), [("none", "none"), ("layer", "equal"), ("none", "scaled")])
def test_order_and_chaos_are_those_on_screen(norm, skip):
    arch = replace(SCENE.architecture, norm=norm, skip=skip)
    names = run("finite_width", "a=0.3&b=-1.1", replace(SCENE, architecture=arch))
    shown = courses.course(arch, 0.3, -1.1)
    assert names["correlation"].tolist() == shown.way.correlation.tolist()
    assert names["ntk_cosine"].tolist() == shown.way.ntk_cosine.tolist()
    assert np.array_equal(names["plane"].length, plane.plane(plane.kept(arch), 0.3, -1.1).lengths)
    if skip == "scaled":
        assert float(names["deep"].distance[-1]) == courses.after_many(arch, 0.3, -1.1)
        return
    assert repr(names["limit"]) == repr(shown.decay)
    (line,) = plane.critical_line(plane.kept(arch))
    assert names["critical"] == (line.biases[1] / line.weights[1] if norm == "layer" else line.weights[0])


@pytest.mark.parametrize("query", ["show=drawn", "show=learning", "show=posterior&post=scene"])
@pytest.mark.parametrize("blocks", [{"norm": "layer"}, {"skip": "equal"}])
def test_a_tab_that_refuses_a_network_has_no_script_of_it(query, blocks):
    scene = replace(SCENE, architecture=replace(SCENE.architecture, **blocks))
    text = text_of("finite_width", query, scene)
    assert "without skip connections and layer norm" in text
    assert all(line.startswith("#") for line in text.splitlines() if line)
