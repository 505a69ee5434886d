"""Links that lock or hide controls, on the pages: what is shown, what is refused, and that the link keeps them."""

from explorer.scene.scene import Scene
from tests.app.prior_page import PRIOR
from tests.app.test_controls import message
from tests.app.visitor import Visitor


def test_a_locked_control_cannot_be_moved_and_a_hidden_one_is_not_there():
    visitor = Visitor("v=3&lock=weights,noise&hide=seed,time")
    network = ["activation", "hidden_layers", "weight_std", "bias_std"]
    assert list(visitor.controls) == ["prior", *network, "noise_std", "skip", "norm"]
    weight = visitor.controls["weight_std"]
    visitor.answer(weight, message(weight, (1, 0.5)))
    assert visitor.scene == Scene()
    assert "keeps this setting as it is" in visitor.toasts[0]
    visitor.send({"seq": 1, "type": "noise", "noise_std": 0.1})
    assert visitor.scene == Scene()
    assert "keeps the label noise as it is" in visitor.toasts[-1]
    visitor.set("bias_std", 0.5)
    assert visitor.link == "v=3&bias=0.5&lock=weights,noise&hide=seed,time"


def test_other_pages_keep_to_the_link():
    visitor = Visitor("v=3&lock=bias&hide=layers,measure&show=kernel", PRIOR)
    assert "hide=layers,measure" in visitor.link
    names = [control.name for control in visitor.inputs]
    assert "measure" not in names
    assert "a" in names
    assert "hidden_layers" not in names
    assert visitor.controls["bias_std"].sent["locked"]
    visitor.go("app.py")
    assert "hidden_layers" not in visitor.controls
    assert visitor.link == "v=3&lock=bias&hide=layers,measure"


def test_a_page_without_any_control_left_is_a_page():
    hidden = "activation,layers,weights,bias,skip,normed,prior,time,noise,seed"
    assert not Visitor(f"v=3&hide={hidden}").controls
