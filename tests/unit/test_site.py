"""The static site: every card of the gallery opens its scene in the Playground beside it."""

import base64
import hashlib
import html
import re

import pytest

from explorer.export import document
from explorer.scene import permalink
from explorer.scene.scene import PRESETS, Scene
from explorer.ui import shelf
from scripts import make_site

LEAST = 10  # cards


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    make_site.main(folder, "https://example.org")
    return folder


def test_every_card_has_a_picture_and_opens_its_scene(site):
    index = (site / "index.html").read_text()
    links = re.findall(r'class="card" href="([^"]*)"><svg', index)
    assert len(links) == len(set(links)) >= LEAST
    for link, exhibit in zip(map(html.unescape, links), make_site.exhibits(), strict=True):
        page, _, query = link.partition("#")
        assert page == make_site.PLAYGROUND
        assert permalink.decode(query) == (exhibit.scene, ())
    assert not re.search("nan|inf", " ".join(re.findall(r' d="([^"]*)"', index)))
    assert "https://example.org" in index


def test_the_lessons_are_on_the_site(site):
    index = (site / "index.html").read_text()
    assert f'href="{make_site.LESSONS}#lesson={next(iter(shelf.lessons()))}&amp;step=1"' in index
    origin = document.read_origin((site / make_site.LESSONS).read_text())
    assert origin is not None
    assert permalink.decode(origin.link) == (Scene(), ())


def test_the_examples_of_the_playground_come_first():
    named = [exhibit.scene for exhibit in make_site.exhibits()][: len(PRESETS)]
    assert named == [Scene().with_preset(name) for name in PRESETS]


def test_the_style_of_the_gallery_is_allowed_and_the_playground_opens_again(site):
    index = (site / "index.html").read_text()
    (styles,) = re.findall(r"<style>(.*?)</style>", index, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in index
    assert 'style="' not in index
    origin = document.read_origin((site / make_site.PLAYGROUND).read_text())
    assert origin is not None
    assert permalink.decode(origin.link) == (Scene(), ())
