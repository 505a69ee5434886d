"""A process that hangs is ended by the container's health check; one that answers is left alone."""

import os
import subprocess
import sys

import pytest
import yaml

from scripts.serve import free_port
from tests.conftest import ROOT

CHECK = [sys.executable, "-I", str(ROOT / "deploy" / "health.py"), "--end"]
HANGS = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[2]))); print(flush=True); "
WAITS = "time.sleep(60)"
ANSWERS = "\nwhile True: c = s.accept()[0]; c.recv(999); c.sendall(b'HTTP/1.0 503 x\\r\\n\\r\\nbusy'); c.close()"

ANSWERS_READY = HANGS + ANSWERS.replace("503 x", "200 OK").replace("busy", "ready")


@pytest.fixture
def environment(tmp_path):
    return os.environ | {"STREAMLIT_SERVER_PORT": str(free_port("127.0.0.1")), "TMPDIR": str(tmp_path)}


def checked(environment, program, times):
    """Run a server, check it so often, and return whether it was killed."""
    command = [sys.executable, "-c", HANGS + program, "server.py", environment["STREAMLIT_SERVER_PORT"]]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        for _ in range(times):
            check = subprocess.run(CHECK, env=environment, capture_output=True, text=True, check=False)
            assert check.returncode == 1
        try:
            return server.wait(1.0) == -9
        except subprocess.TimeoutExpired:
            return False
        finally:
            server.kill()


def test_a_process_that_answers_in_whatever_words_is_left_alone(environment):
    assert not checked(environment, ANSWERS, 7)


@pytest.mark.long
@pytest.mark.parametrize(("times", "killed"), [(5, False), (6, True)])
def test_a_process_that_is_silent_is_ended_after_six_times(environment, times, killed):
    assert checked(environment, WAITS, times) is killed


def test_what_is_counted_begins_again_after_an_answer(environment, tmp_path):
    count = tmp_path / f"ntk-silent-{environment['STREAMLIT_SERVER_PORT']}"
    count.write_text("5")
    assert not checked(environment, ANSWERS, 1)
    assert count.read_text() == "0"
    count.write_text("5")
    assert checked(environment, WAITS, 1)


def test_a_disk_that_cannot_be_written_says_nothing_about_the_app(environment, tmp_path):
    count = tmp_path / f"ntk-silent-{environment['STREAMLIT_SERVER_PORT']}"
    count.mkdir()  # so that the count cannot be written
    command = [sys.executable, "-c", ANSWERS_READY, "server.py", environment["STREAMLIT_SERVER_PORT"]]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        check = subprocess.run(CHECK, env=environment, capture_output=True, text=True, check=False)
        server.kill()
    assert (check.returncode, "could not be ended" in check.stderr) == (0, True)


def test_compose_ends_what_hangs():
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
    for name in ("first", "second"):
        assert services[name]["init"] is True
        assert services[name]["healthcheck"]["test"][-1] == "--end"
        assert services[name]["restart"] == "unless-stopped"
