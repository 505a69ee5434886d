"""The browser's own conditioning held against ntkcore: same curves, densities, modes and jitter, scene by scene."""

import base64
import math
import random
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Browser

from explorer.grid.answers import Group
from explorer.grid.messages import HEALTH, NOTES, RANK
from explorer.grid.normals import packed_normals
from explorer.grid.prior import prior_kernels
from explorer.grid.view import View, explore
from explorer.scene.limits import ACTIVATIONS
from explorer.scene.scene import Scene
from explorer.scene.window import grid_index
from explorer.ui import assets, chart
from ntkcore.choices import Distribution
from tests.browser.preview_scenes import (
    controlled_scenes,
    extreme_scenes,
    ordinary_scenes,
    scenes_once_apart,
    scenes_where_jitter_decides,
)
from tests.conftest import ROUNDING

EXTREMES = 3  # the seed of the random scenes
SETTINGS, SAMPLED = 14, 60  # a seed, and so many settings of the controls in the ordinary run
BATCH = 100  # scenes of which the browser sends the curves at a time
EPSILON = np.finfo(float).eps
WELL_CONDITIONED = 1e8
PREVIEW = 1e-8  # relative to the prior's scale, where the problem is well conditioned
UNSEEN = 1e-3  # of the last certain digit
# Rounding of smooth kernels over the jitter moves the roots of samples; they were seen to differ by a tenth of this.
ROOT_ROUNDING = 1e-4
# Elsewhere two correct solvers differ by rounding × condition; they were seen to differ by up to 4 of these units.
AMPLIFIED = 20 * EPSILON

# Runs all cases in one page, through the function that the chart calls while a finger is down or a setting moves.
RUN = """({ noise, cases, answer, hasty }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return cases.map(({ scene, setting }) => {
    keepNoise(bytes(noise[setting.seed]));
    const session = { scene, answer, cache: {} };
    const { curves, spectrum, groups, health, remedy, prior } = liveModel(session, setting, 0, null, hasty);
    const { std, mean, slice } = curves;
    const shown = { mean: [...mean], std: [...std], slice: [...slice], samples: curves.samples.map((row) => [...row]) };
    const solved = { jitter: session.cache.factor.value.jitter, ticks: [...prior.grid.ticks] };
    return { ...shown, ...spectrum, groups, health, remedy, ...solved };
  });
}"""


class Case(NamedTuple):
    """One scene, what ntkcore makes of it, and what the browser does."""

    scene: Scene
    view: View
    live: dict[str, Any]


def borderline(case: Case, group: Group) -> bool:
    """Whether rounding at a tenth of the jitter decides if the labels of a group count as fixed.

    Where labels contradict each other, it moves the curve by a fixed share of what the jitter does.
    """
    largest = case.view.doubt[grid_index(group.x)].max()
    contradictory = case.view.misfit > 1
    return bool(case.view.jitter) and largest > 0.001 and (contradictory or largest < 0.03)


def _as_sent(scene: Scene) -> dict[str, Any]:
    """What the chart knows of the scene while it previews."""
    entry = chart.entry(scene)
    return {"scene": {name: entry.pop(name) for name in ("points", "candidates", "slice_x")}, "setting": entry}


def batched(items: Iterator[Any], count: int) -> Iterator[list[Any]]:
    """The items in lists of `count`, the last one perhaps shorter."""
    while some := list(islice(items, count)):
        yield some


def run(browser: Browser, scenes: list[Scene], *, hasty: bool = False) -> list[Case]:
    """Each scene as the browser and as ntkcore compute it."""
    noise = {scene.seed: base64.b64encode(packed_normals(scene.seed)).decode() for scene in scenes}
    given = {
        "noise": noise,
        "hasty": hasty,
        "answer": {"words": {"health": dict(HEALTH), "notes": dict(NOTES), "rank": dict(RANK)}},
    }
    page, lives = browser.new_page(), []
    page.add_script_tag(content=assets.bundle("chart", "live.js"))
    for some in batched(map(_as_sent, scenes), BATCH):
        lives += page.evaluate(RUN, given | {"cases": some})
    page.close()
    return [Case(scene, explore(scene), live) for scene, live in zip(scenes, lives, strict=True)]


@pytest.fixture(scope="module", params=["sample", pytest.param("all", marks=pytest.mark.long)])
def cases(browser: Browser, request: pytest.FixtureRequest) -> list[Case]:
    scenes = [*ordinary_scenes(), *scenes_where_jitter_decides(), *extreme_scenes(EXTREMES, 16)]
    controlled = controlled_scenes()
    if request.param == "sample":
        controlled = [*random.Random(SETTINGS).sample(controlled, SAMPLED), *scenes_once_apart()]
    return run(browser, [*scenes, *controlled])


def scales(scene: Scene) -> tuple[float, float]:
    """The prior's standard deviation of f, and its variance, at their largest."""
    kernels = prior_kernels(scene.architecture)
    function = kernels.ntk if scene.prior == Distribution.NTK else kernels.nngp
    variance = float(np.diag(function).max())
    return math.sqrt(variance), variance


def bound(view: View) -> float:
    """How far the two may differ, relative to the prior's scale: rounding times condition once that matters."""
    return PREVIEW if view.condition < WELL_CONDITIONED else max(PREVIEW, AMPLIFIED * view.condition)


def label(case: Case) -> str:
    scene = case.scene
    network = scene.architecture
    name = f"{network.activation} {network.hidden_layers} {network.bias_std} {network.skip} {network.norm}"
    return (
        f"{name} {scene.prior} t={scene.time} σ={scene.noise_std} n={len(scene.dataset.x)} c={case.view.condition:.1e}"
    )


def test_the_cases_cover_what_they_should(cases: list[Case]) -> None:
    conditions = np.array([case.view.condition for case in cases])
    jittered = np.array([case.view.jitter > 0 for case in cases])
    assert len(cases) >= 60
    assert {case.scene.architecture.activation for case in cases} == set(ACTIVATIONS)
    assert (conditions < WELL_CONDITIONED).sum() >= 40
    assert jittered.sum() >= 8
    for prior in Distribution:
        shapes = {len(case.scene.dataset.x) for case in cases if case.scene.prior == prior}
        assert {1, 5, 64} <= shapes


def test_the_jitter_is_decided_alike(cases: list[Case]) -> None:
    for case in cases:
        assert case.live["jitter"] == pytest.approx(case.view.jitter, rel=1e-13), label(case)


def test_mean_band_and_samples_agree(cases: list[Case]) -> None:
    for case in cases:
        std, variance = scales(case.scene)
        largest = max(std, 3.0, np.abs(case.view.mean).max())  # labels reach 3, whatever the prior thinks of them
        allowed = bound(case.view)
        live, view = case.live, case.view
        assert np.isfinite([*live["mean"], *live["std"]]).all(), label(case)
        assert np.abs(live["mean"] - view.mean).max() <= allowed * largest, label(case)
        # Near a training point the variance is a difference of rounding size: compare it, not its root.
        assert np.abs(np.square(live["std"]) - view.std**2).max() <= allowed * variance, label(case)
        samples = np.abs(np.array(live["samples"]) - view.samples)
        assert samples.max() <= max(allowed, ROOT_ROUNDING) * largest, label(case)


def test_kernel_slice_and_modes_agree(cases: list[Case]) -> None:
    for case in cases:
        live, view = case.live, case.view
        _, variance = scales(case.scene)
        atol = ROUNDING * max(variance, np.abs(view.slice).max())  # Gram matrices are symmetric to rounding only
        np.testing.assert_allclose(np.array(live["slice"], float), view.slice, rtol=0, atol=atol, err_msg=label(case))
        values = np.array(live["values"], float)  # large numbers without decimals arrive as integers
        largest = view.values.max(initial=0.0)
        np.testing.assert_allclose(values, view.values, rtol=0, atol=ROUNDING * largest, err_msg=label(case))
        # A mode is as certain as its eigenvalue is alone; one that shares it is any direction among several.
        for k, vector in enumerate(live["vectors"]):
            gap = np.abs(np.delete(view.values, k) - view.values[k]).min(initial=largest)
            if gap > 1e-4 * largest:
                np.testing.assert_allclose(vector, view.vectors[:, k], atol=1e-8, err_msg=label(case))


def test_log_densities_and_verdicts_agree(cases: list[Case]) -> None:
    compared = 0
    for case in cases:
        for live, group in zip(case.live["groups"], case.view.groups, strict=True):
            assert tuple(live["x"]) == group.x
            rows = {row["name"]: row for row in live["rows"]}
            if borderline(case, group):
                continue
            for answer in group.answers:
                row = rows[answer.name]
                assert row["verdict"] == answer.verdict, (label(case), answer)
                if math.isinf(answer.log_p):
                    assert row["log_p"] is None
                elif not math.isnan(answer.step):
                    compared += 1
                    coarse = case.view.jitter or answer.step >= 1
                    # A label's variance may be a small difference of large ones: far below a digit that is shown.
                    allowed = max(bound(case.view), answer.step if coarse else UNSEEN * answer.step)
                    assert row["log_p"] == pytest.approx(answer.log_p, rel=allowed, abs=allowed), (label(case), answer)
    assert compared > 250


def test_both_say_the_same_of_health_and_of_what_is_certain(cases: list[Case]) -> None:
    levels, notes = [], set()
    for case in cases:
        live, view = case.live, case.view
        assert live["health"]["level"] == view.health.level, (label(case), live["health"], view.health)
        assert live["remedy"] == view.remedy, label(case)
        # The last digit of a condition number or of a misfit may round differently.
        assert shape(live["health"]["messages"]) == shape(view.health.messages), label(case)
        assert shape([live["health"]["summary"]]) == shape([view.health.summary]), label(case)
        levels.append(view.health.level)
        for sent, group in zip(live["groups"], view.groups, strict=True):
            if borderline(case, group):
                continue
            assert (sent["ranked"], sent["note"]) == (group.ranked, group.note), (label(case), sent, group)
            notes.add(group.note)
            steps = {answer.name: answer.step for answer in group.answers}
            for row in sent["rows"]:
                step, expected = row["step"], steps[row["name"]]
                assert (step is None) == math.isnan(expected), (label(case), sent, group)
                # Rounding at a tenth of the jitter may cost one digit more.
                assert step is None or 0.05 < step / expected < 20.0, (label(case), sent, group)
    assert min(map(levels.count, ("good", "fair", "poor"))) >= 10
    assert {NOTES["order"], NOTES["missed"], NOTES["fixed"], ""} <= notes


def shape(sentences: Iterable[str]) -> list[str]:
    """The sentences without their numbers."""
    return [re.sub(r"[−\d.·⁰¹²³⁴-⁹⁻]+", "#", sentence) for sentence in sentences]
