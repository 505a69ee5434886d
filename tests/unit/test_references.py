"""Comments in JavaScript and styles name Python files, functions and constants that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASSETS = sorted(
    path for end in ("js", "ts", "css") for path in (ROOT / "assets").rglob(f"*.{end}") if "vendor" not in path.parts
)
MODULES: dict[str, str] = {}
for folder in ("explorer", "ntkcore", "pages"):
    for path in (ROOT / folder).rglob("*.py"):
        MODULES[path.stem] = MODULES.get(path.stem, "") + path.read_text("utf-8")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
FILE = re.compile(r"[\w/]+\.py\b")
NAME = re.compile(r"(?<![\w./])([a-z_]+)\.(_?[A-Za-z]\w+)(?!\.?\w)")


def comments(path: Path) -> str:
    return "\n".join(COMMENT.findall(path.read_text("utf-8")))


def defines(source: str, name: str) -> bool:
    """Whether the source of a module has a function, class or constant of that name."""
    assigned = rf"^(?:[\w, ]+, )?{name}(?:, [\w, ]+)?(?:: [^=]+)? = "
    return re.search(rf"^(?:def|class) {name}\b|{assigned}", source, re.MULTILINE) is not None


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_that_a_comment_names_is_there(path: Path):
    text = comments(path)
    for name in FILE.findall(text):
        assert (ROOT / name).is_file(), name
    for module, name in NAME.findall(text):
        if name not in ("py", "js", "css"):
            assert defines(MODULES.get(module, ""), name), f"{module}.{name}"


def test_names_are_found_at_all():
    named = [pair for path in ASSETS for pair in NAME.findall(comments(path)) if pair[0] in MODULES]
    assert len(named) > 20
