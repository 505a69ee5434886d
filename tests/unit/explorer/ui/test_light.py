"""Light tables: every cell arrives as it was written, whatever Markdown might make of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from explorer.ui.light import plain


def page(cell):
    from explorer.ui import light  # noqa: PLC0415

    light.table(["width", "say | it"], [[4, cell], [16, "b"]], "two")


@pytest.mark.parametrize("cell", ["a|b", "‖Δθ‖/‖θ‖", "*x* $y$ ~z~", "<b>", "[a](b)", ":red[no]", "", "two\nlines"])
def test_a_table_has_its_rows_and_columns(cell):
    app = AppTest.from_function(page, args=(cell,)).run()
    assert not app.exception
    head, rule, first, second = app.markdown[0].value.splitlines()
    assert rule == "| ---: | :--- |"
    assert second == "| 16 | b |"
    assert len(re.split(r"(?<!\\)\|", first)) == len(re.split(r"(?<!\\)\|", head)) == 4


def test_long_whole_numbers_have_a_sign_between_their_thousands():
    assert [plain(cell) for cell in (20_000, 1024, "20000", 0.5)] == ["20,000", "1024", "20000", "0.5"]


@given(st.text(max_size=30))
def test_nothing_in_a_cell_ends_it(text):
    shown = plain(text)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[|*<$]", re.sub(r"\\(?:[^\w\s]|_)", "", shown))
    assert re.sub(r"\\([^\w\s]|_)", r"\1", shown).split() == text.split()
