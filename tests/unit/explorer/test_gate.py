"""Foreign origins and uploads that no page offers are refused; a flood of messages is slowed down, and none is lost."""

import asyncio
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from explorer import gate, metrics
from explorer.bucket import Bucket
from explorer.gate import Gate, is_foreign
from explorer.ui import uploads
from tests.unit.explorer.ui.test_packing import Server

OURS, FOREIGN = "http://here", "https://elsewhere.example"
STREAM = "/_stcore/stream"


@pytest.fixture
def asked():
    """A server that answers everything, behind the gate; `ask` sends it a request."""
    asked = Server.__new__(Server)
    everything = Route("/{path:path}", lambda _: PlainTextResponse("let in"), methods=["GET", "PUT", "POST", "DELETE"])
    asked.app = Gate(Starlette(routes=[everything]))
    return asked


def message(**types):
    """A message from a browser."""
    sent = BackMsg()
    sent.rerun_script.query_string = "v=3"
    for name, value in types.items():
        setattr(sent, name, value)
    return sent.SerializeToString()


HELLO = message()


def connect(headers, *frames):
    """What a server behind the gate, which repeats what it hears, sends to a browser that says `frames` and leaves."""

    async def echo(socket):
        await socket.accept()
        async for data in socket.iter_bytes():
            await socket.send_bytes(data)

    sent = []
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "path": STREAM, "raw_path": b"", "query_string": b"", "headers": raw}
    scope |= {"scheme": "ws", "server": ("a", 80), "root_path": "", "subprotocols": []}
    received = [{"type": "websocket.receive", "text" if isinstance(each, str) else "bytes": each} for each in frames]
    told = iter([{"type": "websocket.connect"}, *received, {"type": "websocket.disconnect", "code": 1001}])

    async def receive():
        return next(told)

    async def send(message):
        sent.append(message)

    asyncio.run(Gate(Starlette(routes=[WebSocketRoute(STREAM, echo)]))(scope, receive, send))
    return sent


@pytest.mark.parametrize("origin", [{"Origin": OURS}, {}])
def test_our_own_pages_and_programs_are_let_in(asked, origin):
    headers = {"Host": "here", **origin}
    assert asked.ask("/rooms", headers, "POST")[2] == b"let in"
    accepted, answer = connect(headers, HELLO)
    assert accepted["type"] == "websocket.accept"
    assert answer["bytes"] == HELLO


@pytest.mark.parametrize("origin", [FOREIGN, "null", "http://here:81", "http://here.example", ""])
def test_pages_of_other_sites_can_read_but_neither_change_nor_connect(asked, origin):
    headers = {"Host": "here", "Origin": origin}
    assert asked.ask("/", headers)[0] == 200
    for method in ("POST", "PUT", "DELETE"):
        assert asked.ask("/rooms", headers, method)[0] == 403
    assert connect(headers) == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize(("option", "value"), [("corsAllowedOrigins", [FOREIGN + "/"]), ("enableCORS", False)])
def test_an_origin_that_the_configuration_allows_is_not_foreign(option, value):
    headers = Headers({"origin": FOREIGN, "host": "here"})
    before = config.get_option(f"server.{option}")
    try:
        config.set_option(f"server.{option}", value)
        assert not is_foreign(headers)
    finally:
        config.set_option(f"server.{option}", before)
    assert is_foreign(headers)


@pytest.mark.parametrize("frame", ["hello", b"\xff\xff", b"\x0a", bytes(range(256))])
def test_a_frame_that_is_no_message_ends_the_connection(frame):
    accepted, *answers = connect({"Host": "here"}, HELLO, frame, HELLO)
    assert accepted["type"] == "websocket.accept"
    assert answers == [{"type": "websocket.send", "bytes": HELLO}, {"type": "websocket.close", "code": 1002}]


def test_what_no_page_sends_is_dropped_and_counted():
    others = [message(clear_cache=True), message(load_git_info=True), message(debug_shutdown_runtime=True), b""]
    before = metrics.REGISTRY.get_sample_value("ntk_refusals_total", {"reason": "message"}) or 0.0
    _, *answers = connect({"Host": "here"}, *others, HELLO)
    assert [each["bytes"] for each in answers] == [HELLO]
    assert metrics.REGISTRY.get_sample_value("ntk_refusals_total", {"reason": "message"}) == before + len(others)


def test_files_are_taken_from_sessions_that_were_offered_an_uploader(asked, monkeypatch):
    monkeypatch.setattr(uploads, "make_room", lambda _: None)
    monkeypatch.setitem(uploads._offered, "offered", None)
    assert asked.ask("/_stcore/upload_file/offered/a", {}, "PUT")[2] == b"let in"
    status, _, body = asked.ask("/_stcore/upload_file/other/a", {}, "PUT")
    assert status == 403
    assert b"asks for a file" in body


def test_a_session_keeps_its_latest_files_only(monkeypatch):
    manager = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(uploads.runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    for number in range(7):
        uploads.make_room("me")
        manager.add_file("me", UploadedFileRec(str(number), "a.csv", "text/csv", b"1"))
    manager.add_file("other", UploadedFileRec("0", "a.csv", "text/csv", b"1"))
    assert list(manager.file_storage["me"]) == ["3", "4", "5", "6"]
    assert list(manager.file_storage["other"]) == ["0"]


@given(
    gaps=st.lists(st.floats(0.0, 3.0), min_size=1, max_size=60), rate=st.floats(0.5, 20.0), most=st.floats(1.0, 50.0)
)
def test_a_bucket_lets_through_what_a_queue_with_its_rate_would(gaps, rate, most):
    now = 0.0
    bucket = Bucket(rate, most, lambda: now)
    used: list[float] = []
    for gap in gaps:
        now += gap
        wait = bucket.take()
        now += wait  # as in the websocket: the next message is read after the wait
        used.append(now)
        for start in range(len(used)):  # in no span of time do more go through than were saved and than it brings
            assert len(used) - start <= most + rate * (now - used[start]) + 1.0 + 1e-6
    assert used == sorted(used)


@pytest.mark.parametrize(("size", "tokens"), [(0, 1.0), (409.6, 1.1), (40_960, 11.0), (2_000_000, 24.0)])
def test_long_messages_cost_more_and_none_costs_more_than_a_full_bucket(size, tokens):
    assert gate.cost({"type": "websocket.receive", "bytes": b"x" * int(size)}) == pytest.approx(tokens, abs=1e-3)
    assert tokens < gate.MESSAGES_AT_ONCE


def test_each_message_of_a_flood_arrives_in_its_turn_and_late(monkeypatch):
    slept: list[float] = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(gate.anyio, "sleep", sleep)
    sent = iter(
        [{"type": "websocket.connect"}, *({"type": "websocket.receive", "bytes": bytes([n])} for n in range(9))]
    )

    async def receive():
        return next(sent)

    async def read():
        slow = gate.slowed(receive, Bucket(2.0, 4.0, lambda: 0.0))
        return [await slow() for _ in range(10)]

    messages = asyncio.run(read())
    assert [each["bytes"][0] for each in messages[1:]] == list(range(9))
    assert slept == pytest.approx([0.0] * 4 + [0.5, 1.0, 1.5, 2.0, 2.5], abs=0.01)
