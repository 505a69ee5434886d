"""A room that goes through a lesson: steps that ask and steps that show, and all that the cockpit can do to them."""

from playwright.sync_api import expect

from explorer.lessons.prose import plain
from explorer.ui import shelf
from tests.browser.conftest import OpenPage
from tests.browser.test_access import faults
from tests.browser.waiting import expect_no_sideways

LESSON = shelf.lesson("similarity")
SHOWS, ASKS = LESSON.steps[2], LESSON.steps[3]
NOW = "[...ntkBoard.values()].flatMap(({ sentences }) => sentences)"  # what each part of the page says of itself


def test_a_lesson_is_taught_from_the_cockpit(open_page: OpenPage) -> None:
    lecturer = open_page("/room?lesson=similarity&step=3")
    lecturer.get_by_role("button", name="Open a room").click()
    expect(lecturer.get_by_role("heading", level=1)).to_have_text(SHOWS.title)
    code = lecturer.url.partition("code=")[2][:5]
    wall, phone = open_page(f"/room?code={code}&view=projector", dark=True), open_page(f"/room?code={code}", phone=True)
    phone.set_viewport_size({"width": 360, "height": 740})

    def press(name: str) -> None:
        lecturer.get_by_role("button", name=name, exact=True).last.click()

    for page in (wall, phone):
        expect(page.get_by_role("heading", level=1)).to_have_text(SHOWS.title)
        expect(page.locator(".reading")).to_contain_text(plain(SHOWS.prose[:1])[:40])
        expect(page.locator(".reading")).to_contain_text(SHOWS.checks[0].text)
        expect(page.locator(".wall-plot .answer").first).to_have_css("opacity", "1")
        expect(page.get_by_text(LESSON.discussion)).to_have_count(0)
        expect_no_sideways(page)
    expect(lecturer.get_by_text(LESSON.discussion)).to_be_visible()
    expect(phone.get_by_role("link", name="Open this scene")).to_have_attribute(
        "href", f"{wall.url.partition('/room')[0]}/?{SHOWS.link}"
    )
    square = wall.locator(".qr")
    expect(square).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(wall.locator(".joining")).to_contain_text(f"Join at {wall.url.partition('//')[2].partition('?')[0]}")
    for page in (lecturer, wall, phone):
        assert faults(page) == []

    press("Next step")
    question = ASKS.question
    assert question is not None
    for page in (lecturer, wall, phone):
        expect(page.get_by_role("heading", level=1)).to_have_text(question.text)
        assert any(sentence.startswith(question.text) for sentence in page.evaluate(NOW))
    expect(phone.get_by_role("link", name="Open this scene")).to_be_hidden()  # it would tell the answer
    phone.get_by_role("radio").first.check()
    expect(wall.locator(".standing")).to_contain_text("1 guess · open")
    expect(wall.locator(".bars li").first).to_contain_text("100 %")
    press("Freeze the guesses")
    expect(phone.get_by_role("radio").first).to_be_disabled()
    press("Let them guess again")
    phone.get_by_role("radio").last.check()
    expect(wall.locator(".bars li").last).to_contain_text("100 %")
    press("Take a snapshot")
    press("Reveal the answer")
    expect(phone.get_by_test_id("guess-result")).to_contain_text("Right.")
    expect(phone.locator(".reading")).to_contain_text(plain(ASKS.after[:1])[:40])
    expect_no_sideways(phone)
    press("Clear the guesses")
    lecturer.get_by_role("button", name="Keep it").press("Enter")
    expect(wall.locator(".standing")).to_contain_text("revealed")
    press("Clear the guesses")
    lecturer.get_by_role("group", name="Clear the guesses").get_by_role("button", name="Clear the guesses").click()
    expect(wall.locator(".standing")).to_contain_text("0 guesses · open")
    expect(phone.get_by_test_id("guess-result")).to_be_empty()
    expect(lecturer.get_by_role("region", name="Snapshots")).to_contain_text("1 guess")  # it stays
    press("Previous step")
    expect(lecturer.get_by_role("button", name="Compare the present guesses with snapshot 1")).to_be_disabled()
    lecturer.get_by_role("button", name="Look at snapshot 1").click()
    expect(lecturer.get_by_role("region", name="Picture").locator(".bars li").last).to_contain_text("100 %")
    expect(wall.get_by_role("heading", level=1)).to_have_text(SHOWS.title)
