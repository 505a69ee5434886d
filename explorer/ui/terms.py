"""Technical terms that link to an explanation; the explanations are in assets/terms.json."""

import re
from typing import Any, NamedTuple, cast

from explorer import language
from explorer.language import cached_in_language

# Code, quotations, formulas, blanks, links and headings are skipped: these alternatives lack the group of a term.
_SKIPPED = r"```.*?```|`[^`]*`|“[^”]*”|„[^“]*“|\$\$.*?\$\$|\$[^$]*\$|\[\[\w+\]\]|\[[^\]]*\]\([^)]*\)|^#+ .*?$"


class _Terms(NamedTuple):
    """The terms as in terms.json, their keys by their names in lower case, and what finds them in a text."""

    data: dict[str, Any]
    keys: dict[str, str]
    pattern: re.Pattern[str]


@cached_in_language(2)  # a few kB for each language
def _terms() -> _Terms:
    data = cast(dict[str, Any], language.data_of("assets/terms.json", language.now()))
    keys = {name.lower(): key for key, term in data.items() for name in term["match"]}
    names = "|".join(re.escape(name) for name in sorted(keys, key=len, reverse=True))
    flags = re.IGNORECASE | re.MULTILINE | re.DOTALL
    return _Terms(data, keys, re.compile(rf"{_SKIPPED}|(?<!\w)(?P<term>{names})(?!\w)", flags))


def explanation(key: str) -> str:
    """The explanation of one term, for the help of a widget."""
    return _terms().data[key]["words"]


def marked(text: str) -> str:
    """`text` with the first use of each term as a link that the page's script turns into an explanation.

    Only for our own texts: text from a link or a file is never rendered as Markdown.
    """
    _, keys, pattern = _terms()
    done: set[str] = set()

    def link(match: re.Match[str]) -> str:
        key = keys.get((match["term"] or "").lower())
        if key is None or key in done:
            return match[0]
        done.add(key)
        return f"[{match[0]}](#term-{key})"

    return pattern.sub(link, text)
