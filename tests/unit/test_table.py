"""Pasted tables: every row is used or named, and far data come into the window only on request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntkcore.architecture import LIMITS
from ntkcore.table import keep_inside, outside_window, read_points, rescale


@pytest.mark.parametrize(
    "text",
    ["x,y\n0.5,-1\n1,2", "0.5,-1\n1,2\n", "0.5;-1\r\n1;2", "0,5;-1,0\n1,0;2,0", "0.5\t-1\n\n1\t2", " 0.5   -1\n1 2",
     "y,x\n-1,0.5\n2,1", "\ufefftime,value\n0.5,-1\n1,2", 'x,y\n"0.5","-1"\n1,2', "id;x;y\n7;0.5;-1\n8;1;2"],
)  # fmt: skip
def test_common_forms(text):
    assert read_points(text) == (((0.5, -1.0), (1.0, 2.0)), ())


def test_unusable_rows_are_named():
    table = read_points("x,y\n1,2\n3,a\n4\n\nnan,1\n0.5,0.2")
    assert table.points == ((1.0, 2.0), (0.5, 0.2))
    assert [problem.split(":")[0] for problem in table.problems] == [
        "Row 3 was left out",
        "Row 4 was left out",
        "Row 6 was left out",
    ]
    assert "“a” is not a number" in table.problems[0]


def test_an_empty_table_says_so():
    assert read_points("  \n ").points == ()
    assert "empty" in read_points("").problems[0]


@given(st.text())
def test_any_text_is_read_without_raising(text):
    table = read_points(text)
    assert table.points or table.problems or text.strip()


points = st.lists(st.tuples(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300)), min_size=1, max_size=80).map(tuple)


@given(points)
def test_rescaling_brings_everything_inside_and_keeps_order(far):
    placement = rescale(far)
    near = placement.dataset
    assert len(near.x) == min(len(far), 64)
    assert all(abs(x) <= LIMITS["x"].high for x in near.x)
    assert all(abs(y) <= LIMITS["y"].high for y in near.y)
    by_input = sorted(zip([x for x, _ in far[:64]], near.x, strict=True))
    assert [x for _, x in by_input] == sorted(near.x)
    assert bool(placement.words) or outside_window(far) == 0


def test_rescaling_gives_its_map_and_leaves_what_fits():
    placement = rescale(((0.0, 1.0), (100.0, 2.0)))
    assert placement.dataset.x == (-1.35, 1.35)
    assert placement.dataset.y == (1.0, 2.0)
    assert placement.words == ("x was rescaled: x in the window = 0.027 × (x − 50).",)


def test_keeping_only_what_fits_says_how_much_went():
    placement = keep_inside(((0.0, 1.0), (100.0, 2.0)))
    assert placement.dataset.x == (0.0,)
    assert placement.words[0].startswith("1 of 2 points")
