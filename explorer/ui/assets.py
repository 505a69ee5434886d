"""Reads the browser's side of our components from assets/ and wraps it for Streamlit."""

import json
import re
from pathlib import Path
from posixpath import dirname, join, normpath

ASSETS = Path(__file__).resolve().parents[2] / "assets"
_OWN_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.\.?/[\w./]+)";\n', re.MULTILINE)
_JSON_IMPORT = re.compile(r'^import (\w+) from "(\.\.?/[\w./]+\.json)" with \{ type: "json" \};\n', re.MULTILINE)
_COMMENT = re.compile(r"^ */\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?=async |function|const|let|class)", re.MULTILINE)


def read(name: str) -> str:
    """The text of one asset."""
    return (ASSETS / name).read_text(encoding="utf-8")


def bundle(folder: str, *entries: str) -> str:
    """The ES modules `entries` of a folder and all that they import, as one script.

    Each module comes after those it imports; imports of each other and `export` fall away, since Streamlit loads
    inline code from a blob address, where relative imports have no meaning. An imported JSON file becomes a constant.
    Documentation stays here: browsers need neither types nor sentences.
    """
    ordered: dict[str, str] = {}

    def add(name: str) -> None:
        if name not in ordered:
            source = _JSON_IMPORT.sub(lambda found: _constant(dirname(name), found), read(name))
            for needed in _OWN_IMPORT.findall(source):
                add(normpath(join(dirname(name), needed)))
            ordered[name] = _EXPORT.sub("", _COMMENT.sub("", _OWN_IMPORT.sub("", source)))

    for entry in entries:
        add(f"{folder}/{entry}")
    return "\n".join(ordered.values())


def _constant(folder: str, found: re.Match[str]) -> str:
    """The declaration that takes the place of an import of JSON."""
    value = json.loads(read(normpath(join(folder, found[2]))))
    return f"const {found[1]} = {json.dumps(value, ensure_ascii=False, separators=(',', ':'))};\n"


def styles(folder: str) -> str:
    """What all our drawings share, then all style sheets of a folder, as one."""
    sheets = ["theme.css", *(f"{folder}/{path.name}" for path in sorted((ASSETS / folder).glob("*.css")))]
    return "\n".join(map(read, sheets))


def page_styles() -> str:
    """What the page round our drawings needs."""
    return read("fit.css") + read("page.css") + read("chart/terms.css")
