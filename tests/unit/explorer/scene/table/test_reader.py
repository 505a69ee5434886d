"""Tables as people have them: every row is read or named, and nothing makes the reader fail."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.scene.table import lines, read_points


@pytest.mark.parametrize(
    "text",
    ["x,y\n0.5,-1\n1,2", "0.5,-1\n1,2\n", "0.5;-1\r\n1;2", "0,5;-1,0\n1,0;2,0", "0.5\t-1\n\n1\t2", " 0.5   -1\n1 2",
     "y,x\n-1,0.5\n2,1", "\ufefftime,value\n0.5,-1\n1,2", 'x,y\n"0.5","-1"\n1,2', "id;x;y\n7;0.5;-1\n8;1;2"],
)  # fmt: skip
def test_common_forms_need_no_words(text):
    table = read_points(text)
    assert (table.points, table.problems, table.notes) == (((0.5, -1.0), (1.0, 2.0)), (), ())


def test_unusable_rows_are_named():
    table = read_points("x,y\n1,2\n3,a\n4\n\nnan,1\n0.5,0.2\n,3\ninf,1\n1e999,1\n31.12.2020,1")
    assert table.points == ((1.0, 2.0), (0.5, 0.2))
    assert table.problems == (
        "Row 3 was left out: “a” is not a number.",
        "Row 4 was left out: it needs an x and a y, and has 1 value.",
        "Row 6 was left out: x is missing.",
        "Row 8 was left out: x is missing.",
        "Row 9 was left out: “inf” is not finite.",
        "Row 10 was left out: “1e999” is too large.",
        "Row 11 was left out: “31.12.2020” is a date, not a number.",
    )
    assert read_points("x,y\n1,2\n" + "?,1\n" * 30).problems[-1] == "… and 22 more rows like these."


@pytest.mark.parametrize(
    "text", ["", "  \n ", "x,y", "# only a comment", "nothing here", "[]", "{}", "5", "x,y\n1", ",,\n,,"]
)
def test_a_text_without_points_says_so(text):
    table = read_points(text)
    assert table.points == ()
    assert table.problems


def test_one_column_is_read_against_the_row_number():
    table = read_points("volts\n0.5\nNA\n0.7\n")
    assert table.points == ((1.0, 0.5), (3.0, 0.7))
    assert table.columns == ("row", "volts")
    assert "only one column of numbers" in table.problems[0]
    assert table.problems[1] == "Row 3 was left out: y is missing."


def test_a_very_long_file_is_read_evenly(monkeypatch):
    monkeypatch.setattr(lines, "MAX_ROWS", 1000)
    table = read_points("a title\nt;v\n" + "\n".join(f"{k};1" for k in range(50_000)))
    assert len(table.points) == 998
    assert table.points[-1][0] > 49_900
    assert table.columns == ("t", "v")
    assert table.notes[0] == "Of 50,002 rows 1,000 were read, evenly over the file."


def test_every_row_of_a_long_file_is_read():
    points = tuple((float(k), k % 7 + 0.5) for k in range(30_000))
    assert read_points("\n".join(f"{x},{y}" for x, y in points)).points == points
    assert read_points(str([list(point) for point in points])).points == points
    assert read_points(";".join(f"{x},{y}" for x, y in points)).points == points


@given(st.one_of(st.text(), st.binary(), st.text("0123456789.,;-x y\t\n\"'[](){}:#|eENA\u2212")))
def test_nothing_makes_it_raise(data):
    table = read_points(data)
    assert table.points or table.problems


_TABLES = Path(__file__).parents[4] / "oracle" / "hard_tables.json"
HARD = [case["text"] for case in json.loads(_TABLES.read_text())["cases"] if "text" in case]


@given(st.sampled_from(HARD), st.sampled_from(HARD), st.integers(0, 80), st.integers(0, 80), st.text(max_size=3))
def test_torn_tables_are_read_or_named(first, second, end, start, between):
    text = first[:end] + between + second[start:]
    for table in (read_points(text), read_points(text, comma_separates=False)):
        assert table.points or table.problems


numbers = st.floats(-1e300, 1e300)


@given(
    st.lists(st.tuples(numbers, numbers), min_size=2, max_size=20), st.sampled_from([",", ";", "\t", " ", ", ", "  "])
)
def test_what_python_writes_is_read_exactly(points, separator):
    text = "\n".join(f"{x!r}{separator}{y!r}" for x, y in points)
    assert read_points(f"x{separator}y\n{text}").points == tuple(points)
    assert read_points(repr(points)).points == tuple(points)


@given(st.lists(st.tuples(st.integers(-(10**7), 10**7), st.integers(-999, 999)), min_size=2, max_size=10))
def test_german_and_american_numbers_mean_the_same(pairs):
    points = [(x / 8, y / 16 + 0.5) for x, y in pairs]
    american = "\n".join(f"{x:,.4f};{y:,.4f}" for x, y in points)
    german = american.translate(str.maketrans(",.", ".,"))
    assert read_points(american).points == read_points(german).points == tuple(points)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "an image"),
        (b"PK\x03\x04\x14\x00" + bytes(range(256)), "workbook"),
        (b"%PDF-1.4\n0 1\n5 6\n", "a PDF"),
        (b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'}\n" + b"\0\0\0\0\0\0\xe0?" * 4, "a NumPy file"),
        (bytes((i * 7919 + 13) % 256 for i in range(4000)), "not text"),
    ],
)
def test_a_file_that_is_no_text_is_named(data, name):
    table = read_points(data)
    assert not table.points
    assert len(table.problems) == 1
    assert name in table.problems[0]
    assert "Save the table as CSV" in table.problems[0]
