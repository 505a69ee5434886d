"""Points that the window cannot show as they are: the choice, and the person's own units after it."""

import pytest

from explorer.scene import permalink
from explorer.scene.scene import Dataset, Scene
from explorer.scene.units import Axis
from tests.app.table_visitor import CARS, assert_settled, at_the_table, buttons, messages, paste, shown
from tests.app.visitor import assert_shows

SPEED, DIST = Axis(0.1, 14.5, "speed"), Axis(0.05, 43.6, "dist")


@pytest.fixture
def visitor():
    return at_the_table()


def offered(visitor):
    """Bring two points outside the window and one inside, and find the choice."""
    paste(visitor, "x,y\n0,1\n100,2\n50,oops\n50,1.5")
    assert_shows(visitor, Scene())
    assert visitor.app.warning[0].value.startswith("2 of 3 points lie outside the window")
    assert messages(visitor) == ["Row 4 was left out: “oops” is not a number."]
    assert {"Rescale to fit", "Leave those out", "Discard"} <= buttons(visitor)


def test_points_outside_the_window_can_be_rescaled(visitor):
    offered(visitor)
    visitor.press("Rescale to fit")
    assert_shows(visitor, Scene(dataset=Dataset((-1.35, 1.35, 0.0), (1.0, 2.0, 1.5)), x_axis=Axis(0.027, 50.0)))
    assert "x was rescaled: x in the window = 0.027 × (x − 50)." in messages(visitor)
    assert_settled(visitor)


def test_points_outside_the_window_can_be_left_out(visitor):
    offered(visitor)
    visitor.press("Leave those out")
    assert_shows(visitor, Scene(dataset=Dataset((0.0,), (1.0,))))
    assert "2 of 3 points lie outside the window and were left out." in messages(visitor)
    assert_settled(visitor)


def test_points_outside_the_window_can_be_forgotten(visitor):
    offered(visitor)
    visitor.press("Discard")
    assert_shows(visitor, Scene())
    assert not messages(visitor)
    assert_settled(visitor)
    assert visitor.app.text_area[0].value == ""


def test_a_later_paste_takes_the_place_of_an_open_offer(visitor):
    offered(visitor)
    paste(visitor, "0.1,0.2")
    assert visitor.scene.dataset == Dataset((0.1,), (0.2,))
    assert not messages(visitor)
    assert_settled(visitor)


@pytest.fixture
def driver(visitor):
    """Someone who has brought cars' speeds and stopping distances into the window."""
    paste(visitor, CARS)
    visitor.press("Rescale to fit")
    return visitor


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
    assert "1 of 11 points lay far from the rest and was left out." in messages(visitor)


def test_table_and_link_treat_points_outside_alike(visitor):
    paste(visitor, "x,y\n0,1\n100,2")
    visitor.press("Move to the edge")
    linked, problems = permalink.decode("points=0,1;100,2")
    assert visitor.scene.dataset == linked.dataset
    assert messages(visitor) == ["1 of 2 points lay outside the window and was moved to its edge."]
    assert problems == ("points: 1 point lay outside the window and was moved to its edge.",)
