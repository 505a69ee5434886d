"""The evidence on the Prior page: its parts, its map, its peak, each the library's number."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.scene.scene import Dataset, Scene
from explorer.studies.prior.sections.evidence import BIAS_STDS, WEIGHT_STDS, Search
from ntkcore import log_evidence
from ntkcore.inference.evidence import climb, evidence_map
from tests.app.prior_page import move, open_at, page_text

BOUNDS = (WEIGHT_STDS[0], WEIGHT_STDS[-1]), (BIAS_STDS[0], BIAS_STDS[-1])


def table_of(visitor):
    """The numbers of the evidence's table, in nats."""
    cells = re.findall(r"\| (−?[\d.]+) \|\n?", page_text(visitor) + "\n")
    return [float(number.replace("−", "-")) for number in cells]


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
def test_the_evidence_is_the_sum_of_its_parts(kernel):
    visitor = open_at(f"show=evidence&evidence={kernel}", Scene(noise_std=0.2))
    data_fit, complexity, constant, total = table_of(visitor)
    scene = visitor.scene
    wanted = log_evidence(scene.architecture, scene.dataset.x, scene.dataset.y, prior=kernel, noise_std=0.2)
    assert total == pytest.approx(float(wanted), abs=0.006)
    assert data_fit + complexity + constant == pytest.approx(total, abs=0.02)


def test_the_map_has_its_controls():
    visitor = open_at("show=evidence", Scene(noise_std=0.2))
    data = visitor.scene.dataset
    network = visitor.scene.architecture
    drawn = evidence_map(network, data.x, data.y, WEIGHT_STDS, BIAS_STDS, prior="nngp", noise_std=0.2)
    log_p = log_evidence(network, data.x, data.y, prior="nngp", noise_std=0.2)
    for term, values in (("fit", drawn.data_fit), ("complexity", drawn.complexity), ("total", drawn.total)):
        move(visitor, "term", term)
        row, column = np.argwhere(values == values.max())[0]
        spreads = f"σ_w = {WEIGHT_STDS[column]:.2f}, σ_b = {BIAS_STDS[row]:.2f}."
        assert f"highest at {spreads}" in page_text(visitor)
    assert f"This network is {drawn.total.max() - float(log_p):.2f} nats lower." in page_text(visitor)
    move(visitor, "noise_std", 0.0)
    move(visitor, "evidence", "ntk")
    move(visitor, "noise_std", 0.3)
    assert visitor.link == "v=3&noise=0.3&show=evidence&evidence=ntk"


def test_the_peak_is_found_taken_over_and_given_back():
    visitor = open_at("show=evidence&evidence=ntk", Scene(noise_std=0.1))
    before = visitor.scene
    data = before.dataset
    *_, best = climb(before.architecture, data.x, data.y, prior="ntk", noise_std=0.1, bounds=BOUNDS)
    assert "**Peak:**" not in page_text(visitor)
    visitor.press("Fit")
    assert f"**Peak:** σ_w = {best.weight_std:.3f}, σ_b = {best.bias_std:.3f}" in page_text(visitor)
    assert visitor.scene == before
    visitor.press("Use it")
    taken = replace(before.architecture, weight_std=round(best.weight_std, 3), bias_std=round(best.bias_std, 3))
    assert visitor.scene == replace(before, architecture=taken)
    assert visitor.controls["weight_std"].value == taken.weight_std
    assert table_of(visitor)[-1] == pytest.approx(best.total, abs=0.01)
    assert "**Peak:**" in page_text(visitor)  # the question is the same, and so is its answer
    visitor.press("Undo")
    assert visitor.scene == before
    visitor.set("hidden_layers", 5)
    assert "**Peak:**" not in page_text(visitor)  # another question


def test_a_climb_that_is_stopped_keeps_the_best_so_far():
    visitor = open_at("show=evidence", Scene(noise_std=0.1))
    data, network = visitor.scene.dataset, visitor.scene.architecture
    steps = climb(network, data.x, data.y, prior="nngp", noise_std=0.1, bounds=BOUNDS)
    question = replace(network, weight_std=1.0, bias_std=0.0), data, "nngp", 0.1
    first, second = next(steps), next(steps)
    visitor.session.of(Search).climb = SimpleNamespace(question=question, best=second, over=True)
    visitor.app.run()
    assert second.total > first.total
    assert f"**Best so far:** σ_w = {second.weight_std:.3f}" in page_text(visitor)
    visitor.press("Fit")
    assert "**Peak:**" in page_text(visitor)


def test_without_points_there_is_no_evidence():
    assert "There are no points yet" in page_text(open_at("show=evidence", Scene(dataset=Dataset(), candidates=())))
