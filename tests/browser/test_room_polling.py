"""A room where only `streamlit run app.py` runs: there are no routes, and each page asks its script again and again."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from scripts.browser import visit
from scripts.serve import serve


def test_without_routes_a_room_works_by_asking(compiled: None, browser: Browser, tmp_path: Path) -> None:
    with serve(tmp_path, None, "app.py") as server:
        lecturer, student = visit(browser, server.url, newcomer=False), visit(browser, server.url, phone=True)
        lecturer.goto("/room")
        lecturer.get_by_role("radio", name="Guess a label").check()
        lecturer.get_by_role("button", name="Open a room").click()
        expect(lecturer.locator(".standing")).to_contain_text("0 people")
        (code,) = re.findall(r"[?&]code=([A-Z]{5})", lecturer.url)
        student.goto(f"/room?code={code}")
        knob = student.get_by_test_id("guess-knob")
        knob.focus()
        knob.press("ArrowUp")
        expect(student.get_by_text("Your guess has arrived.")).to_be_visible()
        expect(lecturer.locator(".standing")).to_contain_text("1 guess")
        lecturer.locator(".forward").click()
        expect(student.get_by_text("The guesses are closed. Yours is in.")).to_be_visible()
        expect(lecturer.locator(".forward")).to_have_text("Reveal the answer")
        lecturer.locator(".forward").click()
        expect(student.get_by_test_id("guess-result")).to_contain_text("nats")
        assert "Traceback" not in server.log.read_text()
        for page in (lecturer, student):
            page.context.close()
