"""Tables and code that are shown without the libraries that Streamlit's own elements bring: 0.7 to 1.5 MB each."""

import re
from collections.abc import Sequence

import streamlit as st

from explorer.ui.drawing import Drawing

_code = Drawing("ntk_code", "code", "code.js")
FILES = (_code.file.name,)
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~$:])")


def table(head: Sequence[str], rows: Sequence[Sequence[object]], key: str) -> None:
    """A table to read; wider than the page, it scrolls. Numbers stand on the right."""
    numeric = [all(isinstance(row[place], int | float) for row in rows) for place in range(len(head))]
    rule = ["---:" if each else ":---" for each in numeric]
    lines = [[plain(cell) for cell in row] for row in (head, *rows)]
    text = "\n".join("| " + " | ".join(line) + " |" for line in (lines[0], rule, *lines[1:]))
    with st.container(key=f"table_{key}"):
        st.markdown(text)


def code(text: str, key: str) -> None:
    """Lines of code, to be copied."""
    _code.bring()
    _code(key=key, data=text.encode())


def plain(cell: object) -> str:
    """The cell's text, with nothing in it that Markdown would read as its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(cell).split())) or " "
