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
        *("chart/chart.js ../file/law.js ../guess/guess.js", "file/host.js"),  # of a file
    ],
)
def test_no_two_modules_of_a_script_declare_the_same_name(entry):
    first, *beside = entry.split()
    declared = names(assets.bundle(*first.split("/"), *beside))
    assert len(declared) > 10
    assert declared.total() == len(declared), declared.most_common(3)


def names(code: str) -> Counter[str]:
    """What the modules of a script declare."""
    return Counter(name for each in DECLARED.findall(code) for name in re.findall(r"\w+(?![\w:])", each))


def test_parts_of_a_page_share_what_several_import_and_lose_nothing():
    chart = ("chart", "chart.js", "../file/law.js", "../guess/guess.js")
    components = (chart, ("controls", "controls.js"), ("lesson", "sheet.js"), ("file", "host.js"))
    common, *rests = assets.apart(*components)
    assert names(common).total() == len(names(common)) > 10
    for (folder, *entries), rest in zip(components, rests, strict=True):
        bundle = assets.bundle(folder, *entries)
        assert names(rest) <= names(bundle) <= names(rest) | names(common)
        assert len(rest) < len(bundle) < len(common) + len(rest) + 2


def test_styles_of_the_page_do_not_ask_what_large_parts_contain():
    """A redrawn figure made the browser work out 25,000 styles, 230 ms, while rules began with `:root:not(:has(…))`."""
    asking = re.findall(r"[^\s,{}]*:has\(", assets.page_styles() + assets.read("shell.css"))
    assert set(asking) <= {".stMarkdown:has("}
