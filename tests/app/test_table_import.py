"""Tables brought in by pasting or as a file: what was read is said and can be changed before it is used."""

import pytest

from explorer.scene.scene import Dataset, Scene
from tests.app.table_visitor import CARS, at_the_table, messages, paste, shown, told
from tests.app.visitor import assert_shows

FIVE = Scene().dataset


def settle(visitor, label, options, second=False):
    """Answer the question `label` with the second of its options, whose value is `second`."""
    question = next(box for box in visitor.app.button_group if box.label == label)
    assert question.options == options
    question.set_value(second).run()


@pytest.fixture
def visitor():
    return at_the_table()


def test_pasted_rows_replace_the_points_and_can_be_undone(visitor):
    paste(visitor, "x,y\n0.5,-1\n1,2\n-0.333,0")
    assert_shows(visitor, Scene(dataset=Dataset((0.5, 1.0, -0.33), (-1.0, 2.0, 0.0))))
    assert not messages(visitor)
    assert visitor.app.text_area[0].value == ""
    visitor.send({"seq": 1, "type": "undo"})
    assert_shows(visitor, Scene())
    assert shown(visitor) == (FIVE.x, FIVE.y)


def test_an_uploaded_file_replaces_the_points(visitor):
    visitor.app.file_uploader[0].upload("points.csv", "\ufeffy;x\n0,5;-1,25\n".encode(), "text/csv")
    visitor.press("Use these points")
    assert visitor.scene.dataset == Dataset((-1.25,), (0.5,))


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe\x80", b"PK\x03\x04" + bytes(range(256)), b",,,\n" * 50])
def test_a_file_that_is_no_table_changes_nothing_and_says_why(visitor, content):
    visitor.app.file_uploader[0].upload("points.csv", content, "text/csv")
    visitor.press("Use these points")
    assert_shows(visitor, Scene())
    assert messages(visitor)


def test_unusable_rows_are_named_and_the_others_used(visitor):
    paste(visitor, "x,y\n0.5,-1\n**bold**,2\n3\n1,2")
    assert visitor.scene.dataset == Dataset((0.5, 1.0), (-1.0, 2.0))
    assert messages(visitor) == [
        "Row 3 was left out: “**bold**” is not a number.",
        "Row 4 was left out: it needs an x and a y, and has 1 value.",
    ]


def test_nothing_readable_changes_nothing(visitor):
    paste(visitor, "a,b\nc,d")
    assert_shows(visitor, Scene())
    assert len(messages(visitor)) == 1
    paste(visitor, "")
    assert_shows(visitor, Scene())
    assert "empty" in messages(visitor)[0]


def test_more_than_64_rows_are_thinned_and_counted(visitor):
    paste(visitor, "\n".join(f"{k / 100},0" for k in range(70)))
    assert len(visitor.scene.dataset.x) == 64
    assert messages(visitor) == ["64 of 70 points were used, evenly over x, because no more fit."]
    assert {visitor.scene.dataset.x[0], visitor.scene.dataset.x[-1]} == {0.0, 0.69}


def test_what_was_read_is_said_before_it_is_used(visitor):
    visitor.app.text_area[0].set_value(CARS).run()
    assert any("Read 5 rows: x = <b>speed</b>, y = <b>dist</b>." in caption for caption in told(visitor))
    assert messages(visitor) == ["The first column (rownames) numbers the rows and was not used."]
    assert_shows(visitor, Scene())
    column = next(box for box in visitor.app.selectbox if box.label == "Column of x")
    assert column.options == ["rownames", "speed", "dist"]
    column.set_value("rownames").run()
    assert any("x = <b>rownames</b>, y = <b>dist</b>" in caption for caption in told(visitor))
    assert_shows(visitor, Scene())


def test_more_than_two_columns_are_never_used_untold(visitor):
    paste(visitor, "a,b,c\n0.1,0.2,0.3\n0.5,-0.2,1\n")
    assert_shows(visitor, Scene())
    assert any("Check the columns" in caption for caption in told(visitor))
    visitor.press("Use these points")
    assert visitor.scene.dataset == Dataset((0.1, 0.5), (0.2, -0.2))
    assert (visitor.scene.x_axis.name, visitor.scene.y_axis.name) == ("a", "b")


def test_a_comma_in_doubt_is_asked_about(visitor):
    paste(visitor, "x;y\n1,234;0.5\n1,448;-0.5")
    assert_shows(visitor, Scene())
    assert messages(visitor) == ["A comma before three digits was read as a thousands mark: 1,234 is 1234."]
    mark = next(box for box in visitor.app.button_group if box.label == "Decimal mark")
    mark.set_value(",").run()
    visitor.press("Use these points")
    assert visitor.scene.dataset == Dataset((1.23, 1.45), (0.5, -0.5))


@pytest.mark.parametrize("text", ["no numbers here", "x,y", "# a comment", "a line; of words, only"])
def test_a_line_without_numbers_changes_nothing_and_says_so(visitor, text):
    paste(visitor, text)
    assert_shows(visitor, Scene())
    assert any("No point was read, so nothing has changed." in caption for caption in told(visitor))
    assert messages(visitor)


def test_a_date_in_doubt_is_asked_about(visitor):
    paste(visitor, "date,v\n01/02/2020,0.5\n03/02/2020,-0.5\n")
    assert_shows(visitor, Scene())
    assert messages(visitor)[0] == "01/02/2020 was read as 1 February 2020; it could be 2 January 2020."
    settle(visitor, "Order of day and month", ["01/02/2020 is 1 February 2020", "01/02/2020 is 2 January 2020"])
    assert messages(visitor)[0] == "01/02/2020 was read as 2 January 2020; it could be 1 February 2020."


def test_a_comma_between_two_integers_is_asked_about(visitor):
    paste(visitor, "0,5 1,5 0,6 2,5")
    assert_shows(visitor, Scene())
    assert messages(visitor)[0] == "The comma separates x and y: 0,5 is 0 and 5. It could be a decimal mark."
    settle(visitor, "Comma", ["0,5 is 0 and 5", "0,5 is one number"])
    assert any("Read 4 rows: x = <b>row</b>, y = <b>column 1</b>." in caption for caption in told(visitor))
    visitor.press("Leave those out")  # rows 2 to 4 lie outside the window
    assert visitor.scene.dataset == Dataset((1.0,), (0.5,))


def test_a_first_row_of_years_is_asked_about(visitor):
    paste(visitor, "2019,2020\n0.5,-0.5\n1.25,0.5\n")
    assert_shows(visitor, Scene())
    assert any("Read 3 rows: x = <b>column 1</b>, y = <b>column 2</b>." in caption for caption in told(visitor))
    assert "It could be names of the columns." in messages(visitor)[0]
    settle(visitor, "First row (2019, 2020)", ["a row of numbers", "names of the columns"], second=True)
    assert messages(visitor) == [
        "The first row (2019, 2020) was read as names of the columns. It could be a row of numbers."
    ]
    assert any("Read 2 rows: x = <b>2019</b>, y = <b>2020</b>." in caption for caption in told(visitor))
    assert "It could be a row of numbers." in messages(visitor)[0]


def test_messages_about_one_table_do_not_stand_under_the_next(visitor):
    paste(visitor, "\n".join(f"{k / 100},0" for k in range(70)))
    assert messages(visitor) == ["64 of 70 points were used, evenly over x, because no more fit."]
    visitor.app.text_area[0].set_value("0.1, 0.2\n0.3, 0.4\n").run()
    assert messages(visitor) == []
