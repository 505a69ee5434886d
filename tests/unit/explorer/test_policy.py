"""The policy of each page names its own inline scripts and no others, and every answer has the headers for all."""

import base64
import hashlib
import re

import pytest
from starlette.applications import Starlette

from explorer import shell
from explorer.policy import Headers, content_policy
from explorer.ui import files, page
from explorer.ui.packing import Packing
from tests.unit.explorer.ui.test_packing import GZIP, Server

PATHS = tuple(page.ADDRESSES.values())


def rules(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in map(str.split, policy.split("; "))}


@pytest.fixture
def asked():
    server = Server.__new__(Server)
    server.app = Headers(Starlette(routes=shell.routes(PATHS)))
    return server


def test_inline_scripts_are_allowed_by_their_hashes(asked):
    _, headers, body = asked.ask("/prior", {})
    scripts = re.findall(rb"<script>(.*?)</script>", body, re.DOTALL)
    expected = {f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts}
    policy = rules(headers["content-security-policy"])
    assert len(expected) == 2
    assert set(policy["script-src"]) == {"'self'", "blob:", "'wasm-unsafe-eval'"} | expected
    assert policy["default-src"] == ["'none'"]


def test_nothing_comes_from_elsewhere_and_no_text_is_run():
    policy = content_policy("<script>let a = 1;</script>", "*")
    sources = {source for name, values in rules(policy).items() if name != "frame-ancestors" for source in values}
    kept = {source for source in sources if not source.startswith("'sha256-")}
    assert kept == {"'none'", "'self'", "'unsafe-inline'", "'wasm-unsafe-eval'", "blob:", "data:"}
    assert "'unsafe-inline'" not in rules(policy)["script-src"]


def test_frames_are_open_until_sites_are_named(asked, monkeypatch):
    asked_for = [rules(asked.ask("/", {})[1]["content-security-policy"])["frame-ancestors"]]
    for names in ("'self' https://example.org", " "):
        monkeypatch.setenv("NTK_FRAME_ANCESTORS", names)
        asked_for.append(rules(asked.ask("/", {})[1]["content-security-policy"])["frame-ancestors"])
    assert asked_for == [["*"], ["'self'", "https://example.org"], ["*"]]


def test_what_a_browser_has_kept_is_not_sent_again(asked):
    asked.app = Headers(Packing(asked.app._app))
    _, first, _ = asked.ask("/prior", GZIP)
    status, headers, _ = asked.ask("/prior", GZIP | {"If-None-Match": first["etag"]})
    assert "content-security-policy" in first
    assert status == 304
    assert not {"content-security-policy", "x-content-type-options", "referrer-policy"} & headers.keys()


@pytest.mark.parametrize("path", ["/prior", "/nothing/there"])
def test_every_answer_has_the_headers_for_all(asked, path):
    _, headers, _ = asked.ask(path, {})
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_who_says_that_somebody_is_there_says_which_process(asked):
    assert asked.ask("/_stcore/health", {})[1]["x-process"] == files.PROCESS
    assert "x-process" not in asked.ask("/prior", {})[1]
