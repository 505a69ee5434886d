"""Scene ↔ query string: readable, versioned, without defaults. Reading never fails: it repairs links and reports it."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from explorer.format import number
from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.listing import read_candidates, read_dataset, write_candidates, write_points
from explorer.scene.scene import Pin, Root, Scene
from explorer.scene.units import read_axis, write_axis
from explorer.scene.values import Problems, number_of, quote, write_number
from explorer.scene.versions import DEFAULTS, VERSION, version_of
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution, Norm, Skip

MAX_LENGTH = 16_384  # 64 points and 26 candidates of 8 labels take under 4,000 characters
MOST_PROBLEMS = 40  # that are told one by one: a person reads a few, and a stranger's link can have thousands
# Keys that hosts and mail programs append, or that concern the page around the scene.
FOREIGN = ("utm_", "fbclid", "gclid", "embed", "view", "lock", "hide", "lang")


class Field(NamedTuple):
    """One setting in the link: its key, and how its value is read (noting problems) and written."""

    key: str
    name: str
    read: Callable[[str, Problems], Any]
    write: Callable[[Any], str]


def encode(scene: Scene) -> str:
    """The query string of `scene`, without '?': ``v=3`` and whatever differs from ``Scene()``.

    ``decode(encode(scene)) == (scene, ())`` for every valid scene.
    """
    pairs = [("v", str(VERSION))]
    default = DEFAULTS[VERSION]
    for field in _FIELDS:
        value = _get(scene, field.name)
        if value != _get(default, field.name):
            pairs.append((field.key, field.write(value)))
    if scene.pin is not None:
        pairs.append((_PIN, _write_pin(scene, scene.pin)))
    return joined(pairs)


def joined(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of keys and values, in which the marks of lists stay readable."""
    return urlencode(list(pairs), safe=",;:~")


def decode(query: str | Mapping[str, object] | None) -> tuple[Scene, tuple[str, ...]]:
    """The scene that `query` describes, and messages about what had to be repaired.

    `query` is a query string (with or without '?') or a mapping of keys to values. What is missing takes the default
    of the link's version, what is out of range is clamped to `LIMITS`, what cannot be read is left out. A link with
    settings but no version is of version 1; a link without settings is of the newest. Never raises.
    """
    problems: Problems = []
    given = _pairs(query, problems)
    pin = given.pop(_PIN, None)
    fields_by_key = {field.key: field for field in _FIELDS}
    if "v" in given and number_of(given["v"]) not in DEFAULTS:
        refusal = f"This link is of version {quote(given['v'])}; this app reads versions 1 to {VERSION}"
        problems.append(f"{refusal} and has read what it could.")
    default = DEFAULTS[version(given)]
    values: dict[str, Any] = {}
    for key, text in given.items():
        if key in fields_by_key:
            value = fields_by_key[key].read(text, problems)
            if value is not None:
                values[fields_by_key[key].name] = value
        elif key != "v" and not key.startswith(FOREIGN):
            problems.append(f"{quote(key)} is not a setting here and was left out.")
    scene = _with(default, values)
    if pin is not None:
        scene = replace(scene, pin=_read_pin(pin, scene, problems))
    more = len(problems) - MOST_PROBLEMS
    return scene, (*problems[:MOST_PROBLEMS], *([f"{more} more things had to be left out."] if more > 0 else ()))


def changed(scene: Scene, query: str) -> tuple[Scene, tuple[str, ...]]:
    """`scene` with what `query` names, and messages as those of `decode`; with a version it is a scene of its own.

    What is pinned stays as it is unless the query names it. Another network or seed has samples of the triangular root.
    Never raises.
    """
    given = _pairs(query, [])
    if "v" in given:
        return decode(query)
    made, problems = decode(_pairs(encode(replace(scene, pin=None)), []) | given)
    if _PIN not in given:
        made = replace(made, pin=scene.pin)
    redrawn = (made.architecture, made.seed) != (scene.architecture, scene.seed)
    return replace(made, root=Root.TRIANGULAR) if redrawn and "root" not in given else made, problems


def _with(scene: Scene, values: dict[str, Any]) -> Scene:
    """`scene` with some fields, or fields of its architecture, replaced."""
    network = {name: values.pop(name) for name in _ARCHITECTURE & values.keys()}
    return replace(scene, architecture=replace(scene.architecture, **network), **values)


def pinned_keys(scene: Scene) -> dict[str, str]:
    """Keys and values in the link of the settings in which what is pinned differs from `scene`."""
    if scene.pin is None:
        return {}
    pinned = scene.pin.on(scene)
    differing = (field for field in _PINNED if _get(pinned, field.name) != _get(scene, field.name))
    return {field.key: field.write(_get(pinned, field.name)) for field in differing}


def _write_pin(scene: Scene, pin: Pin) -> str:
    """The pin as a query string of the settings in which it differs from `scene`, and of `beside`."""
    pairs = list(pinned_keys(scene).items())
    if pin.beside:
        pairs.append((_BESIDE, "1"))
    return joined(pairs) or _SAME


def _read_pin(text: str, scene: Scene, problems: Problems) -> Pin:
    """The pin that differs from `scene` as `text` says. What cannot be read is left as in the scene, and reported."""
    mended: Problems = []
    given = {} if text == _SAME else dict(parse_qsl(text, keep_blank_values=True, errors="replace"))
    beside = given.pop(_BESIDE, "0").strip()
    if beside not in ("0", "1"):
        mended.append(f"{_BESIDE} was {quote(beside)}; it must be 0 or 1, so 0 is used.")
    fields_by_key = {field.key: field for field in _PINNED}
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in fields_by_key:
            mended.append(f"{quote(key)} is not a setting that can be pinned and was left out.")
        elif (read := fields_by_key[key].read(value, mended)) is not None:
            values[fields_by_key[key].name] = read
    problems += [f"{_PIN}: {each.replace('the default is used', 'that of the scene is used')}" for each in mended]
    return Pin.of(_with(scene, values), beside=beside == "1")


def version(given: Mapping[str, str]) -> int:
    """The version of a link with these keys and values, whose defaults it means."""
    return version_of(number_of(given.get("v", "")), names_a_scene=not given.keys().isdisjoint(KEY_OF.values()))


def _pairs(query: object, problems: Problems) -> dict[str, str]:
    """Keys and values as text; if a key is repeated, the last value counts."""
    if query is None:
        return {}
    if isinstance(query, Mapping):
        last = {str(k): v[-1] if isinstance(v, list | tuple) and v else v for k, v in query.items()}
        pairs = {key: str(value) for key, value in last.items()}
        size = sum(len(key) + len(value) for key, value in pairs.items())
    else:
        text = str(query).removeprefix("?")
        size = len(text)
        pairs = dict(parse_qsl(text[:MAX_LENGTH], keep_blank_values=True, errors="replace"))
    if size > MAX_LENGTH:
        problems.append(f"This link is longer than {MAX_LENGTH:,} characters; the rest was left out.")
        pairs = {key: value[:MAX_LENGTH] for key, value in list(pairs.items())[: 4 * len(_FIELDS)]}
    return pairs


def _get(scene: Scene, name: str) -> Any:
    """A field of the scene or of its architecture."""
    return getattr(scene.architecture if name in _ARCHITECTURE else scene, name)


def _read_number(name: str, limit: str, integer: bool, text: str, problems: Problems) -> float | int | None:
    """The number in `text`, clamped to ``LIMITS[limit]``."""
    value = number_of(text)
    if value is None:
        problems.append(f"{name} was {quote(text)}, which is not a number; the default is used.")
        return None
    nearest = min(max(value, LIMITS[limit].low), LIMITS[limit].high)
    used = round(nearest) if integer else nearest
    if used != value:
        allowed = f"it must be {_range(limit, integer)}"
        problems.append(f"{name} was {number(value)}; {allowed}, so {number(used, '.10g')} is used.")
    return used


def _range(limit: str, integer: bool) -> str:
    """The range as text: 'a whole number from 1 to 32' or 'from 0 to 3'."""
    low, high, _ = LIMITS[limit]
    range_text = f"from {number(low)} to {number(high, '.10g')}" if math.isfinite(high) else f"{number(low)} or more"
    return f"a whole number {range_text}" if integer else range_text


def _number_field(key: str, name: str, limit: str | None = None, integer: bool = False) -> Field:
    """A Field for one number."""

    def read(text: str, problems: Problems) -> float | int | None:
        return _read_number(key, limit or name, integer, text, problems)

    return Field(key, name, read, write_number)


def _choice_field(key: str, name: str, choices: tuple[StrEnum, ...]) -> Field:
    """A Field for one value of an enumeration."""

    def read(text: str, problems: Problems) -> StrEnum | None:
        word = text.strip().lower()
        if word in choices:
            return choices[choices.index(word)]  # pyright: ignore[reportArgumentType]
        problems.append(f"{key} was {quote(text)}; it must be one of {', '.join(choices)}, so the default is used.")
        return None

    return Field(key, name, read, str)


_ARCHITECTURE = {field.name for field in fields(Architecture)}
_FIELDS = (  # the one table that drives reading and writing
    _choice_field("activation", "activation", ACTIVATIONS),
    _number_field("layers", "hidden_layers", integer=True),
    _number_field("weights", "weight_std"),
    _number_field("bias", "bias_std"),
    _choice_field("skip", "skip", tuple(Skip)),
    _choice_field("normed", "norm", tuple(Norm)),
    _choice_field("prior", "prior", tuple(Distribution)),
    _number_field("time", "time"),
    _number_field("noise", "noise_std"),
    Field("points", "dataset", read_dataset, lambda data: write_points(zip(data.x, data.y, strict=True))),
    Field("ask", "candidates", read_candidates, write_candidates),
    _number_field("slice", "slice_x", "x"),
    _number_field("seed", "seed", integer=True),
    _choice_field("root", "root", tuple(Root)),
    Field("xaxis", "x_axis", partial(read_axis, "xaxis"), write_axis),
    Field("yaxis", "y_axis", partial(read_axis, "yaxis"), write_axis),
)
KEY_OF = {field.name: field.key for field in _FIELDS}  # by the names of fields of the scene and its network
_PIN, _BESIDE, _SAME = "pin", "beside", "same"
_PINNED = tuple(field for field in _FIELDS if field.name in _ARCHITECTURE | {each.name for each in fields(Pin)})
KEYS = frozenset(KEY_OF.values()) | {_PIN}  # of a scene in a link, beside its version v
