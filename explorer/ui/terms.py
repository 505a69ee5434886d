"""Technical terms that link to an explanation; the explanations are in assets/terms.json."""

import json
import re
from typing import Any

from explorer.ui import assets

_TERMS: dict[str, Any] = json.loads(assets.read("terms.json"))
_KEYS = {name.lower(): key for key, term in _TERMS.items() for name in term["match"]}
_NAMES = "|".join(re.escape(name) for name in sorted(_KEYS, key=len, reverse=True))
# Code, quotations, formulas, blanks, links and headings are skipped: these alternatives lack the group of a term.
_SKIPPED = r"```.*?```|`[^`]*`|“[^”]*”|\$\$.*?\$\$|\$[^$]*\$|\[\[\w+\]\]|\[[^\]]*\]\([^)]*\)|^#+ .*?$"
_TERM = re.compile(rf"{_SKIPPED}|(?<!\w)(?P<term>{_NAMES})(?!\w)", re.IGNORECASE | re.MULTILINE | re.DOTALL)


def explanation(key: str) -> str:
    """The explanation of one term, for the help of a widget."""
    return _TERMS[key]["words"]


def marked(text: str) -> str:
    """`text` with the first use of each term as a link that the page's script turns into an explanation.

    Only for our own texts: text from a link or a file is never rendered as Markdown.
    """
    done: set[str] = set()

    def link(match: re.Match[str]) -> str:
        key = _KEYS.get((match["term"] or "").lower())
        if key is None or key in done:
            return match[0]
        done.add(key)
        return f"[{match[0]}](#term-{key})"

    return _TERM.sub(link, text)
