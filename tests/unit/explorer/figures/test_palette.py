"""One palette by meaning: the same in Python and in CSS, named nowhere else, told apart by those who see few hues."""

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.figures import palette
from explorer.figures.curves import points
from explorer.figures.style import Figure, bar, heatmap, hline, vline
from explorer.studies.puzzle.numbers import DATASET
from tests.conftest import ROOT
from tests.unit.explorer.figures.gallery import ALL

MEANINGS = ("NNGP", "NTK", "TRAINED", "FINITE", "MODE", "POSITIVE", "NEGATIVE", "PICKED", "BOUND", "NEUTRAL")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)
NAMED = {"white", "black", "red", "green", "blue", "orange", "purple", "grey", "gray", "pink", "yellow", "brown"}
# Linear sRGB as people without red, green or blue cones see it: Machado, Oliveira & Fernandes 2009, severity 1.
SIGHTS = {
    "all hues": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# Oklab (Ottosson 2020): from linear sRGB to cones, and from their cube roots to lightness and two hues.
CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
LEAST = 0.1  # in Oklab, about five steps that can just be told apart
LEAST_OF_MEANINGS = 0.06  # for those who see all hues


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def distance(first: str, second: str, sight: str) -> float:
    """Between two colours, as seen with the cones that `sight` leaves."""
    lab, other_lab = (
        LAB @ np.cbrt(CONES @ np.clip(SIGHTS[sight] @ linear(colour), 0.0, 1.0)) for colour in (first, second)
    )
    return float(np.linalg.norm(lab - other_lab))


def in_css() -> dict[str, str]:
    """The custom properties of the theme that are a colour of their own."""
    return dict(re.findall(r"^ *--([\w-]+): (#[0-9a-f]{6});", (ROOT / "assets/theme.css").read_text("utf-8"), re.M))


def test_python_and_css_have_the_same_colours():
    css = in_css()
    assert {name: css.get(name.lower()) for name in MEANINGS} == {
        name: getattr(palette, name).lower() for name in MEANINGS
    }
    letters = [css[f"letter-{number}"] for number in range(1, len(palette.LETTERS) + 1)]
    assert letters == [colour.lower() for colour in palette.LETTERS]
    assert f"letter-{len(letters) + 1}" not in css
    script = (ROOT / "assets/chart/objects.js").read_text("utf-8")
    assert f"const LETTER_COLOURS = {len(letters)};" in script


def test_each_meaning_has_a_colour_of_its_own():
    near = {
        (first, second): far
        for first, second in itertools.combinations(MEANINGS, 2)
        if (far := distance(getattr(palette, first), getattr(palette, second), "all hues")) < LEAST_OF_MEANINGS
    }
    assert near == {}


def test_drawings_take_their_colours_from_the_theme():
    """Style sheets and scripts name none: a fallback for Streamlit's own colours and shadows aside."""
    for path in sorted((ROOT / "assets").glob("*/*")):
        if path.suffix not in (".css", ".js") or "vendor" in path.parts:
            continue
        text = re.sub(r"var\(--st-[\w-]+, #[0-9a-f]{6}\)|rgb\(0 0 0 / \d+%\)", "", path.read_text("utf-8"))
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        assert COLOUR.findall(text.replace("#ffffff", "")) == [], path
        assert not re.search(r"\b(?:fill|stroke|color|background):\s*(?:" + "|".join(NAMED) + r")\b", text), path


def colours_in(source: str, *, named: bool) -> Iterator[str]:
    """The colours that the strings of Python code name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from COLOUR.findall(node.value)
            if named and node.value.lower() in NAMED:
                yield node.value


@pytest.mark.parametrize("path", sorted((ROOT / "explorer").rglob("*.py")), ids=lambda path: path.stem)
def test_no_module_but_the_palette_names_a_colour(path: Path):
    if path.name != "palette.py":
        drawn = "figures" in str(path.relative_to(ROOT))
        assert list(colours_in(path.read_text("utf-8"), named=drawn)) == []


def test_a_colour_in_code_is_found():
    source = 'x = f"rgba({a})"; y = ("#0072B2", "white", "#fff")'
    assert sorted(colours_in(source, named=True)) == ["#0072B2", "#fff", "rgba(", "white"]


def hexes(colour: Any) -> list[str]:
    """The colour or colours of a mark, without their opacity."""
    if not isinstance(colour, str):
        return [each for part in colour for each in hexes(part)]
    if colour.startswith("rgba"):
        *channels, opacity = (float(part) for part in colour[5:-1].split(","))
        return [] if opacity == 0 else ["#" + "".join(f"{int(channel):02X}" for channel in channels)]
    return [colour.upper()]


def marks(figure: Figure) -> set[tuple[str, str]]:
    """(colour, cue) of all that a figure draws: marks of one plot with one cue are told apart by colour alone."""
    drawn = set()
    for shape in figure["layout"].get("shapes", []):
        drawn.add((shape["line"]["color"].upper(), f"rule {shape['line'].get('dash', 'solid')}"))
    for trace in figure["data"]:
        drawn |= {(colour, f"{cue} on {trace.get('yaxis', 'y')}") for colour, cue in marks_of(trace)}
    return drawn


def marks_of(trace: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if trace["type"] == "bar":
        for at, colour in enumerate(hexes(trace["marker"]["color"])):
            # An upward and a downward bar, or one with a name of its own.
            yield colour, "bar" if len(set(hexes(trace["marker"]["color"]))) == 1 else f"bar {np.sign(trace['y'][at])}"
    elif trace["type"] in ("heatmap", "contour"):
        for colour in hexes([colour for _, colour in trace["colorscale"]]):
            yield colour, "map"
    else:
        if "lines" in trace["mode"] and trace["line"].get("width", 1) > 0:
            wide = "thick " if trace["line"].get("width", 1) > 5 else ""
            yield hexes(trace["line"]["color"])[0], f"{wide}line {trace['line'].get('dash', 'solid')}"
        if "markers" in trace["mode"]:
            for colour in hexes(trace.get("marker", {}).get("color", [])):
                yield colour, f"mark {trace['marker'].get('symbol', 'circle')}"


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", [name for name in ALL if name != "residuals"])  # its lines have numbers beside them
def test_what_looks_alike_is_told_apart_by_its_colour_whatever_the_sight(name: str, sight: str):
    near = {
        (first, second): round(far, 3)
        for first, second in itertools.combinations(sorted(marks(ALL[name]())), 2)
        if first[0] != second[0] and first[1] == second[1]
        if (far := distance(first[0], second[0], sight)) < LEAST
    }
    assert near == {}


@pytest.mark.parametrize("draw", ALL.values(), ids=ALL)
def test_colours_in_figures_are_those_of_the_palette(draw):
    allowed = {getattr(palette, name) for name in MEANINGS} | {palette.PAPER, palette.RING, *palette.SEQUENCE}
    assert {colour for colour, _ in marks(draw())} <= {colour.upper() for colour in allowed}


@pytest.mark.parametrize("draw", ALL.values(), ids=ALL)
def test_legends_say_what_a_colour_means_in_the_same_words(draw):
    names = {colour.upper(): name for colour, name in palette.NAMES.items()}
    for trace in draw()["data"]:
        for colour, _ in marks_of(trace):
            if trace.get("name") and colour in names:
                assert names[colour] in trace["name"]


def test_white_vision_and_the_same_colour_have_no_distance():
    assert distance("#000000", "#ffffff", "all hues") == pytest.approx(1.0, abs=1e-6)
    assert distance("#12ab9f", "#12ab9f", "protanopia") == 0.0
    # What people without green cones confuse: an orange and the red that negative numbers have.
    assert distance(palette.FINITE, palette.NEGATIVE, "deuteranopia") < 0.02


def test_rules_run_from_edge_to_edge():
    upright, level = vline(0.5, palette.PICKED, "dot"), hline(2.0, palette.NEUTRAL)
    assert (upright["x0"], upright["x1"], upright["y0"], upright["y1"], upright["yref"]) == (0.5, 0.5, 0, 1, "paper")
    assert (level["y0"], level["y1"], level["x0"], level["x1"], level["xref"]) == (2.0, 2.0, 0, 1, "paper")
    assert upright["line"] == {"color": palette.PICKED, "dash": "dot", "width": 2.0}


def test_bars_and_maps_say_what_they_are():
    bars = bar(["a"], [1.0], palette.POSITIVE, "%{y}", name="terms", width=0.5)
    assert (bars["type"], bars["name"], bars["width"]) == ("bar", "terms", 0.5)
    shown = heatmap(np.eye(2), palette.SIGNED, (-1.0, 1.0), "%{z}", name="k", xgap=1)
    assert (shown["zmin"], shown["zmax"], shown["xgap"], shown["showscale"]) == (-1.0, 1.0, 1, False)
    assert shown["hovertemplate"] == bars["hovertemplate"].replace("y", "z")
    assert points(DATASET)["marker"]["line"]["color"] == palette.RING
