"""The cells of the table beside the chart: edited, added, deleted, and in step with the chart."""

import pytest

from explorer.scene.scene import Dataset, Scene
from tests.app.table_visitor import assert_settled, at_the_table, messages, shown
from tests.app.visitor import Visitor, assert_shows

FIVE = Scene().dataset
CELLS = [("0,02", 0.02), ("−0,5", -0.5), ("1.2·10⁻¹", 0.12), (" 1 ", 1.0), (0.3, 0.3)]


@pytest.fixture
def visitor():
    return at_the_table()


def test_the_table_is_drawn_only_while_it_is_open():
    assert not Visitor().app.dataframe


def test_the_table_holds_the_points_of_the_chart(visitor):
    assert shown(visitor) == (FIVE.x, FIVE.y)


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


@pytest.mark.parametrize(("cell", "value"), CELLS)
def test_cells_understand_decimal_commas_and_real_minus_signs(visitor, cell, value):
    visitor.edit_table(edited_rows={"0": {"x": cell}})
    assert visitor.scene.dataset == Dataset((value, *FIVE.x[1:]), FIVE.y)


def test_a_bad_cell_is_named_and_the_rest_kept(visitor):
    visitor.edit_table(edited_rows={"0": {"x": "abc"}, "1": {"y": "0,5"}})
    assert visitor.scene.dataset == Dataset(FIVE.x, (FIVE.y[0], 0.5, *FIVE.y[2:]))
    assert messages(visitor) == ["Row 1: “abc” is not a number."]
