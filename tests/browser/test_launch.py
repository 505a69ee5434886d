"""The browser of tests and pictures draws the app's pages and nothing of its own."""

from playwright.sync_api import Browser


def test_no_suggestions_of_an_address_bar_are_drawn(browser: Browser) -> None:
    """Chromium has them at once with the first page, unless it is told not to: two fifths of what opening one takes."""
    page = browser.new_page()
    page.goto("data:text/html,here")
    wire = browser.new_browser_cdp_session()
    targets = wire.send("Target.getTargets", {"filter": [{}]})["targetInfos"]  # an empty filter lists everything
    urls = [target["url"] for target in targets]
    page.close()
    assert "data:text/html,here" in urls
    assert not [url for url in urls if url.startswith("chrome:")]
