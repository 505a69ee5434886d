"""What loading a page costs: bytes of both channels, what it brings, and that nothing jumps meanwhile."""

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Browser

from bench.weight import COLD, FIRST_HTTP, FIRST_SOCKET, PAGES, SHIFT, WARM, Load, load
from bench.wire import Wire, wire
from scripts.browser import visit
from scripts.serve import Server, serve
from tests.conftest import ROOT

QUIET_MS = 1200
# The two pages with the most on them, and a sample of the others; the long run has the rest.
ON_PHONES = ("Playground", "Training")
SAMPLE = (*ON_PHONES, *random.Random(11).sample(sorted(PAGES.keys() - set(ON_PHONES)), 3))
HEAVY = ("SyntaxHighlighter", "DataFrame.", "/Table.", "PlotlyChart")  # of Streamlit; we draw what they draw with less


@pytest.fixture(scope="module")
def line(server: Server) -> Iterator[Wire]:
    with wire(server.url) as made:
        yield made


def expect_light(cold: Load) -> None:
    """What a stranger loads is within the limits, and nothing jumps."""
    assert cold.shift <= SHIFT, cold.shifts
    assert not [name for name in cold.files if any(heavy in name for heavy in HEAVY)]
    if cold.curve:
        assert cold.http <= FIRST_HTTP
        assert cold.curve["socket"] <= FIRST_SOCKET
    else:
        assert cold.total <= COLD


def check_visits(browser: Browser, line: Wire, title: str, *, phone: bool, again: bool) -> None:
    """Load a page as a stranger, and perhaps once more."""
    page = visit(browser, line.url, phone=phone)
    context = page.context
    page.close()
    expect_light(load(context, line, PAGES[title], QUIET_MS))
    if again:
        warm = load(context, line, PAGES[title], QUIET_MS)
        assert warm.shift <= SHIFT, warm.shifts
        assert warm.total <= WARM
    context.close()


def titles(ordinary: tuple[str, ...]) -> list[ParameterSet]:
    """All pages, long but for the `ordinary` ones."""
    return [pytest.param(title, marks=() if title in ordinary else pytest.mark.long) for title in PAGES]


@pytest.mark.parametrize("title", titles(SAMPLE))
def test_a_page_is_light_and_does_not_jump(browser: Browser, line: Wire, title: str) -> None:
    check_visits(browser, line, title, phone=False, again=title in ON_PHONES or title not in SAMPLE)


@pytest.mark.parametrize("title", titles(ON_PHONES))
def test_a_page_on_a_phone_is_light_and_does_not_jump(browser: Browser, line: Wire, title: str) -> None:
    check_visits(browser, line, title, phone=True, again=title not in ON_PHONES)


@pytest.mark.parametrize("script", ["server.py", "app.py"])
def test_no_files_are_watched(tmp_path: Path, script: str) -> None:
    """By the setting that every way of starting reads; and by what the process has open, where the system tells."""
    asked = [sys.executable, "-m", "streamlit", "config", "show"]
    shown = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.search(r"^fileWatcherType = \"none\"$", shown, re.MULTILINE)
    if not Path("/proc").is_dir():
        return
    with serve(tmp_path, script=script) as server:
        opened = [os.readlink(each) for each in Path(f"/proc/{server.process.pid}/fd").iterdir()]
    assert any("socket" in each for each in opened)
    assert not any("inotify" in each for each in opened)
