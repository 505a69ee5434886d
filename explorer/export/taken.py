"""The scene, page and settings that are exported, and the comment lines at the head of every exported text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from explorer.export.sentence import describe
from explorer.grid.view import View, explore, pinned_curves
from explorer.language import phrases_of
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.scene.units import Axis

phrase = phrases_of("export")

SCENE_LINE = "scene = "  # in a comment line of every text; what stands behind it opens the scene again


@dataclass(frozen=True, eq=False)
class Taken:
    """A scene on a page, with all settings of the page, and the address of the app ('' if unknown)."""

    scene: Scene
    page: str = ""  # as in the address; the Playground is ''
    settings: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""  # of the address, with the page's settings; made from the scene if it is ''
    address: str = ""  # of the app, without a page
    title: str = ""  # of the page in one HTML file, as the person wants it
    caption: str = ""
    solve: Any = explore  # Scene → View; the app gives one that keeps its answers

    @cached_property
    def view(self) -> View:
        """Every number of the scene."""
        return self.solve(self.scene)

    @cached_property
    def pinned(self) -> dict[str, np.ndarray]:
        """The mean and std of f (301,) of what is pinned, as it is drawn; none if nothing is pinned."""
        pin = self.scene.pin
        return pinned_curves(pin and pin.drawn(self.scene))

    @property
    def link(self) -> str:
        """The query string that opens this scene on this page."""
        return self.query or permalink.encode(self.scene)

    @property
    def url(self) -> str:
        """The full address, or the query alone where the app's address is unknown."""
        return f"{self.address}/{self.page}?{self.link}" if self.address else f"?{self.link}"

    def comments(self, title: str, *more: str) -> list[str]:
        """Comment lines for a text: its title, the scene in a sentence and as a link, its settings, and `more`."""
        lines = [f"NTK Explorer: {title}", describe(self.scene), *_settings(self.scene)]
        if self.page:
            lines.append(f"page = {self.page}")
        lines += [f"{name} = {value}" for name, value in self.settings.items()]
        lines += [*_units(self.scene), *more, f"{SCENE_LINE}{self.link}"]
        if self.address:
            lines.append(f"link = {self.url}")
        return [f"# {line}" for line in lines]


def _settings(scene: Scene) -> list[str]:
    """The network, distribution and noise, in the library's own words."""
    network = scene.architecture
    return [
        f"activation = {network.activation}",
        f"hidden_layers = {network.hidden_layers}",
        f"weight_std = {network.weight_std!r}",
        f"bias_std = {network.bias_std!r}",
        *(f"{name} = {value}" for name, value in (("skip", network.skip), ("norm", network.norm)) if value != "none"),
        f"prior = {scene.prior}",
        f"time = {scene.time!r}  {phrase('comments.time')}",
        f"noise_std = {scene.noise_std!r}  {phrase('comments.noise')}",
        f"seed = {scene.seed}  {phrase('comments.seed')}",
    ]


def _units(scene: Scene) -> list[str]:
    axes = (("x", scene.x_axis), ("y", scene.y_axis))
    return [phrase("comments.units", letter=letter, unit=_unit(letter, axis)) for letter, axis in axes]


def _unit(letter: str, axis: Axis) -> str:
    """The unit of an axis in words, with the map to the window where it is not the window itself."""
    if axis.is_window:
        return phrase("comments.window", name=axis.name or letter)
    numbers = {"scale": repr(axis.scale), "centre": repr(axis.centre)}
    return phrase("comments.mapped", name=axis.name or letter, letter=letter, **numbers)
