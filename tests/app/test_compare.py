"""Compare: the pin in links and in the chart's events, its steps of undo, and what a link can forbid."""

import struct
from base64 import b64decode
from dataclasses import replace

from explorer.grid.view import explore
from explorer.scene.scene import Pin, Scene
from ntkcore.architecture import Architecture
from tests.app.visitor import Visitor, edit

DEEPER = Scene(Architecture("relu", 3, 2.0, 1.0), noise_std=0.1)
LINK = "v=3&layers=3&noise=0.1&pin=layers%3D2%26noise%3D0"


def pinned(scene):
    """The pin of `scene` as a browser sends it."""
    pairs = [list(pair) for pair in zip(scene.dataset.x, scene.dataset.y, strict=True)]
    network = {name: getattr(scene.architecture, name) for name in Architecture.__dataclass_fields__}
    common = {"prior": scene.prior, "noise_std": scene.noise_std, "time": None, "beside": False}
    return {"points": pairs, "network": network} | common


def test_what_is_pinned_comes_with_the_link_and_with_every_answer():
    visitor = Visitor(LINK)
    assert visitor.scene == replace(DEEPER, pin=Pin.of(Scene()))
    assert visitor.link == LINK
    sent = visitor.chart
    assert sent["pin"] == pinned(Scene())
    assert sent["pinning"] == {"shown": True, "pin": True, "swap": True}
    mean = struct.unpack("<301f", b64decode(sent["pinned_curves"]["mean"]))
    assert max(abs(a - b) for a, b in zip(mean, explore(Scene()).mean, strict=True)) < 1e-6


def test_pin_change_swap_and_undo():
    visitor = Visitor()
    visitor.send(edit(1, Scene(), pin=pinned(Scene())))
    assert visitor.link == "v=3&pin=same"
    visitor.set("hidden_layers", 3)
    visitor.set("noise_std", 0.1)
    assert visitor.link == LINK
    visitor.send({"seq": 2, "type": "swap"})
    assert visitor.scene == replace(Scene(), pin=Pin.of(DEEPER))
    assert visitor.controls["hidden_layers"].value == 2
    assert visitor.chart["past"][-1]["pin"] == pinned(Scene())
    visitor.send({"seq": 3, "type": "undo"})
    assert visitor.link == LINK
    for seq in (4, 5, 6):
        visitor.send({"seq": seq, "type": "undo"})
    assert visitor.scene == Scene()
    assert visitor.chart["pinned_curves"] == {}
    visitor.send({"seq": 7, "type": "swap"})
    assert visitor.scene == Scene()
    assert "Press Compare first" in visitor.toasts[0]


def test_a_damaged_pin_opens_with_a_message():
    visitor = Visitor("v=3&pin=layers%3D99%26colour%3Dred")
    assert visitor.scene.pin == replace(Pin.of(Scene()), architecture=Architecture("relu", 32, 2.0, 1.0))
    told = "\n".join(text.value for text in visitor.app.text)
    assert "pin: layers was 99" in told
    assert "“colour” is not a setting that can be pinned" in told


def test_a_link_can_keep_what_is_pinned():
    visitor = Visitor(f"{LINK}&lock=pin")
    assert visitor.chart["pinning"] == {"shown": True, "pin": False, "swap": False}
    visitor.send(edit(1, DEEPER, pin=None))
    assert "keeps what is pinned" in visitor.toasts[0]
    visitor.send({"seq": 2, "type": "swap"})
    assert visitor.link == f"{LINK}&lock=pin"
    assert Visitor(f"{LINK}&hide=pin").chart["pinning"] == {"shown": False, "pin": False, "swap": False}
    locked = Visitor(f"{LINK}&lock=noise")
    assert locked.chart["pinning"] == {"shown": True, "pin": True, "swap": False}
    locked.send({"seq": 1, "type": "swap"})
    assert locked.link == f"{LINK}&lock=noise"
    assert "that a swap would change" in locked.toasts[0]


def test_other_units_drop_what_is_pinned_and_undo_brings_it_back():
    visitor = Visitor("v=3&yaxis=0.1,40,dist&pin=same")
    assert visitor.scene.pin is not None
    visitor.send({"seq": 1, "type": "preset", "name": "sine"})
    assert visitor.scene.pin is None
    visitor.send({"seq": 2, "type": "undo"})
    assert visitor.scene.pin is not None
