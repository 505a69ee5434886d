"""Makes one HTML file of a scene that is alive without a server: its pieces, and a policy that allows nothing else."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

from explorer.export.document import SCENE_ELEMENT

_ENDS = ("</script", "<!--", "</style")  # within a script or a style, a browser would read these as markup


class Pieces(NamedTuple):
    """The styles and the script of the page; `controls` is '' if all controls are hidden."""

    page: str
    chart: str
    controls: str
    script: str
    icon: str  # SVG
    lesson: str = ""  # styles of the words of a step; '' in a file without lessons


def document_of(
    content: Mapping[str, Any], pieces: Pieces, *, description: str, texts: Mapping[str, str], language: str = "en"
) -> str:
    """The HTML document with `content` for its script; `texts` has the sentences `lead`, `mended`, `back`, `lost` and
    with lessons `wait`.

    The policy in it allows the styles and scripts of this very text, by their hashes, and pictures that it draws.
    Raises ValueError if a style or script contains what would end it.
    """
    styles = [pieces.page, pieces.chart, *filter(None, [pieces.controls, pieces.lesson])]
    for text in (*styles, pieces.script):
        _check_text(text)
    address, title = content["address"], escape(content["title"])
    back = f'<a id="ntk-back" href="{escape(address)}" rel="noopener">{escape(texts["back"])}</a>' if address else ""
    wait = f'<p id="ntk-wait">{escape(texts["wait"])}</p>' if pieces.lesson else ""
    controls = f"<aside>{wait}{_part('ntk-controls', pieces.controls)}</aside>" if pieces.controls else ""
    lesson = f'<div id="ntk-list"></div>{_part("ntk-lesson", pieces.lesson)}' if pieces.lesson else ""
    looks = "".join(f" {name}" for name, on in (("bare", not controls), ("taught", lesson)) if on)
    icon = base64.b64encode(pieces.icon.encode()).decode()
    lines = [
        "<!doctype html>",
        f'<html lang="{language}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(styles, [pieces.script])}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="generator" content="NTK Explorer">',
        f'<meta name="description" content="{escape(description)}">',
        f'<meta property="og:title" content="{title}">',
        f'<meta property="og:description" content="{escape(description)}">',
        f"<title>{title}</title>",
        f'<link rel="icon" href="data:image/svg+xml;base64,{icon}">',
        f"<style>{pieces.page}</style>",
        "</head>",
        "<body>",
        f'<div id="ntk-sheet" class="ntk sheet{looks}">',
        f'<header id="ntk-head"><h1>{title}</h1>',
        f'<p id="ntk-lead">{escape(texts["lead"])}</p>',
        f'<p id="ntk-mended" role="status" hidden>{escape(texts["mended"])}</p>',
        f"<noscript><p>{escape(texts['lost'])}</p></noscript></header>",
        f"{controls}<main>{lesson}{_part('ntk-chart', pieces.chart)}</main>",
        f"<footer>{back}</footer>",
        "</div>",
        f"{SCENE_ELEMENT}{_json(content)}</script>",
        f'<script type="module">{pieces.script}</script>',
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """A content security policy: nothing from elsewhere, no eval, no styles and scripts but these."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(map(_digest, scripts)),
        "style-src": " ".join(map(_digest, styles)),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _part(name: str, styles: str) -> str:
    """An element with a shadow root, where the styles of one component do not reach another."""
    inside = f'<style>{styles}</style><div class="part"></div>'
    return f'<div id="{name}"><template shadowrootmode="open">{inside}</template></div>'


def _json(content: Mapping[str, Any]) -> str:
    """`content` as JSON in which no '<' stands, so that it cannot end its element."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _check_text(text: str) -> None:
    ends = [end for end in _ENDS if end in text.lower()]
    if ends:
        raise ValueError(f"a style or script of the page contains {ends[0]!r}, which would end it. Write it otherwise.")
