"""Reads the prose of the pages: one Markdown file for each study, one section for each piece of text on the page.

A formula on lines of its own stands between two lines of $$, and a blank line before and after.
"""

import re
from collections.abc import Mapping

import streamlit as st

from explorer import language
from explorer.language import cached_in_language
from explorer.ui import terms

_WRAPPED = re.compile(r"(?<!\n)\n *(?![\n-])")
_FORMULA = re.compile(r"(?:^|(?<=\n\n))\$\$\n(.*?)\n\$\$(?=\n\n|$)", re.DOTALL)
_BLANK = re.compile(r"\[\[(\w+)\]\]")
# Matches the spaces between a number and %, after ±, and within 'x = 3', where no line may end; formulas are skipped.
_TOGETHER = re.compile(r"\$[^$]*\$|(?<=[\d\]]) %|(?<=±) |(?<=\w) = (?=\**[−√\d]|\[\[)")


@cached_in_language(64)  # twice as many as there are pages: two languages
def sections(page: str) -> dict[str, str]:
    """The sections of one page by name in the person's language, each paragraph on one line.

    What is not translated is English. Raises ValueError if two have the same name.
    """
    name = f"explorer/studies/{page}/words.md"
    english = language.sections(language.ROOT / name)
    other = {} if language.now() == language.ENGLISH else language.texts(language.file_of(name, language.now()))
    return {key: _unwrapped(other.get(key, body)) for key, body in english.items()}


def _unwrapped(body: str) -> str:
    """`body` with each paragraph on one line; formulas keep their lines."""
    blocks = re.split(r"\n\n+", body)
    return "\n\n".join(block if block.startswith("$$") else together(_WRAPPED.sub(" ", block)) for block in blocks)


def has(page: str, name: str) -> bool:
    """Whether the page has a section `name`."""
    return name in sections(page)


def together(prose: str) -> str:
    """`prose` with no-break spaces between a number and its unit or its name."""
    return _TOGETHER.sub(lambda match: match[0] if match[0][0] == "$" else match[0].replace(" ", "\u00a0"), prose)


def section(page: str, name: str, **values: object) -> str:
    """One section with `values` for its blanks, which are written [[name]].

    Raises KeyError if there is no such section, ValueError if blanks and values do not match.
    """
    return _fill(page, name, sections(page)[name], values)


@cached_in_language(64)  # as many as sections
def _marked(page: str) -> dict[str, str]:
    """Cached sections of one page with their terms marked, before any value is filled in."""
    return {name: terms.marked(body) for name, body in sections(page).items()}


def _fill(page: str, name: str, body: str, values: Mapping[str, object]) -> str:
    if set(_BLANK.findall(body)) != values.keys():
        raise ValueError(f"section {name} of explorer/studies/{page}/words.md has other blanks than {sorted(values)}.")
    return _BLANK.sub(lambda blank: str(values[blank[1]]), body)


def show(page: str, name: str, **values: object) -> None:
    """Draw a section as paragraphs and formulas, with its terms explained."""
    for position, piece in enumerate(_FORMULA.split(_fill(page, name, _marked(page)[name], values))):
        if position % 2:
            st.latex(piece)
        elif piece.strip():
            st.markdown(piece.strip())


def info(page: str, name: str, **values: object) -> None:
    """Draw a section as a notice that replaces what cannot be shown."""
    st.info(section(page, name, **values))


def caption(page: str, name: str, **values: object) -> None:
    """Draw a section as a caption, with its terms explained."""
    st.caption(_fill(page, name, _marked(page)[name], values))
