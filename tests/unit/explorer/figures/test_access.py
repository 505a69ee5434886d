"""Figures for those who see little or nothing: findings in words, numbers under names, colours with contrast."""

import re
import tomllib

import numpy as np
import pytest

from explorer.figures import browser, palette
from explorer.figures.palette import POSITIVE
from explorer.figures.style import between
from explorer.studies.eigenmodes.figures import attribution
from explorer.studies.eigenmodes.figures import symmetry as symmetries
from explorer.studies.prior import figures as prior
from explorer.studies.puzzle import figures as puzzle
from explorer.studies.puzzle.numbers import BUMP, DATASET
from ntkcore import Architecture
from tests.conftest import ROOT
from tests.unit.explorer.studies.eigenmodes.figures.test_figures import FIGURES, attributed, symmetry

THEMES = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
PAPERS = [
    THEMES[theme][paper] for theme in ("light", "dark") for paper in ("backgroundColor", "secondaryBackgroundColor")
]
# Papers of white words; and papers and inks of the themes.
UNDER_WHITE = {"#a63a00"}
NOT_ON_PAPER = UNDER_WHITE | {"#ffffff", "#444444", "#1a1c24", "#d5d8de", "#f0f2f6", "#f4f6f8"}
LEAST_FOR_WORDS, LEAST_FOR_SHAPES = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def drawn_colours() -> set[str]:
    """Every colour that figures, drawings and their style sheets name."""
    files = [
        *(path for path in (ROOT / "explorer").rglob("*.py") if "figures" in str(path.relative_to(ROOT))),
        *(path for suffix in ("css", "js") for path in (ROOT / "assets").glob(f"*/*.{suffix}")),
        ROOT / "assets" / "theme.css",
    ]
    colours = {
        c.lower() for file in files if "vendor" not in file.parts for c in COLOUR.findall(file.read_text("utf-8"))
    }
    return colours - NOT_ON_PAPER


COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_drawn_colour_is_seen_on_every_paper(paper):
    assert set(map(str.lower, palette.NAMES)) <= drawn_colours()
    assert {colour: contrast(colour, paper) for colour in drawn_colours()
            if contrast(colour, paper) < LEAST_FOR_SHAPES} == {}  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_in_the_main_colour_are_read(theme):
    colours = THEMES[theme]
    for name in ("primaryColor", "linkColor", "textColor"):
        for paper in ("backgroundColor", "secondaryBackgroundColor"):
            assert contrast(colours[name], colours[paper]) >= LEAST_FOR_WORDS, (name, paper)


def test_white_words_are_read():
    assert all(contrast(paper, "#ffffff") >= LEAST_FOR_WORDS for paper in UNDER_WHITE)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())
def test_every_figure_has_a_finding_with_a_number_and_names_for_its_numbers(draw):
    figure = draw()
    finding = figure["layout"]["meta"]["finding"]
    assert re.search(r"\d", finding)
    assert finding.endswith(".")
    assert browser.describe(figure).startswith(finding)
    assert any(trace.get("name") for trace in figure["data"])


def test_findings_are_the_numbers_of_the_figure():
    attributed_label = attributed()
    lowest = int(np.argmin(attributed_label.modes))
    assert f"The lowest is {lowest + 1}" in attribution.waterfall(attributed_label)["layout"]["meta"]["finding"]
    symmetric = symmetry(Architecture("relu", 1, 2**0.5, 1.0), np.linspace(-1.5, 1.5, 21), "ntk", circle=False)
    figure = symmetries.interval(symmetric, 0.5, 20)
    even = int((symmetric.parity[:20] > 0.98).sum())
    assert f"{even} are even" in figure["layout"]["meta"]["finding"]
    x = np.linspace(-1.5, 1.5, 31)
    curve = np.sin(x)
    finding = puzzle.guessed_label(DATASET, BUMP, 0.5, (x, curve))["layout"]["meta"]["finding"]
    assert finding == "Your label at x = −0.3 is 0.5. The most likely label is −0.296."
    pair = np.stack([curve, -2 * curve])
    finding = prior.functions(x, pair, 2.0, POSITIVE, "width 3")["layout"]["meta"]["finding"]
    assert finding == "2 random functions (width 3) lie between −1.99 and 1.99."


def test_a_range_leaves_out_what_is_not_finite():
    assert between([np.nan, 1.0, -2.5, np.inf]) == "between −2.5 and 1"
    assert between([np.nan]) == "nowhere finite"
