"""Small tables as people have them: the points that must be read, from the bytes of the file and from pasted text."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from explorer.scene.table import read_points


def cases_of(name: str) -> list[dict[str, Any]]:
    return json.loads((Path(__file__).parent / name).read_text())["cases"]


CASES = cases_of("tables.json")
MORE = [*cases_of("more_tables.json"), *cases_of("hard_tables.json")]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_points_are_read(case):
    expected = tuple(map(tuple, case["points"]))
    assert read_points(base64.b64decode(case["bytes"])).points == expected
    if case["text"] is not None:
        assert read_points(case["text"]).points == expected


@pytest.mark.parametrize("case", MORE, ids=[case["name"] for case in MORE])
def test_other_forms_are_read(case):
    forms = [base64.b64decode(case["base64"])] if "base64" in case else [case["text"], case["text"].encode()]
    for data in forms:
        table = read_points(data)
        assert len(table.points) == len(case["points"])
        for point, expected in zip(table.points, case["points"], strict=True):
            assert point == pytest.approx(expected, rel=1e-13, abs=1e-300)
        if "columns" in case:
            assert list(table.columns) == case["columns"]
