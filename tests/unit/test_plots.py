"""Plotly's script as the app serves it: the whole of it, packed for whom can unpack it, and kept for good."""

import gzip

import pytest
from starlette.requests import Request

from ntkcore.figures import browser
from pages.ui import plots


def answer(encodings):
    headers = [(b"accept-encoding", encodings.encode())] if encodings else []
    return plots.library(Request({"type": "http", "method": "GET", "path": plots.LIBRARY, "headers": headers}))


@pytest.mark.parametrize(("encodings", "packed"), [("gzip, deflate, br", True), ("", False), ("identity", False)])
def test_the_script_arrives_whole_and_is_kept(encodings, packed):
    given = answer(encodings)
    assert given.headers.get("content-encoding") == ("gzip" if packed else None)
    body = bytes(given.body)
    assert (gzip.decompress(body) if packed else body).decode() == browser.script()
    assert len(body) < 1_600_000 or not packed
    assert given.headers["content-type"].startswith("text/javascript")
    assert "immutable" in given.headers["cache-control"]
    assert given.headers["vary"] == "Accept-Encoding"


def test_its_name_changes_with_its_version():
    assert browser.VERSION in plots.LIBRARY
