"""The editor of a network's blocks as a component, and the setting that keeps them in the link."""

import json
from collections.abc import Mapping
from typing import Any

from explorer.language import Phrases, phrases_of
from explorer.scene.blocks import sorts
from explorer.scene.blocks.order import Fault
from explorer.scene.blocks.sorts import Block, Choice
from explorer.scene.values import Problems, quote
from explorer.ui import controls, display, events, session, settings
from explorer.ui.drawing import Drawing
from ntkcore.choices import Activation

phrase = phrases_of("studies/images")
told = phrases_of("ui")

KEY = "blocks"
_drawing = Drawing("ntk_blocks", "blocks", "blocks.js")
FILES = (_drawing.file.name,)
_LABELS = Phrases("studies/images", "sorts")
_SHORT = Phrases("studies/images", "short")  # on an axis
_OPTIONS = Phrases("studies/images", "options")
_FIELDS = Phrases("studies/images", "fields")  # beside a setting, where there is room
_SPOKEN = Phrases("studies/images", "spoken")  # what a screen reader hears
DEFAULT = "conv3,relu,conv3,relu,gap,dense"
_PRESETS = Phrases("studies/images", "presets")
_ROWS = {  # their blocks
    "pooled": DEFAULT,
    "flattened": "conv3,relu,conv3,relu,flatten,dense",
    "connected": "dense,relu,dense,relu,dense",
    "skip": "dense,relu,dense,skip2,relu,dense",
    "norm": "dense,norm,erf,dense,norm,erf,dense",
    "both": "conv3,norm,relu,conv3,skip3,relu,gap,dense",
}


def _repair(key: str, text: str, problems: Problems) -> str:
    """The text of the blocks that can be read; the default if none can."""
    notes: Problems = []
    blocks = sorts.read(key, text, notes)
    if not blocks:
        problems.append(phrase("editor.unread", key=key, text=quote(text)))
        return DEFAULT
    problems.extend(notes)
    return sorts.write(blocks)


FIELD = settings.Text(DEFAULT, _repair)


def current() -> tuple[Block, ...]:
    """The blocks that are set."""
    ignored: Problems = []
    return sorts.read(KEY, settings.get(KEY), ignored)


def draw(fault: Fault | None) -> None:
    """Draw the editor; `fault` marks a block."""
    _drawing.bring()
    now = session.get()
    control = {"name": KEY, "label": phrase("editor.blocks"), "value": _as_json(current()), "when": {}}
    shown = display.apply(now.display, [control], {})
    if not shown:
        return
    data = {
        "session": now.id,
        "seq": events.newest(KEY),
        "scene": False,
        "controls": shown,
        "sorts": {sort: {"label": _LABELS[sort], "fields": _fields(sort)} for sort in sorts.SORTS},
        "presets": [{"text": _PRESETS[key], "blocks": _blocks_of(text)} for key, text in _ROWS.items()],
        "fault": None if fault is None else {"at": fault.at, "reason": fault.reason()},
        "most": sorts.MOST,
    }
    answer = events.listen(KEY, _apply)
    _drawing(key=KEY, data=json.dumps(data, ensure_ascii=False).encode(), on_events_change=answer)


def _apply(event: Mapping[str, Any]) -> None:
    """Set the blocks that the browser has sent, if they are blocks."""
    try:
        sent = json.loads(event["values"][KEY])
        blocks = tuple(sorts.checked(sort, values) for sort, values in sent)
        if KEY in session.get().display.lock:
            raise ValueError(phrase("editor.kept"))
        if not 1 <= len(blocks) <= sorts.MOST:
            raise ValueError(phrase("editor.most", most=sorts.MOST, count=len(blocks)))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        now = session.get()
        now.refusals = session.refused(now.refusals, told("input.refused", error=error))
    else:
        settings.put(**{KEY: sorts.write(blocks)})


def _blocks_of(text: str) -> list[Block]:
    ignored: Problems = []
    return list(sorts.read(KEY, text, ignored))


def _as_json(blocks: tuple[Block, ...]) -> str:
    """The text with which the browser writes the same blocks: whole numbers have no point in JavaScript."""
    rows = [[b.sort, [int(v) if isinstance(v, float) and v.is_integer() else v for v in b.values]] for b in blocks]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _fields(sort: str) -> list[dict[str, Any]]:
    """The settings of a sort of block, as assets/blocks/types.d.ts has them."""
    fields = []
    for setting in sorts.SORTS[sort]:
        name = setting.name
        texts = {"label": _FIELDS.get(name, ""), "spoken": _SPOKEN[name]}
        field = {"name": name, "value": setting.default, **texts}
        if isinstance(setting, Choice):
            field |= {"options": [{"value": each, "text": _text(setting, each)} for each in setting.options]}
            field |= {"low": 0, "high": 0, "step": 0}
        else:
            field |= {"options": None, "low": setting.low, "high": setting.high, "step": setting.step}
        fields.append(field)
    return fields


def _text(setting: Choice, option: str) -> str:
    if setting.name == "size":
        return f"{option} × {option}"
    names = {**{str(phi): _short(phi) for phi in Activation}, **_OPTIONS}
    return names.get(option, option)


def _short(activation: Activation) -> str:
    """The name of an activation without what stands in brackets; its word in the link if the app has no name."""
    return controls.activation_names().get(activation, str(activation)).partition(" (")[0]


def short_name(block: Block) -> str:
    """The name of a block on an axis."""
    if block.sort == sorts.ACTIVATION:
        return _short(Activation(block.values[0]))
    if block.sort == sorts.POOL:
        return _SHORT[str(block.values[0])]
    return _SHORT[block.sort]
