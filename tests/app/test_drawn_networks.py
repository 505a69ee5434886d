"""The Finite width page's random networks: at once, as a job with its stop, and what is told about them."""

import time

import pytest

from explorer.studies.finite_width.numbers import drawn
from explorer.ui.queue import State
from tests.app.visitor import SECONDS, Visitor, finished, plain

PAGE = "pages/finite_width.py"
LINK = "v=3&layers=2&weight=1.4&bias=0.3&show=drawn"


def told(visitor):
    return plain("\n".join(e.value for element in ("markdown", "caption", "info") for e in visitor.app.get(element)))


def test_two_thousand_networks_stand_there_at_once_and_relu_has_no_shift():
    visitor = Visitor(LINK, PAGE)
    assert len(visitor.figures) == 3
    assert not [button for button in visitor.app.button if button.label.startswith("Draw")]
    text = told(visitor)
    assert "**The mean does not move.**" in text
    assert "**Networks with large outputs learn fast.**" in text
    assert "| 2000 networks |" in text
    limits = drawn.theory(visitor.scene.architecture, 32, 1.0)
    assert f"| {limits.kernel_std:.3g} |" in text


@pytest.mark.parametrize(("activation", "learning"), [("erf", "slowly"), ("sin", "slowly"), ("gelu", "fast")])
def test_bounded_activations_learn_slowly_where_outputs_are_large(activation, learning):
    text = told(Visitor(f"{LINK}&activation={activation}", PAGE))
    assert f"**Networks with large outputs learn {learning}.**" in text
    assert "moves.**" in text


def test_the_depth_beside_the_width_is_that_of_the_scene():
    visitor = Visitor(LINK, PAGE)
    visitor.setting("hidden_layers").move(20)
    assert visitor.scene.architecture.hidden_layers == 20
    assert visitor.controls["hidden_layers"].value == 20
    assert "layers=20" in visitor.link
    visitor.setting("wide").move(8)
    assert "has no longer one kernel" in told(visitor)


def test_wide_networks_are_drawn_when_asked_for_and_kept_when_stopped():
    visitor = Visitor(f"{LINK}&wide=1024&drawn=200000", PAGE)
    assert len(visitor.figures) == 1
    assert "Press the button to draw these networks." in told(visitor)
    visitor.press("Draw 200 000 networks of width 1024")
    job, deadline = visitor.session.jobs.latest["drawn"], time.monotonic() + SECONDS
    while job.answer is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    visitor.app.run()
    visitor.press("Stop")
    assert finished(visitor, "drawn").state == State.STOPPED
    assert len(visitor.figures) == 3
    assert f"| {len(job.answer.drawn.outputs)} networks |" in told(visitor)
    visitor.set("bias_std", 0.5)
    assert "The last networks were drawn with other settings." in told(visitor)


def test_where_all_networks_are_0_there_is_nothing_to_show():
    visitor = Visitor("v=3&bias=0&show=drawn&at=0", PAGE)
    assert visitor.figures == []
    assert told(visitor).count("There is nothing to show here.") == 2


def test_networks_with_skips_are_not_taken_for_plain_networks():
    visitor = Visitor(f"{LINK}&skip=equal", PAGE)
    assert visitor.figures == []
    assert visitor.setting("wide").value == 32
    visitor.press("Use a plain network")
    assert len(visitor.figures) == 3
