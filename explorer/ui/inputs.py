"""The controls that a person moves: sliders, choices and buttons, all drawn by one component of ours."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene import permalink
from explorer.scene.units import Axis
from explorer.ui import display, events, session
from explorer.ui.drawing import Drawing

phrase = phrases_of("ui")

_drawing = Drawing("ntk_controls", "controls", "controls.js", sheets=("chart/terms.css",))
FILES = (_drawing.file.name,)
# In keys, so that styles know them.
SLIDER, SELECT, SEGMENTS, COUNTER, TRUTH = "slider", "select", "segments", "counter", "truth"

Control = dict[str, Any]  # what assets/controls/types.d.ts calls a Control
Commit = Callable[[str, Any], None]


class Stop(NamedTuple):
    """A value at which a slider stops, its text, and what a screen reader says instead, if anything."""

    value: float
    text: str
    spoken: str = ""


def slider(
    name: str,
    label: str,
    value: float,
    limit: tuple[float, float, float],
    *,
    help: str = "",
    axis: Axis | None = None,
    is_length: bool = False,
    stops: Iterable[Stop] = (),
) -> Control:
    """A slider over ``limit`` = (low, high, step), or over `stops`; between them any value of the range can be typed.

    On an `axis` the value is shown in the units of the data, as a position or as a length.
    """
    low, high, step = limit
    axis = axis or Axis()
    decimals = max(0, *(-int(Decimal(repr(each)).normalize().as_tuple().exponent) for each in (low, step)))
    shown = [axis.length(end) if is_length else axis.centre + end / axis.scale for end in (low, high)]
    sort = phrase("input.whole") if step == 1 else phrase("input.number")
    ends = phrase("input.ends", low=number(shown[0]), high=number(shown[1]))
    return _basics(name, label, value, help) | {
        "type": SLIDER,
        "low": low,
        "high": _sent(high),
        "step": step,
        "decimals": decimals,
        "stops": [_option(stop) for stop in stops] or None,
        "axis": None if axis.is_window else {"scale": axis.scale, "centre": axis.centre, "name": axis.name},
        "length": is_length,
        "whole": step == 1,
        "refusal": phrase("input.unfit", sort=sort, ends=ends),
    }


def _option(stop: Stop) -> dict[str, Any]:
    option = {"value": _sent(stop.value), "text": stop.text}
    return option | {"spoken": stop.spoken} if stop.spoken else option


def choice(
    name: str, label: str, value: Any, names: Mapping[Any, str], *, look: str = SEGMENTS, help: str = ""
) -> Control:
    """A choice among the keys of `names`, shown by their names: segments side by side, or a menu (`look` SELECT)."""
    options = [{"value": key, "text": text} for key, text in names.items()]
    return _basics(name, label, value, help) | {"type": look, "options": options}


def counter(name: str, label: str, value: int, end: int, *, help: str = "") -> Control:
    """A button that adds 1 to `value`, which starts again at 0 when it reaches `end`."""
    return _basics(name, label, value, help) | {"type": COUNTER, "end": end}


def truth(
    name: str, label: str, value: str, presets: Mapping[int, Mapping[str, str]], *, outputs: str = "", help: str = ""
) -> Control:
    """A truth table '0110…' to click, for as many inputs as `presets` has: named tables for each number of inputs.

    With the `outputs` of a function the table has 1 for its corners that are shown, and 0 for those that are hidden.
    """
    sizes = [
        {"inputs": count, "presets": [{"text": text, "value": table} for text, table in named.items()]}
        for count, named in presets.items()
    ]
    return _basics(name, label, value, help) | {"type": TRUTH, "sizes": sizes, "outputs": outputs}


def _basics(name: str, label: str, value: Any, help: str) -> Control:
    common = {"name": name, "label": label, "value": _sent(value), "help": help}
    return common | {"when": {}, "locked": "", "hide_label": False}


def _sent(value: Any) -> Any:
    """`value` as JSON has it, which knows no infinity."""
    return None if isinstance(value, float) and math.isinf(value) else value


def bring() -> None:
    """Send the code with the page if the server has no address for it."""
    _drawing.bring()


def draw(key: str, controls: Sequence[Control], commit: Commit, *, is_scene: bool = False) -> None:
    """Draw `controls` as one component; call `commit(name, value)` with what the person sets.

    `is_scene`: the names are those of the scene and its network, and the chart follows while a control moves.
    """
    data = sent(key, controls, commit, is_scene=is_scene)
    if data is None:
        return
    now = session.get()
    refusals, now.refusals = now.refusals, ()
    for refusal in refusals:
        st.toast(refusal, icon=":material/error:")
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    _drawing(key=key, data=content, on_events_change=events.receive)


def sent(key: str, controls: Sequence[Control], commit: Commit, *, is_scene: bool = False) -> dict[str, Any] | None:
    """The data of a component with `controls`, whose events are listened to from now on; None if all are hidden."""
    now = session.get()
    controls = display.apply(now.display, controls, permalink.KEY_OF if is_scene else {})
    if not controls:
        return None
    events.listen(key, partial(_apply, controls, commit))
    return {"session": now.id, "seq": events.newest(key), "scene": is_scene, "controls": controls}


def _apply(controls: Sequence[Control], commit: Commit, event: Mapping[str, Any]) -> None:
    """Commit the values of one event. What no control can be set to is refused with a message."""
    by_name = {control["name"]: control for control in controls}
    try:
        for name, value in event["values"].items():
            commit(name, _checked(by_name, name, value))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        now = session.get()
        now.refusals = session.refused(now.refusals, phrase("input.refused", error=error))


def _checked(controls: Mapping[str, Control], name: str, value: Any) -> Any:
    """The value that a browser has sent, if the control `name` allows it. Raises ValueError."""
    if name not in controls:
        raise ValueError(phrase("input.no_control", name=repr(name)))
    control = controls[name]
    if control["locked"]:
        raise ValueError(control["locked"])
    if control["type"] in (SELECT, SEGMENTS):
        if value not in [option["value"] for option in control["options"]]:
            raise ValueError(phrase("input.no_choice", label=control["label"], value=repr(value)))
        return value
    if control["type"] == TRUTH:
        lengths = [2 ** size["inputs"] for size in control["sizes"]]
        if not isinstance(value, str) or len(value) not in lengths or set(value) - {"0", "1"}:
            raise ValueError(phrase("input.bits", label=control["label"], lengths=lengths, value=repr(value)))
        return value
    low, high = (0, control["end"] - 1) if control["type"] == COUNTER else (control["low"], control["high"])
    high = math.inf if high is None else high
    value = math.inf if value is None else value
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(
            phrase("input.range", label=control["label"], low=number(low), high=number(high), value=repr(value))
        )
    return value
