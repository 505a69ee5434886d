"""A first row of numbers that names the columns: where that is decided, and where the person can decide it."""

import pytest

from explorer.scene.table import read_points


@pytest.mark.parametrize(
    ("data", "years", "points"),
    [
        ("2019,2020\n1.2,3.4\n", (2019, 2020), ((1.2, 3.4),)),
        ("2019;2020\n1,25;3,4\n1,5;3,6\n", (2019, 2020), ((1.25, 3.4), (1.5, 3.6))),
        ("2019 2020\n1200 3400\n", (2019, 2020), ((1200, 3400),)),
        ("Sales\n2019,2020\n1.2,3.4\n", (2019, 2020), ((1.2, 3.4),)),
        ("| 1990 | 2000 |\n|---|---|\n| 1.2 | 3.4 |\n", (1990, 2000), ((1.2, 3.4),)),
        ("2019,2020\n1.2,\n1.5,2\n", (2019, 2020), ((1.5, 2.0),)),
    ],
)
def test_a_first_row_of_years_can_be_names(data, years, points):
    table = read_points(data)
    assert table.points == (years, *points)
    assert table.problems[0] == "The first row ({}, {}) was read as a row of numbers. It could be {}.".format(
        *years, "names of the columns"
    )
    assert read_points(data, first_row_names=False) == table
    decided = read_points(data, first_row_names=True)
    assert decided.points == points
    assert decided.columns == decided.names == tuple(map(str, years))
    assert decided.doubtful_header == table.doubtful_header == "{}, {}".format(*years)
    assert decided.problems[0].endswith("was read as names of the columns. It could be a row of numbers.")


@pytest.mark.parametrize(
    ("data", "columns", "points"),
    [
        ("country,2019,2020\nA,1.2,3.4\nB,2.2,3.1\n", ("2019", "2020"), ((1.2, 3.4), (2.2, 3.1))),
        (",2019,2020\nA,1.2,3.4\nB,2.2,3.1\n", ("2019", "2020"), ((1.2, 3.4), (2.2, 3.1))),
        ("name,2020\nA,1.2\nB,3\n", ("row", "2020"), ((1, 1.2), (2, 3))),
    ],
)
def test_years_beside_text_are_names(data, columns, points):
    table = read_points(data)
    assert (table.columns, table.points, table.doubtful_header) == (columns, points, "")
    assert table.notes[0] == "The first row was read as names of the columns, because it has text beside years."


def test_years_above_numbers_of_one_row_are_the_inputs():
    for data in ("2019,2020,2021\n1.2,3.4,5\n", "year,2019,2020,2021\nsales,1.2,3.4,5\n"):
        table = read_points(data)
        assert table.points == ((2019, 1.2), (2020, 3.4), (2021, 5))
        assert table.problems == ("The two rows were read as x and y, one point for each column.",)
    assert read_points("year,2019,2020\nsales,1.2,3.4\n").columns == ("year", "sales")


@pytest.mark.parametrize(
    "data",
    [
        "2000,1950\n2001,1960\n",  # years in every row
        "2019,5\n2020,7\n",
        "2000,2000\n1.2,3.4\n",  # names of columns differ
        "2019.0,2020.0\n1.2,3.4\n",  # nobody writes a year like this
        "2019,2020\n",
        "1,2\n1.2,3.4\n",
        "1750,1800\n1.2,3.4\n",
        "[(2019, 2020), (1.2, 3.4)]",  # pairs of a program are points
        "x,y\n2019,2020\n1.2,3.4\n",  # the names are above
    ],
)
def test_other_first_rows_are_points(data):
    table = read_points(data)
    assert table.doubtful_header == ""
    assert read_points(data, first_row_names=True) == table
    assert len(table.points) == len([line for line in data.replace("), (", "\n").splitlines() if "x" not in line])


@pytest.mark.parametrize(("start", "names"), [(0, "0,1"), (1, "1,2"), (0, "2019,2020"), (1, "2019,2020")])
def test_a_first_row_with_an_empty_corner_above_row_numbers_names_the_columns(start, names):
    first, second = names.split(",")
    rows = [f"{start + at},{row}\n" for at, row in enumerate(("1.2,3.4", "1.5,3.6", "1.7,3.8"))]
    table = read_points(f",{names}\n{''.join(rows)}")
    assert table.points == ((1.2, 3.4), (1.5, 3.6), (1.7, 3.8))
    assert table.columns == (first, second)
    assert table.problems == ()
    assert table.doubtful_header == ""
    assert table.notes[0].endswith("because nothing stands above the row numbers.")
    missing = read_points(",3.4\n0,1.2\n1,1.5\n")  # no names: the first x is missing
    assert missing.points == ((0, 1.2), (1, 1.5))
    assert missing.problems == ("Row 1 was left out: x is missing.",)
