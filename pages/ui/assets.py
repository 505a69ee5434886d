"""Reads the browser's side of our components from assets/ and wraps it for Streamlit."""

import re
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"
_OWN_IMPORT = re.compile(r'^import \{[^}]*\} from "\./[\w.]+";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=function|const|class)", re.MULTILINE)


def read(name: str) -> str:
    """The text of one asset."""
    return (ASSETS / name).read_text(encoding="utf-8")


def bundle(names: tuple[str, ...]) -> str:
    """Our ES modules as one script, in the given order: imports of each other and `export` fall away.

    Streamlit loads inline code from a blob address, where relative imports have no meaning.
    """
    return "\n".join(_EXPORT.sub("", _OWN_IMPORT.sub("", read(name))) for name in names)
