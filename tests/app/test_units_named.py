"""Pages name the units of their numbers, and say which numbers the network works with."""

import json
import re

import pytest

from explorer.scene.units import Axis
from tests.app.test_units_on_pages import CARS, EIGENMODES, PRIOR, TRAINING, page_text, scene_in, visit

TABS = [
    *((PRIOR, f"show={part}") for part in ("functions", "kernel", "evidence")),
    *((EIGENMODES, f"part={part}") for part in ("spectrum", "modes", "symmetry", "why", "order", "goal")),
    (TRAINING, ""),
]


@pytest.mark.parametrize(("page", "query"), TABS)
def test_numbers_are_written_as_numbers(page, query):
    visitor = visit(page, scene_in(CARS), query)
    assert "float64" not in json.dumps(visitor.figures) + page_text(visitor)


def test_kernels_are_those_of_the_numbers_that_the_network_works_with():
    x, y = "x = 0.1 · (speed (m/s) − 14.5)", "y = 0.02 · (dist (m) − 62)"
    caption = f"The network works with {x} and {y}. Kernels, eigenvalues λ, training times t"
    pages = [(PRIOR, "show=kernel"), *((EIGENMODES, f"part={part}") for part in ("spectrum", "modes", "order"))]
    for page, query in (*pages, (TRAINING, "")):
        assert caption in page_text(visit(page, scene_in(CARS), query)).replace("\\", "")
        assert "The network works with" not in page_text(visit(page, scene_in((Axis(), Axis())), query))


def test_errors_and_losses_name_their_units():
    visitor = visit(TRAINING, scene_in(CARS))
    stopping, rates = visitor.figures[1:3]
    assert re.search(r"the error is \S+ m; before training it is \S+ m\.$", stopping["layout"]["meta"]["finding"])
    assert rates["layout"]["yaxis"]["title"]["text"].endswith(" (m²)")
