"""A file that was exported here restores the scene, on every page; a bad file changes nothing and is told."""

import pytest

from explorer import takeaway
from explorer.scene import permalink
from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.units import Axis
from ntkcore import Architecture
from tests.app.triggers import tell
from tests.app.visitor import Visitor

OTHER = Scene(
    Architecture("erf", 4, 1.25, 0.5),
    Dataset((-0.75, 0.25), (0.5, -1.0)),
    (Candidate("Q", (0.5,), (0.75,)),),
    prior="nngp",
    noise_std=0.05,
    seed=7,
    x_axis=Axis(0.1, 14.5, "speed (km/h)"),
)


class Opener(Visitor):
    def open_file(self, text, name="scene.json", page=""):
        """As the browser does it with a file that is dropped on the page."""
        tell(self, "ntk_page", "opened", {"name": name, "text": text, "page": page})


def made(name, page="", query=""):
    pairs = dict(pair.split("=", 1) for pair in f"{permalink.encode(OTHER)}&{query}".split("&") if pair)
    pairs["xaxis"] = "0.1,14.5,speed (km/h)"
    return takeaway.FILES[name].make(takeaway.taken_from(page or "playground", pairs))


@pytest.mark.parametrize("name", ["scene.json", "curves.csv", "script.py", "notebook.ipynb", "scene.html"])
def test_what_was_exported_restores_the_scene_and_can_be_undone(name):
    visitor = Opener()
    before = visitor.scene
    visitor.open_file(made(name), name)
    assert visitor.scene == OTHER
    assert visitor.link == permalink.encode(OTHER)
    assert visitor.controls["activation"].value == "erf"
    assert visitor.toasts == [f"Opened “{name}”. Undo brings the scene before back."]
    visitor.send({"seq": 1, "type": "undo"})
    assert visitor.scene == before
    assert visitor.toasts == []


def test_the_settings_of_a_page_come_back_on_it():
    visitor = Opener(page="pages/prior.py")
    visitor.open_file(made("scene.json", "prior", "show=kernel&a=0.25"), page="prior")
    assert visitor.scene == OTHER
    assert "show=kernel" in visitor.link
    assert "a=0.25" in visitor.link
    other = Opener(page="pages/eigenmodes.py")
    other.open_file(made("scene.json", "prior", "show=kernel&a=0.25"), page="eigenmodes")
    assert (other.scene, other.link) == (OTHER, permalink.encode(OTHER))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"format": "ntk-expl', "damaged JSON"),
        ('{"a": 1}', "not from NTK Explorer"),
        ("\x89PNG\r\n\x1a\n\x00\x00", ""),
        ("just words", ""),
        ("", ""),
        (None, "larger than 4 MB"),
        (7, "larger than 4 MB"),
        ("a,b,c\n1,2,3\n4,5,6\n", "whose columns you should check first"),
        ("x,y\n100,2\n400,5\n", "whose columns you should check first"),
    ],
)
def test_a_bad_file_is_told_and_changes_nothing(text, told):
    visitor = Opener()
    before, link = visitor.scene, visitor.link
    visitor.open_file(text, "bad <b>file</b>.json")
    assert (visitor.scene, visitor.link) == (before, link)
    (toast,) = visitor.toasts
    assert toast.startswith(
        "“bad <b>file</b>.json” was not opened, and nothing has changed.".replace("<", "\\<").replace(">", "\\>")
    )
    assert told in toast
    assert len(toast) > 70


def test_a_plain_table_takes_the_place_of_the_points():
    visitor = Opener()
    visitor.open_file("x,y\n-0.5,0.25\n0.75,1.5\n", "points.csv")
    assert visitor.scene.dataset == Dataset((-0.5, 0.75), (0.25, 1.5))
    assert visitor.scene.candidates == Scene().candidates


def test_a_scene_in_a_file_is_repaired_like_a_link():
    visitor = Opener()
    visitor.open_file('{"format": "ntk-explorer", "link": "v=2&layers=99&nonsense=1"}')
    assert visitor.scene.architecture.hidden_layers == 32
    assert any("layers was 99" in problem for problem in visitor.session.problems)
