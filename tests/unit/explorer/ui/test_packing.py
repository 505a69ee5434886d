"""Packed or not, an answer is the server's: same content, status and caching, and each file is packed once."""

import asyncio
import gzip

import pytest
from starlette.applications import Starlette
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from explorer.ui import packing
from explorer.ui.packing import Packing, accepts_gzip

SCRIPT = "const x = 1;\n" * 4000
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


class Server:
    """A small app behind the middleware, asked without a network."""

    def __init__(self, folder, base_path=""):
        (folder / "static").mkdir(exist_ok=True)
        self.script = folder / "static" / "app.js"
        self.script.write_text(SCRIPT)
        (folder / "static" / "font.woff2").write_bytes(bytes(range(256)) * 8)
        (folder / "static" / "tiny.js").write_text("1;")
        page = folder / "index.html"
        page.write_text("<p>page</p>\n" * 300)
        app = Starlette(
            routes=[
                Route("/old", lambda _: RedirectResponse("/", 301)),
                Route(
                    "/packed.js", lambda _: Response(gzip.compress(b"a" * 900), headers={"Content-Encoding": "gzip"})
                ),
                Route("/_stcore/numbers", lambda _: PlainTextResponse("9" * 2000)),
                Route("/post", lambda _: PlainTextResponse("9" * 2000), methods=["POST"]),
                Mount("/static", StaticFiles(directory=folder / "static")),
                WebSocketRoute("/stream", self._stream),
                Route("/{path:path}", lambda _: FileResponse(page, headers={"Cache-Control": "no-cache"})),
            ]
        )
        self.app: ASGIApp = Packing(app, base_path)

    @staticmethod
    async def _stream(socket):
        await socket.accept()
        await socket.close()

    def ask(self, path, headers=GZIP, method="GET"):
        return asyncio.run(self.answer(path, headers, method))

    async def answer(self, path, headers=GZIP, method="GET"):
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        path, _, query = path.partition("?")
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode()}
        scope["query_string"] = query.encode()
        scope |= {"headers": raw, "http_version": "1.1", "scheme": "http", "server": ("a", 80), "root_path": ""}
        sent = []

        async def receive():
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        await self.app(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def server(tmp_path):
    return Server(tmp_path)


@pytest.fixture
def packed(monkeypatch):
    """What has been packed, in turn."""
    done = []
    monkeypatch.setattr(packing, "_pack", lambda content: done.append(content) or gzip.compress(content))
    return done


def test_a_script_arrives_packed_and_whole(server):
    status, headers, body = server.ask("/static/app.js")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body).decode() == SCRIPT
    assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 20
    assert "accept-encoding" in headers["vary"].lower()
    assert headers["etag"].startswith('W/"')
    assert "accept-ranges" not in headers


@pytest.mark.parametrize("encodings", ["", "identity", "gzip;q=0", "br", "deflate, gzip;q=0.0, *"])
def test_who_cannot_unpack_gets_it_as_it_is_and_caches_are_told(server, encodings):
    status, headers, body = server.ask("/static/app.js", {"Accept-Encoding": encodings} if encodings else {})
    assert (status, body.decode()) == (200, SCRIPT)
    assert "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("GZIP;q=0.5", True),
        ("*", True),
        ("br, *;q=0", False),
        ("gzip;q=zero", False),
        ("x-gzip", False),
    ],
)
def test_what_an_accept_encoding_says(header, accepted):
    assert accepts_gzip(header) is accepted


def test_every_path_of_the_page_shares_one_packing(server, packed):
    for path in ("/", "/prior", "/nowhere/at/all"):
        status, headers, body = server.ask(path)
        assert (status, headers["cache-control"], gzip.decompress(body)[:11]) == (200, "no-cache", b"<p>page</p>")
    assert len(packed) == 1


def test_a_file_is_packed_once_and_again_when_it_has_changed(server, packed):
    async def at_the_same_time():
        return await asyncio.gather(*(server.answer("/static/app.js") for _ in range(5)))

    assert {gzip.decompress(body).decode() for _, _, body in asyncio.run(at_the_same_time())} == {SCRIPT}
    server.ask("/static//app.js")
    assert len(packed) == 1
    server.script.write_text("other" * 1000)
    _, _, body = server.ask("/static/app.js")
    assert gzip.decompress(body) == b"other" * 1000
    assert len(packed) == 2


def test_a_browser_that_has_it_is_told_so(server, packed):
    for path in ("/static/app.js", "/prior"):
        tag = server.ask(path)[1]["etag"]
        for tags in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
            status, headers, body = server.ask(path, GZIP | {"If-None-Match": tags})
            assert (status, body) == (304, b"")
            assert headers["etag"].removeprefix("W/") == tag.removeprefix("W/")
            assert headers["vary"] == "Accept-Encoding"
        assert server.ask(path, GZIP | {"If-None-Match": '"other"'})[0] == 200
    assert len(packed) == 2


def test_head_says_what_get_would(server):
    status, headers, body = server.ask("/static/app.js", method="HEAD")
    assert (status, headers, body) == (200, server.ask("/static/app.js")[1], b"")


def test_a_part_of_a_file_is_a_part_of_the_unpacked_one(server):
    status, headers, body = server.ask("/static/app.js", GZIP | {"Range": "bytes=6-9"})
    assert (status, body) == (206, SCRIPT.encode()[6:10])
    assert "content-encoding" not in headers


@pytest.mark.parametrize("path", ["/static/font.woff2", "/static/tiny.js", "/_stcore/numbers", "/old", "/static/no.js"])
def test_what_gains_nothing_is_left_alone(server, packed, path):
    assert server.ask(path)[0] == {"/old": 301, "/static/no.js": 404}.get(path, 200)
    assert not packed


def test_what_is_packed_already_is_not_packed_again(server, packed):
    status, headers, body = server.ask("/packed.js")
    assert (status, headers["content-encoding"], gzip.decompress(body)) == (200, "gzip", b"a" * 900)
    assert not packed


def test_what_is_sent_to_the_server_passes(server, packed):
    assert server.ask("/post", method="POST") == (
        200,
        {"content-length": "2000", "content-type": "text/plain; charset=utf-8"},
        b"9" * 2000,
    )
    assert not packed


def test_memory_has_an_end(server, monkeypatch):
    monkeypatch.setattr(packing, "_KEPT_BYTES", 100)
    for path in ("/static/app.js", "/", "/static/app.js"):
        assert server.ask(path)[0] == 200
    assert server.app._size <= 100
    assert server.app._size == sum(len(body) for _, body in server.app._kept.values())
