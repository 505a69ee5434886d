"""Takes the README's pictures of the first screen: docs/playground.png and docs/playground-dark.png."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.browser import launch, visit, wait_settled
from scripts.serve import ROOT, serve

PICTURES = {"playground.png": False, "playground-dark.png": True}


def main() -> None:
    """Start the app, open its first screen in both themes, and write the pictures."""
    docs = ROOT / "docs"
    docs.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, dark in PICTURES.items():
            page = visit(browser, server.url, dark=dark, newcomer=False)
            page.goto("/")
            wait_settled(page)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=docs / name)
            print(docs.name, name, sep="/")
        browser.close()


if __name__ == "__main__":
    main()
