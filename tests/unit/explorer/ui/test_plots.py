"""Plotly for the browser: the small build of the version that the Python package has, with all that our figures use."""

import ast
import gzip
import re

import pytest
from plotly import offline

from explorer.ui import plots
from tests.conftest import ROOT

SCRIPT = plots.LIBRARY.content.decode()
TRACES = set(re.findall(r'moduleType:"trace",name:"(\w+)"', SCRIPT))


def test_it_is_the_version_of_the_python_package():
    version = offline.get_plotlyjs_version()
    assert f"plotly.js (cartesian - minified) v{version}" in SCRIPT[:200]
    assert f"plotly.js {version}" in (ROOT / "assets" / "vendor" / "README.md").read_text()


def test_it_comes_with_its_licence_and_is_small():
    assert "Licensed under the MIT license" in SCRIPT[:300]
    assert "MIT" in (ROOT / "assets" / "vendor" / "plotly-LICENSE.txt").read_text()
    assert len(gzip.compress(SCRIPT.encode())) < 520_000
    assert gzip.decompress(plots._packed()).decode() == SCRIPT


def named_types() -> set[str]:
    """Every "type" that a figure of ours names: of traces, axes and shapes."""
    types = set()
    for path in (path for path in (ROOT / "explorer").rglob("*.py") if "figures" in str(path.relative_to(ROOT))):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                types |= {
                    v.value
                    for k, v in pairs
                    if isinstance(k, ast.Constant) and k.value == "type" and isinstance(v, ast.Constant)
                }
    return types


def test_every_trace_of_our_figures_is_in_it():
    types = named_types()
    assert {"scatter", "bar", "heatmap"} <= TRACES & types
    assert types - TRACES <= {"data", "log", "category", "linear", "line", "rect", "circle", "path"}


@pytest.mark.parametrize("name", ["waterfall", "surface", "scattergl"])
def test_what_the_small_build_lacks_would_be_noticed(name):
    assert name not in TRACES
