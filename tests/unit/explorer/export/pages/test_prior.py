"""The Prior page's script gives, when it is run, the numbers on screen."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.grid.prior import base_samples, prior_kernels
from explorer.scene.scene import Root
from explorer.scene.window import grid_index
from explorer.studies.prior.numbers import images, similarity
from explorer.studies.prior.sections import evidence as evidence_section
from explorer.studies.prior.sections import outputs
from ntkcore.inference import evidence
from ntkcore.networks import statistics
from tests.conftest import ROOT
from tests.unit.explorer.export.pages.scripts import SCENE, UNITS, run


@pytest.fixture(autouse=True)
def _in_a_checkout(monkeypatch):
    """Scripts find there the images and networks that come with the app."""
    monkeypatch.chdir(ROOT)


def test_functions_and_outputs_of_random_networks_are_those_on_screen(capsys):
    arch, at = SCENE.architecture, grid_index(0.4)
    names = run("prior", "show=functions&at=0.4&width=3")
    assert names["spread"] == pytest.approx(math.sqrt(float(prior_kernels(arch).nngp[at, at])), rel=1e-12)
    assert names["functions"] == pytest.approx(base_samples(arch, "nngp", SCENE.seed)[0], abs=1e-9)
    assert np.array_equal(names["finite"][1], statistics.draw_functions(arch, 3, names["grid"][::3], 5, SCENE.seed)[1])
    shown = outputs.outputs(arch, 3, 0.4, SCENE.seed)
    assert (names["measured"], names["predicted"]) == (shown.measured, shown.predicted)
    assert "excess kurtosis, predicted" in capsys.readouterr().out
    assert run("prior", "show=functions", replace(SCENE, root=Root.SYMMETRIC))["functions"].shape == (5, 301)


def test_similarities_of_two_inputs_are_those_on_screen():
    names, at = run("prior", "show=kernel&a=-0.75&b=0.35"), grid_index([-0.75, 0.35])
    for name in ("nngp", "ntk"):
        gram = np.asarray(prior_kernels(SCENE.architecture).of(name))[np.ix_(at, at)]
        assert names["values"][name] == pytest.approx(gram[0, 1], rel=1e-12)
        assert names["cosines"][name] == pytest.approx(similarity.cosine(gram)[0, 1], rel=1e-12)


def test_cosines_of_images_are_those_on_screen():
    names = run("prior", "show=digits&image_a=3&image_b=7&image_c=9")
    for name, row in similarity.cosines_to(SCENE.architecture, images.digits()[2], 3)._asdict().items():
        assert names["cosines"][name] == pytest.approx(np.asarray(row), rel=1e-12)


def test_the_evidence_with_its_map_and_its_peak_is_that_on_screen():
    names = run("prior", "show=evidence&evidence=nngp", UNITS)
    network, data, shift = SCENE.architecture, SCENE.dataset, len(SCENE.dataset.x) * math.log(40.0)
    asked = {"prior": "nngp", "noise_std": SCENE.noise_std}
    shown = evidence.evidence_at(network, data.x, data.y, [(network.weight_std, network.bias_std)], **asked)
    assert names["log_p"] == pytest.approx(float(shown.total[0]) + shift, rel=1e-10)
    assert names["complexity"] == pytest.approx(float(shown.complexity[0]) + shift, rel=1e-10)
    assert names["data_fit"] == pytest.approx(shown.data_fit, rel=1e-10)
    question = evidence_section.Question(replace(network, weight_std=1.0, bias_std=0.0), data, "nngp", SCENE.noise_std)
    assert names["on_map"] == pytest.approx(evidence_section._map(question).total + shift, rel=1e-10)
    assert names["peak"].total >= names["on_map"].max() - shift
