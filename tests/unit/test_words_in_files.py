"""Words on screen stand in files with keys: code that still has some is listed, and the list may only get shorter."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.test_text_in_code import strings_of_javascript, strings_of_python

# Scripts and files to take away are in English, and so are errors of files, links and addresses; a room is shared.
ENGLISH = (
    *("explorer/export/", "explorer/scene/", "explorer/lessons/", "explorer/rooms/", "assets/vendor/"),
    "explorer/studies/training/sweep.py",  # a command
)
# Words that a person sees: two words of letters, or one that begins with a capital.
WORDY = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}|^[A-Z][a-z]{2,}")
THROWN = re.compile(r"\bthrow\s+new Error\([^()]*\)")
# What is written where no person reads it: names of code, of headers and keys, of styles and errors of programmers.
DRAWN = frozenset(
    {"markdown", "button", "caption", "metric", "info", "error", "warning", "success", "expander", "tabs", "toggle"}
    | {
        "download_button",
        "text_area",
        "selectbox",
        "segmented_control",
        "spinner",
        "progress",
        "toast",
        "badge",
        "text",
    }
    | {"choose", "slide", "pick", "offer", "uploader", "open_button", "Absent", "show_table", "table", "click"}
)
NAMED = frozenset({"title", "finding", "name", "label", "help", "text", "column"})
# How many such texts each of these still has. A file that has fewer is to be lowered here, one that has none to leave.
LEFT: dict[str, int] = {}
LEFT_IN_JAVASCRIPT: dict[str, int] = {}


def texts_on_screen(source: str) -> Iterator[str]:
    """The literals that a module hands to what draws: widgets, titles, names of traces, findings, help."""
    for node in ast.walk(ast.parse(source)):
        shown: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            shown += node.args[name == "open_button" : 2] if name in DRAWN else []  # a page's title is its name in code
            shown += [each.value for each in node.keywords if each.arg in NAMED]
        elif isinstance(node, ast.Dict):
            shown += [
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value in NAMED
            ]
        elif isinstance(node, ast.Assign) and any(getattr(each, "id", "") in NAMED for each in node.targets):
            shown.append(node.value)
        for each in shown:
            yield from (text for text in strings_of_python(f"_ = {ast.unparse(each)}") if WORDY.search(text))


def python_files() -> list[Path]:
    paths = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "explorer").rglob("*.py")]
    return [path for path in paths if not name_of(path).startswith(ENGLISH) and "/numbers" not in name_of(path)]


def scripts() -> list[Path]:
    return [path for path in (ROOT / "assets").rglob("*.js") if not name_of(path).startswith(ENGLISH)]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def counted(paths: list[Path], texts) -> dict[str, int]:
    counts = {name_of(path): len(list(texts(path.read_text("utf-8")))) for path in sorted(paths)}
    return {name: count for name, count in counts.items() if count}


def more_than(allowed: dict[str, int], counts: dict[str, int]) -> dict[str, int]:
    """The files that have more texts than they are allowed to have."""
    return {name: count for name, count in counts.items() if count > allowed.get(name, 0)}


def prose_of_javascript(source: str) -> Iterator[str]:
    """Literals of JavaScript with several words that are no code, and no error for programmers."""
    for text in strings_of_javascript(THROWN.sub("", source)):
        if re.search(r"[^\W\d_]{2,} [^\W\d_]{2,} [^\W\d_]{2,}", text) and not re.search(r"[<;{=]\S|[#.]\w+ |ntk", text):
            yield text


def test_words_on_screen_stand_in_files() -> None:
    assert more_than(LEFT, counted(python_files(), texts_on_screen)) == {}


def test_words_of_javascript_stand_in_files() -> None:
    assert more_than(LEFT_IN_JAVASCRIPT, counted(scripts(), prose_of_javascript)) == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('st.button("Use it")', ["Use it"]),
        ('st.button(phrase("use.it"))', []),
        ('settings.choose("Width", "width", names)', ["Width"]),
        ('page.open_button("Finite width", "See it there")', ["See it there"]),
        ('line(x, y, name=f"fit of {n} points")', ["fit of {} points"]),
        ('up = {"title": "test error"}', ["test error"]),
        ('finding = f"The error is {error}."', ["The error is {}."]),
        ('session.get("Some words of code")', []),
    ],
)
def test_what_is_drawn_is_seen(source: str, expected: list[str]) -> None:
    assert list(texts_on_screen(source)) == expected
