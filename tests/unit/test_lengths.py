"""No file of code is too long to be read in one go."""

from pathlib import Path

from tests.conftest import ROOT

FOLDERS = ("assets", "bench", "deploy", "explorer", "ntkcore", "pages", "scripts", "tests")
SUFFIXES = {".py", ".js", ".mjs", ".ts", ".css"}
LINES = 250


def files() -> list[Path]:
    """All Python, JavaScript, types and CSS of the project, tests included; not what others wrote."""
    paths = [*ROOT.glob("*.py"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))]
    return [path for path in paths if path.suffix in SUFFIXES and "vendor" not in path.parts]


def test_no_file_is_longer_than_a_sitting() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in files()}
    assert {"app.py", "tests/conftest.py", "assets/chart/chart.js", "assets/chart/plot.css"} <= lengths.keys()
    assert {name: length for name, length in lengths.items() if length > LINES} == {}
