"""The scripts of the Images page give, when they are run, the numbers on screen."""

import pytest

from explorer.studies.images.numbers import likeness, measured
from explorer.studies.images.numbers.networks import SHIPPED
from ntkcore.choices import Kernel
from tests.conftest import ROOT
from tests.unit.explorer.export.pages.scripts import run


@pytest.fixture(autouse=True)
def _in_a_checkout(monkeypatch):
    """Scripts find there the images that come with the app."""
    monkeypatch.chdir(ROOT)


def test_likeness_is_that_on_screen():
    names = run("images", "digit=30&right=-1&down=1&by=nngp")
    answers = likeness.alike(SHIPPED, Kernel.NNGP, 30, -1, 1)
    for row, answer in zip(names["cosine"].values(), answers, strict=True):
        assert row == pytest.approx(answer.cosines, rel=1e-12)
    assert list(names["ranks"].values()) == [answer.rank(30) for answer in answers]


@pytest.mark.parametrize(("window", "by"), [(1, "nngp"), pytest.param(8, "ntk", marks=pytest.mark.long)])
def test_accuracies_with_a_window_are_those_on_screen(window, by):
    names = run("images", f"show=pooling&window={window}&moved=2&shown=100&by={by}")
    stored, kernel = measured.accuracies(), ["ntk", "nngp"].index(by)
    assert names["mean"] == pytest.approx(stored.mean[kernel, window - 1, [0, 2], 3], abs=2e-3)
    assert names["std"] == pytest.approx(stored.std[kernel, window - 1, [0, 2], 3], abs=2e-3)
