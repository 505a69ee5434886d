"""The puzzle's script gives, when it is run, the numbers on screen."""

import nbformat
import numpy as np
import pytest

from explorer import takeaway
from explorer.export import notebook
from explorer.studies.puzzle.numbers import BUMP, Mistake, score
from explorer.studies.puzzle.sections import bumps
from tests.conftest import ROOT
from tests.unit.explorer.export.pages.scripts import run


@pytest.fixture(autouse=True)
def _in_a_checkout(monkeypatch):
    """Scripts find there the images and networks that come with the app."""
    monkeypatch.chdir(ROOT)


def test_the_puzzle_is_that_on_screen():
    names, shown = run("puzzle", "guess=2.5&at=0.3"), score(Mistake.NONE, BUMP)
    assert names["best"] == pytest.approx(shown.best, rel=1e-9)
    assert names["behind"] == pytest.approx(-float(shown.relative(np.array(2.5))), rel=1e-9)
    assert names["at_input"] == pytest.approx(score(Mistake.NONE, 0.3).best, rel=1e-9)


@pytest.mark.parametrize("mistake", [each for each in Mistake if each != Mistake.NONE])
def test_a_mistake_is_that_on_screen(mistake):
    names = run("puzzle", f"mistake={mistake}")
    for at, (label, curvature) in names["wrong"].items():
        shown = score(mistake, at)
        tolerance = 1e-3 if mistake == Mistake.SINGLE else 1e-6
        assert (label, curvature) == pytest.approx((shown.best, shown.curvature), rel=tolerance, nan_ok=True)


@pytest.mark.parametrize("query", ["width=256&how=linear&small=0.1", "width=1024&how=plain&small=0.1"])
def test_trained_networks_of_the_puzzle_are_those_on_screen(query):
    asked = dict(pair.split("=") for pair in query.split("&"))
    shown = bumps.ensemble((int(asked["width"]), float(asked["small"]), asked["how"]))
    finite = run("puzzle", query)["finite"]
    assert isinstance(shown, bumps.Trained)
    assert finite["mean"] == pytest.approx(shown.comparison.mean[40], rel=1e-9)
    assert finite["error"] == pytest.approx(shown.error[40], rel=1e-9)


def test_a_notebook_of_a_page_runs_its_script_and_draws_the_scene():
    taken = takeaway.taken_from("puzzle", {"v": "3", "guess": "2.5"})
    made = nbformat.reads(notebook.write(taken), as_version=4)
    names = {}
    code = [cell.source for cell in made.cells if cell.cell_type == "code"]
    exec(compile("\n".join(code).replace("plt.show()", ""), "notebook", "exec"), names)
    assert names["behind"] == pytest.approx(-float(score(Mistake.NONE, BUMP).relative(np.array(2.5))), rel=1e-9)
    assert np.array_equal(names["axes"].get_lines()[0].get_ydata(), names["mean"])
    names["plt"].close("all")
