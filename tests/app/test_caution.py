"""Where jitter decides the answers, no page promises or ranks them."""

import math
from dataclasses import replace

import pytest

from explorer.grid.messages import HEALTH, NOTES
from explorer.scene import permalink
from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.window import snap
from ntkcore import Architecture
from ntkcore.choices import Distribution
from tests.app.visitor import Visitor

X = tuple(snap(0.07 * k) for k in range(15))
ROUNDED = Scene(
    Architecture("erf", 1, 1.41, 0.3),
    Dataset(X, tuple(snap(math.sin(3 * x)) for x in X)),
    (Candidate("A", (1.2,), (0.0,)), Candidate("B", (1.2,), (-1.0,))),
    Distribution.NNGP,
)
DUPLICATE = replace(ROUNDED, dataset=Dataset((0.5, 0.5, -1.0), (1.0, 1.0, 0.0)))
PAGES = {
    "pages/eigenmodes.py": ("&part=why&label=0", "&part=why&label=1&versus=2"),
    "pages/prior.py": ("&show=evidence",),
    "pages/training.py": ("",),
}
ASKED = [(path, query) for path, queries in PAGES.items() for query in queries]


def warnings(path: str, scene: Scene, query: str) -> str:
    visitor = Visitor(permalink.encode(scene) + query, page=path)
    return " ".join(element.value for element in visitor.app.warning)


@pytest.mark.parametrize(("path", "query"), ASKED)
def test_a_page_says_that_jitter_decides(path, query):
    shown = warnings(path, ROUNDED, query)
    assert HEALTH["elsewhere"] in shown
    assert "Label noise of 0.003 makes them stable." in shown
    assert warnings(path, replace(ROUNDED, noise_std=0.003), query) == ""


def test_log_p_of_the_points_depends_on_any_jitter():
    for path, query in ASKED[:1] + ASKED[2:3]:
        assert HEALTH["evidence"] in warnings(path, DUPLICATE, query)


def test_what_is_not_ranked_is_not_compared():
    visitor = Visitor(permalink.encode(ROUNDED) + "&part=why&label=1&versus=2", page="pages/eigenmodes.py")
    assert any(NOTES["order"] in element.value or "not determined" in element.value for element in visitor.app.info)
    assert not visitor.figures
    assert "times" not in " ".join(element.value for element in visitor.app.main.markdown)
