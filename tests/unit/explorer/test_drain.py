"""A process that is told to stop sends newcomers elsewhere, serves its open pages for a while, and then ends."""

import asyncio
import os
import signal
import threading
import time

import pytest
import yaml

from explorer import drain, environment, metrics
from explorer.ui import compute
from tests.conftest import ROOT


@pytest.fixture
def stopped(monkeypatch):
    """The signals that reach the server's own handler, in order."""
    monkeypatch.setattr(compute, "is_warm", lambda: True)
    heard = []
    before = {number: signal.signal(number, lambda got, _: heard.append(got)) for number in drain._SIGNALS}
    monkeypatch.setattr(drain, "_END_SECONDS", 0.2)
    yield heard
    drain._process.draining = False
    for number, handler in before.items():
        signal.signal(number, handler)


def wait_for(holds):
    end = time.monotonic() + 5.0
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


async def bare(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"served"})


def messages(protocol, path, headers=()):
    """What the middleware sends for a request or a websocket."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "websocket.connect"}

    asyncio.run(drain.Door(bare)({"type": protocol, "method": "GET", "path": path, "headers": headers}, receive, send))
    return sent


def statuses():
    paths = ("/", "/prior", "/rooms/ABCDE/events", "/ntk/chart.js", "/rooms/ABCDE/state", "/_stcore/health")
    return [messages("http", path)[0]["status"] for path in paths]


def test_newcomers_are_sent_elsewhere_while_open_pages_are_served(stopped, monkeypatch):
    monkeypatch.setenv(environment.DRAIN_SECONDS.name, "60")
    closed = threading.Event()
    with drain.running(closed.set):
        assert statuses() == [200] * 6
        with metrics.connections.track_inprogress():
            os.kill(os.getpid(), signal.SIGTERM)
            wait_for(drain.is_draining)
            assert statuses() == [503, 503, 503, 200, 200, 200]
            assert not closed.is_set()
            assert stopped == []
        wait_for(lambda: stopped)  # nobody is there any more
        assert closed.is_set()
        assert stopped[0] == signal.SIGTERM


def test_the_stated_time_is_the_longest_and_who_holds_on_is_not_waited_for(stopped, monkeypatch):
    monkeypatch.setenv(environment.DRAIN_SECONDS.name, "0.3")
    with drain.running(lambda: None), metrics.connections.track_inprogress():
        begun = time.monotonic()
        os.kill(os.getpid(), signal.SIGTERM)
        wait_for(lambda: stopped)
        assert 0.3 <= time.monotonic() - begun < 3.0
        wait_for(lambda: stopped == [signal.SIGTERM, signal.SIGINT])


@pytest.mark.parametrize("order", [[signal.SIGINT], [signal.SIGTERM, signal.SIGTERM]], ids=["SIGINT", "SIGTERM twice"])
def test_what_stops_at_once(stopped, monkeypatch, order):
    monkeypatch.setenv(environment.DRAIN_SECONDS.name, "60")
    with drain.running(lambda: None), metrics.connections.track_inprogress():
        for number in order:
            os.kill(os.getpid(), number)
            time.sleep(0.02)
        wait_for(lambda: stopped)
        assert stopped[0] == order[-1]


def test_a_websocket_of_a_newcomer_is_answered_in_the_name_of_http(stopped):
    drain._process.draining = True
    sent = messages("websocket", "/_stcore/stream")
    assert [message["type"] for message in sent] == ["websocket.http.response.start", "websocket.http.response.body"]
    assert sent[0]["status"] == 503


def test_a_process_that_warms_up_is_passed_over_by_a_proxy_and_waited_for_without(monkeypatch):
    monkeypatch.setattr(compute, "is_warm", lambda: False)
    through_proxy = [(b"x-forwarded-for", b"198.51.100.7")]
    assert messages("http", "/prior", through_proxy)[0]["status"] == 503
    assert messages("http", "/_stcore/health", through_proxy)[0]["status"] == 200
    assert messages("http", "/prior")[0]["status"] == 200


def test_hosts_wait_for_longer_than_a_process_drains():
    default = environment.DRAIN_SECONDS.read(environment.DRAIN_SECONDS.default)
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
    for service in ("first", "second"):
        assert int(compose["services"][service]["stop_grace_period"].removesuffix("s")) >= default + 10
    text = (ROOT / "deploy" / "kubernetes" / "app.yaml").read_text()
    pod = next(yaml.safe_load_all(text))["spec"]["template"]["spec"]
    before = int(pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][-1])
    assert pod["terminationGracePeriodSeconds"] >= before + default + 10
    settings = (ROOT / "deploy" / "kubernetes" / "settings.yaml").read_text()
    assert "NTK_DRAIN_SECONDS" not in settings  # or compare with it
