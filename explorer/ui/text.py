"""Reads the prose of the pages: one Markdown file for each study, one section for each place on the page."""

import re
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from explorer.ui import terms
from ntkcore.cache import cached

_STUDIES = Path(__file__).resolve().parents[1] / "studies"
_HEAD = re.compile(r"^<!-- (\w+) -->\n", re.MULTILINE)
_WRAPPED = re.compile(r"(?<!\n)\n *(?![\n-])")
_BLANK = re.compile(r"\[\[(\w+)\]\]")
# No line ends between a number and its %, or within 'x = 3'; formulas stay as they are.
_TOGETHER = re.compile(r"\$[^$]*\$|(?<=[\d\]]) %|(?<=\w) = (?=\**[−\d]|\[\[)")


@cached(32)  # more than there are pages
def sections(page: str) -> dict[str, str]:
    """The sections of one page by name, each paragraph on one line. Raises ValueError if two have the same name."""
    _, *pieces = _HEAD.split((_STUDIES / page / "words.md").read_text(encoding="utf-8"))
    names, bodies = pieces[::2], pieces[1::2]
    if len(set(names)) != len(names):
        raise ValueError(f"explorer/studies/{page}/words.md has two sections of the same name. Rename one.")
    return {name: together(_WRAPPED.sub(" ", body.strip())) for name, body in zip(names, bodies, strict=True)}


def together(words: str) -> str:
    """`words` with no-break spaces where the end of a line would part a number from its unit or its name."""
    return _TOGETHER.sub(lambda found: found[0] if found[0][0] == "$" else found[0].replace(" ", "\u00a0"), words)


def section(page: str, name: str, **values: object) -> str:
    """One section with `values` for its blanks, which are written [[name]].

    Raises KeyError if there is no such section, ValueError if blanks and values do not match.
    """
    return _fill(page, name, sections(page)[name], values)


@cached(32)  # more than there are pages
def _marked(page: str) -> dict[str, str]:
    """The sections of one page with their terms marked, before any value is filled in."""
    return {name: terms.marked(body) for name, body in sections(page).items()}


def _fill(page: str, name: str, body: str, values: Mapping[str, object]) -> str:
    if set(_BLANK.findall(body)) != values.keys():
        raise ValueError(f"section {name} of explorer/studies/{page}/words.md has other blanks than {sorted(values)}.")
    return _BLANK.sub(lambda blank: str(values[blank[1]]), body)


def show(page: str, name: str, **values: object) -> None:
    """A section as a paragraph of the page, its terms explained."""
    st.markdown(_fill(page, name, _marked(page)[name], values))


def caption(page: str, name: str, **values: object) -> None:
    """A section as small print, its terms explained."""
    st.caption(_fill(page, name, _marked(page)[name], values))
