"""The language of a page where the link names none: the browser chooses it; a link that names one wins."""

from playwright.sync_api import Browser, expect

from scripts.browser import visit
from scripts.serve import Server


def test_a_german_browser_reads_german_unless_the_link_says_english(server: Server, browser: Browser) -> None:
    page = visit(browser, server.url, newcomer=False, locale="de-DE")
    for address, code, title in (("/guide", "de", "Wie man es liest"), ("/guide?lang=en", "en", "How to read it")):
        page.goto(address)
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.get_by_role("link", name=title)).to_be_visible()
    page.context.close()
