"""What was mended in a link is told in the person's own units as well."""

import pytest

from explorer.scene import permalink
from tests.app.test_units_on_pages import CARS, PRIOR, TRAINING, scene_in
from tests.app.visitor import Visitor


def test_a_noise_that_was_mended_in_the_link_is_named_in_both_units():
    query = f"{permalink.encode(scene_in(CARS))}&noise=7"
    (notice,) = [element.value for element in Visitor(query, TRAINING).app.text]
    assert "noise was 7; it must be from 0 to 1, so 1 is used. In units of dist (m) that is 50 m." in notice
    (notice,) = [element.value for element in Visitor("v=3&noise=7", TRAINING).app.text]
    assert notice.endswith("so 1 is used.")


@pytest.mark.parametrize(
    ("page", "query", "complaint"),
    [
        (PRIOR, "at=5", "at was 5; it must be from −1.5 to 1.5, so 1.5 is used. In units of speed (m/s) that is {}."),
        (PRIOR, "a=-7", "a was −7; it must be from −1.5 to 1.5, so −1.5 is used. In units of speed (m/s) that is {}."),
        (PRIOR, "slice=9", "so 1.5 is used. In units of speed (m/s) that is {}."),
    ],
)
def test_an_input_that_was_mended_in_the_link_is_named_in_both_units(page, query, complaint):
    scene = scene_in(CARS)
    (notice,) = [element.value for element in Visitor(f"{permalink.encode(scene)}&{query}", page).app.text]
    end = scene.x_axis.text(-1.5 if "-7" in query else 1.5)
    assert complaint.format(end) in notice
    (notice,) = [element.value for element in Visitor(f"v=3&{query}", page).app.text]
    assert notice.endswith("is used.")


def test_points_that_a_link_moved_to_the_edge_are_told_the_edges_in_the_persons_units():
    scene = scene_in(CARS)
    query = permalink.encode(scene).replace("points=", "points=9,9;")
    (notice,) = [element.value for element in Visitor(query, TRAINING).app.text]
    x, y = scene.x_axis, scene.y_axis
    edges = f"speed (m/s) from {x.text(-1.5)} to {x.text(1.5)}, dist (m) from {y.text(-3.0)} to {y.text(3.0)}."
    assert notice.endswith(f"moved to its edge. In your units the window is {edges}")
