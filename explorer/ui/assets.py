"""Reads the browser's part of our components from assets/ and bundles it for Streamlit.

Why not Streamlit's file-backed components, with which a browser resolves imports itself? They were tried in Streamlit
1.67 at the Playground, as an installed package with a manifest. Measured in Chromium as by `bench/weight.py`:

                                 requests, cold   bytes on a return   first curve on a slow line
    bundled here                 118              1.3 kB              9.0 to 9.1 s
    file-backed, real modules    170              115 kB              11.2 to 11.8 s
    file-backed, one bundle      127              56 kB               9.4 to 9.8 s
    the bench's goals                             100 kB              10 s

Streamlit serves these files without max-age, date or tag: a browser gets all of them again with every page. Each
component has its own address, so that shared modules are fetched once for each. The manifest is read only from an
installed distribution, after server.py was imported; ours is the library alone, and the app is served from a checkout.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import cast

from explorer import language

ASSETS = Path(__file__).resolve().parents[2] / "assets"
_OWN_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.\.?/[\w./]+)";\n', re.MULTILINE)
_JSON_IMPORT = re.compile(r'^import (\w+) from "(\.\.?/[\w./]+\.json)" with \{ type: "json" \};\n', re.MULTILINE)
_COMMENT = re.compile(r"^ */\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
# Other comments: on lines of their own, and behind code. One with a quote in it may be the end of a text, and stays.
_NOTE = re.compile(r"^ *//[^\n]*\n|(?<=[;{},)]) // [^\n\"'`]*$", re.MULTILINE)
_CAST = re.compile(r"/\*\* @type \{[^\n*]*\} \*/ ?")  # of a type, within a line
_CSS_COMMENT = re.compile(r"\s*/\*.*?\*/", re.DOTALL)
_EXPORT = re.compile(r"^export (?=async |function|const|let|class)", re.MULTILINE)
# Streamlit's names of colours in style sheets, and in its configuration.
_COLOURS = {
    "text-color": "textColor",
    "background-color": "backgroundColor",
    "secondary-background-color": "secondaryBackgroundColor",
    "border-color": "borderColor",
}


def read(name: str) -> str:
    """The text of one asset."""
    return (ASSETS / name).read_text(encoding="utf-8")


def bundle(folder: str, *entries: str, words_in: str = language.ENGLISH) -> str:
    """The ES modules `entries` of a folder and all that they import, as one script.

    Each module follows those it imports. Relative imports and `export` are removed, because Streamlit loads inline code
    from a blob address, where relative imports have no meaning. Texts of imported JSON are in the language
    `words_in`. Comments are removed.
    """
    return "\n".join(_modules(folder, entries, words_in).values())


def apart(*components: Sequence[str], words_in: str = language.ENGLISH) -> tuple[str, ...]:
    """Bundle the `components` of a page, each a folder and its entries, so that no module stands there twice.

    The first script is what several of them import, then comes the rest of each, which belongs into a block of its own.
    """
    bundles = [_modules(folder, entries, words_in) for folder, *entries in components]
    uses = Counter(name for modules in bundles for name in modules)
    common = {name: code for modules in bundles for name, code in modules.items() if uses[name] > 1}
    rests = ([code for name, code in modules.items() if uses[name] == 1] for modules in bundles)
    return tuple(map("\n".join, (common.values(), *rests)))


def _modules(folder: str, entries: Iterable[str], words_in: str) -> dict[str, str]:
    """The code of `entries` and of all that they import, by name, each behind what it imports."""
    ordered: dict[str, str] = {}

    def add(name: str) -> None:
        if name not in ordered:
            source = _with_json(read(name), dirname(name), words_in)
            for needed in _OWN_IMPORT.findall(source):
                add(normpath(join(dirname(name), needed)))
            for unneeded in (_OWN_IMPORT, _COMMENT, _CAST, _NOTE, _EXPORT):
                source = unneeded.sub("", source)
            ordered[name] = source

    for entry in entries:
        add(normpath(join(folder, entry)))
    return ordered


def _with_json(source: str, folder: str, words_in: str) -> str:
    """`source` with its imports of JSON replaced: a text that is named in full, as WORDS.undo, stands in its place.

    A file that is used in any other way becomes a constant.
    """
    for match in _JSON_IMPORT.finditer(source):
        data = language.data_of(f"assets/{normpath(join(folder, match[2]))}", words_in)
        texts = language.leaves(cast(dict[str, object], data))
        rest = source.replace(match[0], "")
        rest = re.sub(rf"\b{match[1]}\.([\w.]*\w)", partial(_literal, texts), rest)
        value = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        is_left = re.search(rf"(?<!\*)\b{match[1]}\b", rest)
        source = source.replace(match[0], f"const {match[1]} = {value};\n") if is_left else rest
    return source


def _literal(texts: Mapping[str, str], use: re.Match[str]) -> str:
    """The text that a use names, with a method that is called on it; what names no text stays."""
    name, _, method = use[1].rpartition(".")
    if use[1] in texts:
        return json.dumps(texts[use[1]], ensure_ascii=False)
    return f"{json.dumps(texts[name], ensure_ascii=False)}.{method}" if name in texts else use[0]


def sheet(name: str) -> str:
    """One style sheet without its comments."""
    return _CSS_COMMENT.sub("", read(name))


def styles(folder: str, *more: str) -> str:
    """The common style sheet, those `more` and all of a folder, joined, without their comments."""
    sheets = ["theme.css", *more, *(f"{folder}/{path.name}" for path in sorted((ASSETS / folder).glob("*.css")))]
    return "\n".join(map(sheet, sheets))


def theme() -> str:
    """The colours that Streamlit gives a page of the app, as a style sheet for pages without it."""
    themes = tomllib.loads((ASSETS.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    light, dark = themes["light"], themes["dark"]
    colours = (f"--st-{name}:light-dark({light[key]},{dark[key]});" for name, key in _COLOURS.items())
    return f":root{{color-scheme:light dark;{''.join(colours)}}}\n"


def page_styles() -> str:
    """The styles of pages outside our drawings, without their comments: they go to the browser with each page."""
    names = (
        "fit",
        "page",
        "sidebar",
        "stale",
        "room",
        "present",
        "view",
        "page/share",
        "page/lessons",
        "page/now",
        "chart/terms",
    )
    return "".join(sheet(f"{name}.css") for name in names)
