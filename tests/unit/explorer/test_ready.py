"""A process is ready when it is warm and answers a scene in time; the image's health check asks it where it listens."""

import subprocess
import sys
import threading
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from starlette.applications import Starlette

from explorer import ready
from explorer.grid.view import explore
from explorer.scene.scene import Scene
from explorer.ui import compute
from tests.conftest import ROOT
from tests.unit.explorer.ui.test_packing import Server


@pytest.fixture
def probe():
    """Ask a server that has only this route; the status and the text."""
    asked = Server.__new__(Server)
    asked.app = Starlette(routes=[ready.route()])

    def ask():
        status, headers, body = asked.ask("/ready", {})
        assert headers["cache-control"] == "no-store"
        return status, body.decode()

    return ask


@pytest.fixture
def warm_up(monkeypatch):
    future: Future[None] = Future()
    monkeypatch.setattr(compute, "_warm", future)
    return future


def test_before_during_and_after_the_warm_up(probe, warm_up, monkeypatch):
    explore(Scene())  # compiles
    assert probe() == (503, "The process is still warming up.")
    warm_up.set_result(None)
    assert probe() == (200, "ready")
    monkeypatch.setattr(compute, "_warm", None)
    assert probe()[0] == 503


def test_a_warm_up_that_failed_never_becomes_ready(probe, warm_up):
    warm_up.set_exception(MemoryError())
    assert probe()[0] == 503


def test_a_scene_that_is_not_answered_in_time(probe, warm_up, monkeypatch):
    warm_up.set_result(None)
    go_on = threading.Event()
    monkeypatch.setattr(ready, "_SECONDS", 0.05)
    monkeypatch.setattr(ready, "explore", lambda scene: go_on.wait(20) and explore(scene))
    try:
        assert probe() == (503, "A scene was not answered within 0.05 s.")
    finally:
        go_on.set()


@pytest.mark.parametrize(
    ("status", "text", "told"),
    [
        (200, "ready", ""),
        (503, "The process is still warming up.", "still warming up"),
        (200, "<html>", "instead of 'ready'"),
        (None, "", "refused"),
    ],
)
@pytest.mark.parametrize("base", ["", "/lab/"])
def test_the_health_check_asks_at_the_configured_port_and_path(status, text, told, base):
    paths = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    if status is None:
        server.server_close()
    else:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {"STREAMLIT_SERVER_PORT": f"{server.server_port}", "STREAMLIT_SERVER_BASE_URL_PATH": base}
    environment |= {"http_proxy": "http://127.0.0.1:9"}
    ended = subprocess.run(
        [sys.executable, "-I", ROOT / "deploy/health.py"], env=environment, capture_output=True, text=True, check=False
    )
    if status is not None:
        server.shutdown()
        server.server_close()
        assert paths == [f"{base.rstrip('/')}/ready"]
    assert ended.returncode == (0 if not told else 1)
    assert told in ended.stderr
