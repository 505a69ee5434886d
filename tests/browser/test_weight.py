"""What loading a page costs: bytes of both channels, what it brings, and that nothing jumps meanwhile."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.weight import COLD, FIRST_HTTP, FIRST_SOCKET, PAGES, SHIFT, WARM, load
from bench.wire import wire
from scripts.browser import visit
from scripts.serve import Server, serve

HEAVY = ("SyntaxHighlighter", "DataFrame", "Table", "PlotlyChart")  # of Streamlit; we draw what they draw with less


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("title", PAGES)
def test_a_page_is_light_and_does_not_jump(server: Server, browser: Browser, title: str, phone: bool) -> None:
    with wire(server.url) as line:
        page = visit(browser, line.url, phone=phone)
        context = page.context
        page.close()
        cold, warm = (load(context, line, PAGES[title]) for _ in range(2))
        context.close()
    assert max(cold.shift, warm.shift) <= SHIFT, (cold.shifts, warm.shifts)
    assert warm.total <= WARM
    assert not [name for name in cold.files if any(heavy in name for heavy in HEAVY)]
    if cold.curve:
        assert cold.http <= FIRST_HTTP
        assert cold.curve["socket"] <= FIRST_SOCKET
    else:
        assert cold.total <= COLD


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="open files are read from /proc")
@pytest.mark.parametrize("script", ["server.py", "app.py"])
def test_no_files_are_watched(tmp_path: Path, script: str) -> None:
    before = set(_watching())
    with serve(tmp_path, script=script) as server:
        assert server.url
        assert set(_watching()) <= before


def _watching() -> list[str]:
    """The processes of this user that watch files."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any("inotify" in os.readlink(each) for each in (process / "fd").iterdir()):
                found.append(process.name)
        except OSError:
            continue  # it has ended, or is somebody else's
    return found
