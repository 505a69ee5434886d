"""The Eigenmodes page in a browser: every part is drawn, sliders are answered, a phone has room for all."""

from playwright.sync_api import expect

from explorer.studies.eigenmodes.sections import TABS
from explorer.ui.plots import LIBRARY
from explorer.ui.section import labels
from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.waiting import expect_no_sideways, wait_for


def test_a_slider_is_answered_and_the_link_holds_the_mode(open_page: OpenPage) -> None:
    page = open_page("/eigenmodes?v=1&part=modes&mode=4")
    expect(page.get_by_text("Mode 4: λ")).to_be_visible(timeout=SETTLE_MS)
    page.locator("input[type=range][aria-label^='Mode k']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Mode 5: λ")).to_be_visible()
    page.wait_for_function("() => location.search.includes('mode=5')")
    page.get_by_role("radio", name="Why unlikely?").click()
    expect(page.get_by_text("The bars add up to −0.9347 nats. The Playground's log p of A: −0.9347.")).to_be_visible()
    page.wait_for_function("() => location.search.includes('part=why')")
    expect(page.locator(".js-plotly-plot")).to_have_count(2)


def test_every_part_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page("/eigenmodes", phone=True, dark=True)
    for name in labels(TABS).values():
        page.get_by_role("radio", name=name).click(timeout=SETTLE_MS)
        expect(page.get_by_role("radio", name=name)).to_be_checked()
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
        expect_no_sideways(page)


def test_a_figure_is_redrawn_in_its_place(open_page: OpenPage) -> None:
    page = open_page("/eigenmodes?part=modes&mode=4")
    curve = page.locator(".st-key-mode path.js-line").first
    curve.wait_for(timeout=SETTLE_MS)
    before = curve.get_attribute("d")
    page.locator(".st-key-mode .ntk-plot").evaluate("node => { node.mark = 'the same'; }")
    page.locator("input[type=range][aria-label^='Mode k']").focus()
    page.keyboard.press("ArrowRight")
    expect(curve).not_to_have_attribute("d", str(before))
    assert page.locator(".st-key-mode .ntk-plot").evaluate("node => node.mark") == "the same"
    page.set_viewport_size({"width": 700, "height": 900})
    plot = page.locator(".st-key-mode .ntk-plot")
    drawn = plot.locator(".main-svg").first

    def widths() -> tuple[str, str | None]:
        return str(plot.evaluate("node => node.clientWidth")), drawn.get_attribute("width")

    wait_for(page, widths, lambda both: both[0] == both[1] and int(both[0]) < 700)


def test_without_plotly_there_is_a_word_and_then_a_picture(open_page: OpenPage) -> None:
    page = open_page()
    page.route(f"**/{LIBRARY.name}", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/eigenmodes?part=modes&mode=4")
    expect(page.get_by_text("The drawing library did not arrive").first).to_be_visible(timeout=SETTLE_MS)
    page.unroute(f"**/{LIBRARY.name}")
    page.locator("input[type=range][aria-label^='Mode k']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-mode path.js-line").first).to_be_visible()
    expect(page.locator(".st-key-mode").get_by_text("did not arrive")).to_have_count(0)
