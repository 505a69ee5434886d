"""The table beside the chart: edit it, paste or upload CSV, decide about points outside the window."""

import pytest

from ntkcore.scene import Dataset, Scene
from tests.app.visitor import Visitor, assert_shows

FIVE = Scene().dataset


@pytest.fixture
def visitor():
    """Someone with the table open."""
    person = Visitor()
    person.app.session_state["table_open"] = True
    person.app.run()
    return person


def paste(visitor, text):
    visitor.app.text_area[0].set_value(text)
    visitor.press("Use these points")


def said(visitor):
    """What the table says, line by line."""
    return [text.value for text in visitor.app.text]


def buttons(visitor):
    return {button.label for button in visitor.app.button}


def test_the_table_is_drawn_only_while_it_is_open():
    assert not Visitor().app.dataframe


def test_the_table_holds_the_points_of_the_chart(visitor):
    frame = visitor.app.dataframe[0].value
    assert (tuple(frame["x"]), tuple(frame["y"])) == (FIVE.x, FIVE.y)


def test_pasted_rows_replace_the_points_and_can_be_undone(visitor):
    paste(visitor, "x,y\n0.5,-1\n1,2\n-0.333,0")
    assert_shows(visitor, Scene(dataset=Dataset((0.5, 1.0, -0.33), (-1.0, 2.0, 0.0))))
    assert not said(visitor)
    assert visitor.app.text_area[0].value == ""
    visitor.send({"seq": 1, "type": "undo"})
    assert_shows(visitor, Scene())
    assert tuple(visitor.app.dataframe[0].value["x"]) == FIVE.x


def test_an_uploaded_file_replaces_the_points(visitor):
    visitor.app.file_uploader[0].upload("points.csv", "\ufeffy;x\n0,5;-1,25\n".encode(), "text/csv")
    visitor.press("Use these points")
    assert visitor.scene.dataset == Dataset((-1.25,), (0.5,))


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe\x80", b"PK\x03\x04" + bytes(range(256)), b",,,\n" * 50])
def test_a_file_that_is_no_table_changes_nothing_and_says_why(visitor, content):
    visitor.app.file_uploader[0].upload("points.csv", content, "text/csv")
    visitor.press("Use these points")
    assert_shows(visitor, Scene())
    assert said(visitor)


def test_unusable_rows_are_named_and_the_others_used(visitor):
    paste(visitor, "x,y\n0.5,-1\n**bold**,2\n3\n1,2")
    assert visitor.scene.dataset == Dataset((0.5, 1.0), (-1.0, 2.0))
    assert said(visitor) == [
        "Row 3 was left out: “**bold**” is not a number.",
        "Row 4 was left out: it needs an x and a y, and has 1 value.",
    ]


def test_nothing_readable_changes_nothing(visitor):
    paste(visitor, "a,b\nc,d")
    assert_shows(visitor, Scene())
    assert len(said(visitor)) == 1
    paste(visitor, "")
    assert_shows(visitor, Scene())
    assert "empty" in said(visitor)[0]


def test_more_than_64_rows_are_thinned_and_counted(visitor):
    paste(visitor, "\n".join(f"{k / 100},0" for k in range(70)))
    assert len(visitor.scene.dataset.x) == 64
    assert said(visitor) == ["64 of 70 points were taken, evenly over x: no more fit."]
    assert {visitor.scene.dataset.x[0], visitor.scene.dataset.x[-1]} == {0.0, 0.69}


def offered(visitor):
    """Bring two points outside the window and one inside, and find the choice."""
    paste(visitor, "x,y\n0,1\n100,2\n50,oops\n50,1.5")
    assert_shows(visitor, Scene())
    assert visitor.app.warning[0].value.startswith("2 of 3 points lie outside the window")
    assert said(visitor) == ["Row 4 was left out: “oops” is not a number."]
    assert {"Rescale to fit", "Leave those out", "Forget it"} <= buttons(visitor)


def assert_settled(visitor):
    assert not visitor.app.warning
    assert "Rescale to fit" not in buttons(visitor)


def test_points_outside_the_window_can_be_rescaled(visitor):
    offered(visitor)
    visitor.press("Rescale to fit")
    assert_shows(visitor, Scene(dataset=Dataset((-1.35, 1.35, 0.0), (1.0, 2.0, 1.5))))
    assert "x was rescaled: x in the window = 0.027 × (x − 50)." in said(visitor)
    assert_settled(visitor)


def test_points_outside_the_window_can_be_left_out(visitor):
    offered(visitor)
    visitor.press("Leave those out")
    assert_shows(visitor, Scene(dataset=Dataset((0.0,), (1.0,))))
    assert "2 of 3 points lie outside the window and were left out." in said(visitor)
    assert_settled(visitor)


def test_points_outside_the_window_can_be_forgotten(visitor):
    offered(visitor)
    visitor.press("Forget it")
    assert_shows(visitor, Scene())
    assert not said(visitor)
    assert_settled(visitor)
    assert visitor.app.text_area[0].value == ""


def test_a_later_paste_takes_the_place_of_an_open_offer(visitor):
    offered(visitor)
    paste(visitor, "0.1,0.2")
    assert visitor.scene.dataset == Dataset((0.1,), (0.2,))
    assert not said(visitor)
    assert_settled(visitor)


def test_cells_can_be_changed_added_and_deleted(visitor):
    visitor.edit_table(edited_rows={"0": {"x": -1.25}, "2": {"y": 2.5, "x": 0.1}})
    assert_shows(visitor, Scene(dataset=Dataset((-1.25, -0.8, 0.1, 0.6, 0.9), (-0.8, 0.3, 2.5, -0.6, 0.7))))
    visitor.edit_table(deleted_rows=[1, 3], edited_rows={"4": {"y": 0.0}}, added_rows=[{"x": 0.9, "y": -1}])
    assert_shows(visitor, Scene(dataset=Dataset((-1.25, 0.1, 0.9, 0.9), (-0.8, 2.5, 0.0, -1.0))))
    visitor.edit_table(deleted_rows=[0, 1, 2, 3])
    assert_shows(visitor, Scene(dataset=Dataset()))
    visitor.edit_table(added_rows=[{"x": 0.25, "y": 0.5}])
    assert_shows(visitor, Scene(dataset=Dataset((0.25,), (0.5,))))


def test_a_row_waits_until_it_has_both_numbers(visitor):
    visitor.edit_table(added_rows=[{"x": 0.7}, {}])
    assert_shows(visitor, Scene())
    assert any("2 rows waiting for both an x and a y." in caption.value for caption in visitor.app.caption)
    visitor.edit_table(added_rows=[{"x": 0.7, "y": 0.1}, {"x": 0.8, "y": 0.2}])
    assert visitor.scene.dataset == Dataset((*FIVE.x, 0.7, 0.8), (*FIVE.y, 0.1, 0.2))


def test_a_cell_outside_the_window_is_an_offer_too(visitor):
    visitor.edit_table(edited_rows={"0": {"y": 7.0}})
    assert_shows(visitor, Scene())
    assert visitor.app.warning[0].value.startswith("1 of 5 points lie outside the window")
    visitor.press("Leave those out")
    assert visitor.scene.dataset == Dataset(FIVE.x[1:], FIVE.y[1:])
    assert_settled(visitor)


def test_an_edit_to_the_same_value_changes_nothing(visitor):
    visitor.edit_table(edited_rows={"0": {"x": -1.1}})
    assert_shows(visitor, Scene())
    assert not visitor.chart["can_undo"]


def test_what_the_chart_does_shows_in_the_table(visitor):
    visitor.send({"seq": 1, "type": "preset", "name": "gap"})
    assert tuple(visitor.app.dataframe[0].value["x"]) == visitor.scene.dataset.x
    visitor.send({"seq": 2, "type": "clear"})
    assert len(visitor.app.dataframe[0].value) == 0
