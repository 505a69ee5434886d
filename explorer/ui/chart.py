"""The Python side of the live chart: sends the view to the browser and applies the edits made there."""

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import streamlit as st
from streamlit.components.v2 import component

from explorer.grid.messages import HEALTH, NOTES, RANK
from explorer.grid.normals import packed_normals
from explorer.grid.view import View, pinned_curves
from explorer.language import phrases_of
from explorer.scene import permalink
from explorer.scene.limits import LIMITS
from explorer.scene.scene import PRESETS, Candidate, Scene
from explorer.ui import assets, controls, events, noise, pinned, session
from explorer.ui.drawing import Drawing
from ntkcore.choices import Distribution

phrase = phrases_of("ui")

# The data are bytes: Streamlit would search a dict for tables and write it as JSON twice.
_chart = Drawing("ntk_chart", "chart", "chart.js", sheets=("numbers.css",))
FILES = (_chart.file.name,)
_GIVE_NOISE = "\nexport default function ({ data }) { keepNoise(data); }\n"
_noise = component("ntk_noise", js=assets.bundle("shared", "noise.js") + _GIVE_NOISE)

_KEY = "chart"
_STEPS_AHEAD = 8  # steps of undo and redo that the browser gets in advance, to show them at once
CHART_LIMITS: dict[str, Any] = (
    {name: [LIMITS[name].low, LIMITS[name].high] for name in ("x", "y")}
    | {name: int(LIMITS[name].high) for name in ("points", "candidates", "candidate_inputs")}
    | {"step": LIMITS["x"].step}
)
# Whose functions the band and the samples show, and which kernel the slice.
_SHOWN = {
    Distribution.NNGP: ("networks", "nngp"),
    Distribution.NTK: ("functions", "ntk"),
    Distribution.ENSEMBLE: ("networks", "ntk"),
}


def texts() -> dict[str, Any]:
    """The legend and the sentences with which the browser tells of a scene before the server answers."""
    legends = {
        prior: {
            "band": phrase(f"chart.{shown}.band"),
            "samples": phrase(f"chart.{shown}.samples"),
            "slice": phrase(f"chart.slice.{kernel}"),
        }
        for prior, (shown, kernel) in _SHOWN.items()
    }
    sentences = {"health": dict(HEALTH), "notes": dict(NOTES), "rank": dict(RANK)}
    return {"mean": phrase("chart.mean"), "dashed": phrase("chart.dashed"), "legends": legends} | sentences


def chart_code(scene: Scene) -> None:
    """Send the chart's code and the noise of samples with the page if the server has no addresses for them.

    Called outside the fragment that holds the chart, so that they do not travel with every edit.
    """
    _chart.bring()
    if not noise.address():
        _noise(key="noise", data=packed_normals(scene.seed))


def rerun_page() -> None:
    """Run the page again if an event, such as an undo, reached settings outside the chart's fragment."""
    state = session.get().chart
    wanted, state.rerun_page = state.rerun_page, False
    if wanted:
        st.rerun()


def live_chart(view: View) -> None:
    """Draw the chart and commit what the person does in it."""
    # Here and not in the callback: what a callback draws in a fragment takes the place of the page's first elements.
    state = session.get().chart
    refusals, state.refusals = state.refusals, ()
    for refusal in refusals:
        st.toast(refusal, icon=":material/error:")
    rerun_page()
    answer = events.listen(_KEY, _receive)
    _chart(key=_KEY, data=json.dumps(payload(view)).encode(), on_events_change=answer)


def payload(view: View) -> dict[str, Any]:
    """The chart's data as JSON; curves as base64 of little-endian float32 on the 301-point grid."""
    scene = view.scene
    now = session.get()
    past, future = now.history
    present = entry(scene)
    ghost = scene.pin and scene.pin.on(scene)
    return {
        "seq": events.newest(_KEY),
        "session": now.id,
        "controls_seq": controls.newest(),
        "limits": CHART_LIMITS,
        **present,
        "noise_address": noise.address(),
        "curves": {
            "mean": _pack(view.mean),
            "std": _pack(view.std),
            "samples": [_pack(sample) for sample in view.samples],
            "slice": _pack(view.slice),
            "doubt": None if view.health.level == "good" else _pack(view.doubt),
        },
        "pinned_curves": {name: _pack(values) for name, values in pinned_curves(ghost).items()},
        "pinning": pinned.allowed(scene),
        "slice_range": list(view.slice_range),
        "groups": [_group(group) for group in view.groups],
        "spectrum": {"values": view.values.tolist(), "vectors": view.vectors.T[:5].tolist()},
        "health": view.health._asdict(),
        "remedy": None if _noise_is_locked() else view.remedy,
        "noise_locked": _noise_is_locked(),
        "words": texts(),
        "presets": [{"name": name, **_changed(scene.with_preset(name), present)} for name in PRESETS],
        "first_scene": scene == Scene() and now.page != "Lessons",  # which tell themselves what to try
        "can_undo": session.can_undo(),
        "can_redo": session.can_redo(),
        "steps": {"undo": len(past), "redo": len(future)},
        "past": [_changed(session.opened(link), present) for link in past[-_STEPS_AHEAD:]],
        "future": [_changed(session.opened(link), present) for link in future[-_STEPS_AHEAD:]],
    }


def _changed(scene: Scene, present: Mapping[str, Any]) -> dict[str, Any]:
    """The points and candidates of `scene`, and its other settings that differ from the entry `present`."""
    fields = entry(scene)
    return {name: fields[name] for name in fields if name in ("points", "candidates") or fields[name] != present[name]}


def entry(scene: Scene) -> dict[str, Any]:
    """The entry with which the browser draws a scene before the server answers: points, labels and settings."""
    return {
        "points": pinned.pairs(scene.dataset),
        "pin": pinned.entry(scene.pin),
        "candidates": [{"name": c.name, "points": list(zip(c.x, c.y, strict=True))} for c in scene.candidates],
        "slice_x": scene.slice_x,
        "noise_std": scene.noise_std,
        "prior": scene.prior,
        "network": asdict(scene.architecture),
        "seed": scene.seed,
        "root": scene.root,
        "time": pinned.finite(scene.time),
        "units": {
            name: {"scale": axis.scale, "centre": axis.centre, "name": axis.name}
            for name, axis in (("x", scene.x_axis), ("y", scene.y_axis))
        },
    }


def _pack(values: np.ndarray) -> str:
    return base64.b64encode(np.asarray(values, "<f4").tobytes()).decode()


def _group(group: Any) -> dict[str, Any]:
    """A group of comparable candidates as JSON. Infinities become null with a verdict, undetermined numbers null."""
    rows = [
        {
            "name": answer.name,
            "y": list(answer.y),
            "log_p": answer.log_p if math.isfinite(answer.log_p) else None,
            "log10_odds": answer.log10_odds if math.isfinite(answer.log10_odds) else None,
            "step": answer.step if math.isfinite(answer.step) else None,
            "verdict": answer.verdict,
        }
        for answer in group.answers
    ]
    return {"x": list(group.x), "rows": rows, "note": group.note, "ranked": group.ranked, "free": group.free}


def _receive(event: Mapping[str, Any]) -> None:
    """Apply one event of the browser; the page is run again if it has changed the controls."""
    before = session.current()
    _apply(event)
    if session.current().architecture != before.architecture or _controls(session.current()) != _controls(before):
        session.get().chart.rerun_page = True


def _noise_is_locked() -> bool:
    return "noise" in session.get().display.lock


def _controls(scene: Scene) -> tuple[object, ...]:
    """The settings in the sidebar besides the architecture."""
    return scene.prior, scene.noise_std, scene.time, scene.seed, scene.units


def _apply(event: Mapping[str, Any]) -> None:
    """Apply one event. If that is impossible, refuse it with a message and keep the scene."""
    try:
        match event.get("type"):
            case "edit":
                session.commit(_edited(session.current(), event))
            case "noise" if _noise_is_locked():
                raise ValueError(phrase("chart.noise_kept"))
            case "noise":
                session.change(noise_std=event["noise_std"])
            case "undo":
                session.undo()
            case "redo":
                session.redo()
            case "swap":
                session.commit(pinned.swapped(session.current()))
            case "open":
                session.commit(permalink.changed(session.current(), str(event["link"]))[0])
            case "clear":
                session.clear()
            case "preset":
                session.commit(session.current().with_preset(event["name"]))
            case unknown:
                raise ValueError(f"the chart sent {unknown!r}, which is not an edit. Reload the page.")
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        state = session.get().chart
        state.refusals = session.refused(state.refusals, phrase("chart.refused", error=error))


def _edited(scene: Scene, event: Mapping[str, Any]) -> Scene:
    """The scene with the points, candidates, slice and pin of an 'edit' event. Raises ValueError."""
    candidates = tuple(
        Candidate(item["name"], tuple(x for x, _ in item["points"]), tuple(y for _, y in item["points"]))
        for item in event["candidates"]
    )
    pin = pinned.checked(pinned.read(event["pin"]), scene) if "pin" in event else scene.pin
    dataset = pinned.dataset(event["points"])
    return replace(scene, dataset=dataset, candidates=candidates, slice_x=event["slice_x"], pin=pin)
