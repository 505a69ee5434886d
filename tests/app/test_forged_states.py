"""Whatever a browser claims that the components of a page hold, the page answers, and its scene is one of a link."""

import json

import pytest

from explorer.scene import permalink
from explorer.ui.page import PAGES
from tests.app.visitor import Visitor

LISTED = [
    {"seq": 2**52},
    {"seq": 2**52 + 1, "type": "go", "lesson": []},
    {"seq": 2**52 + 2, "type": ["edit"], "values": {"activation": [], "x" * 3000: 1}},
    {"seq": 2**52 + 3, "type": "edit", "points": 7, "values": 7, "guess": {}},
    {"seq": 2**52 + 4, "type": "edit", "points": [[0.5]] * 999, "values": {"blocks": "[" * 5000}, "step": True},
    {"seq": 10**30, "type": "undo"},
]


def forged(session):
    """What no page sends as the state of a component."""
    return (
        7,
        {"events": [7], "opened": [7], "returned": 7, "entered": [7], "asked": 7},
        {
            "opened": {"text": "x" * 99_999, "page": {}},
            "asked": {"path": "/ABCDE/" + "x" * 999, "body": [[]], "id": {}},
        },
        {
            "events": {"session": session, "list": LISTED},
            "opened": {"text": 7, "name": [7]},
            "entered": {"code": 7},
            "returned": {"session": [], "computed": {"a": 7}},  # in every run: the page once ran again and again
        },
    )


@pytest.mark.sample(2)
@pytest.mark.parametrize("path", [path for path, _, _ in PAGES])
def test_a_page_answers_forged_states(path):
    visitor = Visitor(page=path)
    for state in map(json.dumps, forged(visitor.session.id)):
        states = visitor._widgets()
        for element in visitor.app.get("bidi_component"):
            states.widgets.add(id=element.proto.id, json_value=state)
        visitor.app._run(states, timeout=60)
        visitor.check()
    assert permalink.decode(permalink.encode(visitor.scene)) == (visitor.scene, ())
    assert sum(map(len, visitor.toasts)) < 4000
