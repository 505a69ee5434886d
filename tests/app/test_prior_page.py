"""The Prior page: every part opens with any link, every control does what it says, and numbers are the library's."""

import math
import re

import numpy as np
import pytest

from explorer.format import number
from explorer.grid.prior import prior_kernels
from explorer.scene.scene import Dataset, Scene
from explorer.studies.prior.sections import FIELDS, TABS
from explorer.studies.prior.sections.kernels import in_words
from explorer.ui import assets
from explorer.ui.fields import Choice
from ntkcore import Architecture
from ntkcore.choices import Distribution
from ntkcore.networks import statistics as finite
from tests.app.prior_page import PRIOR, charts, move, open_at, page_text
from tests.app.visitor import PLAYGROUND, Visitor

WIDTHS = [word for field in (FIELDS["width"],) if isinstance(field, Choice) for word in field.words]
BIAS_FREE = Scene(Architecture("relu", 3, 2**0.5, 0.0), seed=5)


@pytest.mark.parametrize(("part", "count"), [("functions", 3), ("kernel", 2), ("digits", 1), ("evidence", 1)])
def test_every_part_opens_and_stands_in_the_link(part, count):
    visitor = open_at()
    assert visitor.link == "v=3"
    move(visitor, "show", part)
    assert charts(visitor) == count
    assert visitor.link == ("v=3" if part == "functions" else f"v=3&show={part}")
    again = open_at(f"show={part}")
    assert page_text(again) == page_text(visitor)


@pytest.mark.parametrize("part", TABS)
@pytest.mark.parametrize(
    "scene",
    [
        Scene(dataset=Dataset(), candidates=()),
        Scene(Architecture("identity", 1, 0.1, 0.0), prior=Distribution.ENSEMBLE),
        Scene(Architecture("sin", 32, 3.0, 3.0), Dataset((0.5, 0.5), (0.0, 1.0)), ()),
        BIAS_FREE,
    ],
    ids=["no data", "linear", "limits", "bias-free"],
)
def test_every_part_opens_with_any_scene(part, scene):
    visitor = open_at(f"show={part}&at=0&a=0&width=3", scene)
    assert visitor.scene == scene
    assert not visitor.app.text


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("show=prices", "show was “prices”"),
        ("width=7", "width was “7”; it must be one of 10, 1, 3, 100, 1000, so 10 is used."),
        ("at=nan&a=9&b=x", "a was 9; it must be from −1.5 to 1.5, so 1.5 is used."),
        ("show=digits&image_a=2.5&image_b=1e9&image_c=-1", "image_b was 10⁹"),
        ("show=evidence&evidence=ensemble&term=<b>", "evidence was “ensemble”"),
        ("show=kernel&layers=99&measure=**b**", "measure was “**b**”"),
    ],
)
def test_a_damaged_link_is_mended_in_words(query, complaint):
    visitor = Visitor(query, PRIOR)
    assert complaint in visitor.app.text[0].value
    assert "**b**" not in page_text(visitor)
    visitor.press("Got it")
    assert not visitor.app.text


def test_settings_are_kept_from_page_to_page():
    visitor = open_at("show=kernel&a=-1&b=0.25&measure=cosine")
    visitor.go(PLAYGROUND)
    assert visitor.link == "v=3"
    visitor.go(PRIOR)
    assert visitor.link == "v=3&show=kernel&measure=cosine&a=-1&b=0.25"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_outputs_of_every_width_are_held_against_the_limit(width):
    visitor = open_at(f"width={width}", BIAS_FREE)
    _, variances = finite.draw_outputs(
        BIAS_FREE.architecture, int(width), 0.7, finite.network_count(BIAS_FREE.architecture, int(width)), 5
    )
    measured = finite.measured_kurtosis(variances)
    assert [metric.value for metric in visitor.app.metric] == [
        f"{number(measured.value, '.3g')} ± {number(measured.standard_error, '.2g')}",
        number(3 * ((1 + 5 / int(width)) ** 3 - 1), ".3g"),
    ]
    limit = prior_kernels(BIAS_FREE.architecture).nngp[220, 220]  # x = 0.7
    assert f"mean 0 and standard deviation {math.sqrt(limit):.3g}" in page_text(visitor)
    assert "The prediction is exact." in page_text(visitor)
    assert ("neither the average nor its error can be trusted" in page_text(visitor)) == (not measured.reliable)
    assert "**Even infinitely wide networks start as random functions: only their average is 0.**" in page_text(visitor)


def test_widths_inputs_and_samples_can_be_changed():
    visitor = open_at()
    move(visitor, "width", "100")
    move(visitor, "at", -1.2)
    assert visitor.link == "v=3&width=100&at=-1.2"
    assert "f(−1.20) of 15,000 networks of width 100" in page_text(visitor)
    before = visitor.figures
    visitor.press("New samples")
    after = visitor.figures
    assert visitor.scene == Scene(seed=1)
    assert all(old != new for old, new in zip(before, after, strict=True))
    visitor.set("activation", "erf")
    assert "to leading order in 1/width" in page_text(visitor)
    visitor.set("hidden_layers", 4)
    visitor.set("weight_std", 2.0)
    visitor.set("bias_std", 0.0)
    assert visitor.scene == Scene(Architecture("erf", 4, 2.0, 0.0), seed=1)


def test_where_every_network_is_zero_there_is_nothing_to_measure():
    visitor = open_at("at=0", BIAS_FREE)
    assert "every network gives 0 at x = 0" in page_text(visitor)
    assert charts(visitor) == 2
    assert not visitor.app.metric


def test_two_inputs_are_compared_in_numbers_and_words():
    visitor = open_at("show=kernel")
    move(visitor, "a", 0.5)
    move(visitor, "b", 1.25)
    move(visitor, "measure", "cosine")
    assert visitor.link == "v=3&show=kernel&measure=cosine&a=0.5&b=1.25"
    for name, symbol, gram in zip(("NNGP", "NTK"), "𝒦Θ", prior_kernels(Scene().architecture), strict=True):
        k = np.asarray(gram)[np.ix_([200, 275], [200, 275])]
        alike = k[0, 1] / math.sqrt(k[0, 0] * k[1, 1])
        assert f"**{name}**: {symbol}(a, b) = {k[0, 1]:.4g}, cosine {alike:.3f}: {in_words(alike)}." in page_text(
            visitor
        )
        assert f"{k[0, 1]:.4g} |" in page_text(visitor)  # the last layer of the recursion is the kernel
    assert "one of them is always 0" in page_text(open_at("show=kernel&a=0", BIAS_FREE))


def test_the_formula_is_in_full_for_one_relu_layer_and_a_recursion_for_others():
    visitor = open_at("show=kernel&layers=1")
    formula = page_text(visitor)
    assert r"1+4\,x\,x'" in formula
    assert r"\kappa_1(c)&=" in formula
    assert "Recursion" not in formula
    visitor.set("hidden_layers", 2)
    assert r"\Sigma^{l+1}" in page_text(visitor)
    visitor.set("activation", "gelu")
    assert "Tsuchida et al. 2021" in page_text(visitor)
    visitor.set("weight_std", 1.0)
    visitor.set("bias_std", 0.5)
    assert r"0.25+1\,x\,x'" in page_text(visitor)


def test_images_are_compared_and_credited():
    visitor = open_at("show=digits")
    pictures = "".join(each.proto.body for each in visitor.app.get("html"))
    alternatives = re.findall(r'alt="Handwritten (\d), image number (\d+)"', pictures)
    assert len(alternatives) == 19
    labels = np.load(assets.ASSETS / "digits.npz")["labels"]
    assert all(int(digit) == labels[int(which)] for digit, which in alternatives)
    assert "CC BY 4.0" in page_text(visitor)
    assert "E. Alpaydin & C. Kaynak 1998" in page_text(visitor)
    assert "**NNGP**: A is more similar to **B**" in page_text(visitor)
    move(visitor, "image_b", 10)
    move(visitor, "image_c", 225)
    assert "**NTK**: A is more similar to **C**" in page_text(visitor)  # a nine, rather than a zero
    move(visitor, "image_a", 3)
    assert visitor.link == "v=3&show=digits&image_a=3&image_b=10&image_c=225"
    assert "**NNGP**: A is more similar to **B**" in page_text(visitor)
    move(visitor, "image_c", 10)
    assert "A is equally similar to B and C" in page_text(visitor)


def test_similarity_in_words_covers_all_of_it():
    descriptions = [in_words(alike) for alike in np.linspace(-1, 1, 41)]
    assert descriptions[0].startswith("opposites")
    assert descriptions[20] == "unrelated"
    assert descriptions[-1] == "almost the same input"
