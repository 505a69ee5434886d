"""Every part of every page with settings in its link: opened without them, and with each of them damaged."""

import pytest

from explorer.studies.bounds import sections as bounds
from explorer.studies.eigenmodes import sections as eigenmodes
from explorer.studies.finite_width import sections as finite_width
from explorer.studies.images import sections as images
from explorer.studies.lessons import walk as lessons
from explorer.studies.mode_cost import sections as mode_cost
from explorer.studies.prior import sections as prior
from explorer.studies.puzzle import sections as puzzle
from explorer.studies.room import fields as room
from explorer.studies.simplicity import sections as simplicity
from explorer.studies.training import sections as training
from explorer.ui.page import PAGES
from tests.app.test_pages import SETTINGS, mirrored
from tests.app.visitor import Visitor

FIELDS = {
    "pages/lessons.py": lessons.fields(),
    "pages/prior.py": prior.FIELDS,
    "pages/eigenmodes.py": eigenmodes.FIELDS,
    "pages/training.py": training.FIELDS,
    "pages/simplicity.py": simplicity.FIELDS,
    "pages/bounds.py": bounds.FIELDS,
    "pages/finite_width.py": finite_width.FIELDS,
    "pages/images.py": images.FIELDS,
    "pages/mode_cost.py": mode_cost.FIELDS,
    "pages/puzzle.py": puzzle.FIELDS,
    "pages/room.py": room.FIELDS,
}
TABS = [
    ("pages/lessons.py", ""),
    *(("pages/prior.py", f"show={part}") for part in prior.TABS),
    *(("pages/eigenmodes.py", f"part={part}") for part in eigenmodes.TABS),
    ("pages/training.py", ""),
    *(("pages/simplicity.py", f"show={part}") for part in simplicity.TABS),
    ("pages/bounds.py", ""),
    *(("pages/finite_width.py", f"show={part}") for part in finite_width.TABS),
    *(("pages/images.py", f"show={part}") for part in images.TABS),
    *(("pages/mode_cost.py", f"show={part}") for part in mode_cost.TABS),
    ("pages/puzzle.py", ""),
    ("pages/room.py", ""),
]
DAMAGE = "<b>*x*"


def test_all_pages_with_settings_are_tried():
    with_settings = [path for path, _, _ in PAGES if any(SETTINGS[path])]
    assert [path for path in FIELDS if path in with_settings] == with_settings == list(FIELDS)


@pytest.mark.sample(10)
@pytest.mark.parametrize(("page", "part"), TABS, ids=[part or page for page, part in TABS])
def test_a_part_opens_without_its_settings_and_with_each_of_them_damaged(page, part):
    chosen = part.partition("=")[0]
    plain = Visitor(part, page)
    assert not plain.app.text
    damaged = [key for key in FIELDS[page] if key != chosen]
    visitor = Visitor("&".join([part, *(f"{key}={DAMAGE}" for key in damaged)]), page)
    (complaints,) = visitor.app.text
    assert [line.split(" was ")[0].removeprefix("• ") for line in complaints.value.splitlines()] == damaged
    assert all(f"was “{DAMAGE}”" in line for line in complaints.value.splitlines())
    assert (visitor.scene, visitor.link) == (plain.scene, plain.link)
    assert mirrored(visitor) == mirrored(plain)
    visitor.press("Got it")
    assert not visitor.app.text
