"""The Training page's script gives, when it is run, the numbers on screen."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.power_law import power_law
from explorer.scene.scene import Dataset, Scene
from explorer.studies.training import figures
from explorer.studies.training.fields import FIELDS as TRAINING
from explorer.studies.training.fields import run_of
from explorer.studies.training.numbers import compare, flow, requests
from explorer.studies.training.sections.networks import _precomputed
from explorer.studies.training.sections.stopping import errors_against_time
from ntkcore import Architecture
from ntkcore.choices import Distribution
from tests.conftest import ROOT
from tests.unit.explorer.export.pages.scripts import SCENE, UNITS, run, text_of


@pytest.fixture(autouse=True)
def _in_a_checkout(monkeypatch):
    """Scripts find there the images and networks that come with the app."""
    monkeypatch.chdir(ROOT)


SMALL = "width=16&nets=4&steps=30&rate=0.5&alpha=3"


@pytest.fixture(scope="module")
def training():
    """The variables of the Training page's script for few small networks, its scene, and the run."""
    scene = replace(UNITS, slice_x=0.25)
    code, names = text_of("training", SMALL, scene), {}
    fewer = {"(16, 32, 64, 128, 256, 512, 1024)": "(16, 32)", "(64, 512)": "(16,)", "networks=64": "networks=4"}
    for text, small in (fewer | {"networks=10": "networks=4"}).items():
        assert text in code
        code = code.replace(text, small)
    exec(compile(code, "training", "exec"), names)
    given = {key: setting.default for key, setting in TRAINING.items()}
    return names, scene, run_of(scene, given | {"width": 16, "nets": 4, "steps": 30, "rate": 0.5, "alpha": 3.0})


def test_training_is_that_on_screen(training):
    names, data, sigma = training[0], SCENE.dataset, SCENE.noise_std
    for prior in Distribution:
        shown = flow.curve(SCENE.architecture, data, sigma, prior)
        assert names["bands"][prior].mean == pytest.approx(shown.mean, rel=1e-9, abs=1e-9)
        assert names["spreads"][prior] == pytest.approx(float(np.sqrt(np.mean(np.square(shown.std)))), rel=1e-9)
    left_out = errors_against_time(SCENE.architecture, data, sigma)
    assert names["errors"][[0, -1]] == pytest.approx([left_out.errors[0] / 40, left_out.at_end / 40], rel=1e-9)
    shown = flow.curve(SCENE.architecture, data, sigma, Distribution.ENSEMBLE, 10.0)
    assert np.asarray(names["training"].mean)[3] == pytest.approx(shown.mean, rel=1e-9, abs=1e-10)


def test_trained_networks_are_those_on_screen(training):
    names, _, chosen = training
    assert names["run"] == chosen
    *_, answer = requests.train([chosen])
    shown = compare.compare(answer.finished[0])
    measured = names["measured"]
    assert measured["distance to NTK mean"] == pytest.approx(shown.to_theory / 40, rel=1e-6)
    assert measured["distance to NNGP mean"] == pytest.approx(shown.to_nngp / 40, rel=1e-6)
    assert measured["standard error"] == pytest.approx(shown.error / 40, rel=1e-6)
    assert measured["spread / limit"] == pytest.approx(shown.std_ratio, rel=1e-6)
    assert (measured["change of weights"], measured["change of kernel"]) == pytest.approx(
        (shown.moved, shown.kernel_moved), rel=1e-6
    )
    assert measured["loss"] == pytest.approx(shown.loss / 1600, rel=1e-6)


def test_losses_by_learning_rate_are_those_on_screen(training):
    names, scene, chosen = training
    modes = flow.modes(scene.architecture, scene.dataset, scene.noise_std)
    figure = figures.ensembles.rates(chosen, modes, scene.y_axis)
    (drawn,) = (trace for trace in figure["data"] if trace["name"].endswith("steps"))
    assert names["rates"] == pytest.approx(np.asarray(drawn["x"]))
    finite = np.isfinite(np.asarray(drawn["y"], float))
    assert names["by_rate"][finite] == pytest.approx(np.asarray(drawn["y"], float)[finite], rel=1e-6)


def test_kernels_of_networks_are_those_on_screen(training, monkeypatch):
    names, _, chosen = training
    for name, small in (("INIT_WIDTHS", (16, 32)), ("INIT_NETWORKS", 4), ("SHOWN_NETWORKS", 4)):
        monkeypatch.setattr(requests, name, small)
    *_, shown = requests.kernels(chosen, 0.25, (16,))
    assert names["limit_slice"] == pytest.approx(shown.limit, rel=1e-9)
    assert dict(zip(names["widths"], names["sizes"], strict=True)) == pytest.approx(
        {width: size for width, (size, _) in shown.fluctuation.items()}, rel=1e-6
    )
    assert float(names["power"]) == pytest.approx(power_law(shown.fluctuation).power, rel=1e-6)
    assert names["before"][16] == pytest.approx(shown.before[16], rel=1e-5)
    assert names["after"][16] == pytest.approx(shown.after[16], rel=1e-5)


def test_networks_that_come_with_the_app_are_those_on_screen():
    outcome = next(outcome for outcome in _precomputed().values() if outcome.run.scale == 1.0)
    trained, names = outcome.run, {}
    scene = Scene(trained.architecture, Dataset(trained.x, trained.y), noise_std=trained.noise_std)
    code = text_of("training", SMALL, scene).partition("# Steps of finite size")[0]
    exec(compile(code, "training", "exec"), names)
    measured, shown = names["beforehand"][trained], compare.compare(outcome)
    assert measured["distance to NTK mean"] == pytest.approx(shown.to_theory, rel=1e-6)
    assert measured["change of kernel"] == pytest.approx(shown.kernel_moved, rel=1e-6)


def test_nothing_to_learn_is_no_error():
    for scene in (replace(SCENE, dataset=Dataset()), Scene(Architecture("relu", 1, 1.0, 0.0), Dataset((0.0,), (1.0,)))):
        assert "trained" not in run("training", "", scene)
