"""Writes what a screen reader meets on pages of the app, from Chromium's accessibility tree, and what keys make it say.

    python -m scripts.hear / /training > heard.txt

No voice is needed: the tree is what a screen reader gets from the browser, in the order in which it reads.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from scripts.browser import SETTLE_MS, launch, visit, wait_settled
from scripts.serve import serve

LANDMARKS = ("banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search")
NAMED = (
    "application", "button", "checkbox", "combobox", "dialog", "figure", "group", "heading", "img", "image", "link",
    "radio", "radiogroup", "slider", "spinbutton", "switch", "tab", "textbox",
)  # fmt: skip
_TEXT = ("StaticText",)
_HEARD = """() => {
    globalThis.heard = [];
    const voice = document.querySelector(".ntk-voice");
    new MutationObserver(() => heard.push(voice.textContent.trim())).observe(voice, {childList: true});
}"""
# What one presses on the first page, from the plot on.
_KEYS = ("Tab", "Space", "ArrowUp", "ArrowUp", "ArrowUp", "Space", "Delete", "Control+z", "n")
_REST_MS = 1500  # longer than the page waits until it reports


def tree_of(page: Page) -> list[dict[str, Any]]:
    """The nodes of the page's accessibility tree that a screen reader reads, in its order: role, name, value, depth."""
    client = page.context.new_cdp_session(page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    client.detach()
    by_id = {node["nodeId"]: node for node in nodes}

    def walk(node: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
        role = node.get("role", {}).get("value", "")
        shown = not node.get("ignored") and role not in ("generic", "none", "InlineTextBox")
        if shown:
            name, value = (node.get(key, {}).get("value", "") for key in ("name", "value"))
            yield {"role": role, "name": str(name).strip(), "value": value, "depth": depth}
        for child in node.get("childIds", ()):
            if child in by_id:
                yield from walk(by_id[child], depth + shown)

    return list(walk(nodes[0], 0))


def transcript(page: Page) -> list[str]:
    """The page as lines: landmarks, headings and controls with their names and values, and the text between them."""
    lines: list[str] = []
    for node in tree_of(page):
        role, name, value = node["role"], node["name"], node["value"]
        if role in _TEXT:
            if name and (not lines or name not in lines[-1]):
                lines.append(name)
        elif role in LANDMARKS or (role in NAMED and (name or role != "group")):
            lines.append(f"{role.upper()} {name}{f', {value}' if value not in ('', None) else ''}")
    return lines


def main(paths: list[str]) -> None:
    """Print the transcript of each path, and on the first page what keys make the page say."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, sync_playwright() as playwright:
        page = visit(launch(playwright), server.url, newcomer=False)
        for path in paths:
            page.goto(path)
            page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLE_MS)
            page.wait_for_timeout(_REST_MS)
            print(f"\n=== {path} ===", *transcript(page), sep="\n")
            if path == "/":
                wait_settled(page)
                print("\n--- keys ---")
                _press(page)


def _press(page: Page) -> None:
    """Press keys on the chart, and print after each what is said."""
    page.evaluate(_HEARD)
    page.get_by_test_id("live-chart").get_by_role("application").focus()
    for key in _KEYS:
        page.keyboard.press(key)
        page.wait_for_timeout(_REST_MS)
        print(f"[{key}]", *page.evaluate("heard.splice(0)"))


if __name__ == "__main__":
    main(sys.argv[1:] or ["/"])
