"""The scripts that the browser gets are one scope each, in which no name may stand for two things."""

import re
from collections import Counter

import pytest

from explorer.ui import assets

DECLARED = re.compile(r"^(?:async )?(?:function\*?|const|let|class) (\w+|\[[^\]]*\] =|\{[^}]*\} =)", re.MULTILINE)


@pytest.mark.parametrize(
    "entry",
    [
        *("blocks/blocks.js", "chart/chart.js", "chart/live.js", "clock/clock.js", "controls/controls.js"),
        *("guess/page.js", "lesson/sheet.js", "page/page.js", "plot/plot.js", "room/room.js"),
        *("chart/chart.js ../file/law.js ../guess/guess.js", "lesson/sheet.js ../file/host.js"),  # of a file
    ],
)
def test_no_two_modules_of_a_script_declare_the_same_name(entry):
    first, *beside = entry.split()
    declared = DECLARED.findall(assets.bundle(*first.split("/"), *beside))
    names = Counter(name for each in declared for name in re.findall(r"\w+(?![\w:])", each))
    assert len(names) > 10
    assert [name for name, count in names.items() if count > 1] == []


def test_styles_of_the_page_do_not_ask_what_large_parts_contain():
    """A redrawn figure made the browser work out 25,000 styles, 230 ms, while rules began with `:root:not(:has(…))`."""
    asking = re.findall(r"[^\s,{}]*:has\(", assets.page_styles() + assets.read("shell.css"))
    assert set(asking) <= {".stMarkdown:has("}
