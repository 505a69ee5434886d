"""Each page works under its content security policy, which nothing on it breaks."""

import random

import pytest
from playwright.sync_api import Browser

from scripts.browser import SETTLE_MS, visit
from scripts.serve import Server
from tests.browser.test_access import PAGES

NOTE = """
globalThis.broken = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
  broken.push(`${violatedDirective}: ${blockedURI} in ${sourceFile}`));
"""
SAMPLE = ["/", *random.Random(3).sample([path for path in PAGES if path != "/"], 2)]


@pytest.mark.parametrize(
    "path", [pytest.param(each, marks=() if each in SAMPLE else pytest.mark.long) for each in PAGES]
)
def test_nothing_on_a_page_breaks_its_policy(server: Server, browser: Browser, path: str) -> None:
    page = visit(browser, server.url, strict=True)
    page.add_init_script(NOTE)
    answer = page.goto(path)
    assert answer is not None
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLE_MS)
    page.locator(".ntk-plot .main-svg, [data-testid=live-chart], h1").first.wait_for(timeout=SETTLE_MS)
    page.wait_for_timeout(500)  # what a page fetches last
    assert page.evaluate("broken") == []
    page.context.close()
