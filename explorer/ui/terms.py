"""Terms that are explained where they stand, on the pages; their words are those of assets/terms.json."""

import json
import re
from typing import Any

from explorer.ui import assets

_TERMS: dict[str, Any] = json.loads(assets.read("terms.json"))
_KEYS = {name.lower(): key for key, term in _TERMS.items() for name in term["match"]}
_NAMES = "|".join(re.escape(name) for name in sorted(_KEYS, key=len, reverse=True))
# Code, quotations, formulas, blanks, links and headings stay as they are: alternatives without the group of a term.
_SKIPPED = r"```.*?```|`[^`]*`|“[^”]*”|\$\$.*?\$\$|\$[^$]*\$|\[\[\w+\]\]|\[[^\]]*\]\([^)]*\)|^#+ .*?$"
_TERM = re.compile(rf"{_SKIPPED}|(?<!\w)(?P<term>{_NAMES})(?!\w)", re.IGNORECASE | re.MULTILINE | re.DOTALL)


def words(key: str) -> str:
    """The explanation of one term, for the help of a widget."""
    return _TERMS[key]["words"]


def marked(text: str) -> str:
    """Markdown in which each term, where it first stands, is a link that the page's script turns into an explanation.

    For our own texts only: what a link or a file brings is never markdown.
    """
    done: set[str] = set()

    def link(found: re.Match[str]) -> str:
        key = _KEYS.get((found["term"] or "").lower())
        if key is None or key in done:
            return found[0]
        done.add(key)
        return f"[{found[0]}](#term-{key})"

    return _TERM.sub(link, text)
