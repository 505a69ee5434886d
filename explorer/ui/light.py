"""Tables and code shown without the libraries of Streamlit's own elements, which are 0.7 to 1.5 MB each."""

import re
from collections.abc import Sequence

import streamlit as st

from explorer.format import number, signs
from explorer.ui.drawing import Drawing

_code = Drawing("ntk_code", "code", "code.js")
FILES = (_code.file.name,)
_LONG = 10_000  # whole numbers from here on have a sign between their thousands
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~$:])")


def table(head: Sequence[str], rows: Sequence[Sequence[object]], key: str) -> None:
    """Draw a table that cannot be edited. It scrolls if it is wider than the page; numbers are right-aligned."""
    numeric = [all(isinstance(row[column], int | float) for row in rows) for column in range(len(head))]
    rule = ["---:" if each else ":---" for each in numeric]
    lines = [[plain(cell) for cell in row] for row in (head, *rows)]
    text = "\n".join("| " + " | ".join(line) + " |" for line in (lines[0], rule, *lines[1:]))
    with st.container(key=f"table_{key}"):
        st.markdown(text)


def code(text: str, key: str) -> None:
    """Draw lines of code with a button that copies them."""
    _code.bring()
    _code(key=key, data=text.encode())


def plain(cell: object) -> str:
    """The cell's text with all signs escaped that have a meaning in Markdown; 20000 becomes '20,000'."""
    text = signs(str(cell)) if isinstance(cell, float) else str(cell)
    if isinstance(cell, int) and cell >= _LONG:
        text = number(cell, ",d")
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())) or " "
