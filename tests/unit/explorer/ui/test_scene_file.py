"""The page in one HTML file: its size, its scene, its controls as the link wants them, and its sentences."""

import base64
import json
import re
import zlib
from dataclasses import replace

import pytest

from explorer import language, takeaway
from explorer.export import document
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.scene.units import Axis
from explorer.ui import controls, lead, scene_file, shelf
from ntkcore.choices import Distribution
from scripts import write_file_cases
from tests.unit.explorer.ui.test_chart_payload import FULL

MOST_BYTES = 400_000
MOST_BYTES_WITH_LESSONS = 500_000
UNITS = replace(Scene(), x_axis=Axis(0.1, 14.5, "speed"), y_axis=Axis(0.02, 60.0, "dist (ft)"), seed=3)


def taken(scene: Scene, **query: str):
    given = dict(pair.split("=", 1) for pair in permalink.encode(scene).split("&"))
    return takeaway.taken_from("playground", given | query)


@pytest.mark.parametrize("scene", [Scene(), FULL, UNITS], ids=["first", "full", "units"])
def test_a_file_is_small_and_opens_its_scene_again(scene):
    text = scene_file.write(takeaway.Taken(scene))
    assert len(text.encode()) <= MOST_BYTES
    origin = document.read_origin(text)
    assert origin is not None
    assert permalink.decode(origin.link) == (scene, ())


def test_lessons_add_little_to_a_file_and_no_answer_stands_in_it():
    lesson = shelf.lesson("conditioning")
    text = takeaway.scene_page(takeaway.taken_from("lessons", {"lesson": "conditioning", "step": "2"}))
    assert len(text.encode()) <= MOST_BYTES_WITH_LESSONS
    question = lesson.steps[1].question
    assert question is not None
    assert not any(answer in text for answer in question.truth)
    unknown = takeaway.taken_from("lessons", {"lesson": "own"})
    assert "globalThis.ntkSheet =" not in takeaway.scene_page(unknown)


@pytest.mark.parametrize(
    ("spoken", "back", "title", "minutes", "page"),
    [
        ("en", "Open in NTK Explorer", "Conditioning a Gaussian", "4 minutes, 5 steps", "Prior"),
        (
            "de",
            "In NTK Explorer öffnen",
            "Bedingen einer Normalverteilung",
            "4 Minuten, 5 Schritte",
            "A-priori-Verteilung",
        ),
    ],
)
def test_a_file_is_in_one_language_with_all_lessons(spoken, back, title, minutes, page):
    with language.read_in(spoken):
        query = {"lesson": "conditioning", "step": "2", "address": "https://example.org"}
        text = takeaway.scene_page(takeaway.taken_from("lessons", query))
    assert f'<html lang="{spoken}">' in text
    assert f">{back}</a>" in text
    content = json.loads(re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text)[0])
    lessons = json.loads(zlib.decompress(base64.b64decode(content["lessons"])))
    assert [len(lesson["steps"]) for lesson in lessons] == [len(each.steps) for each in shelf.lessons().values()]
    assert (lessons[1]["title"], lessons[1]["length"]) == (title, minutes)
    assert lessons[2]["sheet"]["steps"][3]["page"] == page
    assert content["words"]["noise"]["refusal"].count("{") == 3  # what was typed, and the ends of the slider


def test_content_is_strict_json():
    content = scene_file.content_of(takeaway.Taken(UNITS))
    assert json.loads(json.dumps(content, allow_nan=False))["link"] == permalink.encode(UNITS)


def test_controls_are_the_playgrounds_locked_and_hidden_as_in_the_link():
    everything = scene_file.content_of(takeaway.Taken(UNITS))["controls"]
    assert [control["name"] for control in everything] == [each["name"] for each in controls.playground(UNITS)]
    content = scene_file.content_of(taken(Scene(), lock="weights,noise", hide="seed,layers", embed="true"))
    locked = {control["name"] for control in content["controls"] if control["locked"]}
    assert locked == {"weight_std", "noise_std"}
    assert content["chart"]["noise_locked"]
    assert {"seed", "hidden_layers"}.isdisjoint(control["name"] for control in content["controls"])
    assert content["extras"] == "lock=weights,noise&hide=seed,layers"


def test_title_caption_and_the_way_back():
    content = scene_file.content_of(
        taken(Scene(), title=" A  title ", caption="c" * 700, address="https://example.org/app/")
    )
    assert (content["title"], content["caption"]) == ("A title", "c" * 600)
    assert content["address"] == "https://example.org/app/"
    plain = scene_file.content_of(takeaway.Taken(Scene()))
    assert (plain["title"], plain["caption"], plain["address"]) == (lead.title(), "", "")


def test_sentences_are_those_of_the_playground():
    sentences = scene_file.content_of(takeaway.Taken(Scene()))["words"]
    for prior in Distribution:
        scene = replace(Scene(), prior=prior)
        assert lead.picture(scene) in sentences["lead"][prior].values()
        (noise,) = [each for each in controls.playground(scene) if each["name"] == "noise_std"]
        assert sentences["noise_help"][prior] == noise["help"]
    after = sentences["lead"]["ensemble"]["between"].replace("{time}", "31.6")
    assert after == lead.picture(replace(Scene(), time=31.6))
    assert "x = {x}" in sentences["bias_help"].replace("\u00a0", " ")


def test_the_browsers_cases_are_those_of_this_version():
    """Links and normals against which tests/js holds the file's own script."""
    written = json.loads(write_file_cases.FILE.read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(write_file_cases.cases()))
