"""A lesson from a person's own file, opened and walked through by keys; and a file that is none."""

import pytest
from playwright.sync_api import Page, expect

from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.usefixtures("no_errors")

LESSON = """+++
title = "Mine"
minutes = 4
aim = "A"
mistakes = "M"
discussion = "D"
+++

## Look
```toml
scene = "v=3&points=0.5,1&ask="
```
Try [erf](?activation=erf) and look at [the band](#band).

## Guess
```toml
[question]
text = "Which?"
answer = "choice"
options = ["this", "that"]
truth = "that"
```
Choose.
---
So it is.
"""


def choose_file(page: Page, text: str, name: str = "mine.md") -> None:
    page.get_by_text("Open a lesson of your own").click()
    field = page.locator("input[type=file]")
    field.wait_for(state="attached")
    field.set_input_files({"name": name, "mimeType": "text/markdown", "buffer": text.encode()})


def test_a_lesson_of_ones_own_opens_from_a_file_and_keys_lead_through_it(open_page: OpenPage) -> None:
    page = open_page("/lessons")
    choose_file(page, LESSON)
    page.get_by_role("button", name="Start “Mine”").press("Enter")
    sheet, chart = page.get_by_test_id("lesson"), page.get_by_test_id("live-chart")
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Look")
    chart.locator("xpath=self::*[@data-settled='true']").wait_for(timeout=SETTLE_MS)
    erf, band = sheet.get_by_role("button", name="erf"), sheet.get_by_role("button", name="the band")
    dashed = chart.get_by_test_id("ghost")
    expect(dashed).to_be_hidden()
    page.keyboard.press("Tab")  # from here on a focus is that of keys
    band.focus()
    page.keyboard.press("Shift+Tab")
    expect(erf).to_be_focused()
    expect(dashed).to_be_visible()  # a preview
    page.keyboard.press("Tab")
    expect(band).to_be_focused()
    expect(dashed).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "activation=erf" in url and "lesson=own" in url)
    sheet.get_by_role("button", name="Next").press("Enter")
    expect(sheet.get_by_role("heading", level=1)).to_be_focused()
    guess = page.get_by_test_id("guess")
    expect(guess).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if guess.get_by_role("radio").first.evaluate("node => node === node.getRootNode().activeElement"):
            break
    page.keyboard.press("ArrowDown")
    guess.get_by_test_id("guess-commit").press("Enter")
    expect(guess.get_by_test_id("guess-result")).to_contain_text("Right.")
    expect(sheet).to_contain_text("So it is.")


def test_a_file_that_is_no_lesson_says_where_and_nothing_changes(open_page: OpenPage) -> None:
    page = open_page("/lessons")
    choose_file(page, LESSON.replace('truth = "that"', 'truth = "those"'))
    expect(page.get_by_text("This file was not opened, and nothing has changed.")).to_contain_text(
        "mine.md, line 21, question.truth: truth must be one of the options, got those."
    )
    expect(page.get_by_role("button", name="Start “Mine”")).to_have_count(0)
    page.goto("/lessons?lesson=https://example.org/lesson.md")  # a link names a lesson that is here
    expect(page.get_by_text("must be one of")).to_be_visible()
    expect(page.get_by_role("button", name="Start").first).to_be_visible()
