"""Names say what a thing is: vague nouns are no names of values, functions and classes. Docstrings name it, too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

VAGUE = frozenset(
    {"found", "half", "here", "kind", "kinds", "known", "one", "own", "parts", "place", "places", "said", "say", "seen"}
    | {"whole", "words"}
)
FOLDERS = ("bench", "explorer", "ntkcore", "pages", "scripts", "tests")
FILES = ("app.py", "server.py")
# `words` is the fourth step of a section, and the name of a choice in a link.
ALLOWED = {("explorer/ui/section.py", "words"), ("explorer/ui/fields.py", "words")} | {
    (str(path.relative_to(ROOT)), "words") for path in (ROOT / "explorer" / "studies").glob("*/sections/*.py")
}


def vague_names(source: str) -> Iterator[tuple[str, int]]:
    """The vague names of parameters, variables, functions, classes and imports of `source`, with their lines."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                names = [name]
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names = [name]
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names = [alias.asname or "" for alias in aliases]
            case _:
                continue
        yield from ((name, getattr(node, "lineno", 0)) for name in names if name.strip("_").lower() in VAGUE)


def files() -> list[Path]:
    return [*(ROOT / name for name in FILES), *(path for name in FOLDERS for path in (ROOT / name).rglob("*.py"))]


def test_values_functions_and_classes_have_no_vague_names() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in files()
        for name, line in vague_names(path.read_text(encoding="utf-8"))
        if (str(path.relative_to(ROOT)), name) not in ALLOWED
    ]
    assert faults == []


def questions(source: str) -> Iterator[str]:
    """The first lines of docstrings that begin like a question, and not with a verb or the name of the thing."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            first = (ast.get_docstring(node) or "").partition("\n")[0]
            if first.partition(" ")[0] in {"How", "What", "When", "Where", "Which", "Who", "Why"}:
                yield first


def test_docstrings_begin_with_a_verb_or_the_name_of_the_thing() -> None:
    packages = [path for path in files() if path.parts[len(ROOT.parts)] in ("explorer", "ntkcore")]
    assert [line for path in packages for line in questions(path.read_text(encoding="utf-8"))] == []
    assert list(questions('def f():\n    """What `g` returns."""')) == ["What `g` returns."]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_has_files(folder: str) -> None:
    assert list((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize(
    "source",
    [
        "def f(place): ...",
        "def f(*, known=1): ...",
        "lambda one: one",
        "found = 1",
        "for seen in (): ...",
        "whole, rest = 1, 2",
        "[parts for parts in ()]",
        "with open('x') as half: ...",
        "class C:\n    kind: int = 0",
        "import m as words",
        "_known = 1",
        "PARTS = ()",
        "def known(): ...",
        "class Place: ...",
    ],
)
def test_a_vague_name_is_noticed(source: str) -> None:
    assert len(list(vague_names(source))) == 1


@pytest.mark.parametrize("source", ["theory = 1", "f(kind='stable')", "x.words", "{'place': 1}", "def test_one(): ..."])
def test_other_names_and_keys_are_free(source: str) -> None:
    assert list(vague_names(source)) == []
