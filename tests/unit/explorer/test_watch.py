"""Operators see numbers that move when something happens, at a port apart and in lines of JSON."""

import asyncio
import json
import logging
import urllib.request

import jax
import jax.numpy as jnp
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.SessionStatus_pb2 import SessionStatus

from explorer import metrics, watch
from explorer.gate import Gate
from explorer.ui import jobs
from explorer.ui.queue import Job, Queue
from explorer.ui.turns import Asker
from scripts.serve import free_port
from tests.conftest import ROOT


@pytest.fixture
def served(monkeypatch):
    """The text that Prometheus reads."""
    port = free_port("127.0.0.1")
    monkeypatch.setenv("NTK_METRICS_PORT", str(port))
    monkeypatch.setenv("NTK_LOG_SECONDS", "0")
    with watch.running():
        yield lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()


def sample(name, **labels):
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def test_prometheus_reads_all_of_them(served):
    text = served()
    for name in ("ntk_connections", "ntk_messages_total", "ntk_answer_seconds_bucket", 'ntk_jobs{state="waiting"} 0.0'):
        assert name in text
    assert "process_resident_memory_bytes" in text
    assert "ntk_kept_bytes" in text


def test_a_compilation_is_counted(served):
    before = sample("ntk_compile_seconds_count")
    jax.jit(lambda x: jnp.sin(x) * 1.2345)(jnp.arange(3.0))
    assert sample("ntk_compile_seconds_count") > before


def test_jobs_are_counted_while_they_wait(served, monkeypatch):
    queue = Queue()
    monkeypatch.setattr(queue, "_work", lambda: None)
    monkeypatch.setattr(jobs, "_QUEUE", queue)
    queue.submit(Job(Asker("me"), lambda: iter(()), lambda: True))
    assert 'ntk_jobs{state="waiting"} 1.0' in served()


def finished(status):
    return ForwardMsg(script_finished=status).SerializeToString()


EDIT = BackMsg(rerun_script=ClientState(query_string="v=3")).SerializeToString()


def test_an_answer_is_measured_from_its_message_to_its_end(served):
    told = iter([{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": EDIT}])

    async def app(scope, receive, send):
        before = sample("ntk_connections")
        await receive()
        await receive()
        assert before == 1
        await send(
            {"type": "websocket.send", "bytes": ForwardMsg(session_status_changed=SessionStatus()).SerializeToString()}
        )
        await send({"type": "websocket.send", "bytes": b"\x00" * 5000})
        await send({"type": "websocket.send", "bytes": finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN)})
        counts.append(sample("ntk_answer_seconds_count"))
        await send({"type": "websocket.send", "bytes": finished(ForwardMsg.FINISHED_SUCCESSFULLY)})
        counts.append(sample("ntk_answer_seconds_count"))

    async def receive():
        return next(told)

    async def send(_):
        pass

    counts, messages = [sample("ntk_answer_seconds_count")], sample("ntk_messages_total")
    asyncio.run(Gate(app)({"type": "websocket", "headers": []}, receive, send))
    assert [count - counts[0] for count in counts] == [0, 0, 1]
    assert sample("ntk_messages_total") == messages + 1
    assert sample("ntk_connections") == 0


def test_lines_are_json_with_numbers_alone(monkeypatch, caplog):
    monkeypatch.setenv("NTK_LOG_SECONDS", "1000")
    monkeypatch.setattr(watch._LOG, "propagate", True)
    monkeypatch.setattr(watch, "_write_lines", lambda: watch._LOG.setLevel(logging.INFO))
    with caplog.at_level(logging.INFO, "ntk"), watch.running():
        watch.log("running", **watch.numbers())
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "ntk"]
    line = next(each for each in lines if each["event"] == "running")
    assert {"time", "event", "connections", "messages", "jobs_waiting", "memory_mib", "kept_mib"} <= line.keys()
    assert all(isinstance(value, int | float) for name, value in line.items() if name not in ("time", "event"))


def test_the_dashboard_asks_for_numbers_that_there_are():
    board = json.loads((ROOT / "deploy" / "grafana.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    text = "".join(
        f"{family.name} {family.name}_total {family.name}_bucket {family.name}_count "
        for family in metrics.REGISTRY.collect()
    )
    names = {word for expression in asked for word in _names(expression)}
    assert len(asked) >= 8
    assert {name for name in names if f"{name} " not in text} == set()


def _names(expression):
    return {
        each
        for each in "".join(c if c.isalnum() or c == "_" else " " for c in expression).split()
        if "ntk_" in each or each.startswith("process_")
    }
