"""The house stands the right way up: imports go one way, and each library is let into its own rooms only."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE_LINES = 80

# From the ground up. A room may use rooms of its own storey and below; nobody may use somebody who uses him.
STOREYS = (
    ("ntkcore.architecture", "ntkcore.words"),
    ("ntkcore.units",),
    ("ntkcore.scene",),
    ("ntkcore.table.dates", "ntkcore.table.decorations", "ntkcore.table.signs"),
    ("ntkcore.table.cells", "ntkcore.table.decoding"),
    ("ntkcore.table.lines", "ntkcore.table.separators", "ntkcore.table.wrappings"),
    ("ntkcore.table.header",),
    ("ntkcore.table.columns", "ntkcore.table.layout"),
    ("ntkcore.table.literals", "ntkcore.table.remarks"),
    ("ntkcore.table.placing", "ntkcore.table.reader"),
    ("ntkcore.versions", "ntkcore.permalink", "ntkcore.table", "ntkcore.notebook", "ntkcore.health"),
    ("ntkcore.angles", "ntkcore.checks", "ntkcore.pair"),
    ("ntkcore.smooth",),
    ("ntkcore.activations",),
    ("ntkcore.kernels", "ntkcore.networks"),
    ("ntkcore.gaussian", "ntkcore.finite", "ntkcore.similarity"),
    ("ntkcore.dynamics",),
    ("ntkcore.jitter",),
    ("ntkcore.posterior",),
    (
        "ntkcore.predict",
        "ntkcore.evidence",
        "ntkcore.eigenmodes",
        "ntkcore.inputs",
        "ntkcore.formulas",
    ),
    ("ntkcore.grid", "ntkcore"),
    ("ntkcore.prior",),
    ("ntkcore.certainty", "ntkcore.answers"),
    ("ntkcore.symmetric", "ntkcore.spectrum", "ntkcore.decay", "ntkcore.attribution", "ntkcore.goals"),
    ("ntkcore.flow",),
    ("ntkcore.explore", "ntkcore.ensembles", "ntkcore.puzzle"),
    ("ntkcore.figures", "ntkcore.figures.style", "ntkcore.figures.browser"),
    ("ntkcore.figures.eigenmodes",),
    ("ntkcore.figures.attribution",),
    ("ntkcore.figures.puzzle", "ntkcore.figures.prior"),
    ("pages.ui",),
    ("pages", "app", "server"),
)


def rooms() -> dict[str, str]:
    """Source of every module of the app by dotted name."""
    paths = [ROOT / "app.py", ROOT / "server.py", *ROOT.glob("ntkcore/**/*.py"), *ROOT.glob("pages/**/*.py")]
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    return {name.removesuffix(".__init__"): path.read_text() for path, name in names.items()}


def imports(source: str, modules: set[str]) -> set[str]:
    """Dotted names that the source imports; `from package import module` is the module, where there is one."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            whole = {f"{base}.{alias.name}" for alias in node.names}
            found |= whole & modules or {base}
    return found


def storey(module: str) -> int:
    """The storey whose room is `module`, or a package that holds it."""
    parts = module.split(".")
    names = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
    heights = {name: height for height, storey in enumerate(STOREYS) for name in storey}
    nearest = next((name for name in names if name in heights), None)
    if nearest is None or (nearest == "ntkcore" != module):  # the package itself vouches for none of its rooms
        raise AssertionError(f"{module} has no storey yet: give it one in STOREYS and in the README's map")
    return heights[nearest]


def faults(module: str, source: str, modules: set[str]) -> Iterator[str]:
    """What in this module's source goes against the house rules."""
    tree = ast.parse(source)
    needs = imports(source, modules)
    in_ui = module.startswith("pages.ui")
    for need in sorted(needs):
        top = need.split(".")[0]
        if need.startswith("."):
            yield f"{module} imports {need}: name it in full"
        elif top in ("ntkcore", "pages", "app") and storey(need) > storey(module):
            yield f"{module} imports {need}, which stands above it"
        elif top == "plotly" and not module.startswith("ntkcore.figures"):
            yield f"{module} imports plotly: only ntkcore.figures draws with it"
        elif top == "streamlit" and module.startswith("ntkcore"):
            yield f"{module} imports streamlit: the mathematics stands without it"
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body:
            yield f"{module}:{node.lineno} imports inside a function or a condition"
        if isinstance(node, ast.Attribute) and node.attr in ("session_state", "query_params") and not in_ui:
            yield f"{module}:{node.lineno} touches st.{node.attr}: only pages.ui may"
    if module == "app" or (module.startswith("pages.") and not in_ui):
        lines = source.count("\n")
        if lines > PAGE_LINES:
            yield f"{module} has {lines} lines, more than a page's {PAGE_LINES}"


def test_every_module_keeps_the_house_rules() -> None:
    house = rooms()
    assert {"app", "ntkcore", "ntkcore.architecture", "pages.ui.page"} <= house.keys()
    assert [fault for module, source in house.items() for fault in faults(module, source, set(house))] == []


def test_no_import_comes_round_to_where_it_began() -> None:
    house = rooms()
    modules = set(house)
    TopologicalSorter({name: imports(source, modules) & modules for name, source in house.items()}).prepare()


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("ntkcore.kernels", "from ntkcore.predict import predict"),
        ("ntkcore.kernels", "from ntkcore import predict"),
        ("ntkcore.figures", "import pages.ui.page"),
        ("pages.ui.page", "import app"),
        ("ntkcore.gaussian", "from .kernels import pair"),
        ("ntkcore.kernels", "def f():\n    import math"),
        ("ntkcore.kernels", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import math"),
        ("ntkcore.explore", "import streamlit as st"),
        ("pages.ui.chart", "import plotly.graph_objects as go"),
        ("pages.guide", "import streamlit as st\nst.session_state.scene = None"),
        ("app", "import streamlit as st\nst.query_params.clear()"),
        ("pages.guide", "x = 1\n" * (PAGE_LINES + 1)),
    ],
)
def test_the_reader_of_imports_sees_a_fault(module: str, source: str) -> None:
    assert list(faults(module, source, {"ntkcore.predict", "ntkcore.kernels"}))


def test_the_reader_of_imports_sees_a_circle() -> None:
    modules = {"ntkcore.predict", "ntkcore.dynamics"}
    circle = {
        "ntkcore.predict": imports("from ntkcore.dynamics import decay", modules),
        "ntkcore.dynamics": imports("from ntkcore import predict", modules),
    }
    with pytest.raises(CycleError):
        TopologicalSorter(circle).prepare()


def test_a_module_without_a_storey_is_noticed() -> None:
    with pytest.raises(AssertionError, match="STOREYS"):
        storey("ntkcore.attic")
