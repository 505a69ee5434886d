"""Every link opens on every page: whole ones as they are, damaged ones mended, with plain words about what was."""

import math
from urllib.parse import quote

import pytest

from explorer.export.script import as_code
from explorer.scene import permalink
from explorer.scene.limits import ACTIVATIONS
from explorer.scene.scene import PRESETS, Candidate, Dataset, Scene
from explorer.scene.window import snap
from explorer.ui.page import PAGES
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution
from tests.app.visitor import GUIDE, PLAYGROUND, Visitor, assert_shows

HYPOTHESES = (
    Candidate("A", (-0.3, 0.4, 1.2), (0.1, -0.5, 2.0)),
    Candidate("B", (-0.3, 0.4, 1.2), (0.0, 0.0, 0.0)),
    Candidate("C", (0.7,), (-2.5,)),
)
FULL = Dataset(tuple(snap(-1.5 + 3 * i / 63) for i in range(64)), tuple(snap(math.sin(5 * i)) for i in range(64)))
ALL_LETTERS = tuple(Candidate(chr(65 + i), (snap(-1.25 + i / 10),), (0.5,)) for i in range(26))
GOOD = {
    "nothing": Scene(),
    **{f"{activation}": Scene(Architecture(activation, 3, 1.2, 0.5)) for activation in ACTIVATIONS},
    **{f"prior {prior}": Scene(prior=prior, noise_std=0.1) for prior in Distribution},
    **{f"preset {name}": Scene().with_preset(name) for name in PRESETS},
    "start of training": Scene(prior="ensemble", time=0.0),
    "odd time": Scene(prior="ensemble", time=0.123456789),
    "time for another prior": Scene(prior="nngp", time=3.0),
    "hypotheses": Scene(candidates=HYPOTHESES, noise_std=0.05),
    "all letters": Scene(candidates=ALL_LETTERS),
    "64 points": Scene(dataset=FULL),
    "empty": Scene(dataset=Dataset(), candidates=()),
    "limits": Scene(Architecture("erf", 32, 3.0, 0.0), noise_std=1.0, slice_x=-1.5, seed=2**31 - 1),
    "off the steps": Scene(Architecture("gelu", 1, 0.123, 2.999), noise_std=1e-7),
}
INJECTION = "<script>alert(1)</script>"
MARKDOWN = "**b**[a](javascript:x)$x$"
FOREIGN = ("<script", "alert(1)", "**b**", "javascript:", ":red[", ":material/home:", "%3C", "%2A%2A")
BAD = [
    ("activation=tanh", "activation was “tanh”"),
    ("layers=2.5", "layers was 2.5"),
    ("layers=x&weights=nan&bias=--", "layers was “x”"),
    ("layers=-1&weights=1e9&bias=-1&noise=7&time=-1&seed=-3&slice=9", "weights was 10⁹"),
    ("weights=inf&bias=-inf&time=inf&prior=ensemble", "weights was ∞"),
    ("layers=" + "9" * 400, "layers was ∞"),
    ("prior=", "prior was “”"),
    ("points=0,0;1;a,b;0.5,9;1e999,0;nan,0;;0,0,0", "points: 4 points could not be read"),
    ("points=" + ";".join(["0.1,0.1"] * 70), "points: only the first 64 of 70 points were read."),
    ("points=" + "0,0;" * 9000, "This link is longer than 16,384 characters"),
    ("ask=A:0,0~A:0,1~:1,1~B:~C:0,0;0,1", "ask “A” was left out"),
    ("ask=" + "~".join(f"c{i}:0.1,0.2" for i in range(40)), "at most 26 candidates"),
    ("ask=A:" + ";".join(f"{i / 10},0" for i in range(12)), "only the first 8 inputs are kept"),
    ("v=99&layers=3", "This link is of version “99”"),
    ("v=%00&lay%ffers=3&layers=%d8%00", "is not a setting here"),
    (f"activation={quote(INJECTION)}", "<script>alert(1)</script"),
    (f"{quote(INJECTION)}=1", "<script>alert(1)</script"),
    (f"ask={quote(INJECTION)}:0,0", "<script>alert(1)</script"),
    (f"prior={quote(MARKDOWN)}&{quote(MARKDOWN)}=1", "**b**[a](javascript:x)"),
    ("seed=:material/home:&layers=:red[hi]", ":red[hi]"),
]


def page_text(visitor):
    """All text on the page that is read as Markdown or HTML."""
    app = visitor.app
    return "\n".join(e.value for element in ("markdown", "caption", "toast") for e in app.get(element)) + "\n".join(
        e.proto.body for e in app.get("html")
    )


@pytest.mark.parametrize("scene", GOOD.values(), ids=GOOD.keys())
def test_a_whole_link_is_the_scene_on_every_page(scene):
    visitor = Visitor(permalink.encode(scene))
    assert_shows(visitor, scene)
    assert not visitor.app.text
    visitor.go(GUIDE)
    assert visitor.scene == scene
    assert visitor.link == permalink.encode(scene)
    assert visitor.component("ntk_code").bytes.decode() == as_code(scene)
    visitor.go(PLAYGROUND)
    assert_shows(visitor, scene)


def assert_mended(visitor, complaint, ordinary="", settings=""):
    """The page shows what could be read, and as plain text and nothing else what could not.

    `own` are the words of the page, `settings` what it adds to the link.
    """
    scene, problems = permalink.decode(visitor.app.query_params)
    assert visitor.scene == scene
    assert visitor.link == permalink.encode(scene) + settings
    assert visitor.app.text[0].value.splitlines() == [f"• {problem}" for problem in problems]
    assert complaint in visitor.app.text[0].value
    assert "This link was damaged" in page_text(visitor)
    for phrase in FOREIGN:
        assert page_text(visitor).count(phrase) == ordinary.count(phrase)
        assert phrase not in visitor.link


@pytest.mark.parametrize(("query", "complaint"), BAD)
def test_a_damaged_link_opens_with_what_could_be_read(query, complaint):
    visitor = Visitor(query)
    assert_mended(visitor, complaint)
    scene = visitor.scene
    visitor.press("Got it")
    assert_shows(visitor, scene)
    assert not visitor.app.text
    assert "This link was damaged" not in page_text(visitor)


@pytest.mark.parametrize(("query", "complaint"), BAD[-5:])
def test_a_damaged_link_opens_on_another_page_too(query, complaint):
    visitor = Visitor(query, GUIDE)
    assert_mended(visitor, complaint)
    visitor.press("Got it")
    visitor.go(PLAYGROUND)
    assert not visitor.app.text
    assert_shows(visitor, permalink.decode(query)[0])


def test_links_of_the_host_are_not_complained_of():
    visitor = Visitor("embed=true&utm_source=mail&fbclid=1&layers=4")
    assert not visitor.app.text
    assert visitor.scene.architecture.hidden_layers == 4


@pytest.mark.parametrize("page", [path for path, _, _ in PAGES])
def test_every_page_opens_with_no_link_with_a_whole_one_and_with_a_damaged_one(page):
    newcomer = Visitor(page=page)
    assert newcomer.scene == Scene()
    assert newcomer.link == permalink.encode(Scene())
    visitor = Visitor(permalink.encode(GOOD["hypotheses"]), page)
    assert visitor.scene == GOOD["hypotheses"]
    assert visitor.link == permalink.encode(GOOD["hypotheses"])
    assert not visitor.app.text
    # A link of a scene without a version is of version 1, where the puzzle's first guess was 3.
    settings = "&guess=3" if page == "pages/puzzle.py" else ""
    assert_mended(Visitor(BAD[-1][0], page), BAD[-1][1], page_text(Visitor("v=1", page)), settings)


@pytest.mark.parametrize("page", [PLAYGROUND, GUIDE])
def test_the_navigation_carries_the_scene(page):
    scene = Scene(candidates=HYPOTHESES, prior="ensemble", time=2.5)
    visitor = Visitor(permalink.encode(scene), page)
    links = [link.proto for link in visitor.app.get("page_link")]
    assert [link.label for link in links] == [label for _, label, _ in PAGES]
    assert [permalink.decode(link.query_string) for link in links] == [(scene, ())] * len(PAGES)
