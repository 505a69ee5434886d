"""JSON of a scene and its results; and the way back from any exported text to the scene."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np

from explorer.export.sentence import describe
from explorer.export.taken import SCENE_LINE, Taken
from explorer.scene.scene import Pin

FORMAT = "ntk-explorer"
SCENE_ELEMENT = '<script type="application/json" id="ntk-scene">'  # of the page in one HTML file
_LONGEST = 2**22  # characters of a file that is opened; the kernel of a scene is half of that
_SCENE = re.compile(rf"^# {SCENE_LINE}(\S+)\s*$", re.MULTILINE)
_PAGE = re.compile(r"^# page = (\w+)\s*$", re.MULTILINE)


def write(taken: Taken) -> str:
    """The scene, the page's settings and all results as JSON. Infinite numbers are the texts "inf" and "-inf"."""
    scene, view = taken.scene, taken.view
    axes = {"x": asdict(scene.x_axis), "y": asdict(scene.y_axis)}
    content = {
        "format": FORMAT,
        "description": describe(scene),
        "page": taken.page,
        "link": taken.link,
        "settings": dict(taken.settings),
        "scene": {
            "network": asdict(scene.architecture),
            "prior": str(scene.prior),
            "noise_std": scene.noise_std,
            "time": scene.time,
            "seed": scene.seed,
            "root": str(scene.root),
            "slice_x": scene.slice_x,
            "points": {"x": scene.dataset.x, "y": scene.dataset.y},
            "candidates": [{"name": c.name, "x": c.x, "y": c.y} for c in scene.candidates],
            "units": axes,
            "pin": _pin(scene.pin),
        },
        "results": {
            "note": "Numbers are in units of the window, log_p in nats. By units: window = scale * (value - centre).",
            "x": view.grid,
            "mean": view.mean,
            "std": view.std,
            "uncertainty": view.doubt,
            "samples": view.samples,
            "pinned": taken.pinned,
            "kernel_slice": view.slice,
            "answers": [
                {"x": group.x, "ranked": group.ranked, "note": group.note, "dimension": group.free}
                | {"labels": [answer._asdict() for answer in group.answers]}
                for group in view.groups
            ],
            "eigenvalues": view.values,
            "modes": view.vectors,
            "log_evidence": view.log_evidence,
            "jitter": view.jitter,
            "condition": view.condition,
            "health": view.health.level,
        },
    }
    return json.dumps(_plain(content), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _pin(pin: Pin | None) -> dict[str, Any] | None:
    """The pin under the names of the scene."""
    if pin is None:
        return None
    settings = {"network": asdict(pin.architecture), "prior": str(pin.prior), "noise_std": pin.noise_std}
    return settings | {"time": pin.time, "points": {"x": pin.dataset.x, "y": pin.dataset.y}, "beside": pin.beside}


def _plain(value: Any) -> Any:
    """`value` as JSON can have it: arrays as lists, numbers that are not finite as texts, NaN as null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, float | np.floating) and not math.isfinite(value):
        return None if math.isnan(value) else repr(float(value))
    return value


class Origin(NamedTuple):
    """The scene of an exported text: the query string that opens it, and the page on which it was exported."""

    link: str
    page: str


def read_origin(text: str) -> Origin | None:
    """The scene and page of an exported text: JSON, CSV, script, notebook or HTML; None if it has none.

    Raises ValueError, in one line, for JSON that is damaged or comes from somewhere else, and for texts that are too
    long.
    """
    if len(text) > _LONGEST:
        raise ValueError("The file is too large: a scene has at most some megabytes. Choose another file.")
    if text.lstrip("\ufeff \r\n\t").startswith("{"):
        return _read_json(text.lstrip("\ufeff"))
    _, is_page, rest = text.partition(SCENE_ELEMENT)
    if is_page:
        return _read_json(rest.partition("</script>")[0])
    scene, page = _SCENE.search(text), _PAGE.search(text)
    return Origin(scene[1], page[1] if page else "") if scene else None


def _read_json(text: str) -> Origin:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:  # a ValueError, too, for a number of thousands of digits
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"The file is damaged JSON{where}. Export it again, or choose another file.") from None
    if isinstance(content, dict) and "nbformat" in content:
        metadata = content.get("metadata")
        content = metadata.get(FORMAT) if isinstance(metadata, dict) else None
    elif not isinstance(content, dict) or content.get("format") != FORMAT:
        content = None
    link = content.get("link") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(link, str):
        raise ValueError("This JSON file is not from NTK Explorer. Choose a file that was downloaded here.")
    return Origin(link, str(content.get("page", "")))
