"""The document that a browser gets first is Streamlit's, with our title, our styles, and what the page will need."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.file_util import get_static_dir

from explorer import shell
from explorer.ui import assets, chart, files, page, plots
from ntkcore.cache import clear_caches
from tests.unit.explorer.ui.test_packing import Server

STATIC = Path(get_static_dir())
PATHS = tuple(page.ADDRESSES.values())
PRELOADED = re.compile(r'<link rel="modulepreload" crossorigin href="\./([^"]+)">')


@pytest.fixture(autouse=True)
def served(monkeypatch):
    """As on a server of ours."""
    monkeypatch.setattr(files._server, "serves", True)
    clear_caches("explorer.shell")
    yield
    clear_caches("explorer.shell")


@pytest.mark.parametrize("path", PATHS)
def test_it_is_streamlits_document_with_ours_in_its_head(path):
    theirs, ours = (STATIC / "index.html").read_text(), shell.document(path)
    head, rest = ours.split("</head>")
    styles = f"<style>{assets.read('shell.css')}{assets.page_styles()}</style>"
    assert rest == theirs.split("</head>")[1].replace("</body>", styles + "</body>")
    assert head.startswith(theirs.split("<title>")[0])
    assert re.search(r"<title>(?:[\w ]+ · )?NTK Explorer</title>", head)
    assert 'name="description"' in head
    assert head.index("ntk-away") < head.index('<script type="module"')  # it notes the first file that does not arrive


def test_a_preview_of_a_link_describes_its_scene():
    asked = Server.__new__(Server)
    asked.app = Starlette(routes=shell.routes(PATHS))
    _, _, plain = asked.ask("/prior", {})
    _, _, body = asked.ask("/prior?v=2&points=0,0;1,1&xaxis=1,0,%3Cb%3E%22", {})
    assert "<title>Prior · NTK Explorer</title>" in body.decode()
    assert '<meta property="og:title" content="Prior · NTK Explorer">' in body.decode()
    told = re.findall(r'<meta (?:name="description"|property="og:description") content="([^"]*)">', body.decode())
    assert len(told) == 2
    assert told[0] == told[1]
    assert told[0].startswith("Two training points of y against &lt;b&gt;&quot;. Infinitely wide ReLU")
    assert "what infinitely wide neural networks predict" in plain.decode()


@pytest.mark.parametrize("path", PATHS)
def test_what_is_fetched_ahead_is_there_and_named_once(path):
    names = PRELOADED.findall(shell.document(path))
    assert len(names) == len(set(names)) > 60
    for name in names:
        bundled = files._files if name.startswith(files.FOLDER) else None
        assert Path(name).name in bundled if bundled is not None else (STATIC / name).is_file(), name


def test_a_page_fetches_what_it_draws_and_nothing_heavy():
    named = {path: " ".join(PRELOADED.findall(shell.document(path))) for path in PATHS}
    assert set(PATHS) == set(shell._PAGE_WIDGETS) == set(shell._PAGE_FILES)
    assert chart.FILES[0] in named[""]
    assert chart.FILES[0] not in named["prior"]
    assert plots.LIBRARY.name in named["prior"]
    for names in named.values():
        assert "BidiComponent" in names
        assert not re.search("SyntaxHighlighter|DataFrame|PlotlyChart|mermaid", names)


def test_streamlit_still_has_what_we_name():
    for name in {name for shown in shell._PAGE_WIDGETS.values() for name in shown}:
        key = shell._LIBRARY.format(name) if name == shell._FORMULAS else shell._LAZY.format(name)
        assert key in shell._list_of_files(), name


def test_an_index_that_has_changed_is_said(monkeypatch, tmp_path):
    (tmp_path / "index.html").write_text("<html></html>")
    monkeypatch.setattr(shell, "get_static_dir", lambda: str(tmp_path))
    with pytest.raises(ValueError, match="has no head and body"):
        shell.document("")


@pytest.mark.parametrize(
    ("path", "later"),
    [("", "FileUploader"), ("", "TextArea"), ("", "DownloadButton"), ("prior", "Progress"), ("training", "Progress")],
)
def test_what_a_page_needs_later_is_fetched_ahead(path, later):
    assert re.search(rf"/{later}\.", " ".join(PRELOADED.findall(shell.document(path))))
    for anywhere in PATHS:
        assert re.search(r"/Toast\..*/Spinner\.", " ".join(PRELOADED.findall(shell.document(anywhere))))


NOWHERE = ("nothing", "nothing/there", "prior/more", "priors", "lessons/similarity", "%3Cb%3E", ".env", "wp-login.php")


@pytest.mark.parametrize("path", NOWHERE)
def test_there_is_no_page_elsewhere_and_the_answer_leads_to_the_app(path):
    asked = Server.__new__(Server)
    asked.app = Starlette(routes=shell.routes(PATHS))
    status, headers, body = asked.ask(f"/{path}", {})
    assert status == 404
    assert b'<a href="/">' in body
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["prior/", "static/js/index", "static/a.js", "_stcore/health", "media/abc", "favicon.png"]
)
def test_files_and_folders_of_streamlit_are_left_to_it(path):
    served = Route("/{path:path}", lambda _: PlainTextResponse("Streamlit"))
    asked = Server.__new__(Server)
    asked.app = Starlette(routes=[*shell.routes(PATHS), served])
    assert asked.ask(f"/{path}", {})[2] == b"Streamlit"
