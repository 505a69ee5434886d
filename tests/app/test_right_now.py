"""What each page tells in words before its figures add their findings: its name, its part, its networks and data."""

import json

import pytest

from tests.app.visitor import Visitor

NETWORKS = "ReLU networks with 2 hidden layers (weight size 2, bias size 1)."


@pytest.mark.parametrize(
    ("page", "query", "sentences"),
    [
        ("app.py", "", ["Page “Playground”."]),
        ("pages/guide.py", "", ["Page “How to read it”."]),
        (
            "pages/lessons.py",
            "lesson=similarity&step=2",
            ["Page “Lessons”, part “A kernel is a similarity, step 2 of 6”."],
        ),
        ("pages/prior.py", "show=evidence", ["Page “Prior”, part “Evidence”.", NETWORKS]),
        (
            "pages/eigenmodes.py",
            "part=modes&prior=nngp&noise=0.1",
            [
                "Page “Eigenmodes”, part “Modes”.",
                "Five training points.",
                "Random infinitely wide ReLU networks with 2 hidden layers, conditioned on the data "
                "(weight size 2, bias size 1, label noise 0.1).",
            ],
        ),
    ],
)
def test_a_page_tells_its_part_and_what_its_sidebar_sets(page, query, sentences):
    visitor = Visitor(f"v=2&{query}" if query else "", page)
    assert json.loads(visitor.component("ntk_permalink").json)["sentences"] == sentences


def test_a_page_forgets_the_part_of_the_page_before():
    visitor = Visitor("show=evidence", "pages/prior.py")
    visitor.go("pages/guide.py")
    assert json.loads(visitor.component("ntk_permalink").json)["sentences"] == ["Page “How to read it”."]
