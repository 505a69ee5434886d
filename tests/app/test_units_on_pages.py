"""Every page speaks the person's own units: its numbers are ntkcore's, computed in these units."""

import base64
import json
import math
import re

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from explorer.format import number
from explorer.scene import permalink
from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.units import Axis
from explorer.scene.window import PLOT_INPUTS
from ntkcore import Architecture, kernel_pair, predict
from tests.app.visitor import Visitor, plain

TRAINING, PRIOR, EIGENMODES = "pages/training.py", "pages/prior.py", "pages/eigenmodes.py"
DATA = Dataset((-1.2, -0.6, 0.1, 0.5, 1.3), (-0.9, 0.25, -0.3, 0.8, 0.45))
ASKED = (Candidate("A", (0.9,), (0.4,)), Candidate("B", (0.9,), (-0.6,)), Candidate("C", (-0.9, 0.3), (0.1, 0.2)))
CARS = Axis(0.1, 14.5, "speed (m/s)"), Axis(0.02, 62.0, "dist (m)")
TINY = Axis(2700.0, 0.0005, "time (s)"), Axis(3500.0, 0.0004, "U (mV)")
UNITS = pytest.mark.parametrize("axes", [CARS, TINY], ids=["cars", "tiny"])


def scene_in(axes, **fields):
    return Scene(dataset=DATA, candidates=ASKED, x_axis=axes[0], y_axis=axes[1], **fields)


def visit(page, scene, query=""):
    return Visitor(f"{permalink.encode(scene)}&{query}", page)


def page_text(visitor):
    return plain(
        "\n".join(e.value for element in ("markdown", "caption", "info", "warning") for e in visitor.app.get(element))
    )


def listed(values):
    """Numbers that travel as a list or packed."""
    return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]) if isinstance(values, dict) else values


def value(axis, position):
    """The map's definition, not rounded."""
    return axis.centre + np.asarray(position) / axis.scale


def trace(figure, name):
    return next(each for each in figure["data"] if each.get("name") == name)


def numbers(text):
    return [float(digits.replace("−", "-")) for digits in re.findall(r"−?\d+\.\d+", text)]


@UNITS
def test_training(axes):
    scene = scene_in(axes)
    visitor = visit(TRAINING, scene)
    flow = json.loads(visitor.component("ntk_clock").bytes)
    assert flow["units"]["y"] == {"scale": axes[1].scale, "centre": axes[1].centre, "name": axes[1].name}
    labels = value(axes[1], DATA.y)
    start = 0.5 * np.square(labels - axes[1].centre).sum()  # the average of untrained networks is the centre
    assert flow["loss"][0] == pytest.approx(start, rel=1e-6)
    assert flow["loss_unit"] == f" ({axes[1].unit}²)"
    bands = next(figure for figure in visitor.figures if any("NNGP: mean" in t.get("name", "") for t in figure["data"]))
    mean = predict(scene.architecture, DATA.x, DATA.y, PLOT_INPUTS, prior="nngp").mean
    curve = trace(bands, "NNGP: mean")
    np.testing.assert_allclose(listed(curve["x"]), value(axes[0], PLOT_INPUTS))
    np.testing.assert_allclose(listed(curve["y"]), value(axes[1], mean), rtol=1e-6, atol=1e-6 / axes[1].scale)
    rings = trace(bands, "training points")
    np.testing.assert_allclose(rings["y"], labels, atol=0.002 / axes[1].scale)
    layout = bands["layout"]
    assert layout["meta"]["columns"] == {"x": f"input {axes[0].name}", "y": axes[1].name}
    np.testing.assert_allclose(layout["xaxis"]["range"], value(axes[0], (-1.5, 1.5)))
    assert axes[1].unit in layout["meta"]["finding"]


@UNITS
def test_functions_before_data(axes):
    scene = scene_in(axes)
    visitor = visit(PRIOR, scene, "at=0.7")
    infinite, _, outputs = visitor.figures
    heights = listed(infinite["data"][0]["y"])
    spread = float(np.sqrt(kernel_pair(scene.architecture, [0.7]).nngp[0, 0])) / axes[1].scale
    assert abs(np.nanmean(heights) - axes[1].centre) < 4 * spread
    assert infinite["layout"]["meta"]["circle"]["centre"] == axes[1].centre
    bars = trace(outputs, "finite networks")
    assert listed(bars["y"]).sum() * bars["width"] == pytest.approx(1.0, abs=0.02)
    limit = trace(outputs, "infinite width (NNGP)")
    assert max(listed(limit["y"])) == pytest.approx(1 / np.sqrt(2 * np.pi) / spread, rel=1e-3)
    slider = visitor.setting("at")
    assert (slider.value, slider.limits) == (0.7, (-1.5, 1.5))
    assert slider.sent["axis"] == {"scale": axes[0].scale, "centre": axes[0].centre, "name": axes[0].name}
    low, high = (axes[0].centre + end / axes[0].scale for end in (-1.5, 1.5))
    assert slider.sent["refusal"].endswith(f"from {number(low)} to {number(high)}.")
    caption = next(line for line in page_text(visitor).splitlines() if "networks of width" in line)
    assert f"f({axes[0].text(0.7)})" in caption
    assert f"mean {axes[1].text(0.0)}" in caption


@UNITS
def test_similarity(axes):
    visitor = visit(PRIOR, scene_in(axes), "show=kernel&a=-0.5&b=0.7")
    assert f"a = {axes[0].text(-0.5)} and b = {axes[0].text(0.7)}?" in page_text(visitor)
    heat = visitor.figures[0]["data"][0]
    np.testing.assert_allclose(listed(heat["x"])[[0, -1]], value(axes[0], (-1.5, 1.5)))


@UNITS
@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
def test_evidence(axes, kernel):
    scene = scene_in(axes, noise_std=0.2)
    visitor = visit(PRIOR, scene, f"show=evidence&evidence={kernel}")
    x_axis, y_axis = axes
    covariance = getattr(kernel_pair(scene.architecture, DATA.x), kernel) + 0.04 * np.eye(5)
    mean = np.full(5, y_axis.centre)
    wanted = multivariate_normal(mean, np.asarray(covariance) / y_axis.scale**2).logpdf(value(y_axis, DATA.y))
    table = next(e.value for e in visitor.app.markdown if e.value.startswith("| term |"))
    data_fit, complexity, constant, total = (numbers(line.split("|")[3])[0] for line in table.splitlines()[2:])
    assert total == pytest.approx(wanted, abs=0.006)
    assert data_fit + complexity + constant == pytest.approx(total, abs=0.02)
    highest = numbers(visitor.figures[0]["layout"]["meta"]["finding"])[0]
    assert highest > total - 0.01
    assert f"density per unit of {y_axis.name}" in page_text(visitor).replace("\\", "")
    assert x_axis.name not in table


@UNITS
@pytest.mark.parametrize(
    ("prior", "label"),
    [("nngp", 0), ("ntk", 0), ("nngp", 1), ("ntk", 3), ("ensemble", 1), ("ensemble", 3)],
)
def test_the_waterfall_adds_up_to_log_p_in_the_units_of_the_data(axes, prior, label):
    scene = scene_in(axes, prior=prior, noise_std=0.1)
    visitor = visit(EIGENMODES, scene, f"part=why&label={label}")
    y_axis = axes[1]
    if label == 0:
        inputs, labels, mean, covariance = (
            DATA.x,
            DATA.y,
            np.zeros(5),
            getattr(kernel_pair(scene.architecture, DATA.x), prior),
        )
    else:
        inputs, labels = ASKED[label - 1].x, ASKED[label - 1].y
        mean, covariance = predict(scene.architecture, DATA.x, DATA.y, inputs, prior=prior, noise_std=0.1)
    covariance = (np.asarray(covariance) + 0.01 * np.eye(len(inputs))) / y_axis.scale**2
    wanted = multivariate_normal(value(y_axis, mean), covariance).logpdf(value(y_axis, labels))
    bars = visitor.figures[0]["data"][0]
    assert bars["y"][-1] == pytest.approx(wanted, abs=1e-6)
    assert sum(bars["y"][:-1]) == pytest.approx(wanted, abs=1e-6)
    sentence = next(line for line in page_text(visitor).splitlines() if "The bars add up to" in line)
    assert numbers(sentence) == [pytest.approx(wanted, abs=1e-4)] * 2


@UNITS
def test_a_difference_of_log_p_is_the_same_in_all_units(axes):
    query, differences = "part=why&label=1&versus=2", []
    for scene in (scene_in(axes, noise_std=0.1), scene_in((Axis(), Axis()), noise_std=0.1)):
        visitor = visit(EIGENMODES, scene, query)
        differences.append(next(line for line in page_text(visitor).splitlines() if line.startswith("log p(A)")))
    assert differences[0] == differences[1]
    options = visit(EIGENMODES, scene_in(axes), query).setting("label").options
    assert options[1] == f"A: y({axes[0].text(0.9)}) = {axes[1].text(0.4)}"


@UNITS
@pytest.mark.parametrize("inputs", ["interval", "training", "gaussian", "circle"])
def test_modes_over_the_window_and_over_the_points(axes, inputs):
    visitor = visit(EIGENMODES, scene_in(axes), f"part=modes&inputs={inputs}&mode=2&kept=5")
    mode, rebuilt = visitor.figures[0], visitor.figures[-1]
    drawn = listed(mode["data"][0]["x"])
    ends = {"interval": value(axes[0], (-1.5, 1.5)), "training": value(axes[0], (-1.2, 1.3))}
    if inputs in ends:
        np.testing.assert_allclose([min(drawn), max(drawn)], ends[inputs])
    else:  # these inputs are an example, not the person's
        assert 0.5 < max(drawn) < 2.0
        assert "columns" not in mode["layout"]["meta"]
    labels = listed(trace(rebuilt, "rebuilt labels")["y"])
    np.testing.assert_allclose(labels, value(axes[1], DATA.y), rtol=1e-5)


@UNITS
def test_label_noise_is_set_in_the_units_of_the_data(axes):
    scene = scene_in(axes, noise_std=0.003)
    visitor = visit("app.py", scene)
    slider = visitor.controls["noise_std"]
    assert (slider.label, slider.value) == (f"Label noise ({axes[1].unit})", 0.003)
    assert (slider.sent["axis"]["scale"], slider.sent["length"]) == (axes[1].scale, True)
    assert slider.sent["refusal"].endswith(f"from 0 to {number(1.0 / axes[1].scale)}.")
    visitor.set("noise_std", 0.25)
    assert visitor.scene.noise_std == 0.25
    assert "noise=0.25" in visitor.link
    help_text = visitor.controls["bias_std"].sent["help"].replace("\u00a0", " ")
    assert f"gives {axes[1].text(0.0)} at x = {axes[0].text(0.0)}" in help_text


@UNITS
def test_warnings_of_all_pages_name_the_noise_in_the_units_of_the_data(axes):
    x = tuple(round(0.07 * k, 2) for k in range(15))  # labels rounded to 0.01 lie on no smooth function
    rough = Dataset(x, tuple(round(math.sin(3 * each), 2) for each in x))
    scene = Scene(Architecture("erf", 1, 1.41, 0.3), rough, (), x_axis=axes[0], y_axis=axes[1])
    visitor = visit(TRAINING, scene)
    (shown,) = [warning.value for warning in visitor.app.warning]
    remedy = visit("app.py", scene).chart["remedy"]
    assert axes[1].noise_text(remedy or 0.003) in shown
    assert str(remedy) not in shown


def test_an_unscaled_scene_reads_as_before():
    scene = scene_in((Axis(), Axis()), noise_std=0.003)
    assert visit("app.py", scene).controls["noise_std"].label == "Label noise"
    for page in (TRAINING, PRIOR, EIGENMODES):
        for figure in visit(page, scene).figures:
            assert "columns" not in figure["layout"]["meta"]
            assert "ticktext" not in figure["layout"]["xaxis"]


def test_the_puzzle_keeps_its_own_points():
    plain_page, scaled = (visit("pages/puzzle.py", scene_in(axes)).figures for axes in (CARS, (Axis(), Axis())))
    assert plain_page == scaled
