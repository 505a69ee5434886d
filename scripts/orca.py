"""Writes what the screen reader Orca says on a page while keys are pressed: `python -m scripts.orca / > said.txt`.

It needs `orca`, `at-spi2-core`, `xvfb` and `dbus` of Debian, and Chromium. Nothing is shown and nothing sounds: the
words are read from Orca's own record.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.browser import find
from scripts.serve import serve

BUS = "/usr/libexec/at-spi-bus-launcher"
SCREEN = ":77"
SPEECH = re.compile(r"""SPEECH OUTPUT: (["'])(.*)\1(?=\{|$)""", re.MULTILINE)
_FLAGS = ("--no-sandbox", "--force-renderer-accessibility", "--disable-gpu", "--window-size=1280,720")
_INSIDE = "NTK_ORCA"  # set in the process that has a message bus of its own
_START_MS, _REST_MS = 12_000, 3_500
KEYS = ("Tab", "Space", "ArrowUp", "ArrowUp", "Space", "n")  # on the chart


def spoken_in(record: str) -> list[str]:
    """What Orca has said, a text each, from its record: `SPEECH OUTPUT: 'Right now'{…}` → `Right now`."""
    return [text for _, text in SPEECH.findall(record)]


def listen(path: str, record: Path) -> None:
    """Open a page in a window, press keys on its chart if it has one, and print after each what Orca says."""
    with (
        record.open() as heard,
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(playwright), headless=False, args=_FLAGS)
        page = browser.new_context(no_viewport=True, locale="en-US").new_page()
        page.goto(server.url + path)
        page.wait_for_timeout(_START_MS)
        print(f"=== {path} ===", *spoken_in(heard.read()), sep="\n")
        chart = page.get_by_test_id("live-chart").get_by_role("application")
        if chart.count():
            chart.focus()
            for key in KEYS:
                page.keyboard.press(key)
                page.wait_for_timeout(_REST_MS)
                print(f"[{key}]", *spoken_in(heard.read()), sep="\n")
        browser.close()


def main(path: str) -> None:
    """Run Orca, on a screen that nobody sees and with a message bus of its own, and listen to it on a page."""
    if _INSIDE not in os.environ:
        missing = [name for name in ("orca", "Xvfb", "dbus-run-session", BUS) if not shutil.which(name)]
        if missing:
            sys.exit(f"Missing programs: {', '.join(missing)}. On Debian: apt-get install orca at-spi2-core xvfb dbus.")
        again = ["dbus-run-session", "--", sys.executable, "-m", "scripts.orca", path]
        sys.exit(subprocess.run(again, env=os.environ | {_INSIDE: "1"}, check=False).returncode)
    with tempfile.TemporaryDirectory() as folder:
        home = {"HOME": folder, "XDG_RUNTIME_DIR": folder, "DISPLAY": SCREEN}
        os.environ |= home
        record = Path(folder, "record")
        commands = (["Xvfb", SCREEN], [BUS, "--launch-immediately"], ["orca", "--replace", f"--debug-file={record}"])
        running = []
        try:
            for command in commands:
                running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
                time.sleep(2)
            listen(path, record)
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["/"]))
