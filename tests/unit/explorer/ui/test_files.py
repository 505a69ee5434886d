"""Files and priors of our server: found under names that hold a digest, kept for good, and only what there is."""

import asyncio

import pytest
from starlette.applications import Starlette

from explorer.grid.packed import packed_prior
from explorer.ui import files, priors
from ntkcore.architecture import Architecture
from tests.unit.explorer.ui.test_packing import Server

NETWORK = Architecture("leaky_relu", 3, 1.5, 0.25)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(files._server, "serves", False)
    asked = Server.__new__(Server)
    asked.app = Starlette(routes=[priors.route(), *files.routes()])
    return asked


def test_without_a_server_there_is_no_address(monkeypatch):
    monkeypatch.setattr(files._server, "serves", False)
    assert files.address("a.js") == priors.address(NETWORK, 0) == ""


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


def test_a_prior_is_what_the_preview_needs(server):
    address = priors.address(NETWORK, 7)
    status, headers, body = server.ask(f"/{address}")
    assert (status, body) == (200, packed_prior(NETWORK, 7))
    assert "immutable" in headers["cache-control"]
    assert server.ask(f"/{address}", {"If-None-Match": headers["etag"]})[0] == 304


@pytest.mark.parametrize(
    "change",
    [
        ("leaky_relu", "tanh"),
        (",3,", ",33,"),
        (",3,", ",03,"),
        (",1.5,", ",1.50,"),
        (",1.5,", ",nan,"),
        (",1.5,", ",1e999,"),
        (",0.25,", ",-0.25,"),
        (",7", ",-7"),
        (",7", ",7,7"),
        (",7", ""),
        (priors._edition(), "000000000000"),
    ],
)
def test_only_networks_that_a_scene_can_have_under_their_one_name(server, monkeypatch, change):
    monkeypatch.setattr(priors, "packed_prior", lambda *_: pytest.fail("computed"))
    status, headers, _ = server.ask("/" + priors.address(NETWORK, 7).replace(*change))
    assert (status, headers["cache-control"]) == (404, "no-store")


def test_who_asks_too_much_is_sent_away(server, monkeypatch):
    monkeypatch.setattr(priors, "_WAITING", 2)

    async def many():
        asked = (server.answer("/" + priors.address(NETWORK, seed)) for seed in range(40, 60))
        return [status for status, _, _ in await asyncio.gather(*asked)]

    statuses = asyncio.run(many())
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 1
