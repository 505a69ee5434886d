"""A step of a lesson is where its link says: after Back and Forward, a reload, another page, and in another browser."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from explorer.ui import shelf
from scripts.browser import visit
from tests.browser.pupil import Pupil

LESSON = shelf.lesson("similarity")


def link_of(page: Page) -> str:
    address = urlsplit(page.url)
    return f"{address.path}?{address.query}"


def test_back_and_forward_lead_through_the_steps_and_to_other_pages(open_page) -> None:
    pupil = Pupil(open_page("/lessons?lesson=similarity"))
    page, steps = pupil.page, dict(enumerate(LESSON.steps, 1))
    for number in (1, 2):
        pupil.expect_step(number, steps[number])
        pupil.go_on()
    pupil.expect_step(3, steps[3])
    page.go_back()
    pupil.expect_step(2, steps[2])
    page.go_back()
    pupil.expect_step(1, steps[1])
    page.go_forward()
    pupil.expect_step(2, steps[2])
    page.get_by_role("link", name="Prior", exact=True).click()
    expect(page).to_have_title("Prior · NTK Explorer")
    page.go_back()
    pupil.expect_step(2, steps[2])
    page.get_by_role("link", name="Prior", exact=True).click()
    expect(page).to_have_title("Prior · NTK Explorer")
    page.get_by_role("link", name="Lessons", exact=True).click()
    pupil.expect_step(2, steps[2])


def test_a_step_with_what_was_done_in_it_is_in_the_link(open_page, browser, server) -> None:
    pupil = Pupil(open_page("/lessons?lesson=similarity&step=3"))
    pupil.click(-0.8, 0.5)
    expect(pupil.unmet).to_have_count(0)
    pupil.settle()
    scene, link = pupil.linked(), link_of(pupil.page)
    other = Pupil(open_page(link))
    stranger = visit(browser, server.url, newcomer=False)
    stranger.goto(link)
    for each in (other, Pupil(stranger)):
        each.expect_step(3, LESSON.steps[2])
        each.expect_scene(scene)
        expect(each.unmet).to_have_count(0)
    stranger.context.close()
    other.go_on()
    other.page.get_by_test_id("guess").wait_for()
    pupil.page.reload()
    pupil.expect_step(3, LESSON.steps[2])
    pupil.expect_scene(scene)


def test_a_press_as_soon_as_the_words_stand_there_is_not_lost(open_page) -> None:
    page = open_page("/lessons?lesson=similarity")
    page.locator(".lesson .next").dblclick()
    pupil = Pupil(page)
    pupil.expect_step(2, LESSON.steps[1])


def test_a_step_opens_its_page_and_the_way_back_leads_to_the_step(open_page) -> None:
    pupil = Pupil(open_page("/lessons?lesson=learned_first&step=4"))
    pupil.sheet.get_by_role("button", name="Open the page Training").click()
    expect(pupil.page).to_have_title("Training · NTK Explorer")
    pupil.page.get_by_role("link", name="Back to the lesson").click()
    pupil.expect_step(4, shelf.lesson("learned_first").steps[3])
