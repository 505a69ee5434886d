"""The pages about the library: every example prints what stands below it, and every public name is described."""

import doctest
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import nbclient
import nbformat
import pytest

import ntkcore
from ntkcore import estimators
from ntkcore.boolean import completions
from tests.conftest import ROOT
from tests.unit.explorer.ui.test_text import LONGEST, UNUSUAL, sentences

DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.rst") if ">>>" in path.read_text("utf-8"))
LONG = {
    "examples/evidence",
    "examples/time",
    "examples/derivatives",
    "examples/layers",
    "examples/images",
    "examples/finite",
}
LONG |= {"examples/scikit_learn", "examples/modes", "examples/classes"}
LONG |= {"examples/criticality", "examples/width"}
LONG |= {f"from_neural_tangents/{name}" for name in ("index", "distillation", "learnability", "own_activation")}
LAYERS = ("activation", "avg_pool", "conv", "dense", "flatten", "global_avg_pool", "layer_norm", "numerical")
LAYERS += ("residual", "serial")
MODULES = {"boolean", "bounds", "criticality", "depth", "layers", "statistics"}
NOTEBOOK = DOCS / "examples" / "tour.ipynb"


def name_of(path: Path) -> str:
    return str(path.relative_to(DOCS).with_suffix(""))


def marks_of(page):
    """Pages that compile derivatives or many functions belong to the long run."""
    return [pytest.mark.long] if name_of(page) in LONG else []


@pytest.fixture
def precision():
    """JAX as a new program has it, with 32-bit floats; some pages switch 64 bits on, as a program does at its start."""
    before = jnp.array(0.0).dtype == jnp.float64
    jax.config.update("jax_enable_x64", False)
    yield
    jax.config.update("jax_enable_x64", before)


@pytest.mark.sample(4)
@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize("page", [pytest.param(page, marks=marks_of(page)) for page in PAGES], ids=name_of)
def test_a_page_prints_what_stands_on_it(page, monkeypatch):
    monkeypatch.chdir(page.parent)
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > 1
    assert failed == 0


def test_a_wrong_number_on_a_page_is_noticed(tmp_path, capsys):
    (tmp_path / "wrong.rst").write_text(">>> 1 + 1\n3\n")
    assert doctest.testfile(str(tmp_path / "wrong.rst"), module_relative=False).failed == 1
    assert "Expected:\n    3\nGot:\n    2" in capsys.readouterr().out


def test_there_are_ten_examples_and_nine_uses():
    assert len(list((DOCS / "examples").glob("*.rst"))) > 10
    uses = re.findall(r"^   (\w+)$", (DOCS / "from_neural_tangents" / "uses.rst").read_text("utf-8"), re.MULTILINE)
    assert len(uses) >= 11
    migration = (DOCS / "from_neural_tangents" / "index.rst").read_text("utf-8")
    assert len(re.findall(r"^\d+\. ", migration, re.MULTILINE)) >= 15


def test_every_public_name_is_described():
    text = (DOCS / "api.rst").read_text("utf-8")
    listed = re.findall(r"auto(?:class|function|exception)::\s+(?:ntkcore\.)?([\w.]+)", text)
    described = set(listed)
    assert len(listed) == len(described)
    inside = {f"layers.{name}" for name in LAYERS} | {f"estimators.{name}" for name in estimators.__all__}
    inside |= {f"boolean.completions.{name}" for name in completions.__all__}
    tools = {name: getattr(ntkcore, name) for name in ("boolean", "bounds", "criticality")}
    inside |= {f"{name}.{public}" for name, module in tools.items() for public in module.__all__}
    assert set(ntkcore.__all__) - MODULES | inside <= described
    assert all(pkgutil.resolve_name(f"ntkcore.{name}").__doc__ for name in described)
    assert all(getattr(ntkcore.layers, name).__doc__ for name in LAYERS)


def prose(page):
    """The text of a page without code, formulas, tables and titles."""
    blocks = [block for block in page.split("\n\n") if not re.match(r"\s*(?:>>>|\.\. |   )|.*\n[=-]+$", block)]
    linked = re.sub(r"`([^`<]*?)\s*<[^>]*>`_", r"\1", "\n\n".join(blocks))
    return re.sub(r":\w+:`[^`]*`|``[^`]*``|`[^`]*`", "formula", linked)


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.rst")), ids=name_of)
def test_sentences_are_short_and_words_usual(page):
    text = prose(page.read_text("utf-8"))
    assert [sentence for sentence in sentences(text) if len(sentence.split()) > LONGEST] == []
    assert re.findall(UNUSUAL, text) == []


def test_prose_is_what_is_read():
    text = prose((DOCS / "examples" / "prior.rst").read_text("utf-8"))
    assert "Its draws are random functions, evaluated at the three inputs." in text
    assert not re.search(">>>|0[.]7|==|http", text)


def test_all_values_of_the_other_library_are_compared():
    """No number was made in vain, and none is compared that was not made."""
    values = json.loads((DOCS / "from_neural_tangents" / "values.json").read_text("utf-8")).keys() - {"source"}
    folder = DOCS / "from_neural_tangents"
    made = {
        name
        for module in ("idioms", "uses", "nearby")
        for name in re.findall(r"^def (\w+)\(\)", (folder / f"{module}.py").read_text("utf-8"), re.MULTILINE)
    }
    assert values == made


def test_the_pages_are_built_without_warnings(tmp_path):
    # In a process of its own: the generator rewrites the defaults of the functions that it documents.
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", DOCS, tmp_path / "html"]
    subprocess.run(command, cwd=ROOT, check=True)
    page = (tmp_path / "html" / "api.html").read_text("utf-8")
    assert all(f'id="ntkcore.{name}"' in page for name in set(ntkcore.__all__) - MODULES)
    addresses = [
        address
        for path in (tmp_path / "html").rglob("*.html")
        for address in re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"]+)"', path.read_text("utf-8"))
    ]
    assert addresses
    assert not [address for address in addresses if "//" in address]  # read without a network


def test_the_notebook_runs_and_prints_the_same():
    stored, executed = (nbformat.read(NOTEBOOK, as_version=4) for _ in range(2))
    nbclient.NotebookClient(executed, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    texts = [[text_of(cell) for cell in notebook.cells if cell.cell_type == "code"] for notebook in (stored, executed)]
    assert any(texts[0])
    assert texts[0] == texts[1]


def text_of(cell):
    """What a cell prints; pictures differ by a pixel from machine to machine."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")
