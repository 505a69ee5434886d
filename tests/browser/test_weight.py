"""What loading a page costs: bytes of both channels, what it brings, and that nothing jumps meanwhile."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.weight import COLD, FIRST_HTTP, FIRST_SOCKET, PAGES, SHIFT, WARM, load
from bench.wire import Wire, wire
from scripts.browser import visit
from scripts.serve import Server, serve

QUIET_MS = 1200
ON_PHONES = ("Playground", "Prior, Functions", "Training")  # the others are narrow only in the long run
HEAVY = ("SyntaxHighlighter", "DataFrame.", "/Table.", "PlotlyChart")  # of Streamlit; we draw what they draw with less


@pytest.fixture(scope="module")
def line(server: Server) -> Iterator[Wire]:
    with wire(server.url) as made:
        yield made


@pytest.mark.parametrize(
    ("title", "phone"),
    [
        pytest.param(
            title,
            phone,
            marks=pytest.mark.long if phone and title not in ON_PHONES else (),
            id=f"{title}, {'phone' if phone else 'desktop'}",
        )
        for title in PAGES
        for phone in (False, True)
    ],
)
def test_a_page_is_light_and_does_not_jump(browser: Browser, line: Wire, title: str, phone: bool) -> None:
    page = visit(browser, line.url, phone=phone)
    context = page.context
    page.close()
    cold, warm = (load(context, line, PAGES[title], QUIET_MS) for _ in range(2))
    context.close()
    assert max(cold.shift, warm.shift) <= SHIFT, (cold.shifts, warm.shifts)
    assert warm.total <= WARM
    assert not [name for name in cold.files if any(heavy in name for heavy in HEAVY)]
    if cold.curve:
        assert cold.http <= FIRST_HTTP
        assert cold.curve["socket"] <= FIRST_SOCKET
    else:
        assert cold.total <= COLD


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="what a process has open is read from /proc")
@pytest.mark.parametrize("script", ["server.py", "app.py"])
def test_no_files_are_watched(tmp_path: Path, script: str) -> None:
    with serve(tmp_path, script=script) as server:
        opened = [os.readlink(each) for each in Path(f"/proc/{server.process.pid}/fd").iterdir()]
    assert any("socket" in each for each in opened)
    assert not any("inotify" in each for each in opened)
