"""The numbers of a page in one HTML file are those of the library, where the numerical health is good."""

import base64
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from explorer.grid.messages import HEALTH, NOTES, RANK
from explorer.grid.normals import packed_normals
from explorer.grid.view import explore
from explorer.scene.scene import Scene
from explorer.ui import chart
from ntkcore.choices import Distribution
from tests.browser.preview_scenes import ordinary_scenes
from tests.browser.reader import document
from tests.conftest import FIVE_POINTS

VALUES = 1e-8  # of a curve's scale, where the numerical health is good
UNSEEN = 1e-3  # of the last certain digit of a log density: a label's variance may be a small difference of large ones
# The function with which the file's script solves a scene.
SOLVE = """({ normals, scene, setting, answer }) => {
    keepNoise(Uint8Array.from(atob(normals), (letter) => letter.charCodeAt(0)));
    const { curves, groups } = liveModel({ scene, cache: {}, answer }, setting, 0, null, false);
    return { mean: [...curves.mean], std: [...curves.std], samples: curves.samples.map((row) => [...row]), groups };
}"""


def solved(browser: Browser, scenes: list[Scene]) -> Iterator[tuple[Scene, dict[str, Any]]]:
    """Each scene with what the chart's block in the script of a file makes of it."""
    script = document(Scene()).split('<script type="module">')[1].partition("</script>")[0]
    block, mount, rest = script.partition("globalThis.ntkChart = ")
    given_away = "Object.assign(globalThis, { liveModel, keepNoise });\n"
    page = browser.new_page()
    page.add_script_tag(content=f"{block}{given_away}{mount}{rest}", type="module")
    page.wait_for_function("globalThis.liveModel !== undefined")
    for scene in scenes:
        entry = chart.entry(scene)
        edited = {name: entry.pop(name) for name in ("points", "candidates", "slice_x")}
        normals = base64.b64encode(packed_normals(scene.seed)).decode()
        sentences = {"health": dict(HEALTH), "notes": dict(NOTES), "rank": dict(RANK)}
        given = {"scene": edited, "setting": entry, "normals": normals, "answer": {"words": sentences}}
        yield scene, page.evaluate(SOLVE, given)
    page.close()


def check_values(browser: Browser, scenes: list[Scene], least: int) -> None:
    count = 0
    for scene, live in solved(browser, scenes):
        view = explore(scene)
        if view.health.level != "good":
            continue
        count += 1
        scale = max(3.0, np.abs(view.mean).max(), view.std.max())
        assert np.abs(np.subtract(live["mean"], view.mean)).max() <= VALUES * scale, scene
        assert np.abs(np.square(live["std"]) - view.std**2).max() <= VALUES * scale**2, scene
        for sent, group in zip(live["groups"], view.groups, strict=True):
            rows = {row["name"]: row for row in sent["rows"]}
            for answer in group.answers:
                row, allowed = rows[answer.name], max(VALUES, UNSEEN * answer.step)
                assert row["verdict"] == answer.verdict, (scene, answer)
                if math.isinf(answer.log_p):
                    assert row["log_p"] is None
                else:
                    assert row["log_p"] == pytest.approx(answer.log_p, rel=allowed, abs=allowed), (scene, answer)
    assert count >= least


def test_values_of_a_file_are_those_of_the_library(browser: Browser) -> None:
    check_values(browser, [FIVE_POINTS, Scene(), replace(Scene(), prior=Distribution.NNGP, noise_std=0.1)], least=3)


@pytest.mark.long
def test_values_of_many_scenes_are_those_of_the_library(browser: Browser) -> None:
    check_values(browser, list(ordinary_scenes()), least=20)
