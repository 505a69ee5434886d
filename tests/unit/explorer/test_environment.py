"""Every variable is read or refused with words that help, and the documentation lists all of them."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import environment
from explorer.environment import (
    DRAIN_SECONDS,
    FRAMES,
    HOME_SECONDS,
    LOG_SECONDS,
    METRICS_HOST,
    METRICS_PORT,
    REDIS,
    VARIABLES,
    value,
)
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("variable", "text", "expected"),
    [
        (FRAMES, "", "*"),
        (FRAMES, "  'self'   https://a.example.org:8443 ", "'self' https://a.example.org:8443"),
        (REDIS, "", ""),
        (REDIS, "rediss://user:word@host:6379/0", "rediss://user:word@host:6379/0"),
        (METRICS_PORT, "", 0),
        (METRICS_PORT, "9100", 9100),
        (METRICS_HOST, "", "127.0.0.1"),
        (LOG_SECONDS, "0", 0.0),
        (LOG_SECONDS, "2.5", 2.5),
        (DRAIN_SECONDS, "", 20.0),
        (HOME_SECONDS, "", 60.0),
    ],
)
def test_what_a_variable_says(monkeypatch, variable, text, expected):
    monkeypatch.setenv(variable.name, text)
    assert value(variable) == expected


WRONG = [
    (FRAMES, "example.org; script-src *"),
    (FRAMES, "javascript:alert(1)"),
    (REDIS, "host:6379"),
    (REDIS, "redis://a redis://b"),
    (METRICS_PORT, "0"),
    (METRICS_PORT, "65536"),
    (METRICS_PORT, "metrics"),
    (METRICS_PORT, "²"),
    (METRICS_HOST, "any where"),
    (LOG_SECONDS, "-1"),
    (LOG_SECONDS, "nan"),
    (DRAIN_SECONDS, "1e3"),
]


@pytest.mark.parametrize(("variable", "text"), WRONG)
def test_what_is_wrong_is_named_with_what_to_write(monkeypatch, variable, text):
    monkeypatch.setenv(variable.name, text)
    with pytest.raises(ValueError, match=rf"^{variable.name}: .*write ") as refused:
        value(variable)
    with pytest.raises(SystemExit, match="does not start") as stopped:
        environment.check()
    assert str(refused.value) in str(stopped.value)


@given(text=st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30))
def test_no_text_does_anything_but_be_read_or_refused(text):
    for variable in VARIABLES:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(variable.name, text)
            try:
                read = value(variable)
            except ValueError as error:
                assert str(error).startswith(f"{variable.name}: ")  # noqa: PT017
            else:
                assert ";" not in str(read) or variable is REDIS
                assert "\n" not in str(read)


def test_the_server_stops_at_its_start_and_says_what_is_wrong():
    wrong = {"NTK_METRICS_PORT": "ninety", "NTK_LOG_SECONDS": "often", "PATH": ""}
    code = "from explorer.environment import check; check()"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=wrong, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "NTK_METRICS_PORT: 'ninety' is no port" in ended.stderr
    assert "NTK_LOG_SECONDS: 'often' is no number of seconds" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_documentation_has_the_table():
    assert environment.table() in (ROOT / "docs" / "hosting.md").read_text()
