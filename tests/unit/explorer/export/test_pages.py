"""Every page's script gives, when it is run, the numbers on screen."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer import takeaway
from explorer.export import notebook
from explorer.export.pages import script
from explorer.grid.prior import base_samples, prior_kernels
from explorer.grid.view import explore
from explorer.scene import permalink
from explorer.scene.scene import Candidate, Dataset, Root, Scene
from explorer.scene.units import Axis
from explorer.scene.window import grid_index
from explorer.studies.eigenmodes.numbers import attribution, decay, goals, spectrum
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.sections import modes as modes_section
from explorer.studies.eigenmodes.sections import symmetry
from explorer.studies.prior.numbers import similarity
from explorer.studies.prior.sections import digits, outputs
from explorer.studies.prior.sections import evidence as evidence_section
from explorer.studies.puzzle.numbers import BUMP, Mistake, score
from explorer.studies.puzzle.sections import bumps
from explorer.studies.training import figures
from explorer.studies.training.fields import FIELDS as TRAINING
from explorer.studies.training.fields import run_of
from explorer.studies.training.numbers import compare, flow, requests
from explorer.studies.training.sections.networks import _precomputed
from explorer.studies.training.sections.stopping import errors_against_time
from ntkcore import Architecture
from ntkcore.choices import Distribution
from ntkcore.inference import evidence
from ntkcore.networks import statistics
from tests.conftest import ROOT

SCENE = Scene(Architecture("relu", 2, 1.5, 0.3), noise_std=0.1)
UNITS = replace(SCENE, y_axis=Axis(40.0, 0.5, "volts (V)"))


@pytest.fixture(autouse=True)
def _in_a_checkout(monkeypatch):
    """Scripts find there the images and networks that come with the app."""
    monkeypatch.chdir(ROOT)


def text_of(page: str, query: str = "", scene: Scene = SCENE) -> str:
    """The script of a page whose link is that of the scene and `query`."""
    pairs = f"{permalink.encode(scene)}&{query}".split("&")
    return script(takeaway.taken_from(page, dict(pair.split("=") for pair in pairs if pair)))


def run(page: str, query: str = "", scene: Scene = SCENE) -> dict:
    """The variables of the page's script after it has run."""
    names: dict = {}
    exec(compile(text_of(page, query, scene), page, "exec"), names)
    return names


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
    for name, row in similarity.cosines_to(SCENE.architecture, digits._digits()[2], 3)._asdict().items():
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


@pytest.mark.parametrize("inputs", InputSet)
def test_spectra_are_those_on_screen(inputs):
    names = run("eigenmodes", f"part=order&inputs={inputs}&bits=5&t=100")
    training = SCENE.dataset.x if inputs == InputSet.TRAINING else ()
    shown = spectrum.spectrum(SCENE.architecture, inputs, "ntk", training, 5)
    assert names["values"] == pytest.approx(shown.values, rel=1e-8, abs=1e-12 * shown.values.max())
    assert names["learned"] == int(shown.multiplicity[shown.values * 100 >= 1].sum())


def test_rebuilt_labels_are_those_on_screen():
    names = run("eigenmodes", "part=modes&kernel=nngp&kept=2&inputs=training")
    data = SCENE.dataset
    shown = spectrum.rebuild(SCENE.architecture, "nngp", data.x, data.y, 2)
    assert names["share"] == pytest.approx(shown.share, rel=1e-10)


def test_broken_symmetries_are_those_on_screen():
    names = run("eigenmodes", "part=symmetry&moved=0.3&one=7&gaps=0.4")
    move = symmetry.Move(0.3, 7, 0.4)
    for name, circle in (("circle", True), ("interval", False)):
        shown = symmetry._symmetry(SCENE.architecture, "ntk", move, circle)
        assert names["broken"][name] == pytest.approx((shown.shift, shown.flip), rel=1e-10)


@pytest.mark.parametrize("pair", [("x1", "x2x3"), ("majority", "parity")])
def test_odds_of_goals_are_those_on_screen(pair):
    names = run("eigenmodes", f"part=goal&bits=5&goal_a={pair[0]}&goal_b={pair[1]}")
    feature, other = (goals.Feature(name) for name in pair)
    shown = goals.weigh_features(SCENE.architecture, "ntk", 5, feature, other, SCENE.noise_std)
    assert names["log_odds"] == pytest.approx(shown.log_odds, rel=1e-9)


@pytest.mark.parametrize("kernel", ["ntk", "nngp"])
@pytest.mark.parametrize("inputs", [InputSet.INTERVAL, InputSet.CIRCLE])
def test_the_decay_is_that_on_screen(inputs, kernel):
    names = run("eigenmodes", f"part=spectrum&inputs={inputs}&kernel={kernel}")
    shown = spectrum.spectrum(SCENE.architecture, inputs, kernel, (), 0)
    assert names["exponent"] == pytest.approx(decay.measure(shown, decay.Law.POWER).exponent, rel=1e-6)
    assert names["factor"] == pytest.approx(decay.measure(shown, decay.Law.FASTER).factor, rel=1e-6)


def test_the_nearest_sinusoid_is_that_on_screen():
    names = run("eigenmodes", "part=modes&inputs=gaussian&kernel=nngp&mode=7")
    shown = modes_section._nearest(SCENE.architecture, InputSet.GAUSSIAN, "nngp")
    assert names["k"] == 7
    assert names["r_squared"] == pytest.approx(shown.r_squared[6], rel=1e-6)


TWICE = (Candidate("A", (0.2, 0.7), (0.4, 0.1)), Candidate("B", (0.2, 0.7), (-0.6, 0.3)))


@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize("noise", [0.1, 0.0])
def test_explained_labels_are_those_on_screen(prior, noise):
    scene = replace(UNITS, candidates=TWICE, prior=prior, noise_std=noise)
    names = run("eigenmodes", "part=why&label=1&versus=2", scene)
    data = scene.dataset
    first, second = (attribution.attribute(scene, c).in_units(scene.y_axis, len(data.x)) for c in TWICE)
    assert names["total"] == pytest.approx(first.log_p, rel=1e-7)
    assert np.sort(names["data"]) == pytest.approx(np.sort(first.data), rel=1e-5, abs=1e-7)
    assert names["complexity"].sum() == pytest.approx(first.complexity.sum(), rel=1e-6)
    assert names["by_mode"].sum() == pytest.approx(attribution.difference(first, second).sum(), rel=1e-6)
    training = run("eigenmodes", "part=why&label=0", scene)
    shown = attribution.attribute_data(scene).in_units(scene.y_axis, len(data.x))
    assert training["total"] == pytest.approx(shown.log_p, rel=1e-8)
    assert np.sort(training["data"]) == pytest.approx(np.sort(shown.data), rel=1e-5, abs=1e-9)
    answers = {answer.name: answer.log_p for group in explore(scene).groups for answer in group.answers}
    assert names["total"] == pytest.approx(answers["A"] + 2 * math.log(40.0), rel=1e-6)


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
    assert float(names["power"]) == pytest.approx(requests.power_law(shown.fluctuation).power, rel=1e-6)
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


def test_the_puzzle_is_that_on_screen():
    names, shown = run("puzzle", "guess=2.5&at=0.3"), score(Mistake.NONE, BUMP)
    assert names["best"] == pytest.approx(shown.best, rel=1e-9)
    assert names["behind"] == pytest.approx(-float(shown.relative(np.array(2.5))), rel=1e-9)
    assert names["at_input"] == pytest.approx(score(Mistake.NONE, 0.3).best, rel=1e-9)


@pytest.mark.parametrize("mistake", [each for each in Mistake if each != Mistake.NONE])
def test_a_mistake_is_that_on_screen(mistake):
    names = run("puzzle", f"mistake={mistake}")
    for at, (label, curvature) in names["wrong"].items():
        shown = score(mistake, at)
        tolerance = 1e-3 if mistake == Mistake.SINGLE else 1e-6
        assert (label, curvature) == pytest.approx((shown.best, shown.curvature), rel=tolerance, nan_ok=True)


@pytest.mark.parametrize("query", ["width=256&how=linear&small=0.1", "width=1024&how=plain&small=0.1"])
def test_trained_networks_of_the_puzzle_are_those_on_screen(query):
    asked = dict(pair.split("=") for pair in query.split("&"))
    shown = bumps.ensemble((int(asked["width"]), float(asked["small"]), asked["how"]))
    finite = run("puzzle", query)["finite"]
    assert isinstance(shown, bumps.Trained)
    assert finite["mean"] == pytest.approx(shown.comparison.mean[40], rel=1e-9)
    assert finite["error"] == pytest.approx(shown.error[40], rel=1e-9)


def test_a_notebook_of_a_page_has_its_script():
    taken = takeaway.taken_from("puzzle", {"v": "2", "guess": "2.5"})
    assert "your label 2.5 is less likely" in notebook.write(taken)
