"""The Finite width page's order and chaos: the sentences, the mark that is a network, and both switches."""

import json
import re

import pytest

from ntkcore import criticality
from tests.app.visitor import Visitor, plain

PAGE = "pages/finite_width.py"
ERF = "activation=erf&weights=2&bias=0.3"


def text_of(visitor):
    return plain("\n".join(each.value for each in [*visitor.app.main.markdown, *visitor.app.main.caption]))


def sent_to_the_plane(visitor):
    """The plane's component and what was sent to it."""
    plots = [e.proto for e in visitor.app.get("bidi_component") if e.proto.component_name == "ntk_plot"]
    return next((proto, data["handle"]) for proto in plots if "handle" in (data := json.loads(proto.bytes)))


def move_mark(visitor, **values):
    proto, handle = sent_to_the_plane(visitor)
    event = {"seq": handle["seq"] + 1, "values": values}
    visitor.app._run(visitor._with(proto, {"events": {"session": handle["session"], "list": [event]}}))
    visitor.check()


def test_it_says_down_to_which_layer_inputs_are_told_apart():
    visitor = Visitor(ERF, PAGE)
    point = criticality.fixed_point(visitor.scene.architecture, size=0.37)
    text = text_of(visitor)
    assert f"told apart down to about layer {round(6 * float(point.correlation_depth))}" in text
    assert "chaotic" in text
    assert f"{float(point.correlation):.3f}" in text
    (cell,) = re.findall(r"is ([\d.]+) layers", visitor.figures[0]["layout"]["meta"]["finding"])
    assert float(cell) == pytest.approx(float(point.correlation_depth), rel=0.05)


def test_the_mark_moves_the_network_and_the_sidebar():
    visitor = Visitor(ERF, PAGE)
    move_mark(visitor, weight_std=1.0, bias_std=0.5)
    network = visitor.scene.architecture
    assert (network.weight_std, network.bias_std) == (1.0, 0.5)
    assert (visitor.controls["weight_std"].value, visitor.controls["bias_std"].value) == (1.0, 0.5)
    assert "weights=1&bias=0.5" in visitor.link
    assert "ordered" in text_of(visitor)


def test_the_mark_cannot_leave_the_range_of_a_spread_nor_move_what_is_locked():
    visitor = Visitor(ERF, PAGE)
    move_mark(visitor, weight_std=7.0)
    assert visitor.scene.architecture.weight_std == 2.0
    assert any("must be from 0.1 to 3" in toast for toast in visitor.toasts)
    locked = Visitor(f"{ERF}&lock=weights", PAGE)
    move_mark(locked, weight_std=1.0)
    assert locked.scene.architecture.weight_std == 2.0


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (f"{ERF}&normed=layer", "the slider of σ_w has no effect"),
        (f"{ERF}&skip=equal", "go half the way in each layer"),
        (f"{ERF}&skip=scaled", "the inputs stay apart at any depth"),
        ("activation=gelu&weights=1.6&bias=0.2", "this part is no boundary"),
        ("activation=relu&weights=2&bias=0.1", "K grows without end"),
        ("activation=sin&weights=0.9&bias=0", "K goes to 0"),
        ("activation=identity&weights=1&bias=0", "or not at all"),
    ],
)
def test_special_cases_are_said(query, sentence):
    assert sentence in text_of(Visitor(query, PAGE)).replace("**", "")


def test_equal_inputs_are_asked_to_differ():
    visitor = Visitor(f"{ERF}&a=0.5&b=0.5", PAGE)
    assert "choose two different ones" in visitor.app.info[0].value.lower()
    assert not visitor.figures
