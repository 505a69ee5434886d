"""Files and noise of our server: found under names that hold a digest, kept for good, and only what there is."""

import numpy as np
import pytest
from starlette.applications import Starlette

from explorer.grid.normals import normals, packed_normals
from explorer.ui import files, noise
from tests.unit.explorer.ui.test_packing import Server


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(files._server, "serves", False)
    asked = Server.__new__(Server)
    asked.app = Starlette(routes=[noise.route(), *files.routes()])
    return asked


def test_without_a_server_there_is_no_address(monkeypatch):
    monkeypatch.setattr(files._server, "serves", False)
    assert files.address("a.js") == noise.address() == ""


def test_a_name_changes_with_the_content(server):
    first, again, other = (files.offer("a", ".js", text) for text in ("1;", "1;", "2;"))
    assert first == again
    assert first.name != other.name
    status, headers, body = server.ask(f"/{files.address(first.name)}")
    assert (status, body) == (200, b"1;")
    assert "immutable" in headers["cache-control"]
    assert headers["content-type"].startswith("text/javascript")
    status, again, body = server.ask(f"/{files.address(first.name)}", {"If-None-Match": f"W/{headers['etag']}"})
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])


@pytest.mark.parametrize("name", ["ntk/a-000000000000.js", "ntk/", "ntk/../server.py"])
def test_what_is_not_there_is_missing_and_not_kept(server, name):
    status, headers, _ = server.ask(f"/{name}")
    assert status == 404
    assert "immutable" not in headers.get("cache-control", "")


def test_noise_is_what_the_preview_needs(server):
    address = noise.address() + "7"
    status, headers, body = server.ask(f"/{address}")
    assert (status, body) == (200, packed_normals(7))
    assert len(body) == 4 * (1 + 2 * 5 * (301 + 64))
    assert "immutable" in headers["cache-control"]
    assert server.ask(f"/{address}", {"If-None-Match": headers["etag"]})[0] == 304


@pytest.mark.parametrize("seed", ["-7", "07", "7.0", "2147483648", "nan", "", "7,7", "\u0667"])
def test_only_seeds_that_a_scene_can_have_under_their_one_name(server, seed):
    status, headers, _ = server.ask(f"/{noise.address()}{seed}")
    assert (status, headers.get("cache-control", "no-store")) == (404, "no-store")


def test_noise_of_another_generator_is_not_there(server):
    other = noise.address().replace(noise._edition(), "000000000000")
    assert server.ask(f"/{other}7")[0] == 404


def test_the_server_draws_with_the_very_numbers_that_it_sends():
    numbers = np.frombuffer(packed_normals(9), "<f4", offset=4)
    assert np.frombuffer(packed_normals(9), "<u4", count=1) == 9
    function, label = normals(9)
    np.testing.assert_array_equal(np.concatenate([function.ravel(), label.ravel()]), numbers)
