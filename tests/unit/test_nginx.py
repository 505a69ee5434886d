"""nginx as deploy/nginx.conf configures it, before two small servers: seats, fail-over, what is closed, limits."""

import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from scripts import nginx_server

UPLOAD = "/_stcore/upload_file/session/file"


class Process(ThreadingHTTPServer):
    """Answers as one app process would, with its name; while it `hangs` it says nothing; once `gone`, it hangs up.

    With a status in `refuses` it answers so.
    """

    daemon_threads = True

    def __init__(self, name: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.name, self.hangs, self.gone = name, threading.Event(), threading.Event()
        self.released = threading.Event()
        self.refuses = 0

    @property
    def address(self) -> str:
        """'host:port'."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # an answer is one packet

    def do_GET(self) -> None:
        if _of(self).hangs.is_set():
            _of(self).released.wait(30)
        if _of(self).hangs.is_set() or _of(self).gone.is_set():
            self.close_connection = True
            return
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        text = "ok" if self.path.endswith("health") else _of(self).name
        self.send_response(_of(self).refuses or 200)
        self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_PUT(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _of(handler: BaseHTTPRequestHandler) -> Process:
    assert isinstance(handler.server, Process)
    return handler.server


@contextmanager
def running(name: str) -> Iterator[Process]:
    process = Process(name)
    threading.Thread(target=process.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield process
    finally:
        process.released.set()
        process.shutdown()
        process.server_close()


@pytest.fixture
def behind(tmp_path):
    """Two processes, and `ask(path, …)`: (status, headers, text) of nginx's answer."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(running(name)) for name in ("first", "second"))
        server = stack.enter_context(nginx_server.running(tmp_path, (first.address, second.address)))
        address = urlsplit(server.url).netloc

        def ask(path="/", seat="", method="GET", body=None):
            connection = http.client.HTTPConnection(address, timeout=20)
            connection.request(method, path, body, {"Cookie": f"seat={seat}"} if seat else {})
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return answer.status, answer.headers, text

        yield first, second, ask


def seats(number):
    return [f"{seat:032x}" for seat in range(7, 7 + number)]


def test_a_page_gives_a_newcomer_a_seat_and_nothing_else_does(behind):
    _, _, ask = behind
    cookie = ask()[1]["Set-Cookie"]
    seat = cookie.partition(";")[0].removeprefix("seat=")
    assert len(seat) == 32
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ask("/ntk/chart.js")[1]["Set-Cookie"] is None
    assert ask(seat=seat)[1]["Set-Cookie"] is None
    assert ask(seat="forged")[1]["Set-Cookie"].startswith("seat=")
    assert ask()[1]["Set-Cookie"] != cookie


def test_a_seat_stays_with_its_process_and_all_processes_have_some(behind):
    _, _, ask = behind
    chosen = {seat: ask(seat=seat)[2] for seat in seats(20)}
    assert set(chosen.values()) == {"first", "second"}
    assert chosen == {seat: ask("/prior", seat)[2] for seat in chosen}
    cookie = ask()
    assert ask(seat=cookie[1]["Set-Cookie"][5:37])[2] == cookie[2]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/ready", "/below/ready", "/_stcore/script-health-check"])
def test_what_is_for_the_operator_is_closed(behind, path):
    assert behind[2](path)[0] == 404


def test_visitors_of_a_process_that_is_gone_are_sent_to_the_other_at_once(behind):
    first, _, ask = behind
    first.gone.set()  # for the connections that nginx has kept
    first.shutdown()
    first.server_close()
    assert {ask(seat=seat)[2] for seat in seats(20)} == {"second"}


def test_a_process_that_hangs_keeps_nobody_waiting_for_long(behind):
    first, _, ask = behind
    mine = next(seat for seat in seats(20) if ask(seat=seat)[2] == "first")
    first.hangs.set()
    with ThreadPoolExecutor() as pool:
        page = pool.submit(ask, seat=mine)
        start = time.monotonic()
        assert ask("/below/_stcore/stream", mine)[2] == "second"  # after a short question of nginx
        assert time.monotonic() - start < 5.0
        assert page.result()[2] == "second"  # after one timeout of nginx
    assert ask(seat=mine)[2] == "second"  # from now on it is known


@pytest.mark.parametrize(("path", "method", "status"), [("/media/a.csv", "GET", 404), (UPLOAD, "PUT", 403)])
def test_files_of_a_visitor_who_was_moved_are_asked_of_the_next_process(behind, path, method, status):
    first, second, ask = behind
    mine = next(seat for seat in seats(20) if ask(seat=seat)[2] == "first")
    first.refuses = status
    assert ask(path, mine, method, b"x")[::2] == (200, "second")
    second.refuses = status
    assert ask(path, mine, method, b"x")[0] == status
    first.refuses = second.refuses = 0
    assert ask(seat=mine)[2] == "first"  # a refusal is no failure: nobody can have a process passed over


def test_a_process_that_is_about_to_stop_sends_newcomers_to_the_next(behind):
    first, _, ask = behind
    mine = next(seat for seat in seats(20) if ask(seat=seat)[2] == "first")
    first.refuses = 503
    assert ask(seat=mine)[::2] == (200, "second")


def test_who_asks_whether_the_server_is_there_is_answered_in_a_few_seconds(behind):
    first, _, ask = behind
    mine = next(seat for seat in seats(20) if ask(seat=seat)[2] == "first")
    first.hangs.set()
    begun = time.monotonic()
    assert ask("/_stcore/health", mine)[2] == "ok"
    assert 2.0 < time.monotonic() - begun < 6.0  # the page takes more than two for a sign that its process hangs


def test_uploads_beyond_the_limit_and_floods_of_one_seat_are_refused(behind):
    _, _, ask = behind
    assert ask("/_stcore/upload_file/a/b", method="PUT", body=b"x" * 2_200_000)[0] == 413
    assert ask("/_stcore/upload_file/a/b", method="PUT", body=b"x" * 1_000_000)[0] == 200
    flood, other = seats(2)
    statuses = [ask(seat=flood)[0] for _ in range(1200)]
    assert statuses[:100] == [200] * 100
    assert 429 in statuses
    assert ask(seat=other)[0] == 200
