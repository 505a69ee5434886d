"""Words on screen that stand in code are as plain as the texts of the studies, by the same rules."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.explorer.ui.test_text import LONGEST, ROOT, UNUSUAL, sentences

PYTHON = sorted(
    [
        ROOT / "app.py",
        ROOT / "server.py",
        *ROOT.glob("pages/**/*.py"),
        *ROOT.glob("explorer/**/*.py"),
        *ROOT.glob("ntkcore/**/*.py"),
    ]
)
SCRIPTS = sorted(path for path in ROOT.glob("assets/**/*.js") if "vendor" not in path.parts)
JSON = sorted(
    [
        *(path for path in ROOT.glob("assets/**/*.json") if "vendor" not in path.parts),
        *ROOT.glob("explorer/**/labels.json"),
    ]
)
FEWEST = 4  # words: what is shorter is a name, a label or code
CODE = re.compile(r"\\[a-zA-Z]|=>|[;{]\s*\n|^\s*[<$`]|^\s*(?:export|function|import|const) |^\W*M[\d{-]")
HELD = re.compile(r"\{[^{}]*\}")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|`((?:[^`\\]|\\.)*)`")


def is_prose(string: str) -> bool:
    """Whether a string is a sentence or a piece of one: several words of letters, no formula and no code."""
    return len(re.findall(r"[^\W\d_]{2,}", string)) >= FEWEST and not CODE.search(string)


def strings_of_python(source: str) -> Iterator[str]:
    """The strings of a module that are not docstrings, with every blank of an f-string as one word."""
    tree = ast.parse(source)
    inner = {id(each) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for each in node.values}
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inner | statements:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def strings_of_javascript(source: str) -> Iterator[str]:
    """The string literals of a module without nested templates, with every blank of a template as one word."""
    for plain, template in LITERAL.findall(COMMENT.sub("", source)):
        yield plain or re.sub(r"\$\{[^{}]*\}", "{}", template)


def strings_of_json(node: object) -> Iterator[str]:
    """All values that are strings."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from strings_of_json(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings_of_json(value)


def complaints(strings: Iterator[str]) -> list[tuple[str, str]]:
    """Each sentence that is too long and each unusual word, with where it stands."""
    faults = []
    for string in filter(is_prose, strings):
        plain = HELD.sub("blank", string).replace("<br>", "\n\n")
        faults += [("long", each) for each in sentences(plain) if len(each.split()) > LONGEST]
        faults += [(word, string) for word in re.findall(UNUSUAL, plain)]
    return faults


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_strings_of_python_are_plain(path: Path) -> None:
    assert not complaints(strings_of_python(path.read_text("utf-8")))


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_strings_of_javascript_are_plain(path: Path) -> None:
    assert not complaints(strings_of_javascript(path.read_text("utf-8")))


@pytest.mark.parametrize("path", JSON, ids=name_of)
def test_strings_of_json_are_plain(path: Path) -> None:
    assert not complaints(strings_of_json(json.loads(path.read_text("utf-8"))))


def test_the_reader_finds_strings_and_leaves_code() -> None:
    python = (
        'def f(x):\n    """It says what a docstring says and holds."""\n    return f"The file {x} says what it holds."'
    )
    assert [word for word, _ in complaints(strings_of_python(python))] == ["says", "holds"]
    script = 'const A = `It ${a} holds one, two and three`; // "it says that it holds words"\nconst B = "M0 0L1 1";'
    assert [word for word, _ in complaints(strings_of_javascript(script))] == ["holds"]
    assert [fault for fault, _ in complaints(iter(["word " * (LONGEST + 1)]))] == ["long"]
    assert not complaints(iter([r"\log p(y) says what it is", "hold held says"]))


def test_enough_is_read() -> None:
    """The rules are kept by what is on screen, not because nothing was found."""
    for paths, reader, least in ((PYTHON, strings_of_python, 100), (SCRIPTS, strings_of_javascript, 20)):
        prose = [string for path in paths for string in reader(path.read_text("utf-8")) if is_prose(string)]
        assert len(prose) >= least
    texts = [string for path in JSON for string in strings_of_json(json.loads(path.read_text("utf-8")))]
    assert any("Tab goes to a point" in string for string in texts)
    assert any("waiting for both an x and a y" in string for string in texts)


LONGEST_IN_CODE = 100  # letters: what is longer stands in words.md
SCREEN = sorted(
    [
        ROOT / "app.py",
        *ROOT.glob("pages/**/*.py"),
        *ROOT.glob("explorer/ui/**/*.py"),
        *ROOT.glob("explorer/studies/**/sections/**/*.py"),
    ]
)


def long_prose(source: str) -> list[str]:
    """The strings of a module that are prose or a formula and too long to stand in code; markup and code may."""
    formula = re.compile(r"\\(?:begin|mathcal|frac|tfrac|theta|Theta|Sigma)")
    strings = [string for string in strings_of_python(source) if len(string) > LONGEST_IN_CODE]
    return [string for string in strings if is_prose(string) or formula.search(string)]


@pytest.mark.parametrize("path", SCREEN, ids=name_of)
def test_text_of_any_length_stands_in_files_of_text(path: Path) -> None:
    assert long_prose(path.read_text("utf-8")) == []


def test_long_text_in_code_is_seen() -> None:
    sentence = "One sentence in Python may be short. " * 3
    assert long_prose(f'def f(x):\n    """{sentence}"""\n    return f"{sentence}{{x}}"') == [f"{sentence}{{}}"]
    assert long_prose(f"x = r'{chr(92)}frac{{1}}{{2}}{' + a' * 30}'")
    assert not long_prose(f"x = '{sentence[:90]}'")
