"""A server of scripts.serve runs until its block ends, however that ends; one that does not start is explained."""

import sys
from pathlib import Path

import pytest

from scripts.serve import Server, free_port, running

HOST = "127.0.0.1"
HEALTHY = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok" if self.path == "/_stcore/health" else b"")

print("listening", flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def start(folder: Path, code: str) -> tuple[list[str], str, Path]:
    port = free_port(HOST)
    return [sys.executable, "-c", code, str(port)], f"http://{HOST}:{port}", folder / "server.log"


def test_it_runs_until_the_block_ends(tmp_path: Path) -> None:
    with running(*start(tmp_path, HEALTHY)) as server:
        assert server.process.poll() is None
        assert server.log.read_text().startswith("listening")
    assert server.process.poll() is not None


def test_it_is_stopped_when_the_block_fails(tmp_path: Path) -> None:
    servers: list[Server] = []

    def fail() -> None:
        with running(*start(tmp_path, HEALTHY)) as server:
            servers.append(server)
            raise KeyError("failed")

    with pytest.raises(KeyError, match="failed"):
        fail()
    assert servers[0].process.poll() is not None


def test_what_it_printed_explains_why_it_did_not_start(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match=r"did not start; it printed:\n.*no such setting"),
        running(*start(tmp_path, "raise SystemExit('no such setting')")),
    ):
        pass
