"""Small tables as people have them: the points that must be read, from the bytes of the file and from pasted text."""

import base64
import json
from pathlib import Path

import pytest

from ntkcore.table import read_points

CASES = json.loads((Path(__file__).parent / "tables.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_points_are_read(case):
    expected = tuple(map(tuple, case["points"]))
    assert read_points(base64.b64decode(case["bytes"])).points == expected
    if case["text"] is not None:
        assert read_points(case["text"]).points == expected
