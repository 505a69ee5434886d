"""The house stands the right way up: imports go one way, and each library is used where it belongs only."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.conftest import ROOT

PAGE_LINES = 80

# From the ground up. A module may import modules of its own layer and below. A package stands for all in it.
STUDIES = "explorer.studies"
LAYERS = (
    # An activation is a name, a function and its expectations, all in one file, which everything else stands on.
    (
        "ntkcore.trees",
        *(f"ntkcore.kernels.{name}" for name in ("pair", "angles", "state", "smooth", "quadrature", "activations")),
    ),
    ("ntkcore.choices", "ntkcore.cache", "ntkcore.compiled", "ntkcore.reals"),
    ("ntkcore.checks", "ntkcore.precision"),
    ("ntkcore.architecture",),
    ("ntkcore.kernels",),
    ("ntkcore.inference",),
    ("ntkcore.spectra", "ntkcore.networks"),
    ("ntkcore.boolean", "ntkcore.bounds"),
    ("ntkcore",),
    ("ntkcore.estimators",),
    (
        "explorer",
        "explorer.language",
        "explorer.format",
        "explorer.power_law",
        "explorer.bucket",
        "explorer.environment",
        "explorer.metrics",
        "explorer.memory",
    ),
    ("explorer.scene",),
    ("explorer.grid",),
    ("explorer.lessons",),
    ("explorer.figures",),
    ("explorer.export",),
    ("explorer.ui",),
    ("explorer.rooms",),
    (
        STUDIES,
        *(f"{STUDIES}.{name}" for name in ("prior", "eigenmodes", "training", "simplicity", "finite_width", "guide")),
    ),
    (f"{STUDIES}.puzzle", f"{STUDIES}.bounds", f"{STUDIES}.images", f"{STUDIES}.mode_cost"),
    (f"{STUDIES}.lessons", f"{STUDIES}.room"),
    ("explorer.policy", "explorer.frames"),
    ("explorer.drain", "explorer.homing", "explorer.gate", "explorer.watch"),
    ("explorer.ready", "explorer.shell", "explorer.sweep", "explorer.takeaway"),
    ("pages", "app", "server"),
)
# Within a study: its numbers know no figures, its figures no sections, and no two studies of a layer know each other.
IN_A_STUDY = ("numbers", "figures", "sections")
# What Streamlit keeps for a session, and who touches it: ours is one object, the rest belongs to widgets.
STATE = {"session_state": ("explorer.ui.session",), "query_params": ("explorer.ui.page",)}
# What keeps answers in the standard library, in Streamlit and in what it installs.
CACHES = ("lru_cache", "cache", "cache_data", "cache_resource", "cached", "cachedmethod", "memoize", "Memory")
TOPS = ("ntkcore", "explorer", "pages", "app", "server")


def modules_of_the_app() -> dict[str, str]:
    """Source of every module of the app by dotted name."""
    folders = [ROOT.glob(f"{folder}/**/*.py") for folder in ("ntkcore", "explorer", "pages")]
    paths = [ROOT / "app.py", ROOT / "server.py", *(path for folder in folders for path in folder)]
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    return {name.removesuffix(".__init__"): path.read_text() for path, name in names.items()}


def imports(source: str, modules: set[str]) -> set[str]:
    """Dotted names that the source imports; `from package import module` is the module, where there is one."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            names |= {f"{base}.{alias.name}" for alias in node.names} & modules or {base}
    return names


def layer(module: str) -> int:
    """The layer that holds `module`, or the package that it is in."""
    pieces = module.split(".")
    heights = {name: height for height, names in enumerate(LAYERS) for name in names}
    nearest = next((n for end in range(len(pieces), 0, -1) if (n := ".".join(pieces[:end])) in heights), None)
    if nearest is None or (nearest in ("ntkcore", "explorer", STUDIES) and nearest != module):
        raise AssertionError(f"{module} has no layer yet: give it one in LAYERS and in the README's map")
    return heights[nearest]


def order_in_a_study(module: str) -> int:
    """Where a module stands among the numbers, figures and sections of its study; the study's own package first."""
    pieces = module.removeprefix(STUDIES + ".").split(".")
    return IN_A_STUDY.index(pieces[1]) if len(pieces) > 1 and pieces[1] in IN_A_STUDY else -1


def is_upward(module: str, need: str) -> bool:
    """Whether `module` may not import `need`."""
    if layer(need) != layer(module) or not module.startswith(STUDIES + ".") or need == STUDIES:
        return layer(need) > layer(module)
    same_study = module.split(".")[2] == need.split(".")[2]
    return not same_study or order_in_a_study(need) > order_in_a_study(module) >= 0


def violations(module: str, source: str, modules: set[str]) -> Iterator[str]:
    """What in this module's source goes against the rules."""
    tree = ast.parse(source)
    in_page = module == "app" or module.startswith("pages.")
    for need in sorted(imports(source, modules)):
        top = need.split(".")[0]
        if need.startswith("."):
            yield f"{module} imports {need}: name it in full"
        elif top in TOPS and is_upward(module, need):
            yield f"{module} imports {need}, which stands above it"
        elif top == "plotly" and module != "explorer.figures.browser":
            yield f"{module} imports plotly: only explorer.figures.browser hands figures to it"
        elif top == "streamlit" and (module.startswith("ntkcore") or ".numbers" in module or ".figures" in module):
            yield f"{module} imports streamlit: only sections, the ui and pages do"
        elif module.startswith("ntkcore") and top in ("pandas", "PIL", "starlette", "threadpoolctl"):
            yield f"{module} imports {need}: the library needs jax, numpy and scipy alone"
        elif top == "sklearn" and not module.startswith("ntkcore.estimators"):
            yield f"{module} imports {need}: only ntkcore.estimators needs scikit-learn"
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body:
            yield f"{module}:{node.lineno} imports inside a function or a condition"
        for name in names_in(node) & STATE.keys():
            if module not in STATE[name]:
                yield f"{module} touches {name}: only {' and '.join(STATE[name])} may"
    if module != "ntkcore.cache":
        yield from (
            f"{module}:{line} uses {name}: only ntkcore.cache keeps answers" for line, name in other_caches(tree)
        )
    if in_page and source.count("\n") > PAGE_LINES:
        yield f"{module} has {source.count(chr(10))} lines, more than a page's {PAGE_LINES}"


def names_in(node: ast.AST) -> set[str]:
    """Names that this node takes from a module or an object."""
    if isinstance(node, ast.ImportFrom):
        return {alias.name for alias in node.names}
    return {node.attr} if isinstance(node, ast.Attribute) else set()


def other_caches(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Lines and names of decorators that keep answers outside the registry, as they are imported or used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module not in ("ntkcore", "ntkcore.cache"):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in CACHES)
        elif isinstance(node, ast.Attribute) and node.attr in CACHES:
            yield node.lineno, node.attr


def test_every_module_keeps_the_rules() -> None:
    app = modules_of_the_app()
    assert {"app", "ntkcore", "ntkcore.architecture", "explorer.ui.page"} <= app.keys()
    assert [fault for module, source in app.items() for fault in violations(module, source, set(app))] == []


def test_there_are_no_cycles() -> None:
    app = modules_of_the_app()
    TopologicalSorter({name: imports(source, set(app)) & set(app) for name, source in app.items()}).prepare()


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("ntkcore.kernels.gram", "from ntkcore.inference.posterior import fit"),
        ("ntkcore.kernels.gram", "from ntkcore import predict"),
        ("ntkcore.inference.gaussian", "from explorer.scene.limits import LIMITS"),
        ("explorer.figures.style", "import explorer.ui.page"),
        ("explorer.ui.page", "import app"),
        ("explorer.ui.page", "from explorer.studies.prior import sections"),
        ("explorer.studies.prior.numbers.formulas", "from explorer.studies.prior import figures"),
        ("explorer.studies.prior.figures", "from explorer.studies.prior.sections import kernels"),
        ("explorer.studies.prior.figures", "from explorer.studies.training.figures import distributions"),
        ("explorer.studies.training.sections.clock", "from explorer.studies.puzzle import figures"),
        ("explorer.studies.prior.figures", "import streamlit as st"),
        ("ntkcore.inference.gaussian", "from .kernels import pair"),
        ("ntkcore.kernels.gram", "def f():\n    import math"),
        ("ntkcore.kernels.gram", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import math"),
        ("ntkcore.kernels.gram", "import streamlit as st"),
        ("ntkcore.kernels.gram", "import pandas as pd"),
        ("ntkcore.kernels.gram", "from sklearn.base import BaseEstimator"),
        ("ntkcore", "from ntkcore.estimators import NTKRegressor"),
        ("explorer.ui.chart", "import plotly.graph_objects as go"),
        ("pages.guide", "import streamlit as st\nst.session_state.scene = None"),
        ("explorer.ui.chart", "import streamlit as st\nst.session_state.scene = None"),
        ("explorer.studies.prior.sections.evidence", "from streamlit import session_state"),
        ("app", "import streamlit as st\nst.query_params.clear()"),
        ("ntkcore.kernels.gram", "from functools import lru_cache"),
        ("explorer.grid.view", "import functools\n@functools.cache\ndef f(): ..."),
        ("explorer.studies.prior.sections.kernels", "import streamlit as st\n@st.cache_data\ndef f(): ..."),
        ("explorer.ui.compute", "from cachetools import cached"),
        ("pages.guide", "x = 1\n" * (PAGE_LINES + 1)),
    ],
)
def test_a_violation_is_seen(module: str, source: str) -> None:
    assert list(violations(module, source, set(modules_of_the_app())))


def test_a_cycle_is_seen() -> None:
    modules = {"ntkcore.inference.posterior", "ntkcore.inference.filters"}
    circle = {
        "ntkcore.inference.posterior": imports("from ntkcore.inference.filters import decay", modules),
        "ntkcore.inference.filters": imports("from ntkcore.inference import posterior", modules),
    }
    with pytest.raises(CycleError):
        TopologicalSorter(circle).prepare()


@pytest.mark.parametrize("module", ["ntkcore.attic", "explorer.attic", "explorer.studies.attic", "attic"])
def test_a_module_without_a_layer_is_noticed(module: str) -> None:
    with pytest.raises(AssertionError, match="LAYERS"):
        layer(module)


def aliases(source: str) -> set[str]:
    """What code imports from the app and the library under another name."""
    return {
        f"{node.module}.{alias.name} as {alias.asname}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("explorer", "ntkcore"))
        for alias in node.names
        if alias.asname not in (None, alias.name)
    }


def test_the_app_imports_modules_under_their_own_names() -> None:
    renamed = {name: aliases(source) for name, source in modules_of_the_app().items() if not name.startswith("ntkcore")}
    assert {name: names for name, names in renamed.items() if names} == {}
    assert aliases("from explorer.figures import style as looks") == {"explorer.figures.style as looks"}


def test_a_figure_is_not_called_like_the_numbers_that_it_draws() -> None:
    public: dict[str, set[str]] = {"figures": set(), "numbers": set()}
    for module, source in modules_of_the_app().items():
        for part, names in public.items():
            if f".{part}" in module:
                functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
                names |= {node.name for node in functions if not node.name.startswith("_")}
    assert len(public["figures"]) > 20
    assert public["figures"] & public["numbers"] == set()
