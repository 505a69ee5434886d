"""Finds a Chromium for browser tests and pictures, opens it, and installs one if there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
# A headless Chromium draws the suggestions of its address bar, which nobody sees, for each new page: two fifths of what
# it takes to open one. It heeds the last list of features alone, so those that Playwright switches off stand here, too.
OFF = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,"
    "AimEnabled,PreconnectToSearch"
)
FLAGS = ("--disable-gpu", "--disable-quic", "--disable-sync", f"--disable-features={OFF}")
HELP = (
    f"Install Chromium or Google Chrome so that one of these is on the PATH: {', '.join(NAMES)}; then run this again."
)
SETTLE_MS = 120_000  # the first page of a cold server waits for JAX to compile
INSTALL_SECONDS = 300


def find(playwright: Playwright) -> str | None:
    """The path of Playwright's own Chromium if it is installed, else of the system's, else None."""
    bundled = playwright.chromium.executable_path
    return bundled if Path(bundled).exists() else next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium. Raises RuntimeError if there is none, playwright's Error if it does not start."""
    executable = find(playwright)
    if executable is None:
        raise RuntimeError("no Chromium was found")
    return playwright.chromium.launch(executable_path=executable, args=FLAGS)


def visit(
    browser: Browser,
    url: str,
    *,
    dark: bool = False,
    phone: bool = False,
    newcomer: bool = True,
    strict: bool = False,
    locale: str = "en-US",
) -> Page:
    """A new visitor's empty page for the app at `url`: 1280 × 900, or a phone's 390 × 844 with touch.

    Without `newcomer` the tour of the chart is over already. What waits for a condition in the page runs a text as code
    there, which the app's content security policy forbids: it holds in a `strict` visit only. The browser wishes the
    language of `locale`, whatever that of the machine is.
    """
    context = browser.new_context(
        base_url=url,
        viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
        color_scheme="dark" if dark else "light",
        has_touch=phone,
        is_mobile=phone,
        bypass_csp=not strict,
        locale=locale,
    )
    if not newcomer:
        context.add_init_script("localStorage.setItem('ntk-coach', 'seen')")
    return context.new_page()


def wait_settled(page: Page) -> None:
    """Wait until the live chart shows the server's answer to the newest event and the script has stopped."""
    page.locator("[data-testid=live-chart][data-settled=true]").wait_for(timeout=SETTLE_MS)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLE_MS)


def move_in(page: Page) -> None:
    """Move the pointer, which makes the page fetch the prior, and wait until a drag is redrawn at once."""
    page.evaluate("dispatchEvent(new Event('pointermove'))")
    page.locator("[data-testid=live-chart][data-prior=here]").wait_for(timeout=SETTLE_MS)


def problem() -> str:
    """The reason why no Chromium can be opened here, or '' if one can."""
    with sync_playwright() as playwright:
        try:
            launch(playwright).close()
        except (Error, RuntimeError) as error:
            return str(error)
    return ""


def installers() -> list[list[str]]:
    """Commands that may install a Chromium, in the order in which to try them."""
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
        commands += [[*prefix, "apt-get", "update", "-qq"], [*prefix, "apt-get", "install", "-qq", "-y", "chromium"]]
    return commands


def main() -> None:
    """Make sure that a Chromium can be opened; exit with instructions if that fails."""
    obstacle = problem()
    for command in installers():
        if not obstacle:
            return
        print(f"No Chromium yet; trying: {' '.join(command)}", flush=True)
        try:
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=INSTALL_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            print(error, flush=True)
        obstacle = problem()
    if obstacle:
        sys.exit(f"{obstacle}. {HELP}")


if __name__ == "__main__":
    main()
