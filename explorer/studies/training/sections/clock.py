"""The Training page's clock: gradient flow at every time."""

import base64
import json
from dataclasses import asdict
from typing import Any

import numpy as np

from explorer.figures.curves import BAND, y_range
from explorer.language import cached_in_language
from explorer.scene.scene import Dataset
from explorer.scene.units import WINDOW, Units
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.training.numbers import flow
from explorer.ui import session, text, units
from explorer.ui.drawing import Drawing
from explorer.ui.section import Section
from ntkcore.architecture import Architecture

_clock = Drawing("ntk_clock", "clock", "clock.js", sheets=("numbers.css",))
FILES = (_clock.file.name,)
_SHOWN_MODES = 12
_HIGHEST = 2.5  # untrained networks may leave the picture: what they learn is smaller


def packed(_: object) -> bytes:
    """Compute the flow at all times, packed for the browser."""
    scene = session.current()
    return _packed(scene.architecture, scene.dataset, scene.noise_std, scene.units)


def clock(data: bytes) -> None:
    """Draw the clock. It plays in the browser, so that no redraw waits for the server."""
    _clock.bring()
    _clock(key="clock", data=data)


@cached_in_language(64)  # 120 kB each, one for each person of two classes
def _packed(architecture: Architecture, data: Dataset, noise_std: float, units: Units) -> bytes:
    return json.dumps(payload(flow.flow(architecture, data, noise_std), data, units)).encode()


def payload(gradient_flow: flow.Flow, data: Dataset, units: Units = WINDOW) -> dict[str, Any]:
    """The data of the clock as JSON; curves (T, 101) as base64 of little-endian float32.

    Places and lengths are the window's, and `units` says how they read; losses are in the units of the data.
    """
    return {
        "times": gradient_flow.times.tolist(),
        "first": _first_index(gradient_flow),
        "x": PLOT_INPUTS.tolist(),
        "points": list(zip(data.x, data.y, strict=True)),
        "mean": _text(gradient_flow.mean),
        "std": _text(gradient_flow.std),
        "residual": _listed(gradient_flow.residual),
        "loss": _listed(units.y.squares(gradient_flow.loss)),
        "bound": _listed(units.y.squares(gradient_flow.bound)),
        "values": gradient_flow.modes.values[:_SHOWN_MODES].tolist(),
        "remaining": _listed(gradient_flow.remaining[:, :_SHOWN_MODES]),
        "loss_unit": units.y.in_unit(2),
        "y_range": _room(gradient_flow, data),
        "units": {name: asdict(axis) for name, axis in units._asdict().items()},
    }


def _first_index(gradient_flow: flow.Flow) -> int:
    """The index of the time that the clock shows first: the loss has halved, so that there is motion to see."""
    done = gradient_flow.loss - gradient_flow.floor <= 0.5 * (gradient_flow.loss[0] - gradient_flow.floor)
    return int(np.argmax(done)) if done.any() else 0


def _room(gradient_flow: flow.Flow, data: Dataset) -> tuple[float, float]:
    """The range of the y axis, the same at all times."""
    edges = [gradient_flow.mean - BAND * gradient_flow.std, gradient_flow.mean + BAND * gradient_flow.std]
    return y_range(np.clip(edges, -_HIGHEST, _HIGHEST), np.array(data.y))


def _listed(numbers: np.ndarray) -> list[Any]:
    """The numbers as lists, to the seven digits that a picture needs: all would take three times the bytes."""
    rounded = [float(f"{number:.7g}") for number in numbers.ravel()]
    return np.reshape(rounded, numbers.shape).tolist()


def _text(curves: np.ndarray) -> str:
    return base64.b64encode(curves.astype("<f4").tobytes()).decode()


def words(_: bytes) -> None:
    """Write what the clock shows and the formulas; with noise also what it changes."""
    text.caption("training", "clock_caption")
    text.show("training", "clock_formula")
    noise = text.section("training", "noise") if session.current().noise_std else ""
    text.caption("training", "clock_credit", noise=noise)
    units.network_caption()


SECTION = Section("training", "clock", numbers=packed, figure=clock, words=words)
