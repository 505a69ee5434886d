"""The Finite width page's tab on learning beyond the kernel: its link, its two jobs, and what it says of them."""

import numpy as np
import pytest

from explorer.studies.finite_width.figures import taylor
from explorer.studies.finite_width.numbers import polynomials, shift
from explorer.ui.queue import State
from tests.app.visitor import Visitor, finished, numbers_in, plain

PAGE = "pages/finite_width.py"
LINK = "v=3&activation=erf&layers=1&weights=1.5&bias=0.5&points=-1,0.4;-0.3,-0.3;0.5,0.35;1,-0.25&show=learning"
TRAIN = "Train the network and its polynomials"


def told(visitor):
    elements = (*visitor.app.markdown, *visitor.app.caption, *visitor.app.info, *visitor.app.warning)
    return plain(" ".join(element.value for element in elements))


def names(figure):
    return [trace["name"] for trace in figure["data"]]


def test_four_curves_are_trained_and_compared():
    visitor = Visitor(f"{LINK}&taylor=64&taylor_alpha=2", PAGE)
    visitor.press(TRAIN)
    job = finished(visitor, "polynomials")
    assert job.state == State.DONE
    curves, gaps = visitor.figures[:2]
    assert names(curves)[:4] == ["network", "linearised", "quadratic", "cubic"]
    for trace, at in zip(gaps["data"], (1, 2, 3), strict=True):
        drawn = [np.array(numbers_in(curves["data"][each]["y"])) for each in (at, 0)]
        np.testing.assert_allclose(numbers_in(trace["y"]), drawn[0] - drawn[1], atol=1e-12)
    answer = job.answer
    assert f"{answer.miss('cubic'):.2g}" in told(visitor)
    assert "times as close to this network as its linearisation" in told(visitor)
    assert visitor.link.endswith("&show=learning&taylor=64&taylor_alpha=2")
    visitor.set("bias_std", 0.7)
    assert "trained before you changed" in told(visitor)


@pytest.mark.parametrize(
    ("link", "warning"),
    [
        (f"{LINK}&taylor=16", "Taylor polynomials stop holding here"),
        (f"{LINK.replace('erf', 'relu')}&taylor=64&taylor_time=1", "No polynomial helps here"),
    ],
)
def test_what_must_be_known_first_is_said(link, warning):
    visitor = Visitor(link, PAGE)
    visitor.press(TRAIN)
    assert finished(visitor, "polynomials").state == State.DONE
    assert warning in told(visitor)


def test_pairs_are_trained_and_their_mean_shift_is_shown_beside_the_stored_ones():
    visitor = Visitor(f"{LINK}&shift=32&shift_pairs=8", PAGE)
    stored, by_width = visitor.figures
    assert names(stored) == names(taylor.over_inputs(shift.stored().of("erf")[-1].shift, visitor.scene.units))
    assert [name.split(":")[0] for name in names(by_width)] == ["erf", "erf", "ReLU", "ReLU"]
    visitor.press("Train 16 networks")
    job = finished(visitor, "shift")
    assert job.state == State.DONE
    over, by_width = visitor.figures
    assert names(over) == ["network", "quadratic", "cubic", "corrected to order 1/n"]
    np.testing.assert_allclose(numbers_in(over["data"][0]["y"]), 32 * job.answer.shift.means["network"][0], rtol=1e-12)
    assert names(by_width)[-1] == "yours"
    assert numbers_in(by_width["data"][-1]["x"]) == [32]
    assert "8 pairs of width 32" in told(visitor)


def test_without_points_there_is_nothing_to_learn():
    visitor = Visitor("v=3&points=&show=learning", PAGE)
    assert "There is nothing to learn yet" in told(visitor)
    assert "Measured beforehand" in told(visitor)


def test_too_much_is_refused():
    visitor = Visitor("v=3&layers=32&show=learning&taylor=1024&shift=512&shift_pairs=1000", PAGE)
    refused = [button for button in visitor.app.button if button.label.startswith("Train")]
    assert [button.disabled for button in refused] == [True, True]
    assert "times the time limit" in told(visitor)
    assert polynomials.seconds(visitor.scene.architecture, 1024, 5) > polynomials.MOST_SECONDS / 4
    assert shift.stored().command in told(visitor)
