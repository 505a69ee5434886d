"""What the person does in the chart: applied once and in order, or refused without a trace."""

from types import SimpleNamespace

import pytest

from explorer.scene.scene import PRESETS, Candidate, Dataset, Scene
from explorer.scene.window import snap
from explorer.ui import events
from explorer.ui.events import MOST_EVENTS
from tests.app.visitor import Visitor, assert_shows, edit

MOVED = Dataset((-1.0, -0.5, 0.0, 0.5, 1.0, 0.33), (-0.9, 0.25, -0.3, -0.8, 0.45, 1.5))
ASKED = (Candidate("A", (0.25, 0.6), (-0.1, 0.2)), Candidate("Q", (0.25, 0.6), (0.0, -3.0)))
EDITED = Scene(dataset=MOVED, candidates=ASKED, slice_x=-0.75)


@pytest.fixture
def visitor():
    """Someone with the first scene on screen."""
    return Visitor()


@pytest.fixture(scope="module")
def regular():
    """Someone who stays for many edits."""
    return Visitor()


def test_an_edit_is_the_new_scene_and_is_acknowledged(visitor):
    visitor.send(edit(1700000000000, EDITED))
    assert_shows(visitor, EDITED)
    assert visitor.chart["seq"] == 1700000000000
    assert (visitor.chart["can_undo"], visitor.chart["can_redo"]) == (True, False)


def test_positions_between_the_steps_are_snapped(visitor):
    visitor.send(edit(1, Scene(), points=[[0.123, 1], [-0.004, -2.999]], slice_x=0.777))
    assert_shows(visitor, Scene(dataset=Dataset((0.12, 0.0), (1.0, -3.0)), slice_x=0.78))


def test_undo_and_redo_walk_through_all_edits(visitor):
    empty = Scene(dataset=Dataset(), candidates=())
    sine = empty.with_preset("sine")
    visitor.send(edit(1, EDITED))
    visitor.send({"seq": 2, "type": "clear"})
    cleared = visitor.scene
    assert (cleared.dataset, cleared.candidates) == (Dataset(), ())
    visitor.send({"seq": 3, "type": "preset", "name": "sine"})
    preset = visitor.scene
    assert (preset.dataset, preset.candidates) == (sine.dataset, sine.candidates)
    for seq, scene in enumerate((cleared, EDITED, Scene(), Scene()), start=4):
        visitor.send({"seq": seq, "type": "undo"})
        assert_shows(visitor, scene)
    assert (visitor.chart["can_undo"], visitor.chart["can_redo"]) == (False, True)
    for seq, scene in enumerate((EDITED, cleared, preset, preset), start=8):
        visitor.send({"seq": seq, "type": "redo"})
        assert_shows(visitor, scene)
    assert (visitor.chart["can_undo"], visitor.chart["can_redo"]) == (True, False)


def test_an_edit_after_an_undo_forgets_what_was_undone(visitor):
    visitor.send(edit(1, EDITED))
    visitor.send({"seq": 2, "type": "undo"})
    visitor.send(edit(3, Scene(), slice_x=0.5))
    visitor.send({"seq": 4, "type": "redo"})
    assert_shows(visitor, Scene(slice_x=0.5))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_brings_its_points_and_questions(visitor, name):
    visitor.send({"seq": 1, "type": "preset", "name": name})
    assert_shows(visitor, Scene().with_preset(name))


def test_each_event_is_applied_exactly_once(visitor):
    events = [{"seq": 1, "type": "clear"}, {"seq": 2, "type": "undo"}, edit(3, Scene(), slice_x=0.1)]
    visitor.send(*events[:2])
    visitor.send(*events)  # what has not been acknowledged is sent again
    visitor.send(*events)
    visitor.app.run()
    assert_shows(visitor, Scene(slice_x=0.1))
    visitor.send({"seq": 4, "type": "undo"})
    assert_shows(visitor, Scene())
    assert not visitor.chart["can_undo"]


def test_coalesced_events_are_applied_in_their_order(visitor):
    visitor.send(
        edit(1, EDITED), {"seq": 2, "type": "clear"}, edit(3, Scene(), slice_x=0.4), {"seq": 4, "type": "undo"}
    )
    assert (visitor.scene.dataset, visitor.scene.candidates) == (Dataset(), ())
    assert visitor.scene.slice_x == EDITED.slice_x
    assert visitor.chart["seq"] == 4


def test_of_a_message_with_too_many_events_the_oldest_are_read_and_the_rest_may_come_again(visitor):
    edits = [edit(number, Scene(slice_x=number / 200)) for number in range(1, 101)]
    visitor.send(*edits)
    assert visitor.chart["seq"] == MOST_EVENTS
    assert visitor.scene.slice_x == MOST_EVENTS / 200
    visitor.send(*edits[MOST_EVENTS:])
    assert visitor.scene.slice_x == 0.5


def test_a_long_list_of_events_leaves_time_for_others(visitor, monkeypatch):
    breaks = []
    monkeypatch.setattr(events, "time", SimpleNamespace(sleep=breaks.append))
    visitor.send(*(edit(number, Scene(slice_x=number / 200)) for number in range(1, 5)))
    assert breaks == []
    visitor.send(*(edit(number, Scene(slice_x=number / 200)) for number in range(5, 25)))
    assert breaks == [events._BREAK_SECONDS] * 16
    assert visitor.scene.slice_x == 24 / 200


def test_events_for_another_session_are_acknowledged_and_ignored(visitor):
    visitor.send(edit(5, EDITED), {"seq": 6, "type": "clear"}, session="0" * 32)
    assert_shows(visitor, Scene())
    assert visitor.chart["seq"] == 6
    assert not visitor.toasts


def test_undo_of_a_setting_shows_in_the_sidebar(visitor):
    visitor.set("noise_std", 0.3)
    visitor.set("hidden_layers", 4)
    visitor.send_to_fragment({"seq": 1, "type": "undo"})
    assert_shows(visitor, Scene(noise_std=0.3))


def test_an_edit_redraws_the_chart_and_not_the_page(visitor):
    visitor.send_to_fragment(edit(1, EDITED))
    assert visitor.scene == EDITED
    assert visitor.chart["points"][-1] == [0.33, 1.5]
    assert not visitor.figures
    assert not visitor.inputs


FAR = {"points": [[0.0, 0.0]] * 65}
TWO_NAMED_A = [{"name": "A", "points": [[0, 0]]}, {"name": "A", "points": [[1, 0]]}]
REFUSED = {
    "x outside": {"points": [[1.51, 0]]},
    "y outside": {"points": [[0, -3.01]]},
    "65 points": FAR,
    "points null": {"points": None},
    "points a number": {"points": 3},
    "points a word": {"points": "0,0"},
    "point null": {"points": [None]},
    "point of one number": {"points": [[0.5]]},
    "point of three": {"points": [[0.1, 0.2, 0.3]]},
    "point of words": {"points": [["0.5", "0.5"]]},
    "point with null": {"points": [[0.5, None]]},
    "point with true": {"points": [[True, 0.5]]},
    "point with infinity": {"points": [[0.5, 1e999]]},
    "point with NaN": {"points": [[float("nan"), 0.5]]},
    "point with a long number": {"points": [[10**400, 0.5]]},
    "candidates null": {"candidates": None},
    "candidates a word": {"candidates": "A"},
    "candidate a number": {"candidates": [1]},
    "candidate without points": {"candidates": [{"name": "A"}]},
    "candidate without name": {"candidates": [{"points": [[0, 0]]}]},
    "candidate without labels": {"candidates": [{"name": "A", "points": []}]},
    "candidate with a bad name": {"candidates": [{"name": "<b>", "points": [[0, 0]]}]},
    "candidate with a list for a name": {"candidates": [{"name": ["A"], "points": [[0, 0]]}]},
    "candidate outside": {"candidates": [{"name": "A", "points": [[0, 9]]}]},
    "candidate labels one input twice": {"candidates": [{"name": "A", "points": [[0, 0], [0.001, 1]]}]},
    "candidate with nine inputs": {"candidates": [{"name": "A", "points": [[k / 10, 0] for k in range(9)]}]},
    "two candidates of one name": {"candidates": TWO_NAMED_A},
    "27 candidates": {"candidates": [{"name": f"c{k}", "points": [[0, 0]]} for k in range(27)]},
    "slice outside": {"slice_x": 2},
    "slice null": {"slice_x": None},
    "slice a list": {"slice_x": [0.5]},
    "unknown type": {"type": "explode"},
    "type a list": {"type": ["edit"]},
    "no type": {"type": None},
    "unknown preset": {"type": "preset", "name": "nope"},
    "preset a list": {"type": "preset", "name": []},
    "preset without a name": {"type": "preset"},
}


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_edit_leaves_the_scene_and_says_so(regular, fields):
    before, seq = regular.scene, regular.chart["seq"] + 1
    regular.send(edit(seq, Scene(), **fields))
    assert_shows(regular, before)
    assert regular.chart["seq"] == seq
    assert len(regular.toasts) == 1
    assert regular.toasts[0].startswith("That edit was not made: ")
    after = EDITED if before == Scene() else Scene()
    regular.send(edit(seq + 1, after))
    assert_shows(regular, after)
    assert not regular.toasts


def test_of_several_events_only_the_bad_ones_are_refused(visitor):
    visitor.send(edit(1, Scene(), **FAR), edit(2, EDITED), edit(3, Scene(), slice_x=-9))
    assert_shows(visitor, EDITED)
    assert len(visitor.toasts) == 2


def test_a_refusal_within_the_fragment_keeps_the_pages_style(visitor):
    visitor.send_to_fragment(edit(1, Scene(), **FAR))
    assert len(visitor.toasts) == 1
    first_place = 0  # in the part of the page where open_page has put its style
    assert visitor.app._tree[2].children.keys() == {first_place + 1}


@pytest.mark.parametrize(
    "message",
    [None, 3, "clear", [], {}, {"list": None}, {"list": 5}, {"list": "clear"}, {"list": [None, 1, "x", [], {}]},
     {"list": [{"type": "clear"}, {"seq": None, "type": "clear"}, {"seq": "1", "type": "clear"}]},
     {"list": [{"seq": True, "type": "clear"}, {"seq": float("nan"), "type": "clear"}]},
     {"list": [{"seq": 0, "type": "clear"}, {"seq": -1, "type": "clear"}, {"seq": 1.5, "type": "clear"}]},
     {"list": {"seq": 1, "type": "clear"}}, {"session": [], "list": []}],
)  # fmt: skip
def test_what_is_not_a_message_is_ignored(regular, message):
    before, seq = regular.scene, regular.chart["seq"]
    regular.send_raw(message)
    assert_shows(regular, before)
    assert regular.chart["seq"] == seq
    assert not regular.toasts


def test_the_fullest_scene_goes_through_the_chart(visitor):
    x = tuple(snap(-1.5 + 3 * k / 63) for k in range(64))
    inputs = tuple(snap(-1.4 + 0.4 * k) for k in range(8))
    candidates = tuple(Candidate(chr(65 + k), inputs, (snap(0.1 * k),) * 8) for k in range(26))
    full = Scene(dataset=Dataset(x, tuple(snap(3 * v / 1.5) for v in x)), candidates=candidates, slice_x=1.5)
    visitor.send(edit(1, full))
    assert_shows(visitor, full)
    assert [len(group["rows"]) for group in visitor.chart["groups"]] == [26]
