"""Tables as people have them: every row is read or named, and what was decided is said; nothing makes it fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntkcore.table import read_points

KINDS = [
    ("R write.table", '"times" "accel"\n"1" 2.4 0\n"2" 2.6 -1.3\n', [(2.4,0),(2.6,-1.3)]),
    ("R print", "  speed dist\n1     4    2\n2     4   10\n10   11  17\n", [(4,2),(4,10),(11,17)]),
    ("R named rows", '"","mpg","cyl","disp"\n"Mazda RX4",21,6,160\n"Datsun 710",22.8,4,108\n', [(21,6),(22.8,4)]),
    ("R csv2", '"";"times";"accel"\n"1";2,4;0\n"2";2,6;-1,3\n', [(2.4,0),(2.6,-1.3)]),
    ("pandas print", "     x    y\n0  0.1  1.0\n1  0.2  1.5\n", [(.1,1),(.2,1.5)]),
    ("pandas filtered index", ",a,b\n5,0.1,1\n9,0.2,2\n20,.3,3\n", [(.1,1),(.2,2),(.3,3)]),
    ("Unnamed: 0", "Unnamed: 0,speed,dist\n0,4,2\n1,4,10\n", [(4,2),(4,10)]),
    ("index", "index\tt\tv\n0\t4\t2\n1\t4\t10\n", [(4,2),(4,10)]),
    ("id", "id,t,v\n1,4,2\n2,4,10\n", [(4,2),(4,10)]),
    ("id by position w/ more", "Nr.;Zeit (s);Weg (m)\n1;0,5;1,25\n2;0,6;2,5\n", [(.5,1.25),(.6,2.5)]),
    ("pandas series", ",v\n0,0.1\n1,0.2\n", [(0,.1),(1,.2)]),
    ("datetime index", ",open,close\n2020-01-01,1,2\n2020-07-02,3,4\n", [(2020,1),(2020.5,3)]),
    ("swapped", "y;x\n1;2\n3;4\n", [(2,1),(4,3)]),
    ("swapped units", "y (mV),x (s)\n1,2\n3,4\n", [(2,1),(4,3)]),
    ("swapped with other", "t,Y,X\n7,1,2\n9,3,4\n", [(2,1),(4,3)]),
    ("only y", "y,t\n1,2\n3,4\n", [(2,1),(4,3)]),
    ("x,y,yerr", "x,y,yerr\n1,2,.1\n3,4,.1\n", [(1,2),(3,4)]),
    ("yerr first", "yerr,x,y\n.1,1,2\n.1,3,4\n", [(1,2),(3,4)]),
    ("time(s) volts", "time (s),voltage (mV)\n0.1,1\n0.2,2\n", [(.1,1),(.2,2)]),
    ("unit row", "time,accel\nms,g\n2.4,0\n2.6,-1.3\n", [(2.4,0),(2.6,-1.3)]),
    ("unit row paren", "time\taccel\n(ms)\t(g)\n2.4\t0\n2.6\t-1.3\n", [(2.4,0),(2.6,-1.3)]),
    ("de thousands", "Jahr;Wert\n1990;1.234,5\n1991;2.345\n", [(1990,1234.5),(1991,2345)]),
    ("de thousands int", "Jahr;Wert\n1990;1.234.567\n1991;2.345\n", [(1990,1234567),(1991,2345)]),
    ("fr nnbsp", "an;val\n1990;1\u202f234,5\n1991;2\u202f345\n", [(1990,1234.5),(1991,2345)]),
    ("fr nbsp", "an\tval\n1990\t1\u00a0234\n1991\t2\u00a0345\n", [(1990,1234),(1991,2345)]),
    ("space th", "an;val\n1990;1 234\n1991;2 345\n", [(1990,1234),(1991,2345)]),
    ("quoted us", 'year,pop\n1990,"1,234"\n1991,"2,345.5"\n', [(1990,1234),(1991,2345.5)]),
    ("quoted us amb", 'year,pop\n1990,"1,234"\n1991,"2,345"\n', [(1990,1234),(1991,2345)]),
    ("us big", 'year;pop\n1990;1,234,567\n1991;12,345\n', [(1990,1234567),(1991,12345)]),
    ("curly apos", "year;pop\n1990;1’234\n1991;2’345.5\n", [(1990,1234),(1991,2345.5)]),
    ("leading 0 decides", "x;y\n0,125;1,234\n0,250;2,345\n", [(.125,1.234),(.25,2.345)]),
    ("4 digits decide", "x;y\n1,2345;1,234\n2,2500;2,345\n", [(1.2345,1.234),(2.25,2.345)]),
    ("comment %", "% Octave\n%% more\n0.1 1\n0.2 2\n", [(.1,1),(.2,2)]),
    ("comment //", "// log 3\n0.1\t1\n0.2\t2\n", [(.1,1),(.2,2)]),
    ("comment tail", "x,y\n0.1,1 # first\n0.2,2  // second\n", [(.1,1),(.2,2)]),
    ("comment middle", "x,y\n0.1,1\n# pause\n0.2,2\n", [(.1,1),(.2,2)]),
    ("numpy savetxt", "# x y\n1.00000000e-01 1.00000000e+00\n2.00000000e-01 2.00000000e+00\n", [(.1,1),(.2,2)]),
    ("titles", "Experiment 7, second run\nmeasured 2019-05-03\n\nt [s];v\n0,1;1\n0,2;2\n", [(.1,1),(.2,2)]),
    ("footer", "x,y\n0.1,1\n0.2,2\nSource: world bank\n", [(.1,1),(.2,2)]),
    ("utf16le", "x\ty\n0.1\t1\n0.2\t2\n".encode("utf-16"), [(.1,1),(.2,2)]),
    ("utf16le nobom", "x\ty\n0.1\t1\n0.2\t2\n".encode("utf-16-le"), [(.1,1),(.2,2)]),
    ("utf16be nobom", "x\ty\n0.1\t1\n0.2\t2\n".encode("utf-16-be"), [(.1,1),(.2,2)]),
    ("latin1", "Länge;Höhe [µm]\n0,1;1\n0,2;2\n".encode("latin-1"), [(.1,1),(.2,2)]),
    ("cp1252 minus", "x;y\n–0,1;1\n0,2;–2\n".encode("cp1252"), [(-.1,1),(.2,-2)]),
    ("app", "x,y\n1.2·10⁻⁴,−3\n−1.5·10⁻²,10⁶\n", [(1.2e-4,-3),(-.015,1e6)]),
    ("tuples lines", "(0.5, 1)\n(0.6, 2)\n", [(.5,1),(.6,2)]),
    ("tuples list", "[(0.5, 1), (0.6, 2)]", [(.5,1),(.6,2)]),
    ("tuples lines comma", "(0.5, 1),\n(0.6, 2),\n", [(.5,1),(.6,2)]),
    ("py assign", "points = [(0.5, 1), (0.6, 2)]", [(.5,1),(.6,2)]),
    ("numpy repr", "array([[0.5, 1. ],\n       [0.6, 2. ]])", [(.5,1),(.6,2)]),
    ("numpy print", "[[0.5 1. ]\n [0.6 2. ]]", [(.5,1),(.6,2)]),
    ("py dict", "{'x': [0.5, 0.6], 'y': [1, 2]}", [(.5,1),(.6,2)]),
    ("json cols", '{"x": [0.5, 0.6], "y": [1, 2]}', [(.5,1),(.6,2)]),
    ("json cols swapped", '{"y": [1, 2], "x": [0.5, 0.6]}', [(.5,1),(.6,2)]),
    ("json recs", '[{"x":0.5,"y":1},{"x":0.6,"y":2}]', [(.5,1),(.6,2)]),
    ("json recs swapped", '[{"y":1,"x":0.5},{"y":2,"x":0.6}]', [(.5,1),(.6,2)]),
    ("json nested", '{"data": [{"x":0.5,"y":1},{"x":0.6,"y":2}]}', [(.5,1),(.6,2)]),
    ("json points", '{"points": [[0.5,1],[0.6,2]]}', [(.5,1),(.6,2)]),
    ("json null", '[[0.5,1],[null,3],[0.6,2]]', [(.5,1),(.6,2)]),
    ("json NaN", '[[0.5,1],[NaN,3],[0.6,2]]', [(.5,1),(.6,2)]),
    ("json pandas", '{"x":{"0":0.5,"1":0.6},"y":{"0":1,"1":2}}', [(.5,1),(.6,2)]),
    ("json split", '{"columns":["y","x"],"index":[0,1],"data":[[1,0.5],[2,0.6]]}', [(.5,1),(.6,2)]),
    ("json lines", '{"x":0.5,"y":1}\n{"x":0.6,"y":2}\n', [(.5,1),(.6,2)]),
    ("js", '[{x: 0.5, y: 1}, {x: 0.6, y: 2}]', [(.5,1),(.6,2)]),
    ("two lists", 'x = [0.5, 0.6, 0.7]\ny = [1, 2, 3]\n', [(.5,1),(.6,2),(.7,3)]),
    ("two lists swapped", 'y = [1, 2, 3]\nx = [0.5, 0.6, 0.7]\n', [(.5,1),(.6,2),(.7,3)]),
    ("R c()", 'x <- c(0.5, 0.6)\ny <- c(1, 2)\n', [(.5,1),(.6,2)]),
    ("np.array two", 'x = np.array([0.5, 0.6])\ny = np.array([1, 2])\n', [(.5,1),(.6,2)]),
    ("matlab", 'x = [0.5 0.6 0.7];\ny = [1 2 3];\n', [(.5,1),(.6,2),(.7,3)]),
    ("matlab matrix", 'A = [0.5 1; 0.6 2; 0.7 3]', [(.5,1),(.6,2),(.7,3)]),
    ("markdown", "| x | y |\n|---|---|\n| 0.5 | 1 |\n| 0.6 | 2 |\n", [(.5,1),(.6,2)]),
    ("markdown bare", "x | y\n--|--\n0.5 | 1\n0.6 | 2\n", [(.5,1),(.6,2)]),
    ("psql", " x   | y\n-----+---\n 0.5 | 1\n 0.6 | 2\n(2 rows)\n", [(.5,1),(.6,2)]),
    ("latex", "x & y \\\\\n0.5 & 1 \\\\\n0.6 & 2 \\\\\n", [(.5,1),(.6,2)]),
    ("dates", "date,v\n2020-01-01,1\n2020-07-02,2\n2021-07-02,3\n", [(2020,1),(2020.5,2),(2021+182/365,3)]),
    ("datetimes", "when;v\n2021-01-01 12:00:00;1,5\n2021-01-02T00:00;2,5\n", [(2021+.5/365,1.5),(2021+1/365,2.5)]),
    ("datetimes space", "2021-01-01 12:00 1.5\n2021-01-02 00:00 2.5\n", [(2021+.5/365,1.5),(2021+1/365,2.5)]),
    ("months", "month,v\n2020-01,1\n2020-07,2\n", [(2020,1),(2020+182/366,2)]),
    ("missing", "x,y\n0.1,1\nNA,2\n0.2,\n0.3,NaN\n0.4,4\n", [(.1,1),(.4,4)]),
    ("missing first", "a;b\nNA;1\n;\n0,5;2\n0,7;3\n", [(.5,2),(.7,3)]),
    ("link form", "-1,0.4;0.25,-0.8;1,2", [(-1,.4),(.25,-.8),(1,2)]),
    ("one column", "1.5\n2.5\n3.5\n", [(1,1.5),(2,2.5),(3,3.5)]),
    ("unquoted decimal commas", "x,y\n0,5,1,25\n0,6,2,5\n", [(.5,1.25),(.6,2.5)]),
    ("transposed", "x,1,2,3\ny,4,5,6\n", [(1,4),(2,5),(3,6)]),
    ("wide text", "country\tyear\tgdp\nNew Zealand\t1990\t1,234.5\nChad\t1991\t300\n", [(1990,1234.5),(1991,300)]),
    ("fixed width text", "name        t    v\nMazda RX4   1.5  2.5\nDatsun 710  2.5  3.5\n", [(1.5,2.5),(2.5,3.5)]),
    ("mac CR", "x,y\r0.1,1\r0.2,2\r", [(.1,1),(.2,2)]),
    ("sep=,", 'sep=,\nx,y\n0.5,1\n', [(.5,1)]),
    ("sep=tab", 'sep=\t\nx\ty\n0.5\t1\n', [(.5,1)]),
    ("semi spaces", "x ; y\n0,5 ; 1\n0,6 ; 2\n", [(.5,1),(.6,2)]),
    ("all quoted", '"x","y"\n"0.5","1"\n"0.6","2"\n', [(.5,1),(.6,2)]),
    ("single quoted", "'x','y'\n'0.5','1'\n'0.6','2'\n", [(.5,1),(.6,2)]),
    ("plus", "x,y\n+0.5,+1\n", [(.5,1)]),
    ("3 nums no header numbering", "1 2.4 0\n2 2.6 -1.3\n3 3.2 -2.7\n", [(2.4,0),(2.6,-1.3),(3.2,-2.7)]),
    ("header year data", "year,v\n1871,1120\n1872,1160\n", [(1871,1120),(1872,1160)]),
    ("quoted newline header", '"time\n(s)","v"\n0.5,1\n0.6,2\n', [(.5,1),(.6,2)]),
    ("decimal comma comma+space", "0,5, 1,25\n0,6, 2,5\n", [(.5,1.25),(.6,2.5)]),
    ("single point dec", "0,02\t1", [(.02,1)]),
    ("crlf utf8 bom semicolon", "\ufeffx;y\r\n0,5;1\r\n".encode(), [(.5,1)]),
    ("row nr + header nr", "#,x,y\n1,0.5,1\n2,0.6,2\n", [(.5,1),(.6,2)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "points"), KINDS, ids=[kind[0] for kind in KINDS])
def test_the_points_are_read(name, data, points):
    assert read_points(data).points == tuple(points)


@pytest.mark.parametrize(
    "text",
    ["x,y\n0.5,-1\n1,2", "0.5,-1\n1,2\n", "0.5;-1\r\n1;2", "0,5;-1,0\n1,0;2,0", "0.5\t-1\n\n1\t2", " 0.5   -1\n1 2",
     "y,x\n-1,0.5\n2,1", "\ufefftime,value\n0.5,-1\n1,2", 'x,y\n"0.5","-1"\n1,2', "id;x;y\n7;0.5;-1\n8;1;2"],
)  # fmt: skip
def test_common_forms_need_no_words(text):
    table = read_points(text)
    assert (table.points, table.problems, table.notes) == (((0.5, -1.0), (1.0, 2.0)), (), ())


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
        "Row 11 was left out: “31.12.2020” is not a number; dates are read in the form 2020-12-31.",
    )
    assert read_points("x,y\n1,2\n" + "?,1\n" * 30).problems[-1] == "… and 22 more rows like these."


@pytest.mark.parametrize(
    "text", ["", "  \n ", "x,y", "# only a comment", "nothing here", "[]", "{}", "5", "x,y\n1", ",,\n,,"]
)
def test_a_text_without_points_says_so(text):
    table = read_points(text)
    assert table.points == ()
    assert table.problems


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


def test_one_column_is_read_against_the_row_number():
    table = read_points("volts\n0.5\nNA\n0.7\n")
    assert table.points == ((1.0, 0.5), (3.0, 0.7))
    assert table.columns == ("row", "volts")
    assert "only one column of numbers" in table.problems[0]
    assert table.problems[1] == "Row 3 was left out: y is missing."


def test_a_long_file_is_read_evenly():
    table = read_points("\n".join(f"{k},1" for k in range(50_000)))
    assert len(table.points) == 20_000
    assert table.points[-1][0] > 49_990
    assert table.notes == ("Of 50,000 rows 20,000 were read, evenly over the file.",)


@given(st.one_of(st.text(), st.binary(), st.text("0123456789.,;-x y\t\n\"'[](){}:#|eENA\u2212")))
def test_nothing_makes_it_raise(data):
    table = read_points(data)
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


def test_dates_with_the_day_or_the_month_first_are_not_guessed_and_this_is_said() -> None:
    table = read_points("date,v\n01/02/2020,1\n15/02/2020,2\n")
    assert table.points == ((1.0, 1.0), (2.0, 2.0))
    assert "The dates were not used. Dates are read in the form 2020-12-31." in table.problems
