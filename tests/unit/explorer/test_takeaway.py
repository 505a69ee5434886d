"""The routes of the exports: every page's script gives the numbers on screen, and only what there is is served."""

import gzip
import json
import math
from urllib.parse import parse_qsl

import numpy as np
import pytest
from starlette.applications import Starlette

from explorer import takeaway
from explorer.export.pages import script
from explorer.grid.prior import prior_kernels
from explorer.grid.view import explore
from explorer.scene import permalink
from explorer.scene.scene import Dataset, Scene
from explorer.scene.versions import VERSION
from explorer.scene.window import grid_index
from explorer.studies.eigenmodes.numbers import goals, spectrum
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.sections import symmetry
from explorer.studies.prior.numbers import similarity
from explorer.studies.prior.sections import digits
from explorer.studies.puzzle.numbers import BUMP, Mistake, score
from explorer.studies.training.numbers import flow
from explorer.studies.training.sections.stopping import errors_against_time
from explorer.ui.packing import Packing
from ntkcore import Architecture
from ntkcore.choices import Distribution
from ntkcore.inference import evidence
from tests.unit.explorer.ui.test_packing import Server

SCENE = Scene(Architecture("relu", 2, 1.5, 0.3), noise_std=0.1)
LINK = permalink.encode(SCENE)


@pytest.fixture
def server():
    asked = Server.__new__(Server)
    asked.app = Packing(Starlette(routes=[takeaway.route()]))
    return asked


def run(page: str, query: str = "", scene: Scene = SCENE) -> dict:
    """The variables of the page's script after it has run."""
    taken = takeaway.taken_from(
        page, dict(pair.split("=") for pair in f"{permalink.encode(scene)}&{query}".split("&") if pair)
    )
    names: dict = {}
    exec(compile(script(taken), page, "exec"), names)
    return names


def test_functions_spread_as_on_screen():
    variance = float(prior_kernels(SCENE.architecture).nngp[(at := grid_index(0.4)), at])
    names = run("prior", "show=functions&at=0.4")
    assert names["spread"] == pytest.approx(math.sqrt(variance), rel=1e-12)
    assert names["functions"].shape == (5, 301)


def test_similarities_of_two_inputs_are_those_on_screen():
    names, at = run("prior", "show=kernel&a=-0.75&b=0.35"), grid_index([-0.75, 0.35])
    for name in ("nngp", "ntk"):
        gram = np.asarray(prior_kernels(SCENE.architecture).of(name))[np.ix_(at, at)]
        assert names["values"][name] == pytest.approx(gram[0, 1], rel=1e-12)
        assert names["cosines"][name] == pytest.approx(similarity.cosine(gram)[0, 1], rel=1e-12)


def test_cosines_of_images_are_those_on_screen(monkeypatch):
    monkeypatch.chdir(takeaway.__file__.rpartition("/explorer/")[0])
    names = run("prior", "show=digits&image_a=3&image_b=7&image_c=9")
    for name, row in similarity.cosines_to(SCENE.architecture, digits._digits()[2], 3)._asdict().items():
        assert names["cosines"][name] == pytest.approx(np.asarray(row), rel=1e-12)


def test_the_evidence_is_that_on_screen():
    names = run("prior", "show=evidence&evidence=nngp")
    network, data = SCENE.architecture, SCENE.dataset
    spreads = [(network.weight_std, network.bias_std)]
    shown = evidence.evidence_at(network, data.x, data.y, spreads, prior="nngp", noise_std=SCENE.noise_std)
    assert names["log_p"] == pytest.approx(float(shown.total[0]), rel=1e-10)


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


def test_explained_labels_are_those_on_screen():
    shown = {answer.name: answer.log_p for group in explore(SCENE).groups for answer in group.answers}
    assert run("eigenmodes", "part=why")["log_p"] == pytest.approx(shown, rel=1e-9)


def test_training_is_that_on_screen():
    names, data, sigma = run("training"), SCENE.dataset, SCENE.noise_std
    for prior in Distribution:
        shown = flow.curve(SCENE.architecture, data, sigma, prior)
        assert names["bands"][prior].mean == pytest.approx(shown.mean, rel=1e-9, abs=1e-9)
        assert names["spreads"][prior] == pytest.approx(float(np.sqrt(np.mean(np.square(shown.std)))), rel=1e-9)
    left_out = errors_against_time(SCENE.architecture, data, sigma)
    assert names["errors"][[0, -1]] == pytest.approx([left_out.errors[0], left_out.at_end], rel=1e-9)
    shown = flow.curve(SCENE.architecture, data, sigma, Distribution.ENSEMBLE, 10.0)
    assert np.asarray(names["training"].mean)[3] == pytest.approx(shown.mean, rel=1e-9, abs=1e-10)


def test_the_puzzle_is_that_on_screen():
    names, shown = run("puzzle", "guess=2.5&at=0.3"), score(Mistake.NONE, BUMP)
    assert names["best"] == pytest.approx(shown.best, rel=1e-9)
    assert names["behind"] == pytest.approx(-float(shown.relative(np.array(2.5))), rel=1e-9)
    assert names["at_input"] == pytest.approx(score(Mistake.NONE, 0.3).best, rel=1e-9)


@pytest.mark.parametrize("page", takeaway.FIELDS)
def test_a_page_has_every_file_and_the_panel(server, page):
    path = f"/ntk/take/{page or 'playground'}"
    query = f"{LINK}&address=http%3A%2F%2Flocalhost%3A8501"
    status, headers, body = server.ask(f"{path}/panel.json?{query}")
    content = json.loads(gzip.decompress(body))
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert content["sentence"].startswith("Five training points.")
    assert "<svg" in content["qr"]
    assert [file["name"] for file in content["files"]] == list(takeaway.FILES)
    shown = {f"log p({answer.name})": answer.log_p for group in explore(SCENE).groups for answer in group.answers}
    assert {name: float(value) for name, value in content["digits"] if name in shown} == shown
    for name in takeaway.FILES.keys() - ({"kernel.csv"} if page else set()):
        status, headers, plain = server.ask(f"{path}/{name}?{query}", {})
        assert (status, headers["cache-control"]) == (200, "no-store")
        assert headers["content-disposition"] == f'attachment; filename="ntk-{name}"'
        assert "content-encoding" not in headers
        if name.endswith(("csv", "py")):
            assert f"# link = http://localhost:8501/{page}?{LINK}" in plain.decode()


@pytest.mark.parametrize("path", ["nowhere/panel.json", "playground/secrets.csv", "playground/", "prior/../server.py"])
def test_what_there_is_not_is_missing(server, path):
    assert server.ask(f"/ntk/take/{path}?v=2", {})[0] == 404


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://a b", "https://x.org/\n# scene = v=1", "http://" + "a" * 500]
)
def test_an_odd_address_is_left_out(address):
    taken = takeaway.taken_from("playground", {"v": str(VERSION), "address": address})
    assert taken.address == ""
    assert taken.url == f"?v={VERSION}"


def test_a_damaged_link_still_gives_files(server):
    status, _, body = server.ask("/ntk/take/prior/points.csv?points=NaN,1;0,9&show=nothing&a=x", {})
    assert status == 200
    assert f"# scene = v={VERSION}&".encode() in body


def test_too_many_requests_are_sent_away(server, monkeypatch):
    monkeypatch.setattr(takeaway._open, "requests", takeaway._WAITING)
    status, headers, _ = server.ask("/ntk/take/playground/points.csv?v=2", {})
    assert (status, headers["retry-after"]) == (503, "5")


def test_a_scene_without_points_has_every_file():
    empty = Scene(dataset=Dataset(), candidates=())
    for page in takeaway.FIELDS:
        taken = takeaway.taken_from(page, {"v": str(VERSION), "points": "", "ask": ""})
        assert taken.scene == empty
        for name in takeaway.FILES.keys() - {"kernel.csv"}:
            assert takeaway.FILES[name].make(taken)


def test_a_link_keeps_how_its_page_looks():
    query = {"v": str(VERSION), "hide": "seed,noise", "lock": "weights", "view": "present", "embed": "true"}
    taken = takeaway.taken_from("playground", query)
    assert dict(parse_qsl(taken.link)) == {key: value for key, value in query.items() if key != "embed"}
    odd = takeaway.taken_from("playground", query | {"hide": "<b>", "view": "other"})
    assert dict(parse_qsl(odd.link)) == {"v": str(VERSION), "lock": "weights"}
