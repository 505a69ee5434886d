"""Figures draw the numbers of the View, name their axes, and use the few colours that everyone can tell apart."""

import json
import re
from typing import Any

import numpy as np
import pytest

from ntkcore import Architecture
from ntkcore.explore import explore
from ntkcore.figures import kernel as figures
from ntkcore.figures import style
from ntkcore.scene import Prior, Scene

SCENES = [
    Scene(),
    Scene(Architecture("erf", 1, 1.5, 0.0), prior="nngp"),  # an odd kernel: half of it is negative
    Scene(Architecture("relu", 2, 2**0.5, 0.0)),
    Scene(Architecture("identity", 1, 0.1, 0.0), prior="ensemble"),
    Scene(Architecture("relu", 32, 3.0, 3.0)),  # a kernel of 10²⁰
]
GREY = "#888888"  # the line at 0 of each mode
CLEAR = "rgba(0,0,0,0)"
DRAWN = {figures.kernel_heatmap: 1, figures.grid_spectrum: 1, figures.grid_modes: 20}
COLOUR = re.compile(r'"(#[0-9a-fA-F]{3,8}|rgba?\([^"]*\))"')


def traces(figure) -> Any:
    """What the figure draws."""
    return figure.data


@pytest.fixture(params=SCENES, ids=lambda scene: f"{scene.architecture.activation}-{scene.architecture.hidden_layers}")
def view(request):
    return explore(request.param)


def test_the_heat_map_is_the_kernel(view):
    (heat,) = traces(figures.kernel_heatmap(view))
    np.testing.assert_array_equal(heat.x, view.grid[::5])
    np.testing.assert_array_equal(heat.y, view.grid[::5])
    np.testing.assert_array_equal(heat.z, view.kernel[::5, ::5])
    assert (heat.x[0], heat.x[-1]) == (-1.5, 1.5)
    largest = np.abs(heat.z).max()
    assert (heat.zmin, heat.zmax) == (-largest if heat.z.min() < 0 else 0.0, largest)


def test_zero_is_clear_and_the_sign_has_a_colour(view):
    (heat,) = traces(figures.kernel_heatmap(view))
    clear = [place * (heat.zmax - heat.zmin) + heat.zmin for place, colour in heat.colorscale if colour.endswith(",0)")]
    assert clear == [0.0] * len(clear)
    assert heat.colorscale[-1] == (1, style.POSITIVE)
    assert (heat.colorscale[0] == (0, style.NEGATIVE)) == (heat.z.min() < 0)


def test_the_spectrum_is_that_on_the_window_down_to_rounding(view):
    (dots,) = traces(figures.grid_spectrum(view))
    count = len(dots.y)
    assert 1 <= count <= 60
    np.testing.assert_array_equal(dots.y, view.grid_values[:count])
    np.testing.assert_array_equal(dots.x, np.arange(1, count + 1))
    floor = view.grid_values[0] * 301 * np.finfo(float).eps
    assert dots.y[-1] > floor
    assert count == 60 or view.grid_values[count] <= floor
    assert dots.mode == "markers"


def test_a_kernel_of_rank_two_shows_two_eigenvalues():
    (dots,) = traces(figures.grid_spectrum(explore(SCENES[2])))
    assert len(dots.y) == 2


def test_the_modes_are_the_first_five_in_two_parts_each(view):
    drawn = traces(figures.grid_modes(view))
    assert len(drawn) == 4 * figures.SHOWN_MODES == 20
    for k in range(figures.SHOWN_MODES):
        mode = view.grid_modes[:, k]
        for base, part, sign in ((0, 1, 1), (2, 3, -1)):
            base, part = drawn[4 * k + base], drawn[4 * k + part]
            np.testing.assert_array_equal(part.x, view.grid)
            np.testing.assert_array_equal(base.y, np.full(301, -float(k)))
            np.testing.assert_array_equal(part.customdata, mode)
            assert part.fill == "tonexty"
            assert part.line.color == (style.POSITIVE if sign > 0 else style.NEGATIVE)
            height = sign * (part.y - base.y)
            np.testing.assert_allclose(height, 0.42 * np.maximum(sign * mode, 0) / np.abs(mode).max(), atol=1e-12)


@pytest.mark.parametrize("draw", DRAWN)
def test_axes_are_named_and_colours_are_the_known_ones(view, draw):
    figure = draw(view)
    assert len(traces(figure)) == DRAWN[draw]
    written = json.loads(figure.to_json())
    assert all(written["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis"))
    del written["layout"]["template"]
    colours = set(COLOUR.findall(json.dumps(written)))
    known = {style.POSITIVE, style.NEGATIVE, style.CLEAR_POSITIVE, style.CLEAR_NEGATIVE, GREY, CLEAR}
    assert colours <= known
    assert style.POSITIVE in colours
    assert "NaN" not in figure.to_json()


def test_the_colours_are_those_of_okabe_and_ito():
    assert (style.POSITIVE, style.NEGATIVE) == ("#0072B2", "#D55E00")


@pytest.mark.parametrize(("prior", "symbol"), [(Prior.NNGP, "K"), (Prior.NTK, "Θ"), (Prior.ENSEMBLE, "Θ")])
def test_the_kernel_is_called_by_its_letter(prior, symbol):
    (heat,) = traces(figures.kernel_heatmap(explore(Scene(prior=prior))))
    assert figures.kernel_symbol(prior) == symbol
    assert heat.colorbar.title.text == f"{symbol}(x, x′)"
    assert f"{symbol}(x, x′) = " in heat.hovertemplate
