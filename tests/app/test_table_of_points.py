"""The table beside the chart: edit it, paste or upload CSV, decide about points outside the window."""

import pytest

from ntkcore import permalink
from ntkcore.scene import Axis, Dataset, Scene
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


def shown(visitor):
    """The numbers in the table, column by column."""
    frame = visitor.app.dataframe[0].value
    return tuple(map(float, frame["x"])), tuple(map(float, frame["y"]))


def seen(visitor):
    """What the page tells about a table before it is used."""
    return [html.proto.body for html in visitor.app.get("html")]


def buttons(visitor):
    return {button.label for button in visitor.app.button}


def test_the_table_is_drawn_only_while_it_is_open():
    assert not Visitor().app.dataframe


def test_the_table_holds_the_points_of_the_chart(visitor):
    assert shown(visitor) == (FIVE.x, FIVE.y)


def test_pasted_rows_replace_the_points_and_can_be_undone(visitor):
    paste(visitor, "x,y\n0.5,-1\n1,2\n-0.333,0")
    assert_shows(visitor, Scene(dataset=Dataset((0.5, 1.0, -0.33), (-1.0, 2.0, 0.0))))
    assert not said(visitor)
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
    assert said(visitor) == ["64 of 70 points were used, evenly over x, because no more fit."]
    assert {visitor.scene.dataset.x[0], visitor.scene.dataset.x[-1]} == {0.0, 0.69}


def offered(visitor):
    """Bring two points outside the window and one inside, and find the choice."""
    paste(visitor, "x,y\n0,1\n100,2\n50,oops\n50,1.5")
    assert_shows(visitor, Scene())
    assert visitor.app.warning[0].value.startswith("2 of 3 points lie outside the window")
    assert said(visitor) == ["Row 4 was left out: “oops” is not a number."]
    assert {"Rescale to fit", "Leave those out", "Discard"} <= buttons(visitor)


def assert_settled(visitor):
    assert not visitor.app.warning
    assert "Rescale to fit" not in buttons(visitor)


def test_points_outside_the_window_can_be_rescaled(visitor):
    offered(visitor)
    visitor.press("Rescale to fit")
    assert_shows(visitor, Scene(dataset=Dataset((-1.35, 1.35, 0.0), (1.0, 2.0, 1.5)), x_axis=Axis(0.027, 50.0)))
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
    visitor.press("Discard")
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
    assert shown(visitor)[0] == visitor.scene.dataset.x
    visitor.send({"seq": 2, "type": "clear"})
    assert len(visitor.app.dataframe[0].value) == 0


CARS = "rownames,speed,dist\n1,4,2\n2,10,26\n3,14,36\n4,18,56\n5,25,85\n"
SPEED, DIST = Axis(0.1, 14.5, "speed"), Axis(0.05, 43.6, "dist")


@pytest.fixture
def driver(visitor):
    """Someone who has brought cars' speeds and stopping distances into the window."""
    paste(visitor, CARS)
    visitor.press("Rescale to fit")
    return visitor


def test_what_was_read_is_said_before_it_is_used(visitor):
    visitor.app.text_area[0].set_value(CARS).run()
    assert any("Read 5 rows: x = <b>speed</b>, y = <b>dist</b>." in words for words in seen(visitor))
    assert said(visitor) == ["The first column (rownames) numbers the rows and was not used."]
    assert_shows(visitor, Scene())
    column = next(box for box in visitor.app.selectbox if box.label == "Column of x")
    assert column.options == ["rownames", "speed", "dist"]
    column.set_value("rownames").run()
    assert any("x = <b>rownames</b>, y = <b>dist</b>" in words for words in seen(visitor))
    assert_shows(visitor, Scene())


def test_more_than_two_columns_are_never_used_unseen(visitor):
    paste(visitor, "a,b,c\n0.1,0.2,0.3\n0.5,-0.2,1\n")
    assert_shows(visitor, Scene())
    assert any("Check the columns" in words for words in seen(visitor))
    visitor.press("Use these points")
    assert visitor.scene.dataset == Dataset((0.1, 0.5), (0.2, -0.2))
    assert (visitor.scene.x_axis.name, visitor.scene.y_axis.name) == ("a", "b")


def test_a_comma_in_doubt_is_asked_about(visitor):
    paste(visitor, "x;y\n1,234;0.5\n1,448;-0.5")
    assert_shows(visitor, Scene())
    assert said(visitor) == ["A comma before three digits was read as a thousands mark: 1,234 is 1234."]
    mark = next(box for box in visitor.app.button_group if box.label == "Decimal mark")
    mark.set_value(",").run()
    visitor.press("Use these points")
    assert visitor.scene.dataset == Dataset((1.23, 1.45), (0.5, -0.5))


def test_the_persons_units_are_in_the_table_the_chart_and_the_link(driver):
    dataset = Dataset((-1.05, -0.45, -0.05, 0.35, 1.05), (-2.08, -0.88, -0.38, 0.62, 2.07))
    assert_shows(driver, Scene(dataset=dataset, x_axis=SPEED, y_axis=DIST))
    assert shown(driver) == ((4.0, 10.0, 14.0, 18.0, 25.0), (2.0, 26.0, 36.0, 56.0, 85.0))
    assert driver.chart["units"]["x"] == {"scale": 0.1, "centre": 14.5, "name": "speed"}
    assert permalink.decode(driver.link)[0].y_axis == DIST
    assert any("The chart rounds speed to 0.1 and dist to 0.2." in caption.value for caption in driver.app.caption)


def test_cells_are_edited_in_the_persons_units(driver):
    driver.edit_table(edited_rows={"0": {"x": "5,5"}, "1": {"y": "30"}})
    assert shown(driver) == ((5.5, 10.0, 14.0, 18.0, 25.0), (2.0, 30.0, 36.0, 56.0, 85.0))
    driver.edit_table(edited_rows={"0": {"x": "90"}})
    assert driver.app.warning[0].value.startswith("1 of 5 points lie outside the window")
    driver.press("Move to the edge")
    assert shown(driver)[0][0] == 29.5
    assert (driver.scene.x_axis, driver.scene.y_axis) == (SPEED, DIST)


def test_units_live_as_long_as_their_data(driver):
    scene = driver.scene
    driver.send({"seq": 1, "type": "clear"})
    assert driver.scene.x_axis == SPEED
    driver.send({"seq": 2, "type": "preset", "name": "gap"})
    assert (driver.scene.x_axis, driver.scene.y_axis) == (Axis(), Axis())
    driver.send({"seq": 3, "type": "undo"}, {"seq": 4, "type": "undo"})
    assert_shows(driver, scene)
    paste(driver, "0.5,1\n-0.5,2")
    assert (driver.scene.x_axis, driver.scene.y_axis) == (Axis(), Axis())


def test_our_own_download_is_read_in_its_own_units(driver):
    before = driver.scene
    driver.send({"seq": 1, "type": "clear"})
    paste(driver, "speed,dist\n4,2\n10,26\n14,36\n18,56\n25,85\n")
    assert driver.scene.dataset == before.dataset
    assert not driver.app.warning


def test_small_values_are_offered_rescaling(visitor):
    rows = "t (s),U (mV)\n" + "".join(f"{k / 1000},{0.4 + k % 3 / 100}\n" for k in range(1, 11))
    paste(visitor, rows)
    assert_shows(visitor, Scene())
    assert visitor.app.warning[0].value.startswith("The differences in x and y are much smaller than the window")
    assert {"Rescale to fit", "Use as they are", "Discard"} <= buttons(visitor)
    visitor.press("Rescale to fit")
    assert shown(visitor)[0] == tuple(k / 1000 for k in range(1, 11))
    assert shown(visitor)[1] == tuple(round(0.4 + k % 3 / 100, 2) for k in range(1, 11))


def test_one_outlier_is_pointed_out(visitor):
    paste(visitor, "\n".join(f"{k},{k}" for k in range(10)) + "\n5,9999")
    assert "One point lies far from the rest: x = 5, y = 9999." in visitor.app.warning[0].value
    assert {"Rescale without it", "Rescale with it"} <= buttons(visitor)
    visitor.press("Rescale without it")
    assert shown(visitor) == (tuple(map(float, range(10))),) * 2
    assert "1 of 11 points lay far from the rest and was left out." in said(visitor)


@pytest.mark.parametrize("text", ["no numbers here", "x,y", "# a comment", "a line; of words, only"])
def test_a_line_without_numbers_changes_nothing_and_says_so(visitor, text):
    paste(visitor, text)
    assert_shows(visitor, Scene())
    assert any("No point was read, so nothing has changed." in words for words in seen(visitor))
    assert said(visitor)


def test_table_and_link_treat_points_outside_alike(visitor):
    paste(visitor, "x,y\n0,1\n100,2")
    visitor.press("Move to the edge")
    linked, problems = permalink.decode("points=0,1;100,2")
    assert visitor.scene.dataset == linked.dataset
    assert said(visitor) == ["1 of 2 points lay outside the window and was moved to its edge."]
    assert problems == ("points: 1 point lay outside the window and was moved to its edge.",)


CELLS = [("0,02", 0.02), ("−0,5", -0.5), ("1.2·10⁻¹", 0.12), (" 1 ", 1.0), (0.3, 0.3)]


@pytest.mark.parametrize(("cell", "value"), CELLS)
def test_cells_understand_decimal_commas_and_real_minus_signs(visitor, cell, value):
    visitor.edit_table(edited_rows={"0": {"x": cell}})
    assert visitor.scene.dataset == Dataset((value, *FIVE.x[1:]), FIVE.y)


def test_a_bad_cell_is_named_and_the_rest_kept(visitor):
    visitor.edit_table(edited_rows={"0": {"x": "abc"}, "1": {"y": "0,5"}})
    assert visitor.scene.dataset == Dataset(FIVE.x, (FIVE.y[0], 0.5, *FIVE.y[2:]))
    assert said(visitor) == ["Row 1: “abc” is not a number."]
