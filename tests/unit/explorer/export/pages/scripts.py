"""The scripts of pages as a person gets them, and what they compute."""

from dataclasses import replace

from explorer import takeaway
from explorer.export.pages import script
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.scene.units import Axis
from ntkcore import Architecture

SCENE = Scene(Architecture("relu", 2, 1.5, 0.3), noise_std=0.1)
UNITS = replace(SCENE, y_axis=Axis(40.0, 0.5, "volts (V)"))


def text_of(page: str, query: str = "", scene: Scene = SCENE) -> str:
    """The script of a page whose link is that of the scene and `query`."""
    pairs = f"{permalink.encode(scene)}&{query}".split("&")
    return script(takeaway.taken_from(page, dict(pair.split("=") for pair in pairs if pair)))


def run(page: str, query: str = "", scene: Scene = SCENE) -> dict:
    """The variables of the page's script after it has run."""
    names: dict = {}
    exec(compile(text_of(page, query, scene), page, "exec"), names)
    return names
