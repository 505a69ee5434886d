"""The Prior page's figures draw the numbers that they are given, name their axes, and frames are exact draws."""

import json
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.figures import browser, palette
from explorer.figures.style import Figure
from explorer.format import number
from explorer.grid.prior import base_samples, prior_modes
from explorer.scene.window import GRID
from explorer.studies.prior import figures
from explorer.studies.prior.numbers import similarity
from ntkcore import Architecture, kernel_pair
from ntkcore.choices import Kernel
from ntkcore.inference import evidence
from ntkcore.networks import statistics as finite

ARCH = Architecture("relu", 2, 2**0.5, 0.3)
X = GRID[::5]
SIGMAS = 5.0


def traces(figure: Figure) -> Any:
    """As objects, checked by plotly."""
    return go.Figure(figure).data


def titles(figure: Figure) -> list[str]:
    layout = json.loads(browser.as_json(figure))["figure"]["layout"]
    return [layout[axis]["title"]["text"] for axis in ("xaxis", "yaxis", "yaxis2") if axis in layout]


def great_circle(seed, frames, stride):
    """What the browser makes of two sets of samples."""
    first, second = base_samples(ARCH, "nngp", seed)[:, :, ::stride]
    angle = 2 * np.pi * np.arange(frames)[:, None, None] / frames
    return np.cos(angle) * first + np.sin(angle) * second


def test_every_frame_of_the_great_circle_is_an_exact_draw():
    """In the coordinates of the modes, √λ apart, a draw is standard normal: at every angle, and from frame to frame."""
    modes = prior_modes(ARCH, "nngp")
    values, vectors = np.asarray(modes.values)[:6], np.asarray(modes.vectors)[:, :6]
    seeds = [great_circle(seed, 8, 1) for seed in range(150)]
    draws = np.concatenate(seeds, axis=1)  # (8, 750, 301)
    coordinates = draws @ vectors / np.sqrt(values)
    count = coordinates.shape[1]
    np.testing.assert_allclose(coordinates.mean(axis=1), 0.0, atol=SIGMAS / math.sqrt(count))
    np.testing.assert_allclose(coordinates.var(axis=1), 1.0, atol=SIGMAS * math.sqrt(2 / count))
    quarter = np.mean(coordinates[0] * coordinates[2], axis=0)
    np.testing.assert_allclose(quarter, 0.0, atol=SIGMAS / math.sqrt(count))


def test_functions_at_rest_and_in_motion():
    first, second = base_samples(ARCH, "nngp", 0)[:, :, ::5]
    figure = figures.functions(X, np.stack([first, second]), 6.0, palette.NNGP, "infinite width", 36)
    (line,) = traces(figure)
    np.testing.assert_allclose(np.array(line.y).reshape(5, -1)[:, :-1], first, rtol=1e-6)
    np.testing.assert_allclose(np.array(line.x).reshape(5, -1)[0, :-1], X, rtol=1e-6)
    circle = figure["layout"]["meta"]["circle"]
    assert circle["count"] == 36
    np.testing.assert_allclose(circle["second"].reshape(5, -1)[:, :-1], second, rtol=1e-6)
    assert len(browser.as_json(figure)) < 12_000
    still = figures.functions(X, first, 6.0, palette.FINITE, "width 10")
    assert "circle" not in still["layout"]["meta"]
    assert titles(still) == titles(figure) == ["input x", "f(x)"]
    assert still["layout"]["yaxis"]["range"] == figure["layout"]["yaxis"]["range"] == [-6.0, 6.0]


def test_the_histogram_holds_the_share_of_networks_and_the_limit():
    outputs, _ = finite.draw_outputs(ARCH, 100, 0.7, 5000, 0)
    edges = np.linspace(-4, 4, 42)
    density = np.histogram(outputs, edges)[0] / (5000 * (edges[1] - edges[0]))
    figure = figures.histogram(edges, density, 1.25)
    bars, line = traces(figure)
    np.testing.assert_array_equal(bars.y, density)
    inside = np.mean((outputs >= edges[0]) & (outputs <= edges[-1]))
    assert np.sum(np.array(bars.y) * bars.width) == pytest.approx(inside, rel=1e-12)
    assert np.trapezoid(line.y, line.x) == pytest.approx(math.erf(4 / math.sqrt(2 * 1.25)), abs=1e-4)
    assert titles(figure) == ["output f(x)", "density"]


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
def test_the_heat_map_and_its_slice_are_the_kernel(kernel):
    gram = np.asarray(getattr(kernel_pair(ARCH, X), kernel))
    for shown in (gram, similarity.cosine(gram)):
        figure = figures.similarity(X, shown, (20, 44), "k", Kernel.NNGP)
        heat, level, pair, line, dot = traces(figure)
        np.testing.assert_allclose(heat.z, shown, rtol=1e-6)
        np.testing.assert_allclose(line.y, shown[20], rtol=1e-6)
        assert (pair.x[0], pair.y[0], dot.x[0], dot.y[0]) == (X[44], X[20], X[44], shown[20, 44])
        assert tuple(level.y) == (X[20], X[20])
        signed = shown.min() < 0
        assert heat.zmin == (-heat.zmax if signed else 0.0)
        assert heat.colorscale[0][1] == (palette.NEGATIVE if signed else palette.translucent(palette.POSITIVE))
        assert titles(figure) == ["input x", "input x′", "k at x′ = a"]
        assert line.hovertemplate.startswith("x = %{x:.2f}<br>k(x, a) = %{y:.4g}")


def test_what_cannot_be_compared_leaves_a_gap():
    shown = similarity.cosine(np.asarray(kernel_pair(Architecture("relu", 1, 1.4, 0.0), X).nngp))
    figure = figures.similarity(X, shown, (20, 30), "cos", Kernel.NTK)
    assert np.isnan(traces(figure)[4].y[0])
    assert traces(figure)[0].zmax == pytest.approx(1.0, rel=1e-6)


def test_the_curves_of_both_kernels_carry_their_dots():
    u = np.linspace(-1, 1, 21)
    curves = {
        name: np.asarray(curve) for name, curve in zip(("NNGP", "NTK"), similarity.cosines_at(ARCH, u), strict=True)
    }
    dots = {name: {"B": (u[14], curve[14]), "C": (u[3], curve[3])} for name, curve in curves.items()}
    figure = figures.by_correlation(u, curves, dots)
    nngp, nngp_dots, ntk, ntk_dots = traces(figure)
    np.testing.assert_allclose(nngp.y, curves["NNGP"], rtol=1e-6)
    np.testing.assert_allclose(ntk.y, curves["NTK"], rtol=1e-6)
    assert (nngp.line.dash, ntk.line.dash) == ("dash", "dot")
    assert nngp_dots.marker.symbol != ntk_dots.marker.symbol
    assert tuple(ntk_dots.text) == ("B", "C")
    assert tuple(ntk_dots.y) == (curves["NTK"][14], curves["NTK"][3])
    assert titles(figure) == ["correlation of the pixels", "cosine similarity"]
    assert figure["layout"]["meta"]["finding"] == " ".join(
        f"For the {name}, the cosine similarity of image A is {number(pair['B'][1], '.3f')} with B and "
        f"{number(pair['C'][1], '.3f')} with C."
        for name, pair in dots.items()
    )


def test_the_map_is_clipped_but_tells_its_values():
    weights, biases = np.linspace(0.1, 3.0, 30), np.linspace(0.0, 3.0, 31)
    drawn = evidence.evidence_map(ARCH, (-1.0, 0.5), (0.3, -0.4), weights, biases, prior="ntk", noise_std=0.0)
    figure = figures.evidence_contours(weights, biases, drawn.total, "log p", (1.4, 0.3), (1.0, 0.2))
    heat, chosen, peak = traces(figure)
    np.testing.assert_array_equal(heat.customdata, drawn.total)
    assert np.min(heat.z) >= np.max(heat.z) - 30
    assert np.max(heat.z) == drawn.total.max()
    assert (chosen.x[0], chosen.y[0], peak.x[0], peak.y[0]) == (1.4, 0.3, 1.0, 0.2)
    assert chosen.marker.symbol != peak.marker.symbol
    assert len(traces(figures.evidence_contours(weights, biases, drawn.total, "log p", (1.4, 0.3), None))) == 2
    assert titles(figure) == ["weight size σ<sub>w</sub>", "bias size σ<sub>b</sub>"]
