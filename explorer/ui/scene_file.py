"""The Playground as one HTML file: the chart and the controls of the app, with a script that stands in for Python."""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from explorer import language
from explorer.export import page_file
from explorer.export.document import FORMAT
from explorer.export.sentence import describe
from explorer.export.taken import Taken
from explorer.language import cached_in_language, phrases_of
from explorer.scene import permalink
from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.scene import PRESETS, Root, Scene
from explorer.scene.versions import DEFAULTS, VERSION
from explorer.ui import assets, chart, controls, display, lead, text
from ntkcore.choices import Distribution, Norm, Skip

phrase = phrases_of("ui")

_MOUNTS = ("ntkChart", "ntkControls", "ntkSheet")  # what the parts leave on the page for their host
# What lessons need beside the chart, with which it shares code: a question, and what scores a guess.
_BESIDE_CHART = ("../file/law.js", "../guess/guess.js")
_GIVE_LAW = "\nglobalThis.ntkLaw = { answerOf, isRevealed, lawOf, makeGuess, scoresOf };"
_POSITION = ("lesson", "step")  # keys of an address that are not of the scene


class Lessons(NamedTuple):
    """The lessons of a file as JSON that is deflated and in base64, and the words of their list."""

    packed: str
    texts: Mapping[str, str]


def write(taken: Taken, lessons: Lessons | None = None) -> str:
    """The scene as an HTML document that needs no server, with the person's title and caption, in one language.

    Its settings are locked and hidden as the link has them. It draws the normals of each seed itself, as JAX does.
    With `lessons` it opens at the lesson and step of the link, or with the list.
    """
    content = content_of(taken, _POSITION if lessons else ()) | _lesson_content(taken, lessons)
    texts = {name: text.section("playground", f"file_{name}") for name in ("mended", "lost")}
    texts |= {"back": phrase("file.back"), "lead": taken.caption or lead.picture(taken.scene)}
    if lessons:
        texts["wait"] = text.section("lessons", "settings")
    pieces = page_file.Pieces(
        page=assets.theme() + assets.styles("file", "chart/terms.css", "present.css", "page/now.css"),
        chart=assets.styles("chart", "numbers.css") + ("\n" + assets.sheet("guess/guess.css") if lessons else ""),
        controls=assets.styles("controls", "chart/terms.css") if content["controls"] else "",
        script=_script(lessons is not None),
        icon=assets.read("icon.svg"),
        lesson=assets.styles("lesson", "chart/terms.css") if lessons else "",
    )
    description = describe(taken.scene)
    return page_file.document_of(content, pieces, description=description, texts=texts, language=language.now())


@cached_in_language(4)  # the code does not change while the process runs: without lessons and with them, two languages
def _script(teaches: bool) -> str:
    """The app's chart and controls, which leave their functions on the page, and their host, each in a block."""
    pictured = ("chart", "chart.js", *(_BESIDE_CHART if teaches else ()))
    mounts = (pictured, ("controls", "controls.js"), *((("lesson", "sheet.js"),) if teaches else ()))
    common, *rests, host = assets.apart(*mounts, ("file", "host.js"), words_in=language.now())
    mounted = [_mounted(code, name) for code, name in zip(rests, _MOUNTS, strict=False)]
    if teaches:
        mounted[0] += _GIVE_LAW
    return "\n".join([common, *(f"{{\n{code}\n}}" for code in (*mounted, host))])


def _mounted(code: str, name: str) -> str:
    """The code with its component as a function of the page."""
    if code.count("export default function") != 1:
        raise ValueError(f"what becomes {name} must have one default export, a function.")
    return code.replace("export default function", f"globalThis.{name} = function")


def _lesson_content(taken: Taken, lessons: Lessons | None) -> dict[str, Any]:
    """The part of the content that lessons need."""
    if lessons is None:
        return {"lessons": "", "start": "", "texts": {}}
    start = {key: str(taken.settings.get(key, "")) for key in _POSITION}
    meaning = rules()
    return {
        "lessons": lessons.packed,
        "start": urlencode(start),
        "texts": dict(lessons.texts) | {"app": taken.address},
        "rules": meaning | {"foreign": [*meaning["foreign"], *_POSITION]},
    }


def content_of(taken: Taken, without: Collection[str] = ()) -> dict[str, Any]:
    """The content of the file for its script: see assets/file/types.d.ts; `without` these keys in the link back."""
    scene, given = taken.scene, dict(parse_qsl(taken.link, keep_blank_values=True))
    shown = display.read(given, (), [])
    extras = {key: value for key, value in given.items() if key not in permalink.KEYS | {"v", "view", *without}}
    return {
        "format": FORMAT,
        "page": "",
        "link": permalink.encode(scene),
        "address": f"{taken.address}/{taken.page}" if taken.address else "",
        "view": given.get("view", ""),
        "extras": urlencode(extras, safe=","),
        "title": taken.title or lead.title(),
        "caption": taken.caption,
        "rules": rules(),
        "chart": {
            "limits": chart.CHART_LIMITS,
            "words": chart.texts(),
            "presets": _presets(),
            "noise_locked": permalink.KEY_OF["noise_std"] in shown.lock,
            "lock": shown.lock,
            "hide": shown.hide,
        },
        "controls": display.apply(shown, controls.playground(_in_window(scene)), permalink.KEY_OF),
        "words": _sentences(),
    }


def rules() -> dict[str, Any]:
    """The meaning of links: versions with their defaults, ranges of numbers, choices, and keys of others."""
    names = ("hidden_layers", "weight_std", "bias_std", "time", "noise_std", "seed", "x", "y")
    ranges = {name: LIMITS[name] for name in (*names, "points", "candidates", "candidate_inputs")}
    return {
        "version": VERSION,
        "defaults": {str(version): chart.entry(default) for version, default in DEFAULTS.items()},
        "ranges": {name: _range(limit) for name, limit in (ranges | {"slice_x": LIMITS["x"]}).items()},
        "choices": {
            "activation": [*ACTIVATIONS],
            "skip": [*Skip],
            "norm": [*Norm],
            "prior": [*Distribution],
            "root": [*Root],
        },
        "foreign": permalink.FOREIGN,
        "longest": permalink.MAX_LENGTH,
    }


def _range(limit: tuple[float, float, float]) -> list[float | None]:
    return [limit[0], limit[1] if math.isfinite(limit[1]) else None]


def _presets() -> list[Mapping[str, Any]]:
    """The examples, with the window's units; the rest of the scene stays."""
    changed = ("points", "candidates", "units")
    scenes = {name: chart.entry(Scene().with_preset(name)) for name in PRESETS}
    return [{"name": name, **{field: fields[field] for field in changed}} for name, fields in scenes.items()]


def _in_window(scene: Scene) -> Scene:
    """The scene in the window's units: the script writes the names of controls in those of the scene on screen."""
    window = Scene()
    return replace(scene, x_axis=window.x_axis, y_axis=window.y_axis)


def _sentences() -> dict[str, Any]:
    """Sentences that depend on the scene on screen, by what they depend on."""
    kinked, smooth = (Scene(replace(Scene().architecture, activation=name)) for name in ("relu", "erf"))
    ends = phrase("input.ends", low="{low}", high="{high}")
    random, as_prior = (replace(smooth, prior=prior) for prior in (Distribution.NNGP, Distribution.NTK))
    return {
        "noise_help": {prior: controls.noise_help(prior) for prior in Distribution},
        "noise": {
            "of": phrase("noise.of", unit="{unit}"),
            "in_units": phrase("noise.in_units", name="{name}"),
            "units_of_y": phrase("noise.units_of_y"),
            "refusal": phrase("input.unfit", sort=phrase("input.number"), ends=ends),
        },
        "bias_help": text.section("playground", "help_bias", x="{x}", y="{y}"),
        "lead": {
            Distribution.NNGP: {
                "plain": lead.picture(random),
                "noisy": lead.picture(replace(random, noise_std=0.1)),
            },
            Distribution.NTK: {
                "plain": lead.picture(as_prior),
                "kinked": lead.picture(replace(kinked, prior=Distribution.NTK)),
            },
            Distribution.ENSEMBLE: {
                moment: text.section("playground", "lead_ensemble", moment=spoken)
                for moment, spoken in lead.moments().items()
            },
        },
        "kinked": [*lead.KINKED],
    }
