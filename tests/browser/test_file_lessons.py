"""Lessons in one HTML file: walked through without a network, with scores of the browser's own."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from explorer import language, takeaway
from explorer.lessons.score import score
from explorer.ui import shelf
from tests.browser.reader import APP, OpenFile
from tests.browser.test_access import AXE, faults
from tests.browser.waiting import expect_no_sideways

LESSON = shelf.lesson("conditioning")
BAND = LESSON.steps[1]


def lesson_file(name: str, step: int, spoken: str = "en") -> str:
    """What a person downloads at the step of a lesson."""
    query = {"lesson": name, "step": str(step), "address": APP}
    scene = dict(pair.split("=", 1) for pair in shelf.lesson(name).steps[step - 1].link.split("&"))
    with language.read_in(spoken):
        return takeaway.FILES["scene.html"].make(takeaway.taken_from("lessons", scene | query))


def test_a_lesson_goes_on_in_a_file_and_hides_answers(open_file: OpenFile) -> None:
    reader = open_file(text=lesson_file("conditioning", 1))
    page = reader.page
    sheet = page.get_by_test_id("lesson")
    expect(sheet).to_contain_text("step 1 of 5")
    reader.click(0.5, 1)
    expect(sheet.locator(".checks li.met")).to_have_count(1)
    sheet.get_by_role("button", name="Next").click()
    expect(sheet.get_by_role("heading", level=1)).to_have_text(BAND.title)
    expect(sheet.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_test_id("live-chart")).to_have_count(0)
    assert "does not occur in this formula" not in page.content()
    page.get_by_role("radio", name="It stays as wide as it is").check()
    page.get_by_test_id("guess-commit").click()
    expect(sheet).to_contain_text("does not occur in this formula")
    assert BAND.question is not None
    assert score(BAND.scene, BAND.question, (2.0,)).value == 1
    expect(page.get_by_test_id("guess-result")).to_contain_text("Right.")
    expect(page.get_by_test_id("live-chart")).to_have_count(1)
    sheet.get_by_role("button", name="the label −1").click()
    reader.wait_for_link(lambda scene: scene.dataset.y == (-1.0,), "the label of the link")
    page.reload()
    expect(sheet).to_contain_text("step 2 of 5")
    page.go_back()
    expect(sheet).to_contain_text("step 1 of 5")


def test_the_list_leads_to_every_lesson_and_a_step_to_its_page(open_file: OpenFile) -> None:
    reader = open_file(text=lesson_file("theory_stops", 2), phone=True)
    page = reader.page
    sheet = page.get_by_test_id("lesson")
    link = sheet.get_by_role("link", name="Open the page Finite width of the app").get_attribute("href") or ""
    assert link.startswith(f"{APP}/finite_width?")
    assert "show=drawn" in urlsplit(link).query
    expect_no_sideways(page)
    sheet.get_by_role("button", name="Back").click()
    sheet.get_by_role("button", name="All lessons").click()
    for lesson in shelf.lessons().values():
        expect(page.locator("#ntk-list").get_by_role("link", name=lesson.title, exact=True)).to_be_visible()
    expect_no_sideways(page)
    page.get_by_role("link", name=LESSON.title, exact=True).click()
    expect(page).to_have_url(re.compile("lesson=conditioning&step=1"))
    expect(sheet).to_contain_text("step 1 of 5")


@pytest.mark.parametrize(("spoken", "dark", "phone"), [("en", False, False), ("de", True, True)])
def test_axe_finds_nothing_in_the_list_a_question_and_its_answer(
    open_file: OpenFile, spoken: str, dark: bool, phone: bool
) -> None:
    page = open_file(text=lesson_file("conditioning", 1, spoken), dark=dark, phone=phone).page
    page.evaluate(AXE.read_text("utf-8"))  # a file allows no script but its own
    assert faults(page) == []
    for address in ("lesson=none", "lesson=conditioning&step=3"):
        page.evaluate("address => { location.hash = address; }", address)
        page.locator(f"#ntk-sheet[data-shows={'list' if 'none' in address else 'question'}]").wait_for()
        for notes in page.locator("summary:visible").all()[:1]:
            notes.click()
        assert faults(page) == []
    commit = page.get_by_test_id("guess-commit")
    for _ in range(2):  # the second try after the hint
        for knob in page.get_by_role("slider").filter(visible=True).all():
            knob.focus()
            page.keyboard.press("ArrowUp")
        commit.click()
        assert faults(page) == []
    expect(page.get_by_test_id("guess-result")).to_contain_text("nat")
    expect(page.get_by_test_id("live-chart")).to_have_count(1)
    expect_no_sideways(page)
