"""A component that Streamlit calls twice in a row, and takes the first call back, is on the page once and goes on."""

import base64
import json

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from explorer.ui import assets

CALL_TWICE = """async ({ code, data }) => {
  const { default: mount } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const bytes = new TextEncoder().encode(data);
  const parentElement = document.body.appendChild(document.createElement("div"));
  const overtaken = mount({ parentElement, data: bytes });
  overtaken();
  const cleanup = mount({ parentElement, data: bytes });
  await new Promise((resolve) => setTimeout(resolve, 20));
  mount({ parentElement, data: bytes })();
  await new Promise((resolve) => setTimeout(resolve, 20));
  globalThis.takeAway = () => { parentElement.remove(); cleanup(); };
}"""


def _packed(values: list[float]) -> str:
    return base64.b64encode(np.array(values, "<f4").tobytes()).decode()


FLOW = {
    "times": [0, 1, 10],
    "first": 1,
    "x": [-1, 0, 1],
    "points": [[0, 1]],
    "mean": _packed([0, 0, 0, 0.2, 0.5, 0.2, 0.4, 1, 0.4]),
    "std": _packed([1] * 9),
    "residual": [[1], [0.5], [0]],
    "loss": [0.5, 0.125, 1e-9],
    "bound": [0.5, 0.2, 1e-8],
    "values": [2],
    "remaining": [[1], [0.25], [0]],
    "y_range": [-2, 2],
    "units": {axis: {"scale": 1, "centre": 0, "name": ""} for axis in "xy"},
}


@pytest.mark.parametrize(
    ("folder", "script", "data", "selector"),
    [("clock", "clock.js", json.dumps(FLOW), "section.clock"), ("code", "code.js", "print(1)", ".ntk-code")],
)
def test_an_overtaken_call_leaves_one_picture(
    browser: Browser, folder: str, script: str, data: str, selector: str
) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.evaluate(CALL_TWICE, {"code": assets.bundle(folder, script), "data": data})
    expect(page.locator(selector)).to_have_count(1)
    if folder == "clock":  # it still hears
        page.get_by_role("button", name="One step forward").click()
        expect(page.get_by_test_id("clock-time")).to_have_text("t = 10")
        page.get_by_role("button", name="One step back").click()
        page.get_by_role("button", name="Play").click()
    page.evaluate("takeAway()")
    page.wait_for_timeout(300)
    assert faults == []
    page.close()
