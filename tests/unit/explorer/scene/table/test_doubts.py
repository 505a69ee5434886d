"""What could be read in two ways: columns, marks and dates; what was decided is said and can be changed."""

import pytest

from explorer.scene.table import read_points


@pytest.mark.parametrize(
    ("data", "columns"),
    [
        ("rownames,speed,dist\n1,4,2\n2,4,10\n", ("speed", "dist")),
        ("y [mV];x [s]\n1;2\n", ("x [s]", "y [mV]")),
        ("0.1 1\n0.2 2\n", ("column 1", "column 2")),
        ('{"time": [1, 2], "speed": [3, 4]}', ("time", "speed")),
        ("# decimal date, ppm\n0.1,1\n0.2,2\n", ("decimal date", "ppm")),
        ("time,accel\nms,g\n2.4,0\n2.6,1\n", ("time ms", "accel g")),
        ("price,date\n1,2020-01-01\n2,2020-07-02\n", ("date", "price")),
        ("a,a\n1,2\n", ("a (1)", "a (2)")),
    ],
)
def test_the_columns_are_named(data, columns):
    assert read_points(data).columns == columns


def test_more_than_two_columns_can_be_chosen():
    data = "rownames,country,year,gdp,life\n1,A,1990,2,70\n2,B,1991,3,71\n"
    table = read_points(data)
    assert table.choices == ("rownames", "year", "gdp", "life")
    assert table.columns == ("year", "gdp")
    assert table.notes == ("The first column (rownames) numbers the rows and was not used.",)
    assert read_points(data, x="gdp", y="life").points == ((2.0, 70.0), (3.0, 71.0))
    assert read_points(data, x=0, y=3).columns == ("rownames", "life")
    assert read_points(data, x="gdp").columns == ("gdp", "year")
    assert read_points(data, y="year").columns == ("gdp", "year")
    assert "no column of numbers called “nix”" in read_points(data, x="nix").problems[0]


@pytest.mark.parametrize(
    ("cells", "values", "is_said"),
    [
        (("1,234", "2,345"), (1234, 2345), "comma"),
        (("1,234", "0,345"), (1.234, 0.345), ""),
        (("1,234", "2,34"), (1.234, 2.34), ""),
        (("1,234", "2,3456"), (1.234, 2.3456), ""),
        (("1,234", "2,345.5"), (1234, 2345.5), "comma"),
        (("1,234,567", "2,345.5"), (1234567, 2345.5), ""),
        (("1.234", "2,5"), (1234, 2.5), "dot"),
        (("1.234", "2.345"), (1.234, 2.345), ""),
        (("−1,234", "2"), (-1234, 2), "comma"),
    ],
)
def test_a_comma_in_doubt(cells, values, is_said):
    table = read_points("\n".join(f"{at};{cell}" for at, cell in enumerate(cells)))
    assert tuple(y for _, y in table.points) == values
    assert [f"A {is_said} before three digits was read as a thousands mark" in p for p in table.problems] == (
        [True] if is_said else []
    )


def test_a_comma_in_doubt_can_be_decided():
    data = "year;pop\n1990;1,234\n1991;2,345\n"
    assert read_points(data).doubtful_mark == ","
    decided = read_points(data, decimal=",")
    assert decided.points == ((1990.0, 1.234), (1991.0, 2.345))
    assert decided.problems == ("A comma before three digits was read as a decimal mark: 1,234 is 1.234.",)
    german = "x;y\n0,5;1.234\n0,6;2.345\n"
    assert read_points(german, decimal=".").points == ((0.5, 1.234), (0.6, 2.345))
    assert read_points("x;y\n0,5;1,234\n").doubtful_mark == ""


def test_names_are_those_of_the_data():
    assert read_points("speed,y\n1,2").names == ("speed", "")
    assert read_points("1,2").names == ("", "")
    assert read_points("x [m],Y\n1,2").names == ("x [m]", "")


def test_dates_say_themselves_which_number_is_the_month():
    for dates in (("01/02/2020", "15/02/2020"), ("02/01/2020", "02/15/2020"), ("1.2.2020", "15.2.2020")):
        table = read_points("date;v\n" + "".join(f"{date};{v}\n" for v, date in enumerate(dates)))
        assert table.points == ((2020 + 31 / 366, 0.0), (2020 + 45 / 366, 1.0))
        assert table.problems == ()
        assert table.doubtful_date == ""


@pytest.mark.parametrize("dates", [("0/5/2020", "0/6/2020"), ("5/0/2020", "6/0/2020"), ("0/5/2020", "1/2/2020")])
def test_what_no_calendar_has_is_no_date_in_doubt(dates):
    table = read_points("x,y\n" + "".join(f"{each},1\n" for each in dates))
    assert table.doubtful_date in ("", "1/2/2020")


def test_dates_in_doubt_can_be_decided():
    data = "date,v\n01/02/2020,1\n03/02/2020,2\n"
    table = read_points(data)
    assert table.points == ((2020 + 31 / 366, 1.0), (2020 + 33 / 366, 2.0))
    assert table.problems == ("01/02/2020 was read as 1 February 2020; it could be 2 January 2020.",)
    assert table.doubtful_date == "01/02/2020"
    decided = read_points(data, day_first=False)
    assert decided.points == ((2020 + 1 / 366, 1.0), (2020 + 61 / 366, 2.0))
    assert decided.problems == ("01/02/2020 was read as 2 January 2020; it could be 1 February 2020.",)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("t,v\n0.5 s,1 m\n0.6 s,2 m\n", "“m” beside the numbers of v was left out."),
        ("t,p\n1,50%\n2,60%\n", "“%” beside the numbers of p was left out: 50 % is 50."),
        ("t,p\n1,50%\n2,0.6\n3,70%\n", "In p, 1 number has no “%”; it was taken to be meant."),
        ("t,v\n1,1 m\n2,2 m\n3,300 cm\n", "Row 4 was left out: “300 cm” has another unit than “m”."),
        ("t,v\n1,2.5 ± 0.1\n2,3.5 ± 0.1\n", "The uncertainties of v, such as ± 0.1, were left out."),
        ("t,v\n1,2.5*\n2,3.5\n", "Marks of footnotes behind the numbers of v were left out."),
        ("t;v\n1;(2.5)\n2;3.5\n", "Numbers of v in parentheses were read as negative, as accountants write them."),
        ("t,v\n1/2,1\n3/4,2\n", "Fractions in t were read as numbers: 1/2 is 0.5."),
        (
            "t,v\n12:30,1\n13:00,2\n",
            "Times were read as hours: 12:30 is 12.5; if they are minutes and seconds, the unit is",
        ),
        ("t,ok\n1,TRUE\n2,FALSE\n", "True and yes were read as 1, false and no as 0."),
        ("1,2,3,4,5\n6,7,8,9,10\n", "The two rows were read as x and y, one point for each column."),
        (
            "X,speed,dist\n1,4,2\n2,4,10\n",
            "The column X counts the rows 1, 2, 3, … as R writes it; choose it if it is x.",
        ),
        ("0,5 1,5 0,6 2,5", "The comma separates x and y: 0,5 is 0 and 5. It could be a decimal mark."),
        ('[{"x": [1, 2], "y": [3, 4]}, {"x": [1], "y": [2]}]', "The first of 2 series was read."),
    ],
)
def test_what_was_decided_is_said(data, expected):
    table = read_points(data)
    assert any(sentence.startswith(expected) for sentence in (*table.problems, *table.notes))


@pytest.mark.parametrize(
    ("data", "pairs", "single", "name"),
    [
        ("0,5 1,5 0,6 2,5", ((0, 5), (1, 5), (0, 6), (2, 5)), (0.5, 1.5, 0.6, 2.5), "column 1"),
        ("0,5; 1,5; 0,6", ((0, 5), (1, 5), (0, 6)), (0.5, 1.5, 0.6), "column 1"),
        ("1,5\n2,7\n3,5\n", ((1, 5), (2, 7), (3, 5)), (1.5, 2.7, 3.5), "column 1"),
        ("-1,5\n−2,75\n", ((-1, 5), (-2, 75)), (-1.5, -2.75), "column 1"),
        ("Spannung in V\n1,5\n2,7\n", ((1, 5), (2, 7)), (1.5, 2.7), "Spannung in V"),
    ],
)
def test_a_comma_between_two_integers_can_be_a_decimal_mark(data, pairs, single, name):
    table = read_points(data)
    assert table.points == pairs
    assert table.doubtful_comma in data
    assert "It could be a decimal mark." in table.problems[-1]
    decided = read_points(data, comma_separates=False)
    assert decided.points == tuple((float(at), value) for at, value in enumerate(single, start=1))
    assert decided.columns == ("row", name)
    assert decided.doubtful_comma == table.doubtful_comma
    assert any("is one number. It could separate x and y." in problem for problem in decided.problems)


@pytest.mark.parametrize("data", ["x,y\n1,2\n2,3\n", "1.5,2\n2,3\n", "1,-2\n2,-3\n", "1, 2\n2, 3\n", "1,2,3\n4,5,6\n"])
def test_a_comma_that_something_else_decides_is_in_no_doubt(data):
    assert read_points(data).doubtful_comma == ""
    assert read_points(data, comma_separates=False).points == read_points(data).points


@pytest.mark.parametrize(
    "text",
    [
        "tribble(~x, ~y, 0.5, -1, 1, 2)",
        "library(tibble)\ndf <- tibble::tribble(\n  ~speed, ~`dist (m)`,  # names\n  0.5, -1,\n  1L, 2L\n)\n",
        "tribble(\n ~id, ~x, ~y,\n 'a', 0.5, -1,\n 'b', 1, 2,\n)",
    ],
)
def test_a_table_that_r_writes_row_by_row_is_read(text):
    assert read_points(text).points == ((0.5, -1.0), (1.0, 2.0))


@pytest.mark.parametrize("mark", ["\t", " ", "  "])
def test_names_above_the_same_number_of_cells_settle_the_comma(mark):
    table = read_points(f"a{mark}b\n1,2{mark}3,4\n2,3{mark}4,5\n")
    assert table.points == ((1.2, 3.4), (2.3, 4.5))
    assert table.doubtful_comma == ""
    assert table.problems == ()
