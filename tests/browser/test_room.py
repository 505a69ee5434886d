"""A whole class in a room: a lecturer, thirty students, a projector, two rounds, a reveal and an export."""

import re

import numpy as np
from playwright.sync_api import Page, expect

from explorer.scene import permalink
from scripts.serve import Server
from tests.browser.conftest import OpenPage
from tests.browser.room_law import (
    CLASS,
    SCRIPTED,
    Expected,
    assert_snapshot,
    assert_student,
    assert_table,
    assert_wall,
)
from tests.browser.students import Students, ask
from tests.browser.test_access import faults
from tests.browser.waiting import box_of, expect_equal
from tests.conftest import FIVE_POINTS

SECRET = re.compile(r"secret|#.{20}")


def opened_room(page: Page, question: str) -> str:
    """Open a room with this question on the page; the code."""
    page.get_by_role("radio", name=question).check()
    page.get_by_role("button", name="Open a room").click()
    expect(page.get_by_role("heading", level=1, name="Draw the curve")).to_be_visible()
    (code,) = re.findall(r"[?&]code=([A-Z]{5})", page.url)
    return code


def draw(page: Page, heights: list[float]) -> None:
    """Draw a line over the plot of a student's page, through heights from 0 (bottom) to 1."""
    box = box_of(page.get_by_test_id("guess").locator(".canvas"))
    xs = np.linspace(box["x"] + 44, box["x"] + box["width"] - 14, len(heights))
    ys = box["y"] + box["height"] * (0.9 - 0.8 * np.array(heights))
    page.mouse.move(xs[0], ys[0])
    page.mouse.down()
    for x, y in zip(xs, ys, strict=True):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    expect(page.get_by_text("Your guess has arrived.")).to_be_visible()


def heard_of(page: Page) -> tuple[list[str], list[object]]:
    """What a page will ask of rooms by name, and the messages of its Streamlit session, from now on."""
    asked: list[str] = []
    frames: list[object] = []
    page.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2]) if "/rooms/" in request.url else None
    )
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    return asked, frames


def test_a_whole_class(open_page: OpenPage, server: Server) -> None:
    expected = Expected()
    lecturer = open_page(f"/room?{permalink.encode(FIVE_POINTS)}")
    code = opened_room(lecturer, "Draw the curve")
    assert not SECRET.search(lecturer.url)
    wall = open_page(f"/room?code={code}&view=projector")
    phone, laptop = open_page(f"/room?code={code}", phone=True), open_page("/room", dark=True)
    laptop.get_by_label("Code of the room").fill(code.lower())
    laptop.get_by_role("button", name="Join").click()
    students = Students(server.url, code, SCRIPTED)
    shown = wall.locator(".standing")
    first = expected.draws(SCRIPTED, seed=1, spread=1.5)
    students.guess(expected.draws(SCRIPTED, seed=3, spread=1.5))
    students.guess(first)  # they change their minds
    draw(phone, [0.2, 0.8, 0.7, 0.5, 0.3, 0.6, 0.9])
    draw(laptop, [0.5, 0.5, 0.9, 0.1, 0.5, 0.5, 0.5])
    expect(shown).to_have_text(f"Round 1 · {CLASS} guesses · open · {CLASS} people")
    expect(wall.locator(".guesses path")).to_have_count(CLASS)
    expect(wall.locator(".answer").first).to_have_css("opacity", "0")
    assert ask(f"{server.url}/rooms/{code}/state")["answered"] is None

    asked, frames = heard_of(phone)
    phone.reload()
    expect(phone.get_by_text("Your guess has arrived.")).to_be_visible()
    lecturer.get_by_role("button", name="Freeze the guesses").first.click()
    expect(phone.get_by_text("The guesses are closed. Yours is in.")).to_be_visible()
    assert asked.count("events") == 1
    run = len(frames)
    assert students.refusals(first) == [409] * SCRIPTED
    lecturer.get_by_role("button", name="Take a snapshot").click()
    lecturer.get_by_role("button", name="Second round").click()
    expect(phone.get_by_text("Second round: guess once more.")).to_be_visible()
    students.guess(expected.draws(SCRIPTED, seed=2, spread=0.8), round_number=2)
    draw(phone, [0.3, 0.8, 0.8, 0.5, 0.4, 0.6, 0.8])
    expect(shown).to_have_text(f"Round 2 · {CLASS - 1} guesses · open · {CLASS} people")

    lecturer.keyboard.press("PageDown")
    expect(shown).to_contain_text("closed")
    expect(lecturer.locator(".forward")).to_have_text("Reveal the answer")
    lecturer.keyboard.press("PageDown")
    expect(shown).to_contain_text("revealed")
    expect(laptop.get_by_text("This is the answer, beside your guess of the first round.")).to_be_visible()
    assert asked.count("events") == 1  # one stream in a tab; what happened since came through it, and by no run
    assert ("state" in asked, len(frames)) == (False, run)
    for page in (lecturer, wall, phone, laptop):
        assert faults(page) == []
    state = ask(f"{server.url}/rooms/{code}/state")
    assert_wall(wall, state, expected)
    assert_student(phone, state, expected)
    with lecturer.expect_download() as download:
        lecturer.get_by_role("button", name="Export as CSV").click()
    assert_table(download.value.path().read_text(encoding="utf-8"), expected)
    assert_snapshot(lecturer, state)
    lecturer.get_by_role("button", name="End the room").click()
    lecturer.get_by_role("group", name="End the room").get_by_role("button", name="End the room").click()
    expect(phone.get_by_text("This room has ended.").first).to_be_visible()


def test_a_room_that_is_not_there_says_so_in_words(open_page: OpenPage, errors: list[str]) -> None:
    page = open_page("/room?code=QQQQQ")
    expect(page.get_by_role("heading", level=1, name="Join a room")).to_be_visible()
    fault = page.locator("#room-fault")
    expect(fault).to_contain_text("There is no room with this code")
    errors[:] = [error for error in errors if "QQQQQ/join" not in error]  # a browser notes each refusal
    field = page.get_by_label("Code of the room")
    expect_equal(page, field.input_value, "QQQQQ")
    field.fill("k0")
    page.get_by_role("button", name="Join").click()
    expect(fault).to_have_text("A code never has 0. Look at the screen again.")
    expect(field).to_be_focused()
