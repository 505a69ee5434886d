"""The editor of blocks in a browser: moved by mouse, keys and finger, set, added and removed; then trained."""

import re

from playwright.sync_api import Locator, Page, expect

from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.waiting import box_of, boxes_of, expect_no_sideways

START = "/images?v=3&show=blocks&blocks=dense,relu,dense,skip2,relu,dense"


def rows_of(page: Page) -> Locator:
    rows = page.get_by_test_id("block")
    rows.first.wait_for(timeout=SETTLE_MS)
    return rows


def expect_blocks(page: Page, blocks: str) -> None:
    """The address bar names these blocks, and figures of them are there."""
    expect(page).to_have_url(re.compile(rf"[?&]blocks={re.escape(blocks)}(&|$)"), timeout=SETTLE_MS)


def test_blocks_are_moved_set_added_and_removed_by_keys_and_mouse(open_page: OpenPage) -> None:
    page = open_page(START)
    rows = rows_of(page)
    expect(rows).to_have_count(6)
    rows.nth(1).locator(".handle").focus()
    page.keyboard.press("ArrowDown")
    expect_blocks(page, "dense,dense,relu,skip2,relu,dense")
    expect(rows.nth(2).locator(".handle")).to_be_focused()
    expect(rows.nth(3)).to_contain_text("What a skip goes round must end in Dense or Convolution")
    page.keyboard.press("ArrowUp")
    expect_blocks(page, "dense,relu,dense,skip2,relu,dense")
    expect(page.locator(".block.fault")).to_have_count(0)
    page.get_by_label("Weight size σ_w, block 3").fill("2.5")
    page.keyboard.press("Tab")
    expect_blocks(page, "dense,relu,dense~2.5,skip2,relu,dense")
    page.get_by_label("Activation function, block 5").select_option("erf")
    expect_blocks(page, "dense,relu,dense~2.5,skip2,erf,dense")
    rows.nth(2).locator(".handle").click()
    page.get_by_test_id("add-norm").click()  # below the block that was touched last, and inside of the skip
    expect_blocks(page, "dense,relu,dense~2.5,norm,skip3,erf,dense")
    rows.nth(3).locator(".handle").focus()
    page.keyboard.press("Delete")
    expect_blocks(page, "dense,relu,dense~2.5,skip2,erf,dense")
    box, target = box_of(rows.nth(4).locator(".handle")), box_of(rows.first)
    page.mouse.move(box["x"] + 20, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, target["y"] + target["height"], steps=5)  # below the middle of the first block
    page.mouse.up()
    expect_blocks(page, "dense,erf,relu,dense~2.5,skip2,dense")
    page.get_by_label("Ready-made networks").select_option(label="Two convolutions, flattened")
    expect_blocks(page, "conv3,relu,conv3,relu,flatten,dense")


def test_a_finger_edits_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(START, phone=True, dark=True)
    rows = rows_of(page)
    page.get_by_role("button", name="Move down: Block 1, Dense").tap()
    expect_blocks(page, "relu,dense,dense,skip2,relu,dense")
    expect(rows.first).to_contain_text("An Activation cannot come first")
    page.get_by_role("button", name="Remove: Block 1, Activation").tap()
    expect_blocks(page, "dense,dense,skip2,relu,dense")
    buttons = boxes_of(page.locator(".block button, .adding button"))
    assert min(min(box["width"], box["height"]) for box in buttons) >= 44
    assert rows.first.locator(".handle").evaluate("node => getComputedStyle(node).touchAction") == "none"
    expect_no_sideways(page)


def test_networks_of_the_blocks_are_trained_beside_their_kernel_and_stop(open_page: OpenPage) -> None:
    page = open_page("/images?v=3&show=blocks&blocks=dense,relu,dense&copies=4")
    rows_of(page)
    expect(page.get_by_text("After the last block, a 3 and a 8")).to_be_visible(timeout=SETTLE_MS)
    first = page.get_by_role("radiogroup", name="First digit")
    first.get_by_role("radio", name="3").press("ArrowRight")
    expect(page.get_by_text("After the last block, a 4 and a 8")).to_be_visible()
    page.get_by_role("radio", name="numbers x on a line").click()
    expect(page.get_by_text("After the last block, the inputs x =")).to_be_visible()
    page.get_by_role("radio", name="256").click()
    page.locator("summary", has_text="Its Python").press("Enter")
    expect(page.get_by_text("kernel_pair(network, x)")).to_be_visible()
    page.get_by_role("button", name="Train them beside the kernel").press("Enter")
    stop = page.get_by_role("button", name="Stop")
    stop.wait_for(timeout=SETTLE_MS)
    stop.press("Enter")
    expect(page.get_by_text("Everything computed so far is kept")).to_be_visible(timeout=SETTLE_MS)
