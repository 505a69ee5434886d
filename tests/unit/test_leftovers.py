"""Nothing of the app is left over: every name, sentence, style and export is used somewhere else than in tests."""

import json
import re
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = [ROOT / name for name in ("explorer", "pages", "assets")]
USERS = [*APP, ROOT / "bench", ROOT / "scripts", ROOT / "docs"]
# Classes that Streamlit, plotly and KaTeX write.
FOREIGN = re.compile(r"st[A-Z]\w*|st-key-[\w-]+|token|katex[\w-]*|\w+layer[\w-]*|textpoint")
PYTHON_DEFINES = re.compile(r"^ *(?:def|class) (\w+)|^([A-Za-z_]\w*)(?:: [^=\n]+)? = ", re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.MULTILINE)
WORD = re.compile(r"\w[\w-]*")
HEAD = re.compile(r"^<!-- (\w+) -->$", re.MULTILINE)
FILLED = re.compile(r"""f(["'])([^"'\n]*\{[^"'\n]*)\1""")
# Methods that html.parser calls, and the colours of candidates, which a style sheet repeats: see test_palette.py.
CALLED = {"handle_starttag", "handle_endtag", "handle_data", "LETTERS"}


@cache
def sources(*ends: str) -> dict[Path, str]:
    """The text of all files of the app, the bench and the scripts with these ends, by path."""
    paths = chain(*(folder.rglob(f"*.{end}") for folder in USERS for end in ends), ROOT.glob("*.py"))
    return {path: path.read_text("utf-8") for path in paths if "vendor" not in path.parts}


def is_apps(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in APP)


def word_counts(*ends: str) -> Counter[str]:
    """How often each word stands in the files with these ends; 'st-key' is one word."""
    return Counter(chain.from_iterable(WORD.findall(text) for text in sources(*ends).values()))


@pytest.mark.parametrize("path", [path for path in sources("css") if is_apps(path)], ids=lambda path: path.name)
def test_every_class_in_a_style_sheet_is_written_by_some_code(path: Path):
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", sources("css")[path], flags=re.DOTALL)
    code = word_counts("py", "js")
    classes = set(re.findall(r"\.([A-Za-z][\w-]*)", rules))
    unused = [name for name in sorted(classes) if not FOREIGN.fullmatch(name) and not code[name]]
    assert unused == []


def test_every_variable_in_a_style_sheet_is_defined():
    css = "\n".join(sources("css", "js", "py").values())
    defined = set(re.findall(r"(--[\w-]+)[\"'`]?\s*[:,]", css))
    used = set(re.findall(r"var\((--[\w-]*\w)[,)]", css))
    assert {name for name in used - defined if not name.startswith("--st-")} == set()


def test_every_section_of_words_is_shown():
    code = "\n".join(sources("py").values())
    # 'f"map_{term}"' uses every section that begins with map_; '{self.name}' alone says nothing.
    patterns = [re.sub(r"\\\{.*?\\\}", r"\\w+", re.escape(filled)) for _, filled in FILLED.findall(code)]
    telling = [re.compile(pattern) for pattern in patterns if re.fullmatch(r"(?:\w|\\w\+)+", pattern)]
    telling = [pattern for pattern in telling if len(pattern.pattern.replace("\\w+", "")) > 3]
    unused = []
    for path in (ROOT / "explorer" / "studies").glob("*/words.md"):
        for name in HEAD.findall(path.read_text("utf-8")):
            quoted = re.search(rf"[\"']{name}[\"']", code)
            if not quoted and not any(pattern.fullmatch(name) for pattern in telling):
                unused.append(f"{path.parent.name}: {name}")
    assert unused == []


def test_every_message_is_said():
    messages = json.loads((ROOT / "explorer/grid/labels.json").read_text("utf-8"))
    code = word_counts("py", "js")
    unused = [key for group in ("notes", "health") for key in messages[group] if not code[key]]
    assert unused == []


def test_every_python_name_of_the_app_is_used_by_it():
    code, unused = word_counts("py", "md", "rst"), []
    for path, text in sources("py").items():
        names = {first or second for first, second in PYTHON_DEFINES.findall(text)} if is_apps(path) else set()
        unused += [name for name in names - CALLED if not name.startswith("__") and code[name] < 2]
    assert sorted(unused) == []


def test_every_export_is_imported():
    tests = (path for end in ("js", "py") for path in (ROOT / "tests").rglob(f"*.{end}"))
    everywhere = word_counts("js", "py", "ts") + Counter(
        chain.from_iterable(WORD.findall(path.read_text("utf-8")) for path in tests)
    )
    unused = []
    for path, text in sources("js").items():
        local = Counter(WORD.findall(text))
        unused += [f"{path.name}: {name}" for name in EXPORT.findall(text) if everywhere[name] == local[name]]
    assert unused == []
