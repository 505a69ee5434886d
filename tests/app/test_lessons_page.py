"""The page of lessons: a step's scene and words, whatever the link, and the way to other pages and back."""

import json

import pytest

from explorer.scene import permalink
from explorer.ui import shelf
from tests.app.visitor import Visitor

PAGE = "pages/lessons.py"
LESSON = shelf.lesson("similarity")
OPENING = [
    (lesson.name, number, step)
    for lesson in shelf.lessons().values()
    for number, step in enumerate(lesson.steps, 1)
    if step.page
]


class Pupil(Visitor):
    """A visitor who presses what the sheet offers."""

    def __init__(self, query=""):
        super().__init__(query, PAGE)
        self.seq = 0

    @property
    def sheet(self):
        return json.loads(self.component("ntk_sheet").bytes)

    def post(self, **event):
        self.seq += 1
        message = {"session": self.session.id, "list": [{"seq": self.seq} | event]}
        self.app._run(self._with(self.component("ntk_sheet"), {"events": message}))
        self.check()

    def guess(self, at):
        """Commit the choice of an option."""
        self.seq += 1
        message = {"session": self.session.id, "list": [{"seq": self.seq, "type": "guess", "guess": [at]}]}
        self.app._run(self._with(self.component("ntk_guess"), {"events": message}))
        self.check()


def test_the_list_has_every_lesson_with_its_notes():
    pupil = Pupil()
    shown = " ".join(each.value for each in pupil.app.markdown)
    assert all(lesson.title in shown for lesson in shelf.lessons().values())
    folded = [each.value for notes in pupil.app.expander for each in notes.markdown]
    assert sum("**Aim.**" in each for each in folded) == len(shelf.lessons())  # for teachers, in their notes alone
    assert shown.count("**Aim.**") == shown.count("**To discuss.**") == len(shelf.lessons())
    pupil.app.button(key="start_similarity").click().run()
    pupil.check()
    assert pupil.scene == LESSON.steps[0].scene
    assert pupil.link == f"{LESSON.steps[0].link}&lesson=similarity"


@pytest.mark.parametrize("number", range(1, len(LESSON.steps) + 1))
def test_a_link_to_a_step_shows_its_scene(number):
    pupil = Pupil(f"lesson=similarity&step={number}")
    assert pupil.scene == LESSON.steps[number - 1].scene
    assert (pupil.sheet["step"], pupil.sheet["steps"][number - 1]["title"]) == (number, LESSON.steps[number - 1].title)


def test_a_link_with_a_scene_keeps_it_and_the_next_step_has_its_own():
    pupil = Pupil("v=3&points=0,1&lesson=similarity&step=3")
    assert pupil.scene == permalink.decode("v=3&points=0,1")[0]
    pupil.post(type="again")
    assert pupil.scene == LESSON.steps[2].scene
    pupil.post(type="step", step=4)
    assert pupil.scene == LESSON.steps[3].scene
    assert pupil.link.endswith("&lesson=similarity&step=4")
    pupil.post(type="step", step=99)
    assert pupil.sheet["step"] == 4


def test_links_in_the_words_change_the_scene_and_undo_brings_it_back():
    pupil = Pupil("lesson=similarity&step=5")
    before = pupil.scene
    assert pupil.sheet["links"]["?activation=sin&weights=3&bias=0.3"] == {
        "network": {"activation": "sin", "weight_std": 3.0, "bias_std": 0.3}
    }
    pupil.send({"seq": 1, "type": "open", "link": "activation=sin&weights=3&bias=0.3"})
    assert (pupil.scene.architecture.activation, pupil.scene.dataset) == ("sin", before.dataset)
    pupil.send({"seq": 2, "type": "undo"})
    assert pupil.scene == before


def test_a_step_opens_another_page_with_a_way_back():
    pupil = Pupil("lesson=similarity&step=6")
    pupil.post(type="page")
    assert pupil.session.page == "Prior"
    assert pupil.session.pages["Prior"].values["show"] == "kernel"
    assert pupil.session.pages["Prior"].values["at"] == 0.5
    assert any("Back to the lesson" in each.proto.label for each in pupil.app.get("page_link"))
    pupil.go(PAGE)
    assert pupil.sheet["step"] == 6
    assert pupil.session.returning is None


@pytest.mark.parametrize(("name", "number", "step"), OPENING, ids=[f"{name}-{number}" for name, number, _ in OPENING])
def test_each_page_that_a_step_names_opens_with_its_settings_and_the_step_s_scene(name, number, step):
    pupil = Pupil(f"lesson={name}&step={number}")
    pupil.post(type="page")
    assert (pupil.session.page, pupil.scene) == (step.page, step.scene)
    values = pupil.session.pages[step.page].values
    assert {key: str(values[key]) for key, _ in step.settings} == dict(step.settings)


@pytest.mark.parametrize("link", ["lesson=nowhere", "lesson=https://example.org/a.md", "lesson=../../README", "step=x"])
def test_a_link_to_no_lesson_shows_the_list_and_says_what_was_wrong(link):
    pupil = Pupil(link)
    assert "must be one of" in pupil.app.text[0].value or "not a number" in pupil.app.text[0].value
    assert pupil.app.button(key="start_similarity")


def test_a_step_beyond_the_last_is_the_last():
    pupil = Pupil("lesson=similarity&step=30")
    assert pupil.sheet["step"] == len(LESSON.steps)


def test_an_answer_is_hidden_until_a_guess_and_a_second_try_are_committed():
    pupil = Pupil("lesson=similarity&step=4")

    def shown():
        return json.loads(pupil.component("ntk_guess").bytes)["shown"]

    assert (shown()["answered"], shown()["score"], pupil.sheet["answered"]) == (None, None, False)
    assert "truth" not in shown()["asked"]["question"]
    pupil.guess(0)
    assert (shown()["answered"], shown()["hinted"], shown()["first"]["truth"]) == (None, True, [])
    pupil.guess(2)
    assert (shown()["score"]["value"], shown()["score"]["truth"], pupil.sheet["answered"]) == (1.0, [2.0], True)
    assert shown()["answered"]["curves"]["mean"]


def test_a_question_hides_the_settings_until_its_answer_and_a_step_that_starts_again_asks_again():
    pupil = Pupil("lesson=similarity&step=4")

    def has_settings():
        return any(each.proto.component_name == "ntk_controls" for each in pupil.app.get("bidi_component"))

    assert not has_settings()
    pupil.guess(2)
    assert pupil.sheet["answered"]
    assert has_settings()
    pupil.post(type="again")
    assert not pupil.sheet["answered"]
    assert not has_settings()


def test_back_of_the_browser_leads_to_a_step_seen_before_and_to_no_other():
    pupil = Pupil("lesson=similarity&step=3")
    pupil.post(type="go", lesson="conditioning", step=2)
    assert (pupil.scene, pupil.sheet["step"]) == (shelf.lesson("conditioning").steps[1].scene, 2)
    for lesson, step in (("nowhere", 1), ("similarity", 99), ("own", 1), (7, 1), ("similarity", "2")):
        pupil.post(type="go", lesson=lesson, step=step)
        assert (pupil.sheet["title"], pupil.sheet["step"]) == ("Conditioning a Gaussian", 2)
