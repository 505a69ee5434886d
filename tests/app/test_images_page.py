"""The Images page: likeness to a moved digit, ranks of all digits, and the slider from flatten to global pooling."""

import time

import numpy as np
import pytest

from explorer.studies.images.numbers import measured
from tests.app.visitor import Visitor, finished, numbers_in, plain

PAGE = "pages/images.py"


def told(visitor):
    return plain(" ".join(element.value for element in [*visitor.app.markdown, *visitor.app.caption]))


def test_each_network_ranks_the_digits_and_they_disagree():
    visitor = Visitor("v=3", PAGE)
    first = measured.ranks(1, 0)
    assert first is not None
    assert f"rank {first.rank[0, 10]} of 240 for the fully connected" in told(visitor).replace("**", "")
    assert "median rank 53 of 240" in told(visitor).replace("**", "")
    assert "216 of 240" in told(visitor)
    visitor.press("Next digit on which they disagree")
    settings = visitor.session.pages["Images"].values
    digit = settings["digit"]
    assert digit != 10
    assert settings["other_c"] == digit
    assert settings["other_b"] == first.nearest[0, digit]
    assert f"digit={digit}" in visitor.link
    sentences = told(visitor).replace("**", "")
    assert "For the fully connected network A is more like B" in sentences
    assert "For the convolutional, pooled network A is more like C" in sentences


def test_another_move_is_asked_about_by_a_button():
    visitor = Visitor("v=3&right=1&down=1", PAGE)
    assert not visitor.figures
    visitor.press("Ask about all 240 digits")
    job = visitor.session.jobs.latest["ranks"]
    while job.answer is None:
        time.sleep(0.02)
    job.stop()
    finished(visitor, "ranks")
    assert "for the fully connected network" in told(visitor)
    assert len(visitor.figures) == 1


def test_the_slider_of_pooling_shows_what_comes_with_the_app():
    visitor = Visitor("v=3&show=pooling", PAGE)
    stored = measured.accuracies()
    by_examples, by_window = visitor.figures
    plain_line, moved_line = by_examples["data"]
    assert numbers_in(plain_line["y"]) == pytest.approx(100 * stored.mean[0, 0, 0], rel=1e-6)
    assert numbers_in(moved_line["y"]) == pytest.approx(100 * stored.mean[0, 0, 1], rel=1e-6)
    visitor.setting("window").move(8)
    visitor.setting("moved").move(3)
    visitor.setting("by").move("nngp")
    by_examples, by_window = visitor.figures
    lines = [numbers_in(line["y"]) for line in by_examples["data"]]
    assert lines[0] == pytest.approx(100 * stored.mean[1, 7, 0], rel=1e-6)
    assert np.array_equal(lines[0], lines[1])
    assert numbers_in(by_window["data"][1]["y"]) == pytest.approx(100 * stored.mean[1, :, 3, 2], rel=1e-6)
    assert visitor.link == "v=3&show=pooling&by=nngp&window=8&moved=3"


def test_other_networks_are_computed_by_a_button():
    visitor = Visitor("v=3&show=pooling&deep=1", PAGE)
    assert not visitor.figures
    assert "about 13 seconds" in told(visitor)
    visitor.press("Compute all windows")
    job = visitor.session.jobs.latest["windows"]
    while not job.share:
        time.sleep(0.02)
    job.stop()
    finished(visitor, "windows")
    assert job.share < 1.0
    assert not visitor.figures
