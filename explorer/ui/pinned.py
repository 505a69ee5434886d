"""The scene's pin on its way to the chart and back, and what a link allows to do with it."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from explorer.language import phrases_of
from explorer.scene import permalink
from explorer.scene.scene import Dataset, Pin, Scene
from explorer.ui import session
from ntkcore.architecture import Architecture

phrase = phrases_of("ui")

_KEY = "pin"  # in the link


def entry(pin: Pin | None) -> dict[str, Any] | None:
    """The pin as JSON."""
    if pin is None:
        return None
    return {
        "points": pairs(pin.dataset),
        "network": asdict(pin.architecture),
        "prior": pin.prior,
        "noise_std": pin.noise_std,
        "time": finite(pin.time),
        "beside": pin.beside,
    }


def read(sent: Mapping[str, Any] | None) -> Pin | None:
    """The pin that a browser has sent. Raises ValueError, TypeError or KeyError if it is none."""
    if sent is None:
        return None
    time = math.inf if sent["time"] is None else sent["time"]
    network, beside = Architecture(**sent["network"]), sent["beside"] is True
    return Pin(network, dataset(sent["points"]), sent["prior"], sent["noise_std"], time, beside)


def allowed(scene: Scene) -> dict[str, bool]:
    """Whether the link shows the buttons, and lets a person pin, and swap what is pinned.

    A swap may not move a control that the link locks.
    """
    display = session.get().display
    kept = {*display.lock, *display.hide}
    swap = not kept & {_KEY, *permalink.pinned_keys(scene)}
    return {"shown": _KEY not in display.hide, "pin": _KEY not in kept, "swap": swap}


def checked(pin: Pin | None, scene: Scene) -> Pin | None:
    """The pin to put in the place of that of `scene`. Raises ValueError if the link of the page keeps that."""
    if pin != scene.pin and not allowed(scene)["pin"]:
        raise ValueError(phrase("pin.kept"))
    return pin


def swapped(scene: Scene) -> Scene:
    """The pinned scene, with `scene` pinned to it. Raises ValueError if the link forbids it or nothing is pinned."""
    if not allowed(scene)["swap"]:
        raise ValueError(phrase("pin.no_swap"))
    return scene.swapped()


def pairs(points: Dataset) -> list[tuple[float, float]]:
    """The points as JSON."""
    return list(zip(points.x, points.y, strict=True))


def dataset(points: Any) -> Dataset:
    """The points that a browser has sent. Raises ValueError or TypeError if they are none."""
    return Dataset(tuple(x for x, _ in points), tuple(y for _, y in points))


def finite(time: float) -> float | None:
    """A training time as JSON has it, which knows no infinity."""
    return None if math.isinf(time) else time
